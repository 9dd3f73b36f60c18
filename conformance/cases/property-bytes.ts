// Every property of MQTT 5.0 with a value that is right for its type, as bytes, and the packets of a client that may
// carry it. (5.0 §2.2.2.2)

import { hex, join, type Piece, u16, u32, utf8 } from "../case.ts";

/** Where a client may put properties: a packet, or the will of its CONNECT. */
export type Carrier =
  | "CONNECT"
  | "will"
  | "PUBLISH"
  | "acknowledgement"
  | "SUBSCRIBE"
  | "UNSUBSCRIBE"
  | "DISCONNECT"
  | "AUTH";

/** One property. */
export interface PropertyBytes {
  readonly id: number;
  readonly name: string;
  /** The identifier and a value that is right. */
  readonly bytes: Uint8Array;
  readonly carriers: readonly Carrier[];
}

const MESSAGE: readonly Carrier[] = ["will", "PUBLISH"];
const EVERYWHERE: readonly Carrier[] = [
  "CONNECT",
  "will",
  "PUBLISH",
  "acknowledgement",
  "SUBSCRIBE",
  "UNSUBSCRIBE",
  "DISCONNECT",
  "AUTH",
];

const PROPERTY_BYTES: readonly PropertyBytes[] = [
  property(0x01, "Payload Format Indicator", [0x00], MESSAGE),
  property(0x02, "Message Expiry Interval", u32(60), MESSAGE),
  property(0x03, "Content Type", utf8("text"), MESSAGE),
  property(0x08, "Response Topic", utf8("answer"), MESSAGE),
  property(0x09, "Correlation Data", utf8("id"), MESSAGE),
  property(0x0b, "Subscription Identifier", [0x01], ["SUBSCRIBE"]),
  property(0x11, "Session Expiry Interval", u32(0), ["CONNECT", "DISCONNECT"]),
  property(0x12, "Assigned Client Identifier", utf8("id"), []),
  property(0x13, "Server Keep Alive", u16(60), []),
  property(0x15, "Authentication Method", utf8("touchstone"), ["CONNECT", "AUTH"]),
  property(0x16, "Authentication Data", utf8("data"), ["CONNECT", "AUTH"]),
  property(0x17, "Request Problem Information", [0x01], ["CONNECT"]),
  property(0x18, "Will Delay Interval", u32(0), ["will"]),
  property(0x19, "Request Response Information", [0x00], ["CONNECT"]),
  property(0x1a, "Response Information", utf8("info"), []),
  // The table of properties names DISCONNECT for it, and no sentence forbids it to a client.
  property(0x1c, "Server Reference", utf8("server"), ["DISCONNECT"]),
  property(0x1f, "Reason String", utf8("reason"), ["acknowledgement", "DISCONNECT", "AUTH"]),
  property(0x21, "Receive Maximum", u16(10), ["CONNECT"]),
  property(0x22, "Topic Alias Maximum", u16(10), ["CONNECT"]),
  property(0x23, "Topic Alias", u16(1), ["PUBLISH"]),
  property(0x24, "Maximum QoS", [0x01], []),
  property(0x25, "Retain Available", [0x01], []),
  property(0x26, "User Property", join(utf8("name"), utf8("value")), EVERYWHERE),
  property(0x27, "Maximum Packet Size", u32(100_000), ["CONNECT"]),
  property(0x28, "Wildcard Subscription Available", [0x01], []),
  property(0x29, "Subscription Identifier Available", [0x01], []),
  property(0x2a, "Shared Subscription Available", [0x01], []),
];

/** Identifiers that no property has, each with a byte that could be its value. */
export const UNKNOWN_PROPERTIES: readonly Uint8Array[] = [
  hex("00 00"),
  hex("04 00"),
  hex("2b 00"),
  hex("7f 00"),
  hex("ff 01 00"),
];

/** The properties that this carrier may not have. */
export function foreignTo(carrier: Carrier): readonly PropertyBytes[] {
  return PROPERTY_BYTES.filter(({ carriers }) => !carriers.includes(carrier));
}

/** The property of this name. */
export function bytesOf(name: string): Uint8Array {
  const found = PROPERTY_BYTES.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no property ${name}`);
  return found.bytes;
}

function property(id: number, name: string, value: Piece, carriers: readonly Carrier[]): PropertyBytes {
  return { id, name, bytes: join([id], value), carriers };
}
