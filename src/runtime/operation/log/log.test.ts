// The log of a broker that runs: what stands in it, and what never does.

import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync, type IClientOptions } from "mqtt";
import { afterAll, describe, expect, test } from "vitest";
import { encode, type Packet } from "../../../codec/index.ts";
import type { BrokerOptions } from "../../../models/index.ts";
import { createVirtualClock } from "../../clock.ts";
import { createDriver } from "../../driver.ts";
import { createBroker } from "../../index.ts";
import type { LogEntry } from "./entry.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./level.ts";
import { openLog } from "./log.ts";
import { logObserver } from "./observe.ts";
import { textLine } from "./text.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PASSWORD = "correct-horse";
const PAYLOAD = "battery-staple";
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A driver whose log is kept. */
function stage(broker: Partial<BrokerOptions> = {}) {
  const entries: LogEntry[] = [];
  const clock = createVirtualClock();
  const driver = createDriver({
    clock,
    broker,
    onFault: (error) => {
      throw error;
    },
    observe: logObserver(
      (entry) => entries.push(entry),
      () => false,
    ),
  });
  const open = (address = "192.0.2.7", port = 50_000) => {
    const transport = { write: () => undefined, drained: () => undefined, close: () => undefined };
    const link = driver.open(transport, { address, port, certificate: undefined });
    const send = (packet: Packet, version: "3.1.1" | "5.0" = "5.0"): void => {
      const encoded = encode(packet, version);
      link.receive(encoded.kind === "bytes" ? encoded.bytes : new Uint8Array());
    };
    return { ...link, send };
  };
  const connect = (clientId: string, more: object = {}) => {
    const client = open();
    client.send({
      type: "CONNECT",
      version: "5.0",
      cleanStart: false,
      keepAlive: 60,
      clientId,
      properties: { sessionExpiryInterval: 300 },
      ...more,
    });
    return client;
  };
  return { entries, clock, driver, open, connect };
}

describe("the log", () => {
  test("says who comes and how, and who goes and why", () => {
    const { entries, clock, connect, driver } = stage();
    const lamp = connect("lamp", { userName: "ann" });
    lamp.send({ type: "DISCONNECT", reasonCode: 0x00, properties: {} });
    connect("door").closed();
    connect("", {});
    clock.advance(90_000);
    connect("lamp");
    connect("lamp");
    driver.stop();
    expect(entries.map(({ level, event, fields }) => [level, event, fields["clientId"], fields["why"]])).toEqual([
      ["info", "connected", "lamp", undefined],
      ["info", "disconnected", "lamp", "it said so"],
      ["info", "connected", "door", undefined],
      ["info", "disconnected", "door", "the network connection was lost"],
      ["info", "connected", "auto-0-1", undefined],
      ["info", "disconnected", "auto-0-1", "it was silent for longer than its keep alive"],
      ["info", "connected", "lamp", undefined],
      ["info", "disconnected", "lamp", "another connection has its Client Identifier"],
      ["info", "connected", "lamp", undefined],
      ["info", "disconnected", "lamp", "the broker shuts down"],
    ]);
    expect(entries[0]?.fields).toEqual({
      clientId: "lamp",
      connection: 1,
      address: "192.0.2.7:50000",
      userName: "ann",
      version: "5.0",
      keepAliveSeconds: 60,
      sessionPresent: false,
    });
    expect(entries[5]?.fields).toMatchObject({ reasonCode: "0x8D Keep Alive timeout" });
  });

  test("says who is refused and why, in MQTT 3.1.1 as well", () => {
    const { entries, clock, connect, open } = stage({ authenticate: () => 0x86, connectTimeoutMs: 1000 });
    connect("lamp", { userName: "ann", password: bytes(PASSWORD) });
    open().send({ type: "CONNECT", version: "3.1.1", cleanSession: true, keepAlive: 0, clientId: "door" }, "3.1.1");
    open().receive(bytes("GET / HTTP/1.1\r\n\r\n"));
    open("192.0.2.8", 1);
    clock.advance(1000);
    const refused = entries.filter(({ event }) => event === "refused");
    expect(refused.map(({ fields }) => [fields["clientId"], fields["why"], fields["reasonCode"]])).toEqual([
      ["lamp", "Bad User Name or Password", "0x86 Bad User Name or Password"],
      ["door", "Bad User Name or Password", "0x86 Bad User Name or Password"],
      [undefined, "it speaks no MQTT", undefined],
      [undefined, "no CONNECT came in time", undefined],
    ]);
    expect(refused[3]?.fields["address"]).toBe("192.0.2.8:1");
  });

  test("names the sentence that a client broke", () => {
    const { entries, connect } = stage();
    connect("lamp").receive(Uint8Array.of(0x36, 0x00));
    expect(entries.slice(1)).toMatchObject([
      { level: "info", event: "violation", fields: { clientId: "lamp", requirement: "5.0/MQTT-3.3.1-4" } },
      { level: "info", event: "disconnected", fields: { why: "it broke a rule", reasonCode: "0x81 Malformed Packet" } },
    ]);
  });

  test("says once that a queue is full, and once more when it fills again", () => {
    const { entries, connect } = stage({ maximumQueuedMessages: 1 });
    const subscribe = {
      topicFilter: "t",
      qos: 1,
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0,
    } as const;
    const sleep = () => {
      const sleeper = connect("sleeper");
      sleeper.send({ type: "SUBSCRIBE", packetId: 1, properties: {}, subscriptions: [subscribe] });
      sleeper.closed();
    };
    const publisher = connect("p");
    const publish = (packetId: number): void =>
      publisher.send({
        type: "PUBLISH",
        topicName: "t",
        payload: bytes("x"),
        qos: 1,
        dup: false,
        retain: false,
        packetId,
        properties: {},
      });
    sleep();
    for (const packetId of [1, 2, 3, 4]) publish(packetId);
    sleep();
    for (const packetId of [5, 6, 7]) publish(packetId);
    expect(entries.filter(({ event }) => event === "dropped").map(({ fields }) => fields["clientId"])).toEqual([
      "sleeper",
      "sleeper",
    ]);
  });

  test.each(LOG_FORMATS.flatMap((format) => LOG_LEVELS.map((level) => [format, level] as const)))(
    "as %s at level %s never holds a password or a payload",
    async (format, level) => {
      const file = join(folder, `${format}-${level}.log`);
      const log = openLog({ level, format, file });
      const observe = logObserver(log.write, () => log.level === "debug");
      await using broker = await createBroker({
        observe,
        authenticate: ({ clientId }) => (clientId === "no" ? 0x86 : 0),
      });
      const options: IClientOptions = {
        protocolVersion: 5,
        reconnectPeriod: 0,
        username: "ann",
        password: PASSWORD,
        will: { topic: "will", payload: Buffer.from(PAYLOAD), qos: 1, retain: false },
      };
      const client = await connectAsync(broker.url, { ...options, clientId: "lamp" });
      await client.subscribeAsync("a", { qos: 2 });
      for (const qos of [0, 1, 2] as const) await client.publishAsync("a", PAYLOAD, { qos, retain: true });
      await expect(connectAsync(broker.url, { ...options, clientId: "no" }, false)).rejects.toThrow();
      client.end(true);
      await broker.close();
      const written = readFileSync(file, "utf8");
      expect(written.includes("refused")).toBe(["info", "debug"].includes(level));
      expect(written.includes("payloadBytes")).toBe(level === "debug");
      for (const secret of [PASSWORD, PAYLOAD].flatMap((text) => [text, ...encodedForms(text)]))
        expect(written).not.toContain(secret);
    },
  );

  test("changes its level while it runs, and opens its file anew when that was moved away", () => {
    const file = join(folder, "rotated.log");
    const log = openLog({ level: "error", format: "json", file });
    const say = (n: number) => log.write({ level: "info", event: "reload", fields: { n } });
    say(1);
    log.setLevel("info");
    say(2);
    renameSync(file, `${file}.1`);
    log.reopen();
    say(3);
    expect(JSON.parse(readFileSync(`${file}.1`, "utf8"))).toMatchObject({ level: "info", event: "reload", n: 2 });
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ n: 3 });
  });

  test("for a person cannot be forged, nor steer a terminal", () => {
    const line = JSON.stringify({ level: "info", time: "now", event: "connected", clientId: "a\n\u001b[2J b", n: 1 });
    expect(textLine(line)).toBe('now info  connected clientId="a\\n\\u001b[2J b" n=1\n');
  });
});

/** The same text as somebody might write bytes. */
function encodedForms(text: string): readonly string[] {
  const raw = Buffer.from(text);
  return [raw.toString("hex"), raw.toString("base64"), [...raw].join(",")];
}
