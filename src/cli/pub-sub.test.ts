// `touchstone pub` and `touchstone sub` as programs of their own, with our broker; where it is found, beside mosquitto's.

import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createBroker, type RunningBroker } from "../runtime/index.ts";
import { selfSigned } from "../runtime/transports/self-signed.ts";
import { BIN, type Ended, runProgram, touchstone } from "./run-touchstone.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-pub-sub-"));
afterAll(() => rmSync(folder, { recursive: true }));

let broker: RunningBroker;
beforeEach(async () => {
  broker = await createBroker();
});
afterEach(async () => await broker.close());

/** A program that hears, and how it ended. */
interface Listening {
  /** Fulfilled when it has subscribed. */
  readonly ready: Promise<void>;
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** `touchstone sub`, which tells with -d when it has subscribed. */
function sub(...words: readonly string[]): Listening {
  const child = spawn(process.execPath, [BIN, "sub", "-p", String(broker.port), "-d", ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const stderr: string[] = [];
  const ready = new Promise<void>((resolve) =>
    child.stderr.on("data", (chunk: Buffer) => {
      stderr.push(chunk.toString());
      if (stderr.join("").includes("subscribed to")) resolve();
    }),
  );
  const ended = Promise.all([text(child.stdout), once(child, "close")]).then(
    ([stdout, [code]]): Ended => ({ code: code as number, stdout, stderr: stderr.join("") }),
  );
  return { ready, ended, kill: (signal) => child.kill(signal) };
}

const pub = (...words: readonly string[]): Promise<Ended> => touchstone("pub", "-p", String(broker.port), ...words);
const DONE = { code: 0, stdout: "", stderr: "" };

/** `touchstone pub` with this on its standard input. */
async function piped(input: string, ...words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [BIN, "pub", "-p", String(broker.port), ...words], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  child.stdin.end(input);
  const [code] = await once(child, "exit");
  return code as number;
}

describe.each(["mqttv311", "mqttv5"])("with -V %s", (version) => {
  test("what is published is heard, at each QoS, from each source", async () => {
    const file = join(folder, "message");
    writeFileSync(file, "of a file");
    const listening = sub("-V", version, "-t", "a/#", "-q", "2", "-F", "%t %q %p", "-C", "8");
    await listening.ready;
    for (const qos of ["0", "1", "2"])
      expect(await pub("-V", version, "-t", "a/b", "-m", "hi", "-q", qos)).toEqual(DONE);
    expect(await pub("-V", version, "-t", "a/f", "-f", file, "-q", "1")).toEqual(DONE);
    expect(await pub("-V", version, "-t", "a/n", "-n", "-q", "1")).toEqual(DONE);
    expect(await piped("one\ntwo", "-V", version, "-t", "a/l", "-l", "-q", "1")).toBe(0);
    expect(await piped("one\ntwo\n", "-V", version, "-t", "a/s", "-s", "-q", "2")).toBe(0);
    const { code, stdout } = await listening.ended;
    expect(code).toBe(0);
    expect(stdout).toBe(
      "a/b 0 hi\na/b 1 hi\na/b 2 hi\na/f 1 of a file\na/n 1 \na/l 1 one\na/l 1 two\na/s 2 one\ntwo\n\n",
    );
  });
});

describe("touchstone sub", () => {
  test("writes topics with -v, no end of line with -N, and not what -T names", async () => {
    const listening = sub("-t", "a/#", "-t", "b", "-v", "-N", "-T", "a/no", "-C", "2", "-q", "1");
    await listening.ready;
    for (const topic of ["a/yes", "a/no", "b"]) await pub("-t", topic, "-m", "x", "-q", "1");
    expect((await listening.ended).stdout).toBe("a/yes xb x");
  });

  test("tells retained messages from others", async () => {
    await pub("-t", "r", "-m", "old", "-r", "-q", "1");
    const [fresh, stale] = [sub("-t", "r", "-R", "-C", "1"), sub("-t", "r", "--retained-only")];
    await Promise.all([fresh.ready, stale.ready]);
    await pub("-t", "r", "-m", "new");
    expect([(await fresh.ended).stdout, (await stale.ended).stdout]).toEqual(["new\n", "old\n"]);
    const { stdout } = await sub("-t", "r", "--remove-retained", "-C", "1", "-W", "20").ended;
    expect(stdout).toBe("old\n");
    expect((await sub("-t", "r", "-W", "1").ended).stdout).toBe("");
  });

  test("ends with 27 when its time is over, as mosquitto_sub does", async () => {
    const { code, stderr } = await touchstone("sub", "-p", String(broker.port), "-t", "a", "-W", "1");
    expect([code, stderr]).toEqual([27, "touchstone: timed out after 1 s\n"]);
  });

  test("ends with -E once it has subscribed, and leaves a session behind with -c", async () => {
    const session = ["-t", "s", "-q", "1", "-c", "-i", "keeper"];
    expect((await sub(...session, "-E").ended).code).toBe(0);
    for (const payload of ["1", "2"]) await pub("-t", "s", "-m", payload, "-q", "1");
    // Each message is taken once, though the program ends after each.
    expect((await sub(...session, "-C", "1").ended).stdout).toBe("1\n");
    expect((await sub(...session, "-C", "1").ended).stdout).toBe("2\n");
    expect((await sub(...session, "-W", "1").ended).stdout).toBe("");
  });

  test("ends with 130 on Ctrl-C", async () => {
    const listening = sub("-t", "a");
    await listening.ready;
    listening.kill("SIGINT");
    expect((await listening.ended).code).toBe(130);
  });

  test("goes on where a payload is not what its format wants", async () => {
    const listening = sub("-t", "a", "-F", "%J", "-C", "2", "-q", "1");
    await listening.ready;
    await pub("-t", "a", "-m", "{", "-q", "1");
    await pub("-t", "a", "-m", "[1]", "-q", "1");
    const { stdout, stderr } = await listening.ended;
    expect(JSON.parse(stdout).payload).toEqual([1]);
    expect(stderr).toContain("touchstone: the payload is no JSON on topic a\n");
  });

  test("gives a subscription back with -U", async () => {
    await sub("-t", "u", "-q", "1", "-c", "-i", "u", "-E").ended;
    expect((await touchstone("sub", "-p", String(broker.port), "-i", "u", "-c", "-U", "u", "-E")).code).toBe(0);
    await pub("-t", "u", "-m", "x", "-q", "1");
    expect((await touchstone("sub", "-p", String(broker.port), "-i", "u", "-c", "-U", "u", "-W", "1")).stdout).toBe("");
  });
});

describe("touchstone pub", () => {
  test("repeats a message, with properties of MQTT 5", async () => {
    const listening = sub("-t", "a", "-C", "2", "-F", "%p %C %P %E", "-q", "1");
    await listening.ready;
    const properties = ["-D", "publish", "content-type", "text", "--property", "publish", "user-property", "k", "v"];
    expect(
      await pub("-t", "a", "-m", "x", "-q", "1", "--repeat", "2", "--repeat-delay", "0.01", ...properties),
    ).toEqual(DONE);
    expect((await listening.ended).stdout).toBe("x text k:v \nx text k:v \n");
  });

  test("takes everything from a url, and its will is not published where it leaves", async () => {
    const listening = sub("-t", "#", "-C", "1", "-v");
    await listening.ready;
    const will = ["--will-topic", "w", "--will-payload", "gone", "--will-qos", "1", "--will-retain"];
    const url = `mqtt://user:secret@localhost:${broker.port}/from/url`;
    expect(await touchstone("pub", "-L", url, "-m", "x", ...will)).toEqual(DONE);
    expect((await listening.ended).stdout).toBe("from/url x\n");
  });

  test("speaks TLS, WebSocket and Unix sockets", async () => {
    const identity = await selfSigned("localhost");
    const ca = join(folder, "ca.pem");
    writeFileSync(ca, identity.cert);
    const path = join(folder, "pub.sock");
    const listen = ["mqtts://localhost:0", "ws://localhost:0", "wss://localhost:0", `unix:${path}`];
    await using secure = await createBroker({ listen, tls: identity });
    const port = (scheme: string): string => new URL(secure.urls.find((url) => url.startsWith(scheme)) ?? "").port;
    const message = ["-t", "a", "-m", "x", "-q", "1"];
    expect(await touchstone("pub", "-p", port("mqtts:"), "--cafile", ca, ...message)).toEqual(DONE);
    expect(await touchstone("pub", "-p", port("mqtts:"), "--insecure", ...message)).toEqual(DONE);
    expect(await touchstone("pub", "-p", port("ws:"), "--ws", ...message)).toEqual(DONE);
    expect(await touchstone("pub", "-L", `wss://localhost:${port("wss:")}/mqtt`, "--cafile", ca, ...message)).toEqual(
      DONE,
    );
    expect(await touchstone("pub", "--unix", path, ...message)).toEqual(DONE);
    const refused = await touchstone("pub", "-L", `mqtts://localhost:${port("mqtts:")}`, ...message);
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/^touchstone: cannot use .*self-signed.*\n$/),
    ]);
  });

  test.each([
    [["-m", "x"], 2, "give one topic, with -t or in the url of -L"],
    [["-t", "a", "-m", "x", "-n"], 2, "say what is to be published: one of -m, -f, -l, -s and -n"],
    [["-t", "a", "-f", "no/such"], 2, "cannot read no/such: ENOENT"],
    [["-t", "a/#", "-m", "x"], 2, 'PUBLISH to "a/#" may not be sent to this server: 5.0/MQTT-3.3.2-2'],
    [["-t", "$SYS/a", "-n", "-q", "1"], 3, 'PUBLISH to "$SYS/a" was refused by the server: 0x87 Not authorized'],
  ])("%j is told in one line", async (words, code, line) => {
    const ended = await pub(...words);
    expect(ended).toEqual({ code, stdout: "", stderr: expect.stringMatching(/^[^\n]+\n$/) });
    expect(ended.stderr).toContain(`touchstone: ${line}`);
  });

  test("tells that nobody is there, without the password of the url", async () => {
    const { port } = broker;
    await broker.close();
    const { code, stderr } = await touchstone("pub", "-L", `mqtt://u:secret@127.0.0.1:${port}/a`, "-n");
    expect([code, stderr]).toEqual([
      3,
      `touchstone: cannot use mqtt://u:***@127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}\n`,
    ]);
  });
});

describe("the password", () => {
  const login = (password: string) => ({
    authenticate: (credentials: { readonly password: Uint8Array | undefined }) =>
      Buffer.from(credentials.password ?? []).toString() === password ? (0x00 as const) : (0x86 as const),
  });

  test("comes from a file, a variable, or the command line, which is warned of", async () => {
    await broker.close();
    broker = await createBroker(login("hidden"));
    const file = join(folder, "password");
    writeFileSync(file, "hidden\nand more\n");
    const message = ["-t", "a", "-n", "-u", "me"];
    expect(await pub(...message, "--password-file", file)).toEqual(DONE);
    process.env["MQTT_PASSWORD"] = "hidden";
    expect(await pub(...message)).toEqual(DONE);
    delete process.env["MQTT_PASSWORD"];
    process.env["MINE"] = "hidden";
    expect(await pub(...message, "--password-env", "MINE")).toEqual(DONE);
    delete process.env["MINE"];
    const warned = await pub(...message, "-P", "hidden");
    expect([warned.code, warned.stderr]).toEqual([0, expect.stringContaining("what stands after -P")]);
    expect(await pub(...message, "-P", "hidden", "--quiet")).toEqual(DONE);
    const refused = await pub(...message);
    expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining("0x86 Bad User Name or Password")]);
  });
});

const hasMosquitto = spawnSync("mosquitto_sub", ["--help"]).error === undefined;

describe.runIf(hasMosquitto)("beside mosquitto's", () => {
  test.each([
    "%t|%p|%q|%r|%l|%x|%X|%C|%D|%F|%P|%R|%S|%A",
    "[%10t][%-10t][%.2t][%010l][%-6l][%6l][%40p][%-40p][%3p][%040x][%-40x][%5X][%5A][%05F][%8C][%-8R][%.1C]",
    "a\\tb\\n\\\\%%@@ \\e[1m @Y-@m-@d @H @j @A @B @u",
  ])("%s is the same, whoever publishes", async (format) => {
    // Sessions that wait: both hear what is published before they come back.
    const place = ["-V", "5", "-p", String(broker.port), "-t", "fmt", "-q", "1", "-c"];
    const theirs = (...words: readonly string[]) => runProgram("mosquitto_sub", [...place, "-i", "theirs", ...words]);
    const ours = (...words: readonly string[]) => touchstone("sub", ...place, "-i", "ours", ...words);
    expect([(await theirs("-E")).code, (await ours("-E")).code]).toEqual([0, 0]);
    const message = ["-V", "5", "-t", "fmt", "-q", "1", "-m", '{"a": "h", "b":[1,2]}'];
    const properties = ["content-type text", "response-topic r", "correlation-data cd"];
    const all = [...properties, "user-property k v", "user-property k2 v2"];
    const more = all.flatMap((one) => ["-D", "publish", ...one.split(" ")]);
    expect(await runProgram("mosquitto_pub", ["-p", String(broker.port), ...message, ...more])).toEqual(DONE);
    expect(await pub(...message, ...more)).toEqual(DONE);
    const written = ["-C", "2", "-F", format];
    const heard = await theirs(...written);
    expect(heard.stdout.length).toBeGreaterThan(10);
    expect(await ours(...written)).toEqual(heard);
  });
});
