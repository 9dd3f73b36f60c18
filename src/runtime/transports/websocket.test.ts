// A broker over WebSocket, with a real client and with sockets that are used by hand.

import { once } from "node:events";
import { connect } from "node:net";
import mqtt from "mqtt";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDecoder, feed } from "../../codec/index.ts";
import { createBroker, type RunningBroker } from "../index.ts";
import { bytesOf } from "../packet-bytes.ts";

const brokers: RunningBroker[] = [];

afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()));
});

async function webSocketUrl(): Promise<string> {
  const broker = await createBroker({ listen: ["ws://127.0.0.1:0"] });
  brokers.push(broker);
  return broker.url;
}

const CONNECT = {
  type: "CONNECT",
  version: "5.0",
  clientId: "c",
  cleanStart: true,
  keepAlive: 0,
  properties: {},
} as const;

/** Opens a socket, sends frames, and answers the types of packets that come until `count` of them have, or it is closed. */
async function exchange(url: string, frames: readonly (Uint8Array | string)[], count: number) {
  const socket = new WebSocket(url, "mqtt");
  let decoder = createDecoder({ version: "5.0" });
  const found: string[] = [];
  const code = await new Promise<number>((done, failed) => {
    socket.on("open", () => {
      for (const frame of frames) socket.send(frame);
    });
    socket.on("message", (data, isBinary) => {
      expect(isBinary).toBe(true);
      const [next, results] = feed(decoder, data as Buffer);
      decoder = next;
      for (const result of results) found.push(result.kind === "packet" ? result.packet.type : "malformed");
      if (found.length >= count) socket.close();
    });
    socket.on("close", done);
    socket.on("error", failed);
  });
  return { found, code, protocol: socket.protocol };
}

test("MQTT.js publishes and subscribes over WebSocket, at every QoS", async () => {
  const client = await mqtt.connectAsync(await webSocketUrl(), { protocolVersion: 5 });
  await client.subscribeAsync("t", { qos: 2 });
  const messages: string[] = [];
  const all = new Promise<void>((done) => {
    client.on("message", (_, payload) => {
      messages.push(payload.toString());
      if (messages.length === 3) done();
    });
  });
  for (const qos of [0, 1, 2] as const) await client.publishAsync("t", `at ${qos}`, { qos });
  await all;
  await client.endAsync();
  expect(messages.sort()).toEqual(["at 0", "at 1", "at 2"]);
});

test("the subprotocol is mqtt, and who does not name it is not let in [5.0/MQTT-6.0.0-4]", async () => {
  const url = await webSocketUrl();
  expect((await exchange(url, [bytesOf(CONNECT)], 1)).protocol).toBe("mqtt");
  const refused = new Promise<string>((done) => new WebSocket(url, "amqp").on("error", ({ message }) => done(message)));
  expect(await refused).toContain("401");
});

test("a request that asks for no WebSocket is told so, and does not stay", async () => {
  const url = (await webSocketUrl()).replace("ws:", "http:");
  const { status, headers } = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  expect(status).toBe(426);
  expect(headers.get("upgrade")).toBe("websocket");
  expect(headers.get("connection")).toBe("close");
});

test("a connection that asks for nothing is closed in the time that a CONNECT may take [5.0/U5-044]", async () => {
  await using broker = await createBroker({ listen: ["ws://127.0.0.1:0"], connectTimeoutMs: 50 });
  const socket = connect(broker.port, "127.0.0.1").resume();
  await once(socket, "close");
  expect(socket.readableEnded).toBe(true);
});

test("a frame is no packet: cut anywhere, or several in one [5.0/MQTT-6.0.0-2]", async () => {
  const url = await webSocketUrl();
  const bytes = Buffer.concat([bytesOf(CONNECT), bytesOf({ type: "PINGREQ" }), bytesOf({ type: "PINGREQ" })]);
  const expected = ["CONNACK", "PINGRESP", "PINGRESP"];
  expect((await exchange(url, [bytes], 3)).found).toEqual(expected);
  expect(
    (
      await exchange(
        url,
        Array.from(bytes, (byte) => Buffer.of(byte)),
        3,
      )
    ).found,
  ).toEqual(expected);
});

test("a frame that is larger than what it may hold is not gathered: it ends the connection", async () => {
  await using broker = await createBroker({ listen: ["ws://127.0.0.1:0"], maximumPacketSize: 1000 });
  const many = Buffer.concat([bytesOf(CONNECT), Buffer.from("c000".repeat(1000), "hex")]);
  expect((await exchange(broker.url, [many], 1001)).found).toHaveLength(1001);
  const { code, found } = await exchange(broker.url, [bytesOf(CONNECT), Buffer.alloc(1_048_577)], 9);
  expect({ code, found }).toEqual({ code: 1009, found: ["CONNACK"] });
});

test("a text frame ends the connection [5.0/MQTT-6.0.0-1]", async () => {
  const { code, found } = await exchange(await webSocketUrl(), [bytesOf(CONNECT), "hello"], 9);
  expect({ code, found }).toEqual({ code: 1003, found: ["CONNACK"] });
});
