// The client on real sockets: what it publishes and hears, what it refuses, how it leaves.

import { describe, expect, test } from "vitest";
import { createBroker } from "../index.ts";
import { connect, connectAsync, type MqttClient, MqttError, type ReceivedMessage, SubscribeError } from "./index.ts";
import { scriptedServer } from "./scripted-server.ts";

const VERSIONS = [
  { protocolVersion: 4, version: "3.1.1" },
  { protocolVersion: 5, version: "5.0" },
] as const;

/** The next `count` messages. */
async function hear(client: MqttClient, count: number, filter?: string): Promise<readonly ReceivedMessage[]> {
  const heard: ReceivedMessage[] = [];
  for await (const message of client.messages(filter)) if (heard.push(message) === count) break;
  return heard;
}

describe.each(VERSIONS)("in MQTT $version", ({ protocolVersion }) => {
  test("messages of each QoS go out and come back", async () => {
    await using broker = await createBroker();
    await using client = await connectAsync(broker.url, { protocolVersion });
    expect(await client.subscribe("a/#", { qos: 2 })).toEqual([{ topic: "a/#", qos: 2 }]);
    const heard = hear(client, 3);
    for (const qos of [0, 1, 2] as const)
      expect(await client.publish("a/b", `at ${qos}`, { qos })).toEqual({ reasonCode: 0x00 });
    expect((await heard).map(({ topic, qos, retain }) => [topic, qos, retain])).toEqual([
      ["a/b", 0, false],
      ["a/b", 1, false],
      ["a/b", 2, false],
    ]);
    expect((await heard).map((message) => message.text())).toEqual(["at 0", "at 1", "at 2"]);
  });

  test("filters are one, several, or several with options of their own", async () => {
    await using broker = await createBroker({ maximumQos: 1 });
    await using client = await connectAsync(broker.url, { protocolVersion });
    expect(await client.subscribe("one")).toEqual([{ topic: "one", qos: 0 }]);
    expect(await client.subscribe(["two", "three"], { qos: 1 })).toEqual([
      { topic: "two", qos: 1 },
      { topic: "three", qos: 1 },
    ]);
    expect(await client.subscribe({ four: { qos: 2 }, five: {} }, { qos: 0 })).toEqual([
      { topic: "four", qos: 1 },
      { topic: "five", qos: 0 },
    ]);
  });

  test("a subscription that is refused rejects, with what was granted beside it", async () => {
    await using broker = await createBroker({ authorise: ({ topic }) => topic !== "secret" });
    await using client = await connectAsync(broker.url, { protocolVersion });
    const refusal = await client.subscribe(["open", "secret"], { qos: 1 }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(SubscribeError);
    expect(refusal).toMatchObject({
      kind: "refused",
      granted: [{ topic: "open", qos: 1 }],
      refused: [{ topic: "secret", reasonCode: protocolVersion === 5 ? 0x87 : 0x80 }],
      message: expect.stringContaining('"secret" (0x8'),
    });
  });

  test("what was given back is not heard any more", async () => {
    await using broker = await createBroker();
    await using client = await connectAsync(broker.url, { protocolVersion });
    await client.subscribe(["a", "b"]);
    await client.unsubscribe("a");
    const heard = hear(client, 1);
    await client.publish("a", "lost");
    await client.publish("b", "heard");
    expect((await heard).map((message) => message.text())).toEqual(["heard"]);
  });

  test("the will goes out when the client is gone without a word, and not when it leaves", async () => {
    await using broker = await createBroker();
    await using witness = await connectAsync(broker.url, { protocolVersion });
    await witness.subscribe("will/#", { qos: 1 });
    const heard = hear(witness, 1);
    const mortal = (name: string) =>
      connectAsync(broker.url, {
        protocolVersion,
        clientId: name,
        reconnectPeriod: 0,
        will: { topic: `will/${name}`, payload: "gone", qos: 1 },
      });
    await (await mortal("polite")).end();
    const first = await mortal("taken-over");
    const over = new Promise<void>((resolve) => first.once("end", () => resolve()));
    await using _ = await mortal("taken-over");
    await over;
    expect((await heard).map(({ topic }) => topic)).toEqual(["will/taken-over"]);
  });

  test("a login comes from the url or the options", async () => {
    await using broker = await createBroker({
      authenticate: ({ userName, password }) =>
        userName === "me@home" && new TextDecoder().decode(password) === "p:w" ? 0x00 : 0x86,
    });
    const { port } = broker;
    const options = { protocolVersion } as const;
    await using one = await connectAsync(`mqtt://me%40home:p%3Aw@127.0.0.1:${port}`, options);
    await using two = await connectAsync(broker.url, { ...options, username: "me@home", password: "p:w" });
    expect([one.isConnected, two.isConnected]).toEqual([true, true]);
    await expect(connectAsync(broker.url, options)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(
        protocolVersion === 5 ? "0x86 Bad User Name or Password" : "return code 4, Connection Refused, bad user name",
      ),
    });
  });
});

test("MQTT 5.0 carries properties with messages, subscriptions and CONNECT", async () => {
  await using broker = await createBroker();
  await using client = await connectAsync(broker.url, { properties: { userProperties: { a: ["1", "2"], b: "3" } } });
  expect(client.clientId).not.toBe("");
  await client.subscribe("a", { rap: true, properties: { subscriptionIdentifier: 7 } });
  const heard = hear(client, 1);
  await client.publish("a", new Uint8Array([1, 2]), {
    retain: true,
    properties: {
      payloadFormatIndicator: false,
      contentType: "bytes",
      responseTopic: "b",
      correlationData: Buffer.from("c"),
      userProperties: [
        ["x", "1"],
        ["x", "2"],
      ],
    },
  });
  expect((await heard)[0]).toMatchObject({
    payload: new Uint8Array([1, 2]),
    retain: true,
    properties: {
      payloadFormatIndicator: 0,
      contentType: "bytes",
      responseTopic: "b",
      userProperties: [
        ["x", "1"],
        ["x", "2"],
      ],
      subscriptionIdentifiers: [7],
    },
  });
});

test("a publication that is refused rejects with its Reason Code [5.0/MQTT-3.4.2-1]", async () => {
  await using broker = await createBroker({ authorise: () => false });
  await using client = await connectAsync(broker.url);
  const failure = await client.publish("a", "", { qos: 1 }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MqttError);
  expect(failure).toMatchObject({ kind: "refused", reasonCode: 0x87 });
  expect(String(failure)).toMatch(/PUBLISH to "a" was refused by the server: 0x87 Not authorized/);
});

test("what may not be sent rejects with the sentence that forbids it [5.0/MQTT-3.2.2-11]", async () => {
  await using broker = await createBroker({ maximumQos: 0 });
  await using client = await connectAsync(broker.url);
  await expect(client.publish("a", "", { qos: 1 })).rejects.toMatchObject({ requirement: "5.0/MQTT-3.2.2-11" });
  await expect(client.publish("a/#", "")).rejects.toMatchObject({ requirement: "5.0/MQTT-3.3.2-2" });
});

test("nobody to hear a message is no failure [5.0/MQTT-3.4.2-1]", async () => {
  await using server = await scriptedServer();
  await using client = connect(server.url);
  const connection = await server.welcome();
  const published = client.publish("a", "", { qos: 1 });
  const { packetId } = (await connection.next("PUBLISH")) as { readonly packetId: number };
  connection.send({ type: "PUBACK", packetId, reasonCode: 0x10, properties: {} });
  expect(await published).toEqual({ reasonCode: 0x10 });
});

describe("end", () => {
  test("waits for what is under way, and says farewell with a reason", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url);
    const connection = await server.welcome();
    await client.connected;
    const published = client.publish("a", "", { qos: 1 });
    const ended = client.end(false, { reasonCode: 0x04 });
    const { packetId } = (await connection.next("PUBLISH")) as { readonly packetId: number };
    for (let round = 0; round < 100; round++) {
      // Nothing but its answer comes meanwhile.
      connection.send({ type: "PUBREL", packetId: 999, reasonCode: 0, properties: {} });
      await connection.next("PUBCOMP");
    }
    connection.send({ type: "PUBACK", packetId, reasonCode: 0, properties: {} });
    expect(await published).toEqual({ reasonCode: 0x00 });
    expect(await connection.next("DISCONNECT")).toMatchObject({ reasonCode: 0x04 });
    await ended;
    expect(client.isConnected).toBe(false);
    await expect(client.publish("a", "")).rejects.toMatchObject({ kind: "left" });
    await expect(client.connected).rejects.toMatchObject({ kind: "left" });
  });

  test("waits for nothing with force, and ends the loops", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url);
    const connection = await server.welcome();
    await client.connected;
    const loop = hear(client, 1);
    const published = client.publish("a", "", { qos: 1 }).catch((error: unknown) => error);
    await connection.next("PUBLISH");
    await client.end(true);
    expect(await published).toMatchObject({ kind: "left" });
    expect(await loop).toEqual([]);
  });

  test("is possible before there is a connection", async () => {
    await using server = await scriptedServer();
    const early = connect(server.url);
    await early.end();
    const waiting = connect(server.url);
    const connection = await server.accept();
    await connection.next("CONNECT");
    await waiting.end();
    await connection.ended;
    expect([early.isConnected, waiting.isConnected]).toEqual([false, false]);
  });
});

describe("a mistake in the options is a TypeError that names it", () => {
  test.each([
    [{ keepalive: 65_536 }, "the option keepalive is 65536: it must be a whole number from 0 to 65535"],
    [{ keepAlive: 1 }, "there is no option keepAlive"],
    [{ protocolVersion: 3 }, "the option protocolVersion is 3: it must be 4 or 5"],
    [{ properties: { receiveMaximum: 0 } }, "the option properties.receiveMaximum is 0"],
    [{ properties: { nothing: 1 } }, "there is no option properties.nothing"],
    [{ will: { topic: "a", qos: 3 } }, "the option will.qos is 3"],
    [{ will: { topic: "a", properties: { contentType: 1 } } }, "the option will.properties.contentType is 1"],
    [{ password: 1234 }, "the option password is a number: it must be a string or a Uint8Array"],
    [{ clean: false }, "clean: false wants a clientId"],
    [{ store: {} }, "the option store is a object: it must be an object with load, commit, close"],
  ])("%j", (options, message) => {
    expect(() => connect("mqtt://127.0.0.1", options as object)).toThrow(TypeError);
    expect(() => connect("mqtt://127.0.0.1", options as object)).toThrow(message);
  });

  test("of publish, subscribe, unsubscribe and end, too", async () => {
    await using client = connect("mqtt://127.0.0.1:1");
    await expect(client.publish("a", "", { qos: 3 as 2 })).rejects.toThrow("the option qos is 3");
    await expect(client.subscribe("a", { rh: 3 as 2 })).rejects.toThrow("the option rh is 3");
    await expect(client.subscribe({ a: { qos: 7 as 2 } })).rejects.toThrow("the option a: qos is 7");
    await expect(client.subscribe([])).rejects.toThrow("there is no Topic Filter");
    await expect(client.unsubscribe("a", { x: 1 } as object)).rejects.toThrow("there is no option x");
    await expect(client.end(false, { sessionExpiryInterval: 5 })).rejects.toThrow(
      "must be 0 where that of CONNECT was",
    );
  });

  test("and of the url", () => {
    expect(() => connect("http://127.0.0.1")).toThrow("is no address");
  });
});

test("a certificate that is none ends the client with one line", async () => {
  const client = connect("mqtts://127.0.0.1:1", { cert: "nonsense", key: "nonsense" });
  await expect(client.connected).rejects.toMatchObject({ message: expect.stringMatching(/^CONNECT failed: .*PEM/i) });
});
