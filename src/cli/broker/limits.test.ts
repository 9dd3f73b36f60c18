// Every limit of the config file, as somebody meets it who goes beyond it: bytes in, bytes out. (5.0 §2.4, §4.13; 3.1.1 §4.8)

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { DEFAULT_BROKER_OPTIONS } from "../../models/index.ts";
import { connectAs, type WireClient, wireTo } from "../../runtime/wire-client.ts";
import { startBroker } from "../run-broker.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-limits-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What came, in short: its Reason Code, or what it is. */
type Heard = number | string | undefined;

function short(packet: Packet | undefined): Heard {
  if (packet === undefined) return "closed";
  if ("reasonCodes" in packet) return packet.reasonCodes[0];
  if (packet.type === "PUBLISH") return Buffer.from(packet.payload).toString();
  return "reasonCode" in packet ? packet.reasonCode : packet.type;
}

async function hear(wire: WireClient, ...packets: readonly Packet[]): Promise<Heard> {
  wire.send(...packets);
  return short(await wire.next());
}

const publish = (topicName: string, payload: string, packetId = 1): Packet => ({
  type: "PUBLISH",
  qos: 1,
  dup: false,
  retain: false,
  packetId,
  topicName,
  payload: Buffer.from(payload),
  properties: {},
});
const retain = (topicName: string, payload: string): Packet =>
  ({ ...publish(topicName, payload), retain: true }) as Packet;
const exactlyOnce = (packetId: number): Packet => ({ ...publish("t", "x", packetId), qos: 2 }) as Packet;
const subscribe = (topicFilter: string): Packet => ({
  type: "SUBSCRIBE",
  packetId: 1,
  properties: {},
  subscriptions: [{ topicFilter, qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
});
const kept = (clientId: string): Packet =>
  ({ ...connectAs("5.0", { clientId }), cleanStart: false, properties: { sessionExpiryInterval: 60 } }) as Packet;

/** What one client hears for each of these, from its CONNACK on. */
const oneByOne =
  (...packets: readonly Packet[]) =>
  async (port: number): Promise<readonly Heard[]> => {
    using wire = await wireTo(port);
    const heard = [await hear(wire, connectAs("5.0", {}))];
    for (const packet of packets) heard.push(await hear(wire, packet));
    return heard;
  };

/** What several clients hear for their CONNECT, while the earlier ones stay. */
const together =
  (...packets: readonly Packet[]) =>
  async (port: number): Promise<readonly Heard[]> => {
    using stack = new DisposableStack();
    const heard: Heard[] = [];
    for (const packet of packets) heard.push(await hear(stack.use(await wireTo(port)), packet));
    return heard;
  };

/** What a session that was away is given. */
async function awayWhile(port: number): Promise<readonly Heard[]> {
  using speaker = await wireTo(port);
  await hear(speaker, connectAs("5.0", { clientId: "speaker" }));
  {
    using listener = await wireTo(port);
    await hear(listener, kept("listener"));
    await hear(listener, subscribe("t"));
    listener.send({ type: "DISCONNECT", reasonCode: 0x00, properties: {} });
    await listener.next();
  }
  for (const [i, payload] of ["1111", "2222", "3333"].entries()) await hear(speaker, publish("t", payload, i + 1));
  using again = await wireTo(port);
  await hear(again, kept("listener"));
  const heard = [short(await again.next()), short(await again.next())];
  return [...heard, await hear(again, { type: "PINGREQ" })];
}

/** One that never sends a byte. */
async function silent(port: number): Promise<readonly Heard[]> {
  const beganMs = performance.now();
  const socket = connect(port, "127.0.0.1");
  await once(socket.resume(), "close");
  return [socket.bytesRead, performance.now() - beganMs < DEFAULT_BROKER_OPTIONS.connectTimeoutMs ? "soon" : "late"];
}

const [one, two] = ["a", "b"].map((clientId) => connectAs("5.0", { clientId })) as [Packet, Packet];
const PING: Packet = { type: "PINGREQ" };
const LARGE = "x".repeat(100);

test.for([
  ["a CONNECT that does not come in time", { connectTimeoutMs: 50 }, silent, [0, "soon"]],
  ["a connection too many of one address", { maximumConnectionsPerAddress: 1 }, together(one, two), [0x00, "closed"]],
  ["a connection too many in all", { maximumConnections: 1 }, together(one, two), [0x00, "closed"]],
  ["CONNECTs too fast", { connectionRate: { perSecond: 0.001, burst: 1 } }, together(one, two), [0x00, 0x9f]],
  ["a session too many", { maximumSessions: 1 }, together(one, two), [0x00, 0x97]],
  [
    "messages too fast",
    { messageRate: { perSecond: 0.001, burst: 1 } },
    oneByOne(publish("t", "x"), publish("t", "x", 2)),
    [0x00, 0x10, 0x96],
  ],
  [
    "bytes too fast",
    { byteRate: { perSecond: 0.001, burst: 100 } },
    oneByOne(PING, publish("t", LARGE)),
    [0x00, "PINGRESP", 0x96],
  ],
  [
    "a packet too large",
    { maximumPacketSizeBytes: 100 },
    oneByOne(PING, publish("t", LARGE)),
    [0x00, "PINGRESP", 0x95],
  ],
  [
    "a topic of too many levels",
    { maximumTopicLevels: 2 },
    oneByOne(publish("a/b", "x"), publish("a/b/c", "x"), subscribe("a/b/#")),
    [0x00, 0x10, 0x90, 0x8f],
  ],
  [
    "a topic of too many bytes",
    { maximumTopicBytes: 4 },
    oneByOne(publish("éé", "x"), publish("ééé", "x"), subscribe("ééé")),
    [0x00, 0x10, 0x90, 0x8f],
  ],
  [
    "a topic longer than it may be where nothing is said",
    {},
    oneByOne(publish("t".repeat(4096), "x"), publish("t".repeat(4097), "x"), subscribe("t".repeat(4097))),
    [0x00, 0x10, 0x90, 0x8f],
  ],
  [
    "a subscription too many",
    { maximumSubscriptions: 1 },
    oneByOne(subscribe("a"), subscribe("b"), subscribe("a")),
    [0x00, 0x01, 0x97, 0x01],
  ],
  ["bytes too many in a queue", { maximumQueuedBytes: 10 }, awayWhile, ["1111", "2222", "PINGRESP"]],
  ["messages too many in a queue", { maximumQueuedMessages: 2 }, awayWhile, ["1111", "2222", "PINGRESP"]],
  [
    "messages too many in a queue that lets go the oldest",
    { maximumQueuedMessages: 2, queuePolicy: "drop-oldest" },
    awayWhile,
    ["2222", "3333", "PINGRESP"],
  ],
  [
    "retained messages too many",
    { maximumRetainedMessages: 1 },
    oneByOne(retain("a", "x"), retain("b", "x")),
    [0x00, 0x10, 0x97],
  ],
  [
    "retained bytes too many",
    { maximumRetainedBytes: 4 },
    oneByOne(retain("a", "123"), retain("b", "1")),
    [0x00, 0x10, 0x97],
  ],
  [
    "messages too many that are not released",
    { receiveMaximum: 1 },
    oneByOne(exactlyOnce(1), exactlyOnce(2)),
    [0x00, 0x10, 0x93],
  ],
  [
    "an alias too many",
    { topicAliasMaximum: 1 },
    oneByOne({ ...publish("t", "x"), properties: { topicAlias: 2 } } as Packet),
    [0x00, 0x94],
  ],
  [
    "packets too many before somebody has decided",
    { maximumHeldPackets: 1 },
    async (port: number) => {
      using wire = await wireTo(port);
      return [await hear(wire, one, PING, PING, PING)];
    },
    [0x97],
  ],
] as const)("%s is answered as the standard says", { timeout: 60_000 }, async ([, limits, act, expected]) => {
  const config = join(folder, "broker.json");
  // Whoever is asked answers later: all who come are let in.
  writeFileSync(config, JSON.stringify({ limits, security: { clientIds: { everybody: ["*"] } } }));
  await using broker = await startBroker(["--config", config, "-p", "0", "--log-level", "info"]);
  expect(await act(broker.port)).toEqual(expected);
  expect(await broker.end()).toMatchObject({ code: 0 });
});
