// A capture that Wireshark opens: pcapng, with packets of MQTT that had no IP headers to record, each with a comment.

/** One end of a conversation. */
interface CaptureEnd {
  /** Of IPv4. */
  readonly address: readonly [number, number, number, number];
  readonly port: number;
}

/** One packet of a capture. */
export interface CapturedPacket {
  /** Since 1970, in milliseconds. */
  readonly atMs: number;
  readonly from: CaptureEnd;
  readonly to: CaptureEnd;
  readonly bytes: Uint8Array;
  readonly comment: string;
}

/** Packets of an application, with the name of what reads them. */
const WIRESHARK_UPPER_PDU = 252;
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION = { end: 0, comment: 1, application: 4, name: 2 } as const;
const TAG = {
  end: 0,
  dissector: 12,
  ipv4Source: 20,
  ipv4Destination: 21,
  portType: 24,
  sourcePort: 25,
  destinationPort: 26,
} as const;
const TCP = 2;

/** The beginning of a capture: who made it, and a comment on all of it. */
export function pcapngHead(application: string, comment: string): Uint8Array {
  return concat(
    block(
      BLOCK.section,
      concat(
        u32(0x1a2b3c4d),
        u16(1),
        u16(0),
        new Uint8Array(8).fill(0xff),
        option(OPTION.comment, comment),
        option(OPTION.application, application),
        END,
      ),
    ),
    block(BLOCK.interface, concat(u16(WIRESHARK_UPPER_PDU), u16(0), u32(0), option(OPTION.name, "mqtt"), END)),
  );
}

/** One packet behind the beginning. Conversations are told apart by their addresses and ports. */
export function pcapngPacket({ atMs, from, to, bytes, comment }: CapturedPacket): Uint8Array {
  const data = concat(
    tag(TAG.dissector, utf8("mqtt")),
    tag(TAG.ipv4Source, Uint8Array.from(from.address)),
    tag(TAG.ipv4Destination, Uint8Array.from(to.address)),
    tag(TAG.portType, bigEndian(TCP)),
    tag(TAG.sourcePort, bigEndian(from.port)),
    tag(TAG.destinationPort, bigEndian(to.port)),
    tag(TAG.end, new Uint8Array()),
    bytes,
  );
  const microseconds = BigInt(Math.round(atMs * 1000));
  return block(
    BLOCK.packet,
    concat(
      u32(0),
      u32(Number(microseconds >> 32n)),
      u32(Number(microseconds & 0xffff_ffffn)),
      u32(data.length),
      u32(data.length),
      padded(data),
      option(OPTION.comment, comment),
      END,
    ),
  );
}

/** A block says its length at both ends. */
function block(type: number, body: Uint8Array): Uint8Array {
  const length = u32(body.length + 12);
  return concat(u32(type), length, body, length);
}

function option(code: number, text: string): Uint8Array {
  const value = utf8(text).subarray(0, 0xffff);
  return concat(u16(code), u16(value.length), padded(value));
}

const END = option(OPTION.end, "");

/** A tag of the header that stands before the packet, in network order. */
function tag(type: number, value: Uint8Array): Uint8Array {
  const head = new Uint8Array(4);
  const view = new DataView(head.buffer);
  view.setUint16(0, type);
  view.setUint16(2, padded(value).length);
  return concat(head, padded(value));
}

function padded(value: Uint8Array): Uint8Array {
  return concat(value, new Uint8Array((4 - (value.length % 4)) % 4));
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
