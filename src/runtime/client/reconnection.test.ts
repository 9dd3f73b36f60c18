// What the client does when a connection is lost, or cannot be had.

import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { createVirtualClock, type VirtualClock } from "../clock.ts";
import { backoffMs } from "./backoff.ts";
import { type ClientEvents, connect, type MqttClient } from "./index.ts";
import { scriptedServer } from "./scripted-server.ts";

/** The next event of a kind. */
function next<N extends keyof ClientEvents>(client: MqttClient, name: N): Promise<ClientEvents[N]> {
  return new Promise((resolve) => client.once(name, (...args) => resolve(args)));
}

/** Comes back at once. */
const AT_ONCE = { random: () => 0 };
const KEPT = { clean: false, clientId: "c", properties: { sessionExpiryInterval: 100 } } as const;
const QOS1 = { qos: 1 } as const;

function puback(packet: object) {
  const { packetId } = packet as { readonly packetId: number };
  return { type: "PUBACK", packetId, reasonCode: 0, properties: {} } as const;
}

describe("a client that has lost its connection", () => {
  test("comes back, and sends what was not acknowledged again [5.0/MQTT-4.4.0-1]", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { ...AT_ONCE, ...KEPT });
    const first = await server.welcome();
    const published = client.publish("a", "once", QOS1);
    await first.next("PUBLISH");
    first.cut();
    const second = await server.welcome({ sessionPresent: true });
    const again = await second.next("PUBLISH");
    expect(again).toMatchObject({ topicName: "a", dup: true });
    second.send(puback(again));
    expect(await published).toEqual({ reasonCode: 0 });
  });

  test("subscribes again where the session is gone, before what waits, and not where it is not", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { ...AT_ONCE, ...KEPT });
    let connection = await server.welcome();
    const options = { qos: 1, rap: true, properties: { subscriptionIdentifier: 3 } } as const;
    const subscribed = client.subscribe(["a", "b"], options);
    const { packetId, subscriptions, properties } = await connection.next("SUBSCRIBE");
    connection.send({ type: "SUBACK", packetId, reasonCodes: [1, 0x80], properties: {} });
    await expect(subscribed).rejects.toMatchObject({ granted: [{ topic: "a", qos: 1 }] });

    connection.cut();
    connection = await server.welcome({ sessionPresent: true });
    const published = client.publish("t", "", QOS1);
    connection.send(puback(await connection.next("PUBLISH")));
    await published;

    const away = next(client, "close");
    connection.cut();
    await away;
    client.publish("t", "").catch(() => undefined);
    connection = await server.welcome();
    const again = await connection.next("SUBSCRIBE");
    expect(again).toMatchObject({ subscriptions: subscriptions.slice(0, 1), properties });
    await connection.next("PUBLISH");
    await client.end(true);
  });

  test("does not subscribe again where it is told not to", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { ...AT_ONCE, resubscribe: false });
    let connection = await server.welcome();
    const subscribed = client.subscribe("a");
    const { packetId } = await connection.next("SUBSCRIBE");
    connection.send({ type: "SUBACK", packetId, reasonCodes: [0], properties: {} });
    await subscribed;
    connection.cut();
    connection = await server.welcome();
    await client.connected;
    await client.publish("a", "");
    await connection.next("PUBLISH");
  });

  test("asks again for what was not answered, and publishes at QoS 1 anew where the session is lost", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, AT_ONCE);
    const first = await server.welcome();
    const subscribed = client.subscribe("a");
    await first.next("SUBSCRIBE");
    const one = client.publish("a", "1", QOS1);
    one.catch(() => undefined);
    const two = client.publish("a", "2", { qos: 2 });
    await first.next("PUBLISH");
    await first.next("PUBLISH");
    first.cut();
    await expect(two).rejects.toMatchObject({ kind: "sessionLost" });
    const second = await server.welcome();
    const { packetId } = await second.next("SUBSCRIBE");
    second.send({ type: "SUBACK", packetId, reasonCodes: [0], properties: {} });
    const again = await second.next("PUBLISH");
    expect(again).toMatchObject({ dup: false, qos: 1 });
    second.send(puback(again));
    expect([await subscribed, await one]).toEqual([[{ topic: "a", qos: 0 }], { reasonCode: 0 }]);
  });

  test("publishes at QoS 1 anew as soon as it hears that the server has lost the session", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { ...AT_ONCE, ...KEPT });
    const first = await server.welcome();
    const published = client.publish("a", "1", QOS1);
    await first.next("PUBLISH");
    first.cut();
    const second = await server.welcome({ sessionPresent: false });
    const again = await second.next("PUBLISH");
    expect(again).toMatchObject({ dup: false });
    second.send(puback(again));
    expect(await published).toEqual({ reasonCode: 0 });
  });

  test("tells what happens, in order", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url, AT_ONCE);
    const told: string[] = [];
    for (const name of ["connect", "close", "offline", "reconnect", "end"] as const)
      client.on(name, () => told.push(name));
    (await server.welcome()).cut();
    await server.welcome();
    await next(client, "connect");
    await client.end();
    expect(told).toEqual(["connect", "close", "offline", "reconnect", "connect", "close", "end"]);
  });
});

describe("a client without a connection", () => {
  test("keeps what it is told, and sends it in order once there is one", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url);
    const all = [client.publish("0", ""), client.subscribe("a"), client.publish("1", "")];
    const connection = await server.welcome();
    expect((await connection.next("PUBLISH")).topicName).toBe("0");
    const { packetId } = await connection.next("SUBSCRIBE");
    expect((await connection.next("PUBLISH")).topicName).toBe("1");
    connection.send({ type: "SUBACK", packetId, reasonCodes: [0], properties: {} });
    await Promise.all(all);
  });

  test("keeps nothing at QoS 0 where it is told not to", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { queueQoSZero: false });
    await expect(client.publish("a", "")).rejects.toMatchObject({ kind: "notNow" });
  });

  test.each([
    [{ maximumQueuedMessages: 2 }, "2 commands"],
    [{ maximumQueuedBytes: 12 }, "of 10 bytes wait"],
  ])("keeps no more than %j, and says so", async (bound, words) => {
    await using server = await scriptedServer();
    await using client = connect(server.url, bound);
    const kept = [client.publish("a", "1234", QOS1), client.publish("b", "5678")];
    const failure = await client.publish("c", "9012", QOS1).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "queueFull", message: expect.stringContaining(words) });
    const connection = await server.welcome();
    const packets = [await connection.next("PUBLISH"), await connection.next("PUBLISH")];
    connection.send(...packets.filter(({ qos }) => qos === 1).map(puback));
    await Promise.all(kept);
    // There is room again.
    const later = [client.publish("c", "9012", QOS1), client.publish("d", "3456", QOS1)];
    connection.send(puback(await connection.next("PUBLISH")), puback(await connection.next("PUBLISH")));
    expect(await Promise.all(later)).toEqual([{ reasonCode: 0 }, { reasonCode: 0 }]);
  });
});

describe("a client that is refused", () => {
  test.each([[0x86], [0x87], [0x9d]] as const)("with %i gives up", async (reasonCode) => {
    await using server = await scriptedServer();
    const client = connect(server.url, AT_ONCE);
    const [told, published] = [next(client, "error"), client.publish("a", "", QOS1).catch((error: unknown) => error)];
    await server.welcome({ reasonCode, properties: { serverReference: "elsewhere:1" } });
    await expect(client.connected).rejects.toMatchObject({
      kind: "refused",
      reasonCode,
      serverReference: "elsewhere:1",
    });
    expect((await told)[0]).toMatchObject({ reasonCode });
    expect(await published).toMatchObject({ reasonCode });
    const loop = client.messages().next();
    await expect(loop).rejects.toMatchObject({ reasonCode });
    await client.end();
  });

  test("as the server is busy, comes back", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, AT_ONCE);
    await server.welcome({ reasonCode: 0x89 });
    await server.welcome();
    await client.connected;
  });

  test("as another has taken over, does not come back [5.0/U5-118]", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url, AT_ONCE);
    const connection = await server.welcome();
    const told = next(client, "error");
    connection.send({ type: "DISCONNECT", reasonCode: 0x8e, properties: {} });
    expect((await told)[0].message).toBe("the connection was refused by the server: 0x8E Session taken over");
    await client.end();
  });

  test("follows a Server Reference only where it is asked to", async () => {
    await using there = await scriptedServer();
    await using here = await scriptedServer();
    const reference = { reasonCode: 0x9c, properties: { serverReference: `127.0.0.1:${there.port} other:1` } } as const;
    await using client = connect(here.url, { ...AT_ONCE, followServerReference: true });
    await here.welcome(reference);
    const connection = await there.welcome();
    await client.connected;
    // And back, where that one is gone.
    connection.cut();
    await here.welcome();
    await client.connected;
  });
});

describe("the wait before coming back", () => {
  test("grows by twice, to a bound, and is anywhere below", () => {
    const backoff = { firstMs: 1000, mostMs: 60_000 };
    expect([0, 1, 2, 5, 6, 1000].map((attempt) => backoffMs(attempt, backoff, 0.999_999))).toEqual([
      999, 1999, 3999, 31_999, 59_999, 59_999,
    ]);
    expect(backoffMs(3, backoff, 0)).toBe(0);
    expect(backoffMs(3, backoff, 0.5)).toBe(4000);
  });

  test("is kept, and begins anew after a connection", async () => {
    const { port, close } = await closedPort();
    const clock = createVirtualClock();
    const options = { clock, random: () => 0.5, reconnectPeriod: 1000, reconnectPeriodMaximum: 3000 };
    await using client = connect(`mqtt://127.0.0.1:${port}`, options);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await next(client, "offline");
      waits.push(untilNext(clock));
      clock.advance(untilNext(clock));
    }
    expect(waits).toEqual([500, 1000, 1500, 1500]);
    await close();
  });

  test("is not kept by who does not want to come back", async () => {
    const { port } = await closedPort();
    const client = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
    await expect(client.connected).rejects.toMatchObject({
      kind: "connectionLost",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test("comes after a server that says nothing, too", async () => {
    await using server = await scriptedServer();
    const clock = createVirtualClock();
    await using client = connect(server.url, { clock, connectTimeout: 5000, random: () => 0 });
    await (await server.accept()).next("CONNECT");
    const closed = next(client, "close");
    clock.advance(5000);
    expect((await closed)[0]).toMatchObject({ message: expect.stringMatching(/no CONNACK within 5000 ms|in time/) });
    clock.advance(1);
    await server.welcome();
    await client.connected;
  });
});

function untilNext(clock: VirtualClock): number {
  return (clock.nextAtMs() ?? 0) - clock.nowMs();
}

/** A port that nobody listens at. */
async function closedPort(): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return { port, close: async () => undefined };
}
