// The command as a person runs it: a process of its own, its two streams and its exit code.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("./touchstone.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "touchstone-"));

interface Surroundings {
  readonly stdin?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

function start(words: readonly string[], { environment = {}, nodeOptions = [] }: Surroundings = {}) {
  // Sixty processes compile the same sources: the cache halves that.
  const cache = { NODE_COMPILE_CACHE: join(directory, "cache") };
  const env = { PATH: process.env["PATH"] ?? "", NODE_NO_WARNINGS: "1", ...cache, ...environment };
  return spawn(process.execPath, [...nodeOptions, BIN, ...words], { env, stdio: "pipe" });
}

async function touchstone(words: readonly string[], surroundings: Surroundings = {}) {
  const child = start(words, surroundings);
  child.stdin.end(surroundings.stdin ?? "");
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: code as number | null, stdout, stderr };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

/** A node option that runs a little module first. */
function preload(source: string): readonly string[] {
  return ["--import", `data:text/javascript,${encodeURIComponent(source)}`];
}

afterAll(() => rmSync(directory, { recursive: true }));

describe.concurrent("touchstone", { timeout: 30_000 }, () => {
  test("--help names every command on stdout", async ({ expect }) => {
    const { code, stdout, stderr } = await touchstone(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/test [\s\S]*probe [\s\S]*list [\s\S]*explain [\s\S]*decode [\s\S]*encode [\s\S]*broker /);
  });

  test("without a command the help goes to stderr", async ({ expect }) => {
    const { code, stdout, stderr } = await touchstone([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: touchstone");
  });

  test("-v shows the version alone", async ({ expect }) => {
    expect(await touchstone(["-v"])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
  });

  test.for([
    [["decod"], "touchstone: unknown command 'decod' (Did you mean decode?) (see touchstone --help)\n"],
    [
      ["decode", "--jsno", "c000"],
      "touchstone: unknown option '--jsno' (Did you mean --json?) (see touchstone decode --help)\n",
    ],
    [
      ["decode", "-V", "6", "c000"],
      expect.stringMatching(/^touchstone: .*'6' is invalid\. It is 5 or 3\.1\.1\. .*\n$/),
    ],
    [["decode", "--from", "me", "c000"], expect.stringMatching(/^touchstone: .*client, server.*\n$/)],
    [["decode"], "touchstone: there are no bytes in the input\n"],
    [["decode", "c0zz"], 'touchstone: the argument is not hexadecimal: expected a digit at position 2, found "z"\n'],
    [
      ["decode", "c00"],
      "touchstone: the argument is not hexadecimal: expected a digit at position 3, found the end, after half a byte\n",
    ],
    [["decode", "./no/such.bin"], "touchstone: cannot read ./no/such.bin: there is no such file\n"],
    [["decode", directory], `touchstone: cannot read ${directory}: it is a directory\n`],
    [["decode", "--base64", "w!A="], 'touchstone: the argument is not base64: position 1 has "!"\n'],
    [["encode", '{"type": PINGREQ}'], 'touchstone: the packet is not JSON: line 1, column 10: "P" does not fit\n'],
    [
      ["encode", '{"type": "PUBLISH", "topicname": "a"}'],
      expect.stringContaining("topicname: expected topicName, found an unknown field"),
    ],
    [["encode", "no.json"], "touchstone: cannot read no.json: there is no such file\n"],
    [
      ["explain", "topicalais"],
      'touchstone: nothing here is called "topicalais": did you mean topicAlias, Topic Alias?\n',
    ],
    [["broker", "-p", "70000"], expect.stringMatching(/^touchstone: .*0 to 65535.*\n$/)],
  ] as const)("%j is told in one line, and ends with 2", async ([words, line], { expect }) => {
    expect(await touchstone(words)).toEqual({ code: 2, stdout: "", stderr: line });
  });

  test("DEBUG shows where a failure was thrown", async ({ expect }) => {
    const { code, stderr } = await touchstone(["decode", "c0zz"], { environment: { DEBUG: "1" } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^touchstone: the argument is not hexadecimal.*\n.*\n {4}at /);
  });

  test("our own fault is one line too, and ends with 4", async ({ expect }) => {
    const late = 'setTimeout(() => { throw new Error("broken\\nin two"); }); return write.apply(this, parts);';
    const broken = preload(`const { write } = process.stdout; process.stdout.write = function (...parts) { ${late} };`);
    const { code, stderr } = await touchstone(["decode", "c000"], { nodeOptions: broken });
    expect([code, stderr]).toEqual([4, expect.stringMatching(/^touchstone: internal error: broken in two .*\n$/)]);
  });

  test("an old Node is told the command that works, and ends with 2", async ({ expect }) => {
    const old = preload('Object.defineProperty(process.versions, "node", { value: "20.20.2" })');
    expect(await touchstone(["decode", "c000"], { nodeOptions: old })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "touchstone needs Node 22.13 or newer, and this is Node 20.20.2. " +
        "This works: npx -y -p node@24 -p mqtt-touchstone touchstone decode c000\n",
    });
  });

  test("to decode a well-formed packet, neither xstate nor the statements are loaded", async ({ expect }) => {
    const tell = preload(
      'import { registerHooks } from "node:module";' +
        'registerHooks({ load: (url, context, next) => { process.stderr.write(url + "\\n"); return next(url, context); } });',
    );
    const { stderr } = await touchstone(["decode", "c000"], { nodeOptions: tell });
    expect(stderr).toContain("/src/codec/decode.ts");
    expect(stderr).not.toMatch(/xstate|spec\/requirements|spec\/5\.0|conformance|runtime/);
  });

  test("a closed pipe ends it quietly", async ({ expect }) => {
    const child = start(["decode", "-"]);
    const ended = once(child, "close");
    child.stdout.destroy();
    child.stdin.end("c000".repeat(5_000));
    expect([await ended, await text(child.stderr)]).toEqual([[0, null], ""]);
  });

  test("every option may stand in the environment, where the command line counts more", async ({ expect }) => {
    const asked = (environment: Readonly<Record<string, string>>, ...more: readonly string[]) =>
      touchstone(["decode", ...more, "d000"], { environment });
    expect((await asked({ TOUCHSTONE_JSON: "1" })).stdout).toMatch(/^\{/);
    expect((await asked({ TOUCHSTONE_JSON: "0" })).stdout).toMatch(/^PINGRESP/);
    expect((await asked({ TOUCHSTONE_FROM: "client" })).code).toBe(1);
    expect((await asked({ TOUCHSTONE_FROM: "client" }, "--from", "server")).code).toBe(0);
    expect(await asked({ TOUCHSTONE_MQTT_VERSION: "6" })).toEqual({
      code: 2,
      stdout: "",
      stderr: 'touchstone: TOUCHSTONE_MQTT_VERSION is "6", which --mqtt-version does not take: It is 5 or 3.1.1.\n',
    });
  });

  test("colours appear where they are forced, and never in a pipe", async ({ expect }) => {
    const forced = await touchstone(["decode", "c000"], { environment: { FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain("\u001b[1mPINGREQ");
    expect((await touchstone(["decode", "c000"])).stdout).not.toContain("\u001b");
  });
});

describe.concurrent("touchstone decode", { timeout: 30_000 }, () => {
  test("a packet is shown as a tree with offsets and bytes", async ({ expect }) => {
    const { code, stdout } = await touchstone(["decode", "30", "08", "0003", "61:2f:62", "00", "0x68", "69"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "PUBLISH, MQTT 5.0, 10 bytes at 0: well-formed",
      "     0  30                       Control Packet: PUBLISH",
      "     0  0011 ....                  type: 3 (PUBLISH)",
      "     0  .... 0...                  DUP flag: 0",
      "     0  .... .00.                  QoS level: 0",
      "     0  .... ...0                  RETAIN: 0",
      "     1  08                       Remaining Length: 8",
      '     2  00 03 61 2f 62           Topic Name: "a/b"',
      "     7  00                       Property Length: 0",
      '     8  68 69                    Payload: "hi"',
      "",
      "",
    ]);
  });

  test("a violation is shown with its sentence, and ends with 1 [5.0/MQTT-3.3.1-4]", async ({ expect }) => {
    const { code, stdout, stderr } = await touchstone(["decode", "3604 0001 6100"]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain(
      "violates 5.0/MQTT-3.3.1-4 at offset 0: QoS 3\n    PUBLISH must not have both QoS bits set.\n",
    );
    expect(stdout).toContain("earns 0x81 Malformed Packet");
  });

  test("lenient reading shows every violation, and strict reading the first", async ({ expect }) => {
    const words = ["decode", "-V", "3.1.1", "--json", "3803 0001 2b"];
    const violated = async (more: readonly string[]): Promise<readonly string[]> => {
      const { packets } = JSON.parse((await touchstone([...words, ...more])).stdout);
      return packets[0].violations.map((violation: { readonly requirement: string }) => violation.requirement);
    };
    expect(await violated([])).toEqual(["3.1.1/MQTT-3.3.1-2", "3.1.1/MQTT-3.3.2-2"]);
    expect(await violated(["--no-lenient"])).toEqual(["3.1.1/MQTT-3.3.1-2"]);
  });

  test("the version is learnt from CONNECT, and -V overrides it", async ({ expect }) => {
    const words = ["decode", "--json", "100d 0004 4d515454 04 02 0000 0001 63 4002 0001"];
    const learnt = JSON.parse((await touchstone(words)).stdout);
    expect(learnt.packets.map((packet: { readonly version: string }) => packet.version)).toEqual(["3.1.1", "3.1.1"]);
    const told = JSON.parse((await touchstone(words, { environment: { TOUCHSTONE_MQTT_VERSION: "5" } })).stdout);
    expect(told.packets[0]).toMatchObject({ version: "5.0", violations: [{ requirement: "5.0/MQTT-3.1.2-2" }] });
  });

  test("after a malformed packet the next one is shown too", async ({ expect }) => {
    const { packets } = JSON.parse((await touchstone(["decode", "--json", "3600 c000 30"])).stdout);
    const verdicts = packets.map((packet: { readonly offset: number; readonly verdict: string }) => [
      packet.offset,
      packet.verdict,
    ]);
    expect(verdicts).toEqual([
      [0, "malformed"],
      [2, "well-formed"],
      [4, "incomplete"],
    ]);
  });

  test("the side that sent a packet is judged with --from", async ({ expect }) => {
    expect((await touchstone(["decode", "--from", "client", "d000"])).stdout).toContain("violates 5.0/U5-153");
    expect((await touchstone(["decode", "--from", "server", "d000"])).code).toBe(0);
  });

  test.for([
    ["bytes on stdin", ["-"], Uint8Array.of(0xc0, 0x00)],
    ["digits on stdin", ["-"], "c0 00\n"],
    ["stdin without a word", [], "c000"],
    ["base64", ["wAA="], ""],
    ["base64 that is asked for", ["--base64", "wAA="], ""],
    ["base64 on stdin", ["-"], "wAA=\n"],
    ["a file of bytes", [file("ping.bin", Uint8Array.of(0xc0, 0x00))], ""],
    ["a file of digits", [file("ping.hex", "0xc0\n0x00\n")], ""],
  ] as const)("%s are read", async ([, words, stdin], { expect }) => {
    const { code, stdout } = await touchstone(["decode", ...words], { stdin });
    expect([code, stdout.split("\n")[0]]).toEqual([0, "PINGREQ, MQTT 5.0, 2 bytes at 0: well-formed"]);
  });
});

describe.concurrent("touchstone encode", { timeout: 30_000 }, () => {
  const publish = '{"type": "PUBLISH", "topicName": "a/b", "payload": {"text": "hi"}}';

  test("a packet becomes digits, base64 or bytes", async ({ expect }) => {
    expect(await touchstone(["encode", publish])).toEqual({ code: 0, stdout: "30080003612f62006869\n", stderr: "" });
    expect((await touchstone(["encode", "--base64", file("p.json", publish)])).stdout).toBe("MAgAA2EvYgBoaQ==\n");
    expect((await touchstone(["encode", "--raw", "-V", "3.1.1", "-"], { stdin: publish })).stdout).toBe(
      "0\u0007\u0000\u0003a/bhi",
    );
  });

  test("a list of packets becomes a line each, in the version that its CONNECT states", async ({ expect }) => {
    const list = '[{"type": "CONNECT", "version": "3.1.1"}, {"type": "PUBACK", "packetId": 1}]';
    expect((await touchstone(["encode", list])).stdout).toBe("100c00044d515454040200000000\n40020001\n");
  });

  test("what may not be sent is refused with its sentence, and ends with 1 [5.0/MQTT-3.3.2-2]", async ({ expect }) => {
    const { code, stdout, stderr } = await touchstone(["encode", '{"type": "PUBLISH", "topicName": "a/#"}']);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^violates 5\.0\/MQTT-3\.3\.2-2: .*\n {2}PUBLISH Topic Name must contain no wildcard/);
  });
});

describe("touchstone broker", { timeout: 30_000 }, () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 0],
  ] as const)("it prints its url, and %s ends it with %d", async (signal, code) => {
    const child = start(["broker", "-p", "0"]);
    const ended = once(child, "close");
    const printed = new Promise<string>((resolve) =>
      child.stdout.once("data", (data: Buffer) => resolve(String(data))),
    );
    const complaint = text(child.stderr);
    const url = await Promise.race([printed, complaint]);
    child.kill(signal);
    expect(url).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+\n$/);
    expect([await ended, await complaint]).toEqual([[code, null], ""]);
  });

  test("a port in use is told in one line, and ends with 2", async () => {
    await using occupied = createServer().listen(0, "127.0.0.1");
    await once(occupied, "listening");
    const { port } = occupied.address() as AddressInfo;
    expect(await touchstone(["broker", "-p", String(port)])).toEqual({
      code: 2,
      stdout: "",
      stderr: `touchstone: port ${port} of 127.0.0.1 is in use: choose another with -p, or -p 0 for a free one\n`,
    });
  });
});
