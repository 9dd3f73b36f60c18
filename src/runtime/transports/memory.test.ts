// The broker in this process: bytes in, bytes out, at once, and time that is turned by hand.

import { expect, test } from "vitest";
import { decode, type Packet } from "../../codec/index.ts";
import { bytesOf } from "../packet-bytes.ts";
import { createMemoryBroker, type MemoryConnection } from "./memory.ts";

function packetsIn(bytes: Uint8Array): readonly string[] {
  const decoded = decode(bytes, "5.0");
  if (decoded.kind !== "packet") return [];
  return [decoded.packet.type, ...packetsIn(bytes.subarray(decoded.size))];
}

function seen({ received }: MemoryConnection): readonly (readonly string[])[] {
  return received.splice(0).map((event) => (event.type === "bytes" ? packetsIn(event.bytes) : [event.type]));
}

const connect: Packet<"5.0"> = {
  type: "CONNECT",
  version: "5.0",
  clientId: "a",
  cleanStart: true,
  keepAlive: 10,
  properties: {},
};
const ping: Packet<"5.0"> = { type: "PINGREQ" };

test("all that one chunk brings about is written once, in order [5.0/U5-047]", () => {
  const client = createMemoryBroker().open();
  client.send(bytesOf(connect, ping, ping));
  expect(seen(client)).toEqual([["CONNACK", "PINGRESP", "PINGRESP"]]);
});

test("chunks of one byte make no difference [5.0/MQTT-4.2.0-1]", () => {
  const client = createMemoryBroker().open();
  for (const byte of bytesOf(connect, ping)) client.send(Uint8Array.of(byte));
  expect(seen(client)).toEqual([["CONNACK"], ["PINGRESP"]]);
});

test("what follows a breach in the same chunk has no effect [5.0/MQTT-4.13.1-1]", () => {
  const client = createMemoryBroker().open();
  client.send(bytesOf(connect));
  client.send(Uint8Array.of(0xc1, 0x00, ...bytesOf(ping)));
  expect(seen(client)).toEqual([["CONNACK"], ["DISCONNECT"], ["ended"]]);
  expect(client.isEnded()).toBe(true);
});

test("what follows a refused CONNECT in the same chunk has no effect [5.0/MQTT-3.1.4-6]", () => {
  const broker = createMemoryBroker({ authenticate: () => 0x87 });
  const client = broker.open();
  client.send(bytesOf(connect, ping));
  expect(seen(client)).toEqual([["CONNACK"], ["ended"]]);
});

test("a packet larger than the server takes is judged by its fixed header alone [5.0/MQTT-3.2.2-15]", () => {
  const client = createMemoryBroker({ maximumPacketSize: 100 }).open();
  client.send(bytesOf(connect));
  client.send(Uint8Array.of(0x30, 99));
  expect(seen(client)).toEqual([["CONNACK"], ["DISCONNECT"], ["ended"]]);
});

test("time is turned by hand, and each timer runs at its moment [5.0/MQTT-3.1.2-22]", () => {
  const broker = createMemoryBroker();
  const client = broker.open();
  client.send(bytesOf(connect));
  expect(broker.nextTimerAtMs()).toBe(15_000);
  broker.advance(20_000);
  expect(client.received.slice(1).map(({ type, atMs }) => [type, atMs])).toEqual([
    ["bytes", 15_000],
    ["ended", 15_000],
  ]);
  expect([broker.nowMs(), broker.nextTimerAtMs()]).toEqual([20_000, undefined]);
});

test("a client may listen instead of looking", () => {
  const heard: string[] = [];
  const client = createMemoryBroker().open((event) => heard.push(event.type));
  client.send(bytesOf(connect));
  client.close();
  client.send(bytesOf(ping));
  expect([heard, client.received]).toEqual([["bytes"], []]);
});

test("a broker that stops ends every connection, and no timer is left", () => {
  const broker = createMemoryBroker();
  const client = broker.open();
  client.send(bytesOf(connect));
  broker.stop();
  expect(seen(client)).toEqual([["CONNACK"], ["DISCONNECT"], ["ended"]]);
  expect(broker.nextTimerAtMs()).toBeUndefined();
});

test("a client that ends its connection leaves no timer behind", () => {
  const broker = createMemoryBroker();
  const client = broker.open();
  client.send(bytesOf(connect));
  client.close();
  expect(broker.nextTimerAtMs()).toBeUndefined();
});

test("a connection ends once, whatever its listener does meanwhile", () => {
  const broker = createMemoryBroker();
  const other = broker.open();
  other.send(bytesOf(connect));
  const heard: string[] = [];
  const client = broker.open((event) => {
    heard.push(event.type);
    other.send(bytesOf(ping));
  });
  client.send(bytesOf({ ...connect, clientId: "b" }, { ...connect, clientId: "b" }));
  expect(heard).toEqual(["bytes", "ended"]);
  expect(seen(other).flat()).toEqual(["CONNACK", "PINGRESP", "PINGRESP"]);
});

test("a payload that is called text and is none reaches its subscriber as it came [5.0/MQTT-3.3.2-4]", () => {
  const broker = createMemoryBroker();
  const bob = broker.open();
  bob.send(bytesOf({ ...connect, clientId: "bob" }));
  const filter = { topicFilter: "t", qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  bob.send(bytesOf({ type: "SUBSCRIBE", packetId: 1, properties: {}, subscriptions: [filter] }));
  const alice = broker.open();
  alice.send(bytesOf(connect));
  // PUBLISH to `t` with Payload Format Indicator 1 and the payload FF, which no UTF-8 has.
  alice.send(Uint8Array.of(0x30, 0x07, 0x00, 0x01, 0x74, 0x02, 0x01, 0x01, 0xff));
  expect(seen(bob)).toEqual([["CONNACK"], ["SUBACK"], ["PUBLISH"]]);
  expect(seen(alice)).toEqual([["CONNACK"]]);
});
