// A packet as plain JSON, and back: what is binary (payload, password, Correlation Data, Authentication Data) is a string of hexadecimal digits.

import type { PacketType, Version } from "../../spec/index.ts";
import { PACKET_TYPES } from "../../spec/tables/index.ts";
import type { Packet } from "../codec/index.ts";
import type { Fields, Shape } from "./fields.ts";
import { fieldsOf } from "./fields.ts";
import { fromHex, toHex } from "./hex.ts";
import { nearest } from "./nearest.ts";

/** A packet as JSON can hold it. */
export interface JsonPacket {
  readonly type: PacketType;
  readonly [field: string]: unknown;
}

/** One thing in some JSON that is not as a packet has it. */
export interface JsonProblem {
  /** Where: `properties.topicAlias`, `subscriptions[0].qos`; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** A packet, or all that kept it from being one. */
export type FromJson<V extends Version = Version> =
  | { readonly kind: "packet"; readonly packet: Packet<V> }
  | { readonly kind: "problems"; readonly problems: readonly JsonProblem[] };

/** The packet as JSON; `packetFromJson` gives it back. */
export function packetToJson(packet: Packet): JsonPacket {
  return toJson(packet) as JsonPacket;
}

/**
 * Reads a packet of `version` from JSON, and fills in what says nothing when it is left out. It judges the form alone: a value
 * that the standard forbids is left for `encode` to refuse, so that the packet that is returned may be one that its type rules out.
 */
export function packetFromJson<V extends Version>(value: unknown, version: V): FromJson<V> {
  const problems: JsonProblem[] = [];
  const packet = readPacket(value, version, problems);
  return problems.length > 0 ? { kind: "problems", problems } : { kind: "packet", packet: packet as Packet<V> };
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, held]) => held !== undefined)
      .map(([field, held]) => [field, toJson(held)]),
  );
}

function readPacket(value: unknown, version: Version, problems: JsonProblem[]): unknown {
  if (!isRecord(value)) return void problems.push({ path: "", expected: "an object", found: show(value) });
  const { type, ...rest } = value;
  const row = PACKET_TYPES.find((candidate) => candidate.name === type);
  if (row === undefined) {
    const known = PACKET_TYPES.map((candidate) => candidate.name);
    const meant = typeof type === "string" ? nearest(type, known)[0] : undefined;
    const expected = meant === undefined ? `one of ${known.join(", ")}` : `a packet, such as "${meant}"`;
    return void problems.push({ path: "type", expected, found: show(type) });
  }
  const fields = fieldsOf(row.name, version);
  if (row.name !== "CONNECT") {
    const packet = { type, ...readFields(fields, rest, "", problems) };
    if (row.name === "PUBLISH") needPacketId(packet, problems);
    return packet;
  }
  const { version: stated = version, ...others } = rest;
  if (stated !== "3.1.1" && stated !== "5.0") {
    return void problems.push({ path: "version", expected: `"3.1.1" or "5.0"`, found: show(stated) });
  }
  // A CONNECT of the other version is the encoder's to refuse, whichever version's fields it has.
  return { type, version: stated, ...readFields({ ...fieldsOf("CONNECT", stated), ...fields }, others, "", problems) };
}

function needPacketId(publish: Readonly<Record<string, unknown>>, problems: JsonProblem[]): void {
  if (publish["packetId"] !== undefined || (publish["qos"] !== 1 && publish["qos"] !== 2)) return;
  problems.push({ path: "packetId", expected: `a number, since qos is ${publish["qos"]}`, found: "nothing" });
}

function readFields(
  fields: Fields,
  value: Readonly<Record<string, unknown>>,
  path: string,
  problems: JsonProblem[],
): Readonly<Record<string, unknown>> {
  const below = path === "" ? "" : `${path}.`;
  const read: Record<string, unknown> = {};
  // In the order that was given: the encoder writes properties in the order of their fields.
  for (const [name, held] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined)
      problems.push({ path: `${below}${name}`, expected: knownInstead(name, fields), found: "an unknown field" });
    else read[name] = readShape(field.shape, held, `${below}${name}`, problems);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (Object.hasOwn(value, name)) continue;
    if (!("absent" in field))
      problems.push({ path: `${below}${name}`, expected: nameOf(field.shape), found: "nothing" });
    else if (field.absent !== undefined) read[name] = field.absent;
  }
  return read;
}

function knownInstead(name: string, fields: Fields): string {
  const known = Object.keys(fields);
  return nearest(name, known)[0] ?? (known.length === 0 ? "no further field" : `one of ${known.join(", ")}`);
}

function readShape(shape: Shape, value: unknown, path: string, problems: JsonProblem[]): unknown {
  const mismatch = (): undefined => void problems.push({ path, expected: nameOf(shape), found: show(value) });
  switch (shape.kind) {
    case "text":
      return typeof value === "string" ? value : mismatch();
    case "boolean":
      return typeof value === "boolean" ? value : mismatch();
    case "number":
      return readNumber(value) ?? mismatch();
    case "binary":
      return readBinary(value, path, problems) ?? mismatch();
    case "pair":
      return isPair(value) ? value : mismatch();
    case "list":
      if (!Array.isArray(value)) return mismatch();
      return value.map((one, index) => readShape(shape.of, one, `${path}[${index}]`, problems));
    case "object":
      return isRecord(value) ? readFields(shape.fields, value, path, problems) : mismatch();
  }
}

/** A number, or a code as people write it: `"0x8E"`. */
function readNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && /^0x[0-9a-f]+$/i.test(value) ? Number(value) : value;
  return typeof number === "number" ? number : undefined;
}

/** Hexadecimal digits, or `{"text": "…"}`. Undefined where it is neither in form; wrong digits have a problem of their own. */
function readBinary(value: unknown, path: string, problems: JsonProblem[]): Uint8Array | undefined {
  if (isRecord(value)) {
    const { text, ...others } = value;
    return typeof text === "string" && Object.keys(others).length === 0 ? new TextEncoder().encode(text) : undefined;
  }
  if (typeof value !== "string") return undefined;
  const read = fromHex(value);
  if (read.kind === "bytes") return read.bytes;
  const found = `${read.found} at position ${read.position}`;
  problems.push({ path, expected: `hexadecimal digits, or {"text": "…"}`, found });
  return new Uint8Array(0);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((text) => typeof text === "string");
}

function nameOf(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return "a string";
    case "boolean":
      return "true or false";
    case "number":
      return "a number";
    case "binary":
      return `hexadecimal digits, or {"text": "…"}`;
    case "pair":
      return `["name", "value"]`;
    case "list":
      return `a list, each ${nameOf(shape.of)}`;
    case "object":
      return "an object";
  }
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}
