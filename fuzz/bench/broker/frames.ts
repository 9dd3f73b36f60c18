// Bytes of MQTT 3.1.1 made and read by hand: a load generator has to be faster than the brokers that it loads.

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

export const PINGREQ = Buffer.from([0xc0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);

/** CONNECT with a Keep Alive of 0. */
export function connectFrame(clientId: string, isClean: boolean): Buffer {
  return frame(0x10, Buffer.from("\0\x04MQTT\x04", "latin1"), Buffer.from([isClean ? 2 : 0, 0, 0]), text(clientId));
}

/** SUBSCRIBE to some filters, all at one QoS. */
export function subscribeFrame(packetId: number, filters: readonly string[], qos: number): Buffer {
  return frame(0x82, number(packetId), ...filters.flatMap((filter) => [text(filter), Buffer.from([qos])]));
}

/** PUBLISH; at QoS 0 `packetId` is not sent. */
export function publishFrame(topic: string, payload: Buffer, qos: number, packetId: number, retain = false): Buffer {
  const id = qos === 0 ? Buffer.alloc(0) : number(packetId);
  return frame(0x30 | (qos << 1) | Number(retain), text(topic), id, payload);
}

/** Where the Packet Identifier of such a PUBLISH stands, from its beginning. */
export function packetIdAt(topic: string, payload: Buffer): number {
  return publishFrame(topic, payload, 1, 0).length - payload.length - 2;
}

function frame(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = [first];
  let left = body.length;
  do {
    head.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(head), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
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
