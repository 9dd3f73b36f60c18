import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { createDecoder, encode, feed, type Packet } from "../codec/index.ts";
import { BIN, touchstone } from "./run-touchstone.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-test-"));
afterAll(() => rmSync(folder, { recursive: true }));
const newFolder = (): string => mkdtempSync(join(folder, "run-"));

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A server that answers each packet of a client by a function, and never closes a connection. */
async function serve(answer: (packet: Packet) => Packet | undefined): Promise<string> {
  const server = createServer((socket) => {
    let decoder = createDecoder({ from: "client" });
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes: Uint8Array) => {
      const [next, results] = feed(decoder, bytes);
      decoder = next;
      for (const result of results) {
        const packet = result.kind === "packet" ? answer(result.packet) : undefined;
        const encoded = packet && encode(packet, next.version ?? "5.0");
        if (encoded?.kind === "bytes") socket.write(encoded.bytes);
      }
    });
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Accepts each CONNECT, a second one too, and answers PINGREQ. */
function accepting(packet: Packet): Packet | undefined {
  if (packet.type === "PINGREQ") return { type: "PINGRESP" };
  if (packet.type !== "CONNECT") return undefined;
  return packet.version === "5.0"
    ? { type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: {} }
    : { type: "CONNACK", sessionPresent: false, returnCode: 0 };
}

function refusing(packet: Packet): Packet | undefined {
  if (packet.type !== "CONNECT") return undefined;
  return packet.version === "5.0"
    ? { type: "CONNACK", sessionPresent: false, reasonCode: 0x87, properties: {} }
    : { type: "CONNACK", sessionPresent: false, returnCode: 5 };
}

const OUT_OF_REACH: readonly (readonly [name: string, target: () => Promise<string>, line: RegExp])[] = [
  ["a port where nobody listens", async () => "mqtt://127.0.0.1:1", /cannot reach .*connection refused/],
  ["a broker that wants a login", () => serve(refusing), /does not let us in .*-u and -P/],
  [
    "TLS with a plain port",
    async () => (await serve(accepting)).replace("mqtt:", "mqtts:"),
    /cannot reach|no TLS with/,
  ],
  ["a server that is no broker", () => serve(() => undefined), /does not answer as an MQTT broker/],
];

describe("touchstone test", () => {
  test("without a url judges the embedded broker, ends with 0, and writes the JSON report", async () => {
    const file = join(newFolder(), "r.json");
    const { code, stdout } = await touchstone("test", "--section", "3.12", "--seed", "42", "--report", `json=${file}`);
    expect(code).toBe(0);
    expect(stdout).toContain("MQTT 5.0");
    expect(stdout).toContain("seed 42");
    const report: unknown = JSON.parse(readFileSync(file, "utf8"));
    expect(report).toMatchObject({ schema: 1, seed: 42, target: { url: "embedded" }, summary: { cases: { fail: 0 } } });
  });

  test("writes every report that is asked for in one run", async () => {
    const folder = newFolder();
    const names = ["text", "json", "html", "junit", "tap", "sarif", "ctrf", "github", "markdown", "pcapng"];
    const asked = names.flatMap((name) => ["--report", `${name}=${join(folder, name)}`]);
    const { code } = await touchstone("test", "--section", "3.12", ...asked);
    expect(code).toBe(0);
    const beginnings = names.map((name) => readFileSync(join(folder, name)).subarray(0, 14).toString("latin1"));
    expect(beginnings).toEqual([
      expect.stringMatching(/MQTT 3\.1\.1/),
      '{\n  "schema": ',
      "<!doctype html",
      "<?xml version=",
      "TAP version 14",
      '{\n  "$schema":',
      '{\n  "reportFor',
      "::stop-command",
      expect.stringMatching(/^# .* MQTT/),
      expect.stringMatching(/^\n\r\r\n/),
    ]);
  });

  test("writes the reports on Ctrl-C too, with what was judged by then", { timeout: 30_000 }, async () => {
    const file = join(newFolder(), "r.json");
    const child = spawn(process.execPath, [BIN, "test", "--sockets", "--report", `json=${file}`]);
    child.stderr.once("data", () => child.kill("SIGINT"));
    expect(await once(child, "close")).toEqual([130, null]);
    const { cases } = JSON.parse(readFileSync(file, "utf8"));
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.length).toBeLessThan(1000);
    expect(cases.filter(({ verdict }: { verdict: string }) => verdict !== "pass")).toEqual([]);
  });

  test("prints only JSON with --json", async () => {
    const { code, stdout } = await touchstone("test", "--case", "5.0/pingreq/answered", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, cases: [{ id: "5.0/pingreq/answered", verdict: "pass" }] });
  });

  test("ends with 1 where a broker breaks a sentence, and shows the packets", { timeout: 30_000 }, async () => {
    const url = await serve(accepting);
    const { code, stdout } = await touchstone("test", url, "--case", "3.1.1/connect/second-connect", "--timeout", "20");
    expect(code).toBe(1);
    expect(stdout).toContain("FAIL 3.1.1/connect/second-connect");
    expect(stdout).toContain("3.1.1/MQTT-3.1.0-2");
    expect(stdout).toMatch(/→ 10[0-9a-f]+.* CONNECT /);
    expect(stdout).toContain(`touchstone test ${url} --case 3.1.1/connect/second-connect`);
  });

  test("names the user of the url in the line that runs a case again, and no password", {
    timeout: 30_000,
  }, async () => {
    const url = await serve(accepting);
    const named = url.replace("://", "://alice:secret@");
    const { stdout } = await touchstone("test", named, "--case", "3.1.1/connect/second-connect", "--timeout", "20");
    expect(stdout).toContain(`touchstone test ${url} -u alice --case 3.1.1/connect/second-connect`);
    expect(stdout).not.toContain("secret");
  });

  test.each([
    [["--case", "connect/frst-packet"], /no case "connect\/frst-packet": did you mean .*connect\/first-packet/],
    [["--section", "9.9"], /no section "9\.9"/],
    [["--requirement", "MQTT-3.1.0-9"], /no requirement "MQTT-3\.1\.0-9": did you mean MQTT-3\.1\.0-1/],
    [["--section", "3.12", "--grep", "nothing like it"], /no case matches/],
    [["--grep", "("], /regular expression/],
    [["--workers", "0"], /--workers/],
    [["--level", "may"], /--level/],
    [["--report", "pdf"], /--report/],
    [["--report", "json=no-such-folder/r.json"], /no-such-folder\/r\.json cannot be written/],
    [["ftp://127.0.0.1"], /"ftp:\/\/" is not supported/],
    [["mqtt://127.0.0.1:1883", "-p", "1883"], /either a url or -h and -p/],
    [["mqtts://127.0.0.1:1", "--ca", "no-such-file.pem"], /cannot read no-such-file\.pem/],
    [["mqtt://127.0.0.1:1", "--password-env", "NO_SUCH_VARIABLE"], /NO_SUCH_VARIABLE/],
  ])("%j ends with 2, and says in one line what is wrong", async (words, line) => {
    const { code, stdout, stderr } = await touchstone("test", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test.each(OUT_OF_REACH)(
    "%s ends with 3, and says in one line what to do",
    { timeout: 30_000 },
    async (_, target, line) => {
      const { code, stdout, stderr } = await touchstone("test", await target());
      expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
      expect(stderr).toMatch(line);
      expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    },
  );
});

describe("touchstone probe", () => {
  test("shows what a broker can do, and what told it", async () => {
    const { code, stdout } = await touchstone("probe");
    expect(code).toBe(0);
    expect(stdout).toMatch(/maximumQos +2 +CONNACK/);
    expect(stdout).toMatch(/versions +3\.1\.1, 5\.0/);
  });

  test("ends with 3 where nobody listens", async () => {
    const { code, stderr } = await touchstone("probe", "-p", "1");
    expect(code).toBe(3);
    expect(stderr).toContain("cannot reach mqtt://127.0.0.1:1");
  });
});

describe("touchstone list", () => {
  test("lists the cases with what they judge", async () => {
    const { code, stdout } = await touchstone("list", "-V", "5");
    expect(code).toBe(0);
    expect(stdout).toContain("5.0/connect/first-packet (strict)\n  a first packet other than CONNECT");
    expect(stdout).not.toContain("3.1.1/");
  });

  test("lists them as JSON", async () => {
    const { stdout } = await touchstone("list", "--json");
    const listed = JSON.parse(stdout) as { readonly cases: readonly { readonly id: string }[] };
    expect(listed.cases.map(({ id }) => id)).toContain("3.1.1/pingreq/answered");
  });

  test("has nothing to list that is not covered", async () => {
    expect(await touchstone("list", "--uncovered")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(JSON.parse((await touchstone("list", "--uncovered", "--json")).stdout)).toEqual({
      schema: 1,
      uncovered: [],
    });
  });
});
