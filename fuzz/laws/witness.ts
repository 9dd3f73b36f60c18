// What can be seen in the packet that mqtt-packet read, without asking our own codec: witnesses of its leniency.

import type { PropertyCarrier, PropertyRow, ReasonCodeRow } from "../../spec/index.ts";
import { PROPERTIES, REASON_CODES } from "../../spec/tables/index.ts";
import type { Fields } from "./mqtt-packet.ts";
import { propertyName } from "./mqtt-packet.ts";

const ROWS: readonly PropertyRow[] = PROPERTIES;

export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Every string in a packet, names of User Properties included. */
export function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([field, one]) => [field, ...texts(one)]);
}

/** Every Topic Name in a packet. */
export function topicNames(read: Fields): readonly unknown[] {
  const will = fields(read["will"]);
  const responses = [read["properties"], will["properties"]].map((properties) => fields(properties)["responseTopic"]);
  return [read["topic"], will["topic"], ...responses];
}

/** Every Topic Filter in a packet. */
export function filters(read: Fields): readonly string[] {
  const asked = list(read["subscriptions"]).map((subscription) => fields(subscription)["topic"]);
  return [...asked, ...list(read["unsubscriptions"])].filter((filter) => typeof filter === "string");
}

export function isWildcardMisplaced(filter: string): boolean {
  const levels = filter.split("/");
  return levels.some(
    (level, at) => (level.length > 1 && /[+#]/.test(level)) || (level === "#" && at < levels.length - 1),
  );
}

/** Whether a packet that needs at least one entry has none. */
export function hasNoEntry(read: Fields): boolean {
  return ["subscriptions", "unsubscriptions", "granted"].some(
    (field) => list(read[field]).length === 0 && field in read,
  );
}

/** Whether a Reason Code is none of those that the packet may carry. */
export function isCodeForeign(read: Fields): boolean {
  const packet = String(read["cmd"]).toUpperCase();
  const rows: readonly ReasonCodeRow[] = REASON_CODES;
  const known: readonly unknown[] = rows
    .filter(({ packets }) => Object.hasOwn(packets, packet))
    .map(({ code }) => code);
  const codes = [read["reasonCode"], ...list(read["granted"])].filter((code) => code !== undefined);
  return codes.some((code) => !known.includes(code)) || Number(read["returnCode"]) > 5;
}

function hasForeign(properties: unknown, carrier: string): boolean {
  return Object.keys(fields(properties)).some((name) => {
    const row = ROWS.find((candidate) => candidate.name === propertyName(name));
    return row?.carriers[carrier as PropertyCarrier] === undefined;
  });
}

/** Whether a packet has a property that belongs to others. */
export function isPropertyForeign(read: Fields): boolean {
  const packet = String(read["cmd"]).toUpperCase();
  return hasForeign(read["properties"], packet) || hasForeign(fields(read["will"])["properties"], "WILL");
}

/** Whether enhanced authentication goes on without its method. */
export function isMethodMissing(read: Fields): boolean {
  const { authenticationMethod, authenticationData } = fields(read["properties"]);
  return authenticationMethod === undefined && (read["cmd"] === "auth" || authenticationData !== undefined);
}

/** Whether a number stands in the bytes that takes one byte more than it needs. */
export function isOverlong(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte >= 0x80 && bytes[at + 1] === 0x00);
}

/** Whether a field was read where none was: mqtt-packet then has -1, null or nothing. */
export function hasHole(read: Fields): boolean {
  // These two begin as null in every packet.
  const { topic, payload, ...rest } = read;
  return Object.values(rest).some(isHole) || (read["cmd"] === "publish" && (topic === null || payload === null));
}

function isHole(value: unknown): boolean {
  if (value === -1 || value === null || value === undefined) return true;
  if (typeof value !== "object" || value instanceof Uint8Array) return false;
  return Object.values(value).some(isHole);
}
