// Packets of MQTT 3.1.1 for the load: made by the codec, and read by hand, as a load generator has to be faster than the brokers that it loads.

import { encode, type Packet, type QoS } from "../../../src/codec/index.ts";

/** The first byte of a packet, with its type in the upper half. */
export const TYPE = {
  CONNACK: 2,
  PUBLISH: 3,
  PUBACK: 4,
  PUBREC: 5,
  PUBREL: 6,
  PUBCOMP: 7,
  SUBACK: 9,
  PINGRESP: 13,
} as const;

export const PINGREQ = bytesOf({ type: "PINGREQ" });
export const DISCONNECT = bytesOf({ type: "DISCONNECT" });

/** CONNECT with a Keep Alive of 0. */
export function connectFrame(clientId: string, isClean: boolean): Buffer {
  return bytesOf({ type: "CONNECT", version: "3.1.1", clientId, cleanSession: isClean, keepAlive: 0 });
}

/** SUBSCRIBE to some filters, all at one QoS. */
export function subscribeFrame(packetId: number, filters: readonly string[], qos: QoS): Buffer {
  const subscriptions = filters.map((topicFilter) => ({ topicFilter, qos }));
  return bytesOf({ type: "SUBSCRIBE", packetId, subscriptions } as Packet);
}

/** PUBLISH; at QoS 0 `packetId` is not sent. */
export function publishFrame(topicName: string, payload: Buffer, qos: QoS, packetId: number, retain = false): Buffer {
  const delivery = qos === 0 ? { qos } : { qos, packetId };
  return bytesOf({ type: "PUBLISH", topicName, payload, retain, dup: false, ...delivery } as Packet);
}

/** Where the Packet Identifier of such a PUBLISH stands, from its beginning. */
export function packetIdAt(topicName: string, payload: Buffer): number {
  return publishFrame(topicName, payload, 1, 1).length - payload.length - 2;
}

function bytesOf(packet: Packet): Buffer {
  const encoded = encode(packet, "3.1.1");
  if (encoded.kind === "refused") throw new Error(encoded.violation.found);
  return Buffer.from(encoded.bytes);
}

/** Told of one packet: its first byte, and where its body begins and ends in `bytes`. */
export type OnFrame = (first: number, bytes: Buffer, start: number, end: number) => void;

/** Takes bytes as they come, and tells of each packet that is whole. */
export function createWalker(onFrame: OnFrame): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    for (;;) {
      let length = 0;
      let shift = 0;
      let next = at + 1;
      let digit = 0x80;
      while (digit > 0x7f && next < bytes.length) {
        digit = bytes[next++] as number;
        length |= (digit & 0x7f) << shift;
        shift += 7;
      }
      if (digit > 0x7f || next + length > bytes.length) break;
      onFrame(bytes[at] as number, bytes, next, next + length);
      at = next + length;
    }
    rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
  };
}
