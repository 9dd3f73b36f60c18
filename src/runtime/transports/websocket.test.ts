// A broker over WebSocket, with a real client and with sockets that are used by hand.

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

test("a text frame ends the connection [5.0/MQTT-6.0.0-1]", async () => {
  const { code, found } = await exchange(await webSocketUrl(), [bytesOf(CONNECT), "hello"], 9);
  expect({ code, found }).toEqual({ code: 1003, found: ["CONNACK"] });
});
