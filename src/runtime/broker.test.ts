// The reference broker over real TCP, with clients that others wrote.

import { once } from "node:events";
import { connect } from "node:net";
import { connectAsync, connect as connectLater, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { encode } from "../codec/index.ts";
import { createBroker, createVirtualClock, type RunningBroker } from "./index.ts";

let broker: RunningBroker;
let clients: MqttClient[];

beforeEach(async () => {
  broker = await createBroker();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.end(true);
  await broker.close();
});

const VERSIONS = [
  { protocolVersion: 4, version: "3.1.1" },
  { protocolVersion: 5, version: "5.0" },
] as const;

async function join(options: IClientOptions): Promise<MqttClient> {
  const client = await connectAsync(broker.url, { reconnectPeriod: 0, ...options });
  clients.push(client);
  return client;
}

interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** The next `count` messages of a client. */
function hear(client: MqttClient, count: number): Promise<readonly Heard[]> {
  return new Promise((resolve) => {
    const heard: Heard[] = [];
    client.on("message", (topic: string, payload: Buffer, { qos, retain }: IPublishPacket) => {
      heard.push({ topic, payload: payload.toString(), qos, retain });
      if (heard.length === count) resolve(heard);
    });
  });
}

test.each(VERSIONS)(
  "messages at every QoS go from client to client over TCP, in MQTT $version",
  async ({ protocolVersion }) => {
    const [subscriber, publisher] = [await join({ protocolVersion }), await join({ protocolVersion })];
    await subscriber.subscribeAsync("a/#", { qos: 2 });
    const heard = hear(subscriber, 3);
    for (const qos of [0, 1, 2] as const) await publisher.publishAsync("a/b", `at ${qos}`, { qos });
    expect(await heard).toEqual([0, 1, 2].map((qos) => ({ topic: "a/b", payload: `at ${qos}`, qos, retain: false })));
  },
);

test.each(VERSIONS)(
  "a hundred QoS 2 messages at once arrive in order, in MQTT $version",
  async ({ protocolVersion }) => {
    const [subscriber, publisher] = [await join({ protocolVersion }), await join({ protocolVersion })];
    await subscriber.subscribeAsync("t", { qos: 2 });
    const heard = hear(subscriber, 100);
    const sent = Array.from({ length: 100 }, (_, n) => `${n}`);
    await Promise.all(sent.map((payload) => publisher.publishAsync("t", payload, { qos: 2 })));
    expect((await heard).map(({ payload }) => payload)).toEqual(sent);
  },
);

test.each(VERSIONS)(
  "a retained message waits for who subscribes later, in MQTT $version",
  async ({ protocolVersion }) => {
    const publisher = await join({ protocolVersion });
    await publisher.publishAsync("state", "on", { qos: 1, retain: true });
    const subscriber = await join({ protocolVersion });
    const heard = hear(subscriber, 1);
    await subscriber.subscribeAsync("state", { qos: 1 });
    expect(await heard).toEqual([{ topic: "state", payload: "on", qos: 1, retain: true }]);
  },
);

test.each(VERSIONS)(
  "a client that goes without a word leaves its will, in MQTT $version",
  async ({ protocolVersion }) => {
    const subscriber = await join({ protocolVersion });
    await subscriber.subscribeAsync("will", { qos: 1 });
    const heard = hear(subscriber, 1);
    const leaving = await join({
      protocolVersion,
      will: { topic: "will", payload: Buffer.from("gone"), qos: 1, retain: false },
    });
    leaving.stream.destroy();
    expect(await heard).toEqual([{ topic: "will", payload: "gone", qos: 1, retain: false }]);
  },
);

test.each(VERSIONS)(
  "a session goes on after a reconnection, with what waited for it, in MQTT $version",
  async ({ protocolVersion }) => {
    const session: IClientOptions = {
      protocolVersion,
      clientId: "returning",
      clean: false,
      ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 60 } }),
    };
    const first = await join(session);
    await first.subscribeAsync("t", { qos: 2 });
    await first.endAsync();
    const publisher = await join({ protocolVersion });
    for (const qos of [1, 2] as const) await publisher.publishAsync("t", `at ${qos}`, { qos });
    // The client is made before it connects, so that nothing comes before somebody listens.
    const second = connectLater(broker.url, { reconnectPeriod: 0, ...session, manualConnect: true });
    clients.push(second);
    const heard = hear(second, 2);
    const connack = new Promise((resolve) => second.once("connect", resolve));
    second.connect();
    expect(await connack).toMatchObject({ sessionPresent: true });
    expect((await heard).map(({ payload }) => payload)).toEqual(["at 1", "at 2"]);
  },
);

test("a second connection with a Client Identifier is told of by DISCONNECT 0x8E [5.0/MQTT-3.1.4-3]", async () => {
  const first = await join({ protocolVersion: 5, clientId: "same" });
  const told = new Promise((resolve) => first.once("disconnect", resolve));
  await join({ protocolVersion: 5, clientId: "same" });
  expect(await told).toMatchObject({ reasonCode: 0x8e });
});

test("a server that shuts down tells its clients with DISCONNECT 0x8B [5.0/MQTT-3.14.2-1]", async () => {
  const client = await join({ protocolVersion: 5 });
  const told = new Promise((resolve) => client.once("disconnect", resolve));
  await broker.close();
  expect(await told).toMatchObject({ reasonCode: 0x8b });
});

test("a CONNECT that comes a byte at a time is a CONNECT [5.0/MQTT-4.2.0-1]", async () => {
  const socket = connect({ port: broker.port, noDelay: true });
  const answer = once(socket, "data");
  const packet = encode(
    { type: "CONNECT", version: "3.1.1", clientId: "slow", cleanSession: true, keepAlive: 0 },
    "3.1.1",
  );
  const bytes = packet.kind === "bytes" ? packet.bytes : new Uint8Array();
  for (const byte of bytes) socket.write(Uint8Array.of(byte));
  expect(await answer).toEqual([Buffer.of(0x20, 2, 0, 0)]);
  socket.destroy();
});

test("bytes that are no MQTT are closed without an answer, and the broker lives on [3.1.1/MQTT-3.1.0-1]", async () => {
  const socket = connect({ port: broker.port });
  const answers: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => answers.push(chunk));
  socket.write("GET / HTTP/1.1\r\n\r\n");
  await once(socket, "end");
  expect(answers).toEqual([]);
  const client = await join({ protocolVersion: 5 });
  expect(client.connected).toBe(true);
});

test("a protocol version that does not exist is answered by return code 1 and a close [3.1.1/MQTT-3.1.2-2]", async () => {
  const socket = connect({ port: broker.port });
  const answers: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => answers.push(chunk));
  socket.write(Uint8Array.of(0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 6, 2, 0, 0, 0, 1, 0x61));
  await once(socket, "end");
  expect(Buffer.concat(answers)).toEqual(Buffer.of(0x20, 2, 0, 1));
});

test("a port that is in use is an error, not a broker", async () => {
  await expect(createBroker({ port: broker.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("a broker tells who is connected and what it holds, and cuts a client without a word", async () => {
  const client = await join({ protocolVersion: 5, clientId: "lamp", username: "ann" });
  await client.subscribeAsync(["a/#", "$share/g/b"]);
  await client.publishAsync("a/state", "on", { qos: 1, retain: true });
  expect(broker.clients()).toEqual([
    { clientId: "lamp", connection: 1, version: "5.0", userName: "ann", subscriptions: ["a/#", "$share/g/b"] },
  ]);
  expect(broker.census()).toMatchObject({
    connections: 1,
    sessions: 1,
    subscriptions: 2,
    sharedSubscriptions: 1,
    retainedMessages: 1,
  });
  const told: unknown[] = [];
  client.on("disconnect", (packet) => told.push(packet));
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  expect([broker.drop("lamp"), broker.drop("lamp")]).toEqual([true, false]);
  await closed;
  expect(told).toEqual([]);
  expect(broker.census()).toMatchObject({ connections: 0, sessions: 0, subscriptions: 0 });
});

test("what the server itself publishes reaches who subscribes", async () => {
  const client = await join({ protocolVersion: 5 });
  await client.subscribeAsync("$SYS/#", { qos: 1 });
  const heard = hear(client, 2);
  broker.publish("$SYS/broker/version", "1");
  broker.publish("$SYS/broker/load", new Uint8Array([50]), { qos: 1, retain: true });
  expect(await heard).toEqual([
    { topic: "$SYS/broker/version", payload: "1", qos: 0, retain: false },
    { topic: "$SYS/broker/load", payload: "2", qos: 1, retain: false },
  ]);
});

test("a broker whose clock is turned by hand ends the silence of a client at once [5.0/MQTT-3.1.2-22]", async () => {
  const clock = createVirtualClock();
  await using slow = await createBroker({ clock });
  const client = await connectAsync(slow.url, { reconnectPeriod: 0, protocolVersion: 5, keepalive: 3600 });
  const told = new Promise((resolve) => client.once("disconnect", resolve));
  clock.advance(3600 * 1500);
  expect(await told).toMatchObject({ reasonCode: 0x8d });
  client.end(true);
});
