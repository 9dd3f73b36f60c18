// The broker for tests of clients: what it tells, what it waits for, and that its guide is true.

import { readFileSync } from "node:fs";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterEach, test as base, describe, expect } from "vitest";
import { brokerFixture, createTestBroker } from "./vitest.ts";

const clients: MqttClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});

async function join(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, { reconnectPeriod: 0, clientId: "lamp", protocolVersion: 5, ...options });
  clients.push(client);
  return client;
}

const test = base.extend(brokerFixture({ maximumQos: 1 }));

test("a fixture has the options that it was given, and a broker of its own", async ({ broker }) => {
  const client = await join(broker.url);
  expect(broker.happenings.map(({ name }) => name)).toEqual(["connected"]);
  await client.subscribeAsync("a", { qos: 2 });
  broker.publish("a", new Uint8Array([0x31]), { qos: 2 });
  expect(await broker.waitFor("sent")).toMatchObject({ clientId: "lamp", topicName: "a", text: "1", qos: 1 });
  expect(broker.clients()).toMatchObject([{ clientId: "lamp", subscriptions: ["a"] }]);
});

base.each([
  [4, "3.1.1"],
  [5, "5.0"],
] as const)("all that happens is told in its order, in MQTT %d", async (protocolVersion, version) => {
  await using broker = await createTestBroker({
    authenticate: ({ clientId }) => (clientId === "no" ? 0x87 : 0x00),
  });
  await expect(join(broker.url, { clientId: "no", protocolVersion })).rejects.toThrow();
  const client = await join(broker.url, { protocolVersion });
  await client.subscribeAsync("b", { qos: 2 });
  const heard = new Promise<void>((resolve) => client.once("message", () => resolve()));
  broker.publish("b", "to you", { qos: 1 });
  await heard;
  await broker.waitFor("acknowledged", { clientId: "lamp", packetId: 1 });
  await client.unsubscribeAsync("b");
  await client.publishAsync("a", "from me", { qos: 1, retain: true });
  await client.endAsync();
  await broker.waitFor("disconnected");
  const told = broker.happenings.map(({ name, ...traits }) => {
    const { text, version: spoken, by, topicFilter } = traits as Readonly<Record<string, unknown>>;
    return [name, traits.clientId, text ?? spoken ?? by ?? topicFilter];
  });
  expect(told).toEqual([
    ["refused", "no", undefined],
    ["connected", "lamp", version],
    ["subscribed", "lamp", "b"],
    ["sent", "lamp", "to you"],
    ["acknowledged", "lamp", undefined],
    ["unsubscribed", "lamp", "b"],
    ["received", "lamp", "from me"],
    ["disconnected", "lamp", "client"],
  ]);
});

describe("waiting", () => {
  base("takes what has happened already, and each happening once", async () => {
    await using broker = await createTestBroker({ waitMs: 20 });
    const client = await join(broker.url);
    for (const text of ["1", "2"]) await client.publishAsync("a", text, { qos: 1 });
    expect((await broker.waitFor("received")).text).toBe("1");
    expect((await broker.waitFor("received", ({ text }) => text !== "1")).text).toBe("2");
    await expect(broker.waitFor("received", { topicName: "a" })).rejects.toThrow(
      /^no "received" \{"topicName":"a"\} in 20 ms; this has happened:\n {2}connected .*"lamp".*\n {2}received .*"1"/,
    );
    const later = broker.waitFor("received", { text: "3" });
    await client.publishAsync("a", "3", { qos: 1 });
    expect(await later).toMatchObject({ topicName: "a" });
  });

  base("says where nothing has happened", async () => {
    await using broker = await createTestBroker({ waitMs: 1 });
    await expect(broker.waitFor("connected")).rejects.toThrow('no "connected" in 1 ms; nothing has happened');
  });

  base("knows a message by its Topic Alias [5.0/MQTT-3.3.2-12]", async () => {
    await using broker = await createTestBroker();
    const client = await join(broker.url);
    for (const topic of ["a/long/name", ""])
      await client.publishAsync(topic, "on", { qos: 1, properties: { topicAlias: 1 } });
    for (let i = 0; i < 2; i++) expect((await broker.waitFor("received")).topicName).toBe("a/long/name");
  });
});

base("who is not there cannot be dropped, and who is goes without a word", async () => {
  await using broker = await createTestBroker();
  expect(() => broker.drop("lamp")).toThrow('no client "lamp" is connected');
  const client = await join(broker.url);
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  broker.drop("lamp");
  await closed;
  expect(await broker.waitFor("disconnected")).toMatchObject({ by: "network", reasonCode: undefined });
});

base("a mistake of the broker is thrown when it is closed", async () => {
  const broker = await createTestBroker({
    authorise: () => {
      throw new Error("a mistake");
    },
  });
  const client = await join(broker.url);
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  client.publish("a", "on");
  await closed;
  await expect(broker.close()).rejects.toThrow("a mistake");
});

base("the example of the guide is the one that is tested", () => {
  const example = readFileSync(new URL("vitest-example.test.ts", import.meta.url), "utf8");
  const guide = readFileSync(new URL("../../docs/testing-with-the-broker.md", import.meta.url), "utf8");
  const [, shown] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  expect(shown).toBe(example.replace('"./vitest.ts"', '"mqtt-touchstone/vitest"'));
});
