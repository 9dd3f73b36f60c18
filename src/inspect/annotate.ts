// A packet as a tree of fields for a person: tolerant, so that it shows as much of a malformed packet as can be told. (5.0 chapters 2 and 3)
// It judges nothing: `decode` does, and it shares no code with this walk.

import type {
  PacketType,
  PropertyCarrier,
  PropertyRow,
  ReasonCarrier,
  ReasonCodeRow,
  Version,
} from "../../spec/index.ts";
import {
  CONNECT_RETURN_CODES,
  PACKET_TYPES,
  PROPERTIES,
  REASON_CODES,
  SUBACK_RETURN_CODES,
} from "../../spec/tables/index.ts";
import type { BitField, Cursor, Field } from "./cursor.ts";
import {
  cursorOver,
  endUnread,
  left,
  readBinary,
  readByte,
  readGroup,
  readInteger,
  readRest,
  readString,
  readVariableByteInteger,
  variableByteIntegerAt,
} from "./cursor.ts";
import { textOrSize } from "./quote.ts";

/** The fields of the first packet of `bytes`, in the order of the wire. Never throws; what it cannot tell is marked `unread`. */
export function annotate(bytes: Uint8Array, version: Version): readonly Field[] {
  const cursor = cursorOver(bytes);
  const first = bytes[0] ?? 0;
  const type = PACKET_TYPES.find((row) => row.type === first >>> 4)?.name;
  readByte(cursor, "Control Packet", () => type ?? "reserved", firstByteBits(type));
  const remaining = readVariableByteInteger(cursor, "Remaining Length", (length) => {
    const here = bytes.length - (frameHeader(bytes)?.size ?? bytes.length);
    return here < length ? `${length}, of which ${here} are here` : String(length);
  });
  if (!cursor.ended) cursor.end = Math.min(bytes.length, cursor.at + remaining);
  if (type === undefined) endUnread(cursor, "type 0 is reserved");
  else readBody(cursor, type, first, version);
  if (left(cursor) > 0) endUnread(cursor, `${type} ends before these bytes`);
  return cursor.fields;
}

/** The bytes that the fixed header at the start of `bytes` claims for its packet, or undefined where it does not end. */
export function frameSize(bytes: Uint8Array): number | undefined {
  const header = frameHeader(bytes);
  return header && header.size + header.remaining;
}

/** The version that a CONNECT at the start of `bytes` speaks; undefined where there is none, or it speaks another. */
export function versionOfConnect(bytes: Uint8Array): Version | undefined {
  const header = frameHeader(bytes);
  if (header === undefined || (bytes[0] as number) >>> 4 !== 1) return undefined;
  const nameLength = ((bytes[header.size] ?? 0) << 8) | (bytes[header.size + 1] ?? 0);
  return versionOfLevel(bytes[header.size + 2 + nameLength]);
}

function frameHeader(bytes: Uint8Array): { readonly size: number; readonly remaining: number } | undefined {
  const length = variableByteIntegerAt(bytes, 1, bytes.length);
  return length && { size: 1 + length.size, remaining: length.value };
}

// Level 3 is MQTT 3.1, whose packets have the shape of those of 3.1.1.
function versionOfLevel(level: number | undefined): Version | undefined {
  return level === 5 ? "5.0" : level === 4 || level === 3 ? "3.1.1" : undefined;
}

function firstByteBits(type: PacketType | undefined): readonly BitField[] {
  const upper: BitField = { name: "type", mask: 0xf0, meaning: (value) => `${value} (${type ?? "reserved"})` };
  if (type !== "PUBLISH")
    return [upper, { name: "flags", mask: 0x0f, meaning: (value) => value.toString(2).padStart(4, "0") }];
  return [
    upper,
    { name: "DUP flag", mask: 0b1000 },
    { name: "QoS level", mask: 0b0110 },
    { name: "RETAIN", mask: 0b0001 },
  ];
}

function readBody(cursor: Cursor, type: PacketType, first: number, version: Version): void {
  switch (type) {
    case "CONNECT":
      return readConnect(cursor, version);
    case "CONNACK":
      return readConnack(cursor, version);
    case "PUBLISH":
      return readPublish(cursor, (first & 0b0110) >>> 1, version);
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
      readInteger(cursor, "Packet Identifier", 2);
      return version === "5.0" ? readReasonAndProperties(cursor, type) : undefined;
    case "SUBSCRIBE":
      return readSubscribe(cursor, version);
    case "UNSUBSCRIBE":
      readInteger(cursor, "Packet Identifier", 2);
      if (version === "5.0") readProperties(cursor, type);
      while (left(cursor) > 0) readString(cursor, "Topic Filter");
      return;
    case "SUBACK":
    case "UNSUBACK":
      return readAnswers(cursor, type, version);
    case "PINGREQ":
    case "PINGRESP":
      return;
    case "DISCONNECT":
      return version === "5.0" ? readReasonAndProperties(cursor, type) : undefined;
    case "AUTH":
      return version === "5.0" ? readReasonAndProperties(cursor, type) : endUnread(cursor, "MQTT 3.1.1 has no AUTH");
  }
}

function readConnect(cursor: Cursor, asked: Version): void {
  readString(cursor, "Protocol Name");
  const levelName = asked === "5.0" ? "Protocol Version" : "Protocol Level";
  const level = readByte(cursor, levelName, (value) => `${value} (${nameOfLevel(value)})`);
  const version = versionOfLevel(level) ?? asked;
  const flags = readByte(cursor, "Connect Flags", hexByte, connectFlags(version));
  readInteger(cursor, "Keep Alive", 2);
  if (version === "5.0") readProperties(cursor, "CONNECT");
  readString(cursor, "Client Identifier");
  if (flags & 0b0000_0100) {
    if (version === "5.0") readProperties(cursor, "WILL");
    readString(cursor, "Will Topic");
    readBinary(cursor, version === "5.0" ? "Will Payload" : "Will Message", textOrSize);
  }
  if (flags & 0b1000_0000) readString(cursor, "User Name");
  if (flags & 0b0100_0000) readBinary(cursor, "Password");
}

function nameOfLevel(level: number): string {
  return level === 5 ? "MQTT 5.0" : level === 4 ? "MQTT 3.1.1" : level === 3 ? "MQTT 3.1" : "unknown";
}

function connectFlags(version: Version): readonly BitField[] {
  return [
    { name: "User Name Flag", mask: 0b1000_0000 },
    { name: "Password Flag", mask: 0b0100_0000 },
    { name: "Will Retain", mask: 0b0010_0000 },
    { name: "Will QoS", mask: 0b0001_1000 },
    { name: "Will Flag", mask: 0b0000_0100 },
    { name: version === "5.0" ? "Clean Start" : "Clean Session", mask: 0b0000_0010 },
    { name: "Reserved", mask: 0b0000_0001 },
  ];
}

function readConnack(cursor: Cursor, version: Version): void {
  readByte(cursor, "Connect Acknowledge Flags", hexByte, [
    { name: "Reserved", mask: 0b1111_1110 },
    { name: "Session Present", mask: 0b0000_0001 },
  ]);
  if (version === "3.1.1") {
    readByte(cursor, "Connect Return code", (code) => nameOfReturnCode(CONNECT_RETURN_CODES, code));
    return;
  }
  readByte(cursor, "Connect Reason Code", (code) => nameOfReasonCode("CONNACK", code));
  readProperties(cursor, "CONNACK");
}

function readPublish(cursor: Cursor, qos: number, version: Version): void {
  readString(cursor, "Topic Name");
  if (qos > 0) readInteger(cursor, "Packet Identifier", 2);
  if (version === "5.0") readProperties(cursor, "PUBLISH");
  readRest(cursor, "Payload");
}

function readSubscribe(cursor: Cursor, version: Version): void {
  readInteger(cursor, "Packet Identifier", 2);
  if (version === "5.0") readProperties(cursor, "SUBSCRIBE");
  while (left(cursor) > 0) {
    readGroup(cursor, "Subscription", cursor.end, (inner) => {
      const topicFilter = readString(inner, "Topic Filter");
      readByte(
        inner,
        version === "5.0" ? "Subscription Options" : "Requested QoS",
        hexByte,
        subscriptionOptions(version),
      );
      return JSON.stringify(topicFilter);
    });
  }
}

function subscriptionOptions(version: Version): readonly BitField[] {
  if (version === "3.1.1") {
    return [
      { name: "Reserved", mask: 0b1111_1100 },
      { name: "QoS", mask: 0b0000_0011 },
    ];
  }
  return [
    { name: "Reserved", mask: 0b1100_0000 },
    { name: "Retain Handling", mask: 0b0011_0000 },
    { name: "Retain As Published", mask: 0b0000_1000 },
    { name: "No Local", mask: 0b0000_0100 },
    { name: "Maximum QoS", mask: 0b0000_0011 },
  ];
}

function readAnswers(cursor: Cursor, type: "SUBACK" | "UNSUBACK", version: Version): void {
  readInteger(cursor, "Packet Identifier", 2);
  if (version === "5.0") {
    readProperties(cursor, type);
    while (left(cursor) > 0) readByte(cursor, "Reason Code", (code) => nameOfReasonCode(type, code));
  } else if (type === "SUBACK") {
    while (left(cursor) > 0) readByte(cursor, "Return Code", (code) => nameOfReturnCode(SUBACK_RETURN_CODES, code));
  }
}

/** Both may be left out where they say nothing. */
function readReasonAndProperties(cursor: Cursor, type: ReasonCarrier): void {
  if (left(cursor) > 0) readByte(cursor, "Reason Code", (code) => nameOfReasonCode(type, code));
  if (left(cursor) > 0) readProperties(cursor, type as PropertyCarrier);
}

function readProperties(cursor: Cursor, carrier: PropertyCarrier): void {
  const length = readVariableByteInteger(cursor, carrier === "WILL" ? "Will Property Length" : "Property Length");
  if (length === 0) return;
  const name = carrier === "WILL" ? "Will Properties" : "Properties";
  readGroup(cursor, name, cursor.at + length, (inner) => {
    const missing = length - left(inner);
    while (left(inner) > 0) readProperty(inner, carrier);
    return missing > 0 ? `${missing} of ${length} bytes are missing` : `${length} ${length === 1 ? "byte" : "bytes"}`;
  });
}

function readProperty(cursor: Cursor, carrier: PropertyCarrier): void {
  const id = variableByteIntegerAt(cursor.bytes, cursor.at, cursor.end);
  const row: PropertyRow | undefined = PROPERTIES.find((candidate) => candidate.id === id?.value);
  if (id === undefined || row === undefined) {
    endUnread(
      cursor,
      id === undefined ? "a property identifier does not end" : `there is no property ${hexByte(id.value)}`,
    );
    return;
  }
  const title = row.carriers[carrier] === undefined ? `${row.title} (not for ${carrier})` : row.title;
  readGroup(cursor, title, cursor.end, (inner) => {
    readVariableByteInteger(inner, "identifier", hexByte);
    readPropertyValue(inner, row);
    const [, ...values] = inner.fields;
    return values.map((field) => field.value).join(" = ");
  });
}

function readPropertyValue(cursor: Cursor, row: PropertyRow): void {
  switch (row.type) {
    case "byte":
      readByte(cursor, "value");
      return;
    case "two byte integer":
      readInteger(cursor, "value", 2);
      return;
    case "four byte integer":
      readInteger(cursor, "value", 4);
      return;
    case "variable byte integer":
      readVariableByteInteger(cursor, "value");
      return;
    case "string":
      readString(cursor, "value");
      return;
    case "binary":
      return readBinary(cursor, "value");
    case "string pair":
      readString(cursor, "name");
      readString(cursor, "value");
  }
}

function nameOfReasonCode(carrier: ReasonCarrier, code: number): string {
  const rows: readonly ReasonCodeRow[] = REASON_CODES.filter((row) => row.code === code);
  const own = rows.find((row) => row.packets[carrier] !== undefined);
  if (own !== undefined) return `${hexByte(code)} ${own.name}`;
  const [other] = rows;
  return other === undefined ? `${hexByte(code)} unknown` : `${hexByte(code)} ${other.name} (not for ${carrier})`;
}

function nameOfReturnCode(codes: readonly { readonly code: number; readonly name: string }[], code: number): string {
  return `${hexByte(code)} ${codes.find((row) => row.code === code)?.name ?? "reserved"}`;
}

function hexByte(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, "0")}`;
}
