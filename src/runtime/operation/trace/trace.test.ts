// Traces of a client of a broker that runs, over TCP, as text and as a capture.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, describe, expect, test } from "vitest";
import { connectClient, createBroker, type Observer } from "../../index.ts";
import { masked } from "./masked.ts";
import { openTrace } from "./open.ts";
import { type TraceEntry, traceObserver } from "./trace.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-trace-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PASSWORD = "correct-horse";
const application = "mqtt-touchstone test";

/** A client that subscribes, publishes to itself and goes, beside another one. */
async function play(observe: Observer): Promise<void> {
  await using broker = await createBroker({ observe });
  const other = await connectAsync(broker.url, { clientId: "other", protocolVersion: 5 });
  await other.publishAsync("b", "of somebody else", { qos: 1 });
  const lamp = await connectAsync(broker.url, {
    clientId: "lamp",
    protocolVersion: 5,
    username: "ann",
    password: PASSWORD,
  });
  await lamp.subscribeAsync("a", { qos: 1 });
  const heard = new Promise<void>((resolve) => lamp.once("message", () => resolve()));
  await lamp.publishAsync("a", "on", { qos: 1 });
  await heard;
  await lamp.endAsync();
  await other.endAsync();
}

describe("a trace", () => {
  test("has each packet of its client in order, and of no other", async () => {
    const entries: TraceEntry[] = [];
    await play(traceObserver("lamp", (entry) => entries.push(entry)));
    const told = entries.map((entry) =>
      entry.type === "packet" ? `${entry.direction} ${entry.packet.type}` : `${entry.type}`,
    );
    // Whether the client acknowledges before or after it is acknowledged is its own affair.
    expect(told.slice(0, 5)).toEqual(["in CONNECT", "out CONNACK", "in SUBSCRIBE", "out SUBACK", "in PUBLISH"]);
    expect(told.slice(5, 8).sort()).toEqual(["in PUBACK", "out PUBACK", "out PUBLISH"]);
    expect(told.slice(8)).toEqual(["in DISCONNECT", "ended"]);
    expect(entries.at(-1)).toMatchObject({ version: "5.0", why: { event: "DISCONNECT" } });
  });

  test("as text shows the fields, and masks the password", async () => {
    const file = join(folder, "lamp.txt");
    await play(openTrace({ clientId: "lamp", file, application }));
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/^\d{4}-.*Z connection 2 \(127\.0\.0\.1:\d+\) client to broker: CONNECT, MQTT 5\.0\n/);
    expect(text).toContain("Client Identifier");
    expect(text).toContain('Topic Name: "a"');
    expect(text).toMatch(/Password: 8 bytes/);
    expect(text).toMatch(/ended: it said so\n\n$/);
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(
      Buffer.from(PASSWORD.slice(0, 5))
        .toString("hex")
        .replaceAll(/(..)(?=.)/g, "$1 "),
    );
    expect(text).not.toContain("of somebody else");
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test("shows what was malformed", async () => {
    const entries: TraceEntry[] = [];
    await using broker = await createBroker({ observe: traceObserver("lamp", (entry) => entries.push(entry)) });
    const lamp = await connectAsync(broker.url, { clientId: "lamp", protocolVersion: 5, reconnectPeriod: 0 });
    const told = new Promise((resolve) => lamp.once("disconnect", resolve));
    lamp.stream.write(Uint8Array.of(0x36, 0x00));
    await told;
    lamp.end(true);
    expect(entries.slice(2)).toMatchObject([
      { type: "malformed", violation: { requirement: "5.0/MQTT-3.3.1-4" } },
      { type: "packet", direction: "out", packet: { type: "DISCONNECT", reasonCode: 0x81 } },
      { type: "ended", why: { requirement: "5.0/MQTT-3.3.1-4" } },
    ]);
  });

  test("finds a client by the name that the server gave it [5.0/MQTT-3.1.3-6]", async () => {
    const entries: TraceEntry[] = [];
    const observe = traceObserver("auto-0-1", (entry) => entries.push(entry));
    await using broker = await createBroker({ seed: 0, observe });
    await new Promise<void>((resolve) => {
      const client = connectClient({ url: broker.url, client: { clientId: "" }, onEvent: () => resolve() });
      client.tell({ type: "connect" });
    });
    expect(entries).toMatchObject([{ packet: { type: "CONNACK" } }]);
  });

  test.each(installed("tshark"))("as a capture is what %s reads, with the password masked", async (tshark) => {
    const file = join(folder, "lamp.pcapng");
    for (let run = 0; run < 2; run++) await play(openTrace({ clientId: "lamp", file, application }));
    const fields = ["mqtt.msgtype", "mqtt.passwd", "_ws.malformed"].flatMap((name) => ["-e", name]);
    const words = ["-r", file, "-T", "fields", "-E", "separator=|", ...fields];
    const { stdout, stderr } = spawnSync(tshark, words, { encoding: "utf8" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines, stderr).toHaveLength(18);
    expect(lines.filter((line) => line === "1|********|")).toHaveLength(2);
    expect(lines.filter((line) => !line.endsWith("|"))).toEqual([]);
    expect(readFileSync(file).includes(PASSWORD)).toBe(false);
  });
});

test("what an Authentication Method exchanges is masked, and what holds no secret is left as it is", () => {
  const secret = new TextEncoder().encode("token");
  const properties = { authenticationMethod: "JWT", authenticationData: secret };
  const auth = { type: "AUTH", reasonCode: 0x18, properties } as const;
  const hidden = masked(auth);
  expect(hidden).toMatchObject({ type: "AUTH", properties: { authenticationMethod: "JWT" } });
  expect(JSON.stringify(hidden)).not.toContain(JSON.stringify(secret));
  const ping = { type: "PINGREQ" } as const;
  expect(masked(ping)).toBe(ping);
});

test("a token that stands where the user name belongs is masked, and a user name is not", () => {
  const userName = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";
  const connect = {
    type: "CONNECT",
    version: "5.0",
    clientId: "a",
    cleanStart: true,
    keepAlive: 0,
    properties: {},
  } as const;
  expect(masked({ ...connect, userName })).toEqual({ ...connect, userName: "(a token)" });
  expect(masked({ ...connect, userName: "ann.of.cleves" })).toEqual({ ...connect, userName: "ann.of.cleves" });
  expect(masked(connect)).toEqual(connect);
});

/** The program, if it is installed. */
function installed(program: string): readonly string[] {
  return spawnSync(program, ["--version"]).status === 0 ? [program] : [];
}
