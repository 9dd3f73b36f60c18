// Who takes messages, when they are acknowledged, and what waits meanwhile.

import { describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { createVirtualClock } from "../clock.ts";
import { createBroker } from "../index.ts";
import { type ConnectOptions, connect, connectAsync } from "./index.ts";
import { type ScriptedConnection, scriptedServer } from "./scripted-server.ts";

function message(payload: string, qos: 0 | 1 | 2 = 1, packetId = 1, topicName = "a"): Packet {
  const delivery = qos === 0 ? { qos, dup: false } : { qos, dup: false, packetId };
  const bytes = new TextEncoder().encode(payload);
  return { type: "PUBLISH", topicName, payload: bytes, retain: false, properties: {}, ...delivery } as Packet;
}

async function joined(options: ConnectOptions = {}) {
  const server = await scriptedServer();
  const client = connect(server.url, { random: () => 0, ...options });
  const connection = await server.welcome();
  await client.connected;
  return {
    server,
    client,
    connection,
    [Symbol.asyncDispose]: async () => {
      await client.end(true);
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Fulfilled when the client has heard all that was sent before. */
async function heardAll(connection: ScriptedConnection): Promise<void> {
  // It answers a PUBREL that it does not know at once. (5.0/MQTT-4.3.3-11)
  connection.send({ type: "PUBREL", packetId: 999, reasonCode: 0, properties: {} });
  await connection.next("PUBCOMP");
}

describe("a message is acknowledged", () => {
  test("when the loop comes back for the next one", async () => {
    await using stage = await joined();
    const { client, connection } = stage;
    connection.send(message("1", 1, 1), message("2", 1, 2));
    const loop = client.messages();
    expect((await loop.next()).value?.text()).toBe("1");
    await heardAll(connection);
    expect((await loop.next()).value?.text()).toBe("2");
    expect(await connection.next("PUBACK")).toMatchObject({ packetId: 1 });
    await heardAll(connection);
    await loop.return?.();
    expect(await connection.next("PUBACK")).toMatchObject({ packetId: 2 });
  });

  test("when each listener is done with it, and each loop", async () => {
    await using stage = await joined();
    const { client, connection } = stage;
    const { promise, resolve } = Promise.withResolvers<void>();
    const told: string[] = [];
    client.on("message", (topic, payload) => {
      told.push(`${topic} ${new TextDecoder().decode(payload)}`);
      return promise;
    });
    client.on("message", () => told.push("the other"));
    const [all, some, none] = [client.messages(), client.messages("a/+"), client.messages("b")];
    connection.send(message("1", 2, 1, "a/1"));
    await all.next();
    await some.next();
    void all.next();
    void some.next();
    void none.next();
    await heardAll(connection);
    resolve();
    expect(await connection.next("PUBREC")).toMatchObject({ packetId: 1 });
    expect(told).toEqual(["a/1 1", "the other"]);
  });

  test("at once where a listener returns no promise", async () => {
    await using stage = await joined();
    const { client, connection } = stage;
    client.on("message", () => undefined);
    connection.send(message("1"));
    expect(await connection.next("PUBACK")).toMatchObject({ packetId: 1 });
  });

  test("before the client leaves, where the loop was left just then", async () => {
    await using stage = await joined();
    const { client, connection } = stage;
    connection.send(message("1", 1, 1));
    for await (const _ of client) break;
    await client.end(true);
    expect(await connection.next("PUBACK")).toMatchObject({ packetId: 1 });
    await connection.next("DISCONNECT");
  });

  test("not where nobody is there: it waits for the first to come", async () => {
    await using stage = await joined();
    const { client, connection } = stage;
    connection.send(message("1"));
    await heardAll(connection);
    for await (const heard of client) {
      expect(heard.text()).toBe("1");
      break;
    }
    await connection.next("PUBACK");
  });

  test("not on another connection than it came on; it comes again, and at QoS 2 not to the application [5.0/MQTT-4.3.3-10]", async () => {
    await using stage = await joined({ clean: false, clientId: "c", properties: { sessionExpiryInterval: 100 } });
    const { client, connection, server } = stage;
    const heard: string[] = [];
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const arrivals = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    client.on("message", (_topic, payload) => {
      heard.push(new TextDecoder().decode(payload));
      arrivals[heard.length - 1]?.resolve();
      return gates[heard.length - 1]?.promise;
    });
    connection.send(message("1", 2, 1), message("2", 1, 2));
    await arrivals[0]?.promise;
    connection.cut();
    const again = await server.welcome({ sessionPresent: true });
    again.send(message("1", 2, 1), message("2", 1, 2));
    await heardAll(again);
    gates[0]?.resolve();
    expect(await again.next("PUBREC")).toMatchObject({ packetId: 1 });
    await arrivals[1]?.promise;
    gates[1]?.resolve();
    expect(await again.next("PUBACK")).toMatchObject({ packetId: 2 });
    expect(heard).toEqual(["1", "2"]);
  });
});

describe("while a message is worked on", () => {
  test("what the client itself asks for goes on", async () => {
    await using broker = await createBroker();
    await using client = await connectAsync(broker.url);
    await client.subscribe("question/#", { qos: 2 });
    await client.subscribe("answer", { qos: 2 });
    for (const qos of [1, 2] as const) await client.publish(`question/${qos}`, "", { qos });
    const heard: string[] = [];
    for await (const { topic, qos } of client) {
      heard.push(topic);
      if (topic !== "answer") await client.publish("answer", "", { qos });
      if (heard.filter((one) => one === "answer").length === 2) break;
    }
    expect(heard.toSorted()).toEqual(["answer", "answer", "question/1", "question/2"]);
  });

  test("the server is not read once too many wait, and is read again, without a loss", async () => {
    const count = 2000;
    const payload = "x".repeat(10_000);
    await using stage = await joined({ maximumHeldMessages: 10 });
    const { client, connection } = stage;
    const loop = client.messages();
    for (let index = 0; index < count; index++) connection.send(message(`${index} ${payload}`, 0));
    let expected = 0;
    for (; expected < count; expected++) {
      const { value } = await loop.next();
      expect(value?.text().split(" ")[0]).toBe(String(expected));
    }
  });

  test("it is read on for an answer, and messages at QoS 0 that find no room are dropped", async () => {
    await using stage = await joined({ maximumHeldMessages: 2 });
    const { client, connection } = stage;
    let dropped = 0;
    client.on("drop", () => {
      dropped += 1;
    });
    const loop = client.messages();
    const published = client.publish("b", "", { qos: 1 });
    const { packetId } = (await connection.next("PUBLISH")) as { readonly packetId: number };
    for (let index = 0; index < 6; index++) connection.send(message(String(index), 0));
    connection.send(message("kept", 1, 7), { type: "PUBACK", packetId, reasonCode: 0, properties: {} });
    await published;
    // The first was handed out, or waits for the loop; two wait behind it, and what is at QoS 1.
    expect(dropped).toBe(3);
    const heard: unknown[] = [];
    for (let index = 0; index < 4; index++) heard.push((await loop.next()).value?.text());
    expect(heard).toEqual(["0", "1", "2", "kept"]);
  });

  test("a server that is not read is taken to be alive, and is sent PINGREQ [5.0/MQTT-3.1.2-20]", async () => {
    const clock = createVirtualClock();
    await using stage = await joined({ maximumHeldMessages: 1, keepalive: 10, clock });
    const { client, connection } = stage;
    const loop = client.messages();
    const first = loop.next();
    connection.send(message("0", 0));
    await first;
    // In one piece: when the first is answered, the others have been read.
    connection.send({ type: "PUBREL", packetId: 9, reasonCode: 0, properties: {} }, message("1", 0), message("2", 0));
    await connection.next("PUBCOMP");
    for (let round = 0; round < 3; round++) {
      clock.advance(10_000);
      await connection.next("PINGREQ");
      clock.advance(10_000);
    }
    expect(client.isConnected).toBe(true);
    expect((await loop.next()).value?.text()).toBe("1");
  });
});

test("a listener that throws has taken its message, and what it threw is not lost", async () => {
  await using stage = await joined();
  const { client, connection } = stage;
  const thrown = new Promise((resolve) => {
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.once("uncaughtException", (error) => {
      for (const other of others) process.on("uncaughtException", other);
      resolve(error);
    });
  });
  client.on("message", () => {
    throw new Error("mine");
  });
  connection.send(message("1"));
  await connection.next("PUBACK");
  expect(await thrown).toEqual(new Error("mine"));
});
