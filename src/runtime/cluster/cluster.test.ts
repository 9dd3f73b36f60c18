// The cluster in one process keeps the contract, and two brokers in it are one server to real clients.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConnectOptions, connectAsync, type MqttClient } from "../client/index.ts";
import { createBroker, type RunningBroker } from "../index.ts";
import { clusterContract } from "./contract.ts";
import { createInProcessCluster } from "./in-process.ts";

describe("the cluster in one process", () => {
  for (const { name, run } of clusterContract(createInProcessCluster)) test(name, run);
});

describe("two brokers of a cluster", () => {
  let one: RunningBroker;
  let two: RunningBroker;
  const clients: MqttClient[] = [];

  beforeEach(async () => {
    const cluster = createInProcessCluster();
    [one, two] = [await createBroker({ cluster }), await createBroker({ cluster })];
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end(true)));
    await Promise.all([one.close(), two.close()]);
  });

  async function at({ url }: RunningBroker, clientId: string, options: ConnectOptions = {}): Promise<MqttClient> {
    const client = await connectAsync(url, { clientId, reconnectPeriod: 0, ...options });
    clients.push(client);
    return client;
  }

  const KEPT: ConnectOptions = { clean: false, properties: { sessionExpiryInterval: 600 } };

  test.each([0, 1, 2] as const)("carry a message of QoS %i from one to the other, once", async (qos) => {
    const [speaker, listener] = [await at(one, "s"), await at(two, "l")];
    await listener.subscribe("a/+", { qos: 2 });
    await speaker.publish("a/b", "x", { qos });
    await speaker.publish("a/end", "end", { qos });
    expect(await payloadsOf(listener, 2)).toEqual(["x", "end"]);
  });

  test("hand a session over with its subscriptions and what waits in it [5.0/MQTT-3.2.2-3] [5.0/MQTT-4.4.0-1]", async () => {
    const first = await at(one, "c", KEPT);
    await first.subscribe("t", { qos: 2 });
    await first.end();
    const speaker = await at(one, "s");
    for (const payload of ["1", "2", "3"]) await speaker.publish("t", payload, { qos: 2 });
    const second = await at(two, "c", KEPT);
    expect((await second.connected).sessionPresent).toBe(true);
    await speaker.publish("t", "4", { qos: 1 });
    expect(await payloadsOf(second, 4)).toEqual(["1", "2", "3", "4"]);
    expect([one.census().sessions, two.census().sessions]).toEqual([1, 1]);
  });

  test("have one connection for a Client Identifier, wherever it comes [5.0/MQTT-3.1.4-3]", async () => {
    const first = await at(one, "c", KEPT);
    const closed = new Promise((done) => first.on("close", done));
    await at(two, "c", KEPT);
    expect(await closed).toMatchObject({ reasonCode: 0x8e });
    expect([one.clients(), two.clients()].map(({ length }) => length)).toEqual([0, 1]);
  });

  test("know each other's retained messages, whoever comes first [5.0/MQTT-3.3.1-6]", async () => {
    const speaker = await at(one, "s");
    await speaker.publish("t", "x", { qos: 1, retain: true });
    const listener = await at(two, "l");
    await listener.subscribe("t", { qos: 1 });
    expect(await payloadsOf(listener, 1)).toEqual(["x"]);
  });
});

async function payloadsOf(client: MqttClient, count: number): Promise<readonly string[]> {
  const payloads: string[] = [];
  for await (const { payload } of client) if (payloads.push(new TextDecoder().decode(payload)) === count) break;
  return payloads;
}
