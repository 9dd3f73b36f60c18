// What a broker that runs says of itself: $SYS, /metrics and /healthz, over TCP and HTTP.

import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import { createVirtualClock } from "../clock.ts";
import { createBroker, type ListenOptions } from "../index.ts";
import { openAdmin } from "./admin.ts";
import { readAdminAddress } from "./admin-address.ts";
import { createFigures } from "./figures.ts";
import { MetricsError, openMetrics } from "./metrics.ts";

const clients: MqttClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});

async function join(url: string, protocolVersion: 4 | 5 = 5, clientId = "lamp"): Promise<MqttClient> {
  const client = await connectAsync(url, { protocolVersion, reconnectPeriod: 0, clientId });
  clients.push(client);
  return client;
}

/** A broker that has done something, and its figures. */
async function busy(more: ListenOptions = {}) {
  const counting = createFigures();
  const broker = await createBroker({ observe: counting.observe, ...more });
  const client = await join(broker.url);
  await client.subscribeAsync("a", { qos: 2 });
  const heard = new Promise<void>((resolve) => {
    let count = 0;
    client.on("message", () => {
      if (++count === 3) resolve();
    });
  });
  for (const qos of [0, 1, 2] as const) await client.publishAsync("a", "on", { qos, retain: qos === 1 });
  await heard;
  return { broker, client, ...counting };
}

describe("$SYS", () => {
  test("is told at once, and again what has changed, under mosquitto's names", async () => {
    const clock = createVirtualClock();
    await using broker = await createBroker({ clock, sysIntervalSeconds: 10, software: "mqtt-touchstone version 9" });
    const client = await join(broker.url);
    const told = new Map<string, string>();
    let more = (): void => undefined;
    client.on("message", (topic, payload, { retain }) => {
      told.set(`${retain ? "kept " : ""}${topic}`, String(payload));
      more();
    });
    const until = (name: string): Promise<void> =>
      new Promise((resolve) => {
        more = () => told.has(name) && resolve();
      });
    const first = until("kept $SYS/broker/version");
    await client.subscribeAsync("$SYS/#");
    await first;
    expect(told.get("kept $SYS/broker/version")).toBe("mqtt-touchstone version 9");
    expect(told.get("kept $SYS/broker/uptime")).toBe("0 seconds");
    expect(told.get("kept $SYS/broker/clients/connected")).toBe("0");
    told.clear();
    await client.publishAsync("t", "on", { qos: 1, retain: true });
    const second = until("$SYS/broker/store/messages/count");
    clock.advance(10_000);
    await second;
    expect(Object.fromEntries(told)).toMatchObject({
      "$SYS/broker/uptime": "10 seconds",
      "$SYS/broker/clients/connected": "1",
      "$SYS/broker/clients/total": "1",
      "$SYS/broker/clients/maximum": "1",
      "$SYS/broker/subscriptions/count": "1",
      "$SYS/broker/retained messages/count": "1",
      "$SYS/broker/messages/received": "3",
      "$SYS/broker/publish/messages/received": "1",
      "$SYS/broker/publish/bytes/received": "2",
    });
    expect(told.has("$SYS/broker/version")).toBe(false);
  });

  test("may be said by nobody but the server [5.0/U5-130]", async () => {
    await using broker = await createBroker({ sysIntervalSeconds: 10 });
    const client = await join(broker.url);
    await expect(client.publishAsync("$SYS/broker/uptime", "for ever", { qos: 1 })).rejects.toMatchObject({
      code: 0x87,
    });
  });

  test("is silent unless it is asked for", async () => {
    const clock = createVirtualClock();
    await using broker = await createBroker({ clock });
    expect(clock.nextAtMs()).toBeUndefined();
    expect(broker.census().retainedMessages).toBe(0);
  });
});

describe("/metrics", () => {
  test("tells what the broker holds, and what it has done", async () => {
    const { broker, figures } = await busy();
    await using _ = broker;
    const page = await openMetrics(figures, broker.census);
    const text = await page.text();
    expect(page.contentType).toContain("text/plain");
    for (const line of [
      "touchstone_connections 1",
      "touchstone_sessions 1",
      "touchstone_subscriptions 1",
      "touchstone_shared_subscriptions 0",
      "touchstone_retained_messages 1",
      'touchstone_packets_total{direction="in",type="PUBLISH"} 3',
      'touchstone_packets_total{direction="in",type="CONNECT"} 1',
      'touchstone_messages_total{direction="in",qos="0"} 1',
      'touchstone_messages_total{direction="out",qos="2"} 1',
      "touchstone_dropped_messages_total 0",
      "touchstone_store_commits_total 0",
      `touchstone_bytes_total{direction="in"} ${figures.in.bytes}`,
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^process_cpu_user_seconds_total /m);
    expect(figures.in.bytes).toBeGreaterThan(60);
    expect(figures.out.bytes).toBeGreaterThan(30);
    // Asked twice, it has not counted twice.
    expect((await page.text()).split("\n")).toContain('touchstone_packets_total{direction="in",type="CONNECT"} 1');
  });

  test("counts refusals by their codes, in both versions", async () => {
    const { observe, figures } = createFigures();
    await using broker = await createBroker({
      observe,
      authenticate: ({ clientId }) => (clientId === "no" ? 0x87 : 0x00),
      authorise: () => false,
    });
    for (const version of [4, 5] as const) await expect(join(broker.url, version, "no")).rejects.toThrow();
    const client = await join(broker.url);
    await expect(client.publishAsync("a", "on", { qos: 1 })).rejects.toThrow();
    expect([...figures.refusals.values()]).toEqual([
      { packet: "CONNACK", version: "3.1.1", reasonCode: "0x05", count: 1 },
      { packet: "CONNACK", version: "5.0", reasonCode: "0x87", count: 1 },
      { packet: "PUBACK", version: "5.0", reasonCode: "0x87", count: 1 },
    ]);
    expect([figures.connections, figures.mostClients]).toEqual([3, 1]);
  });
});

describe("the admin address", () => {
  const local = { host: "127.0.0.1", port: 0 };

  test("tells whether the broker is well, and its metrics", async () => {
    const { broker, figures } = await busy();
    await using _ = broker;
    let ailment: string | undefined;
    const admin = await openAdmin({
      address: local,
      ailment: () => ailment,
      openMetrics: () => openMetrics(figures, broker.census),
    });
    const get = async (path: string, method = "GET") => {
      const response = await fetch(`${admin.url}${path}`, { method });
      return [response.status, await response.text()];
    };
    expect(await get("/healthz")).toEqual([200, "ok\n"]);
    ailment = "it shuts down";
    expect(await get("/healthz?verbose")).toEqual([503, "it shuts down\n"]);
    expect(await get("/metrics")).toEqual([200, expect.stringContaining("\ntouchstone_connections 1\n")]);
    expect(await get("/")).toEqual([404, "there are /healthz and /metrics\n"]);
    expect(await get("/healthz", "POST")).toEqual([405, "GET is all there is\n"]);
    await admin.close();
    await expect(fetch(admin.url)).rejects.toThrow();
  });

  test("says what to install where that is missing, and tries again", async () => {
    let isInstalled = false;
    const admin = await openAdmin({
      address: local,
      ailment: () => undefined,
      openMetrics: async () => {
        if (!isInstalled) throw new MetricsError("npm i prom-client");
        return { contentType: "text/plain", text: async () => "fine" };
      },
    });
    const get = async () => {
      const response = await fetch(`${admin.url}/metrics`);
      return [response.status, await response.text()];
    };
    expect(await get()).toEqual([501, "npm i prom-client\n"]);
    isInstalled = true;
    expect(await get()).toEqual([200, "fine"]);
    await admin.close();
  });

  test.each([
    ["9090", { host: "127.0.0.1", port: 9090 }],
    ["0.0.0.0:0", { host: "0.0.0.0", port: 0 }],
    ["[::1]:9090", { host: "::1", port: 9090 }],
    ["metrics.local:80", { host: "metrics.local", port: 80 }],
  ])("is read from %j", (text, address) => {
    expect(readAdminAddress(text)).toEqual(address);
  });

  test.each(["", "host", ":9090", "host:70000", "::1:9090", "http://host:1"])("is not read from %j", (text) => {
    expect(readAdminAddress(text)).toBeUndefined();
  });
});
