// The fields of each packet as they stand in JSON: which there are, what they hold, and what their absence means. (packet.ts)

import type { PacketType, PropertyCarrier, PropertyRow, Version } from "../../spec/index.ts";
import { PROPERTIES } from "../../spec/tables/index.ts";

/** What a field holds. */
export type Shape =
  | { readonly kind: "text" | "boolean" | "number" | "binary" | "pair" }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "object"; readonly fields: Fields };

/** One field. Without `absent` it must be there; `absent: undefined` leaves it out. */
interface JsonField {
  readonly shape: Shape;
  readonly absent?: unknown;
}

/** Field to what it holds. */
export type Fields = Readonly<Record<string, JsonField>>;

const text: Shape = { kind: "text" };
const number: Shape = { kind: "number" };
const binary: Shape = { kind: "binary" };
const noBytes = new Uint8Array(0);

const needed = (shape: Shape): JsonField => ({ shape });
const optional = (shape: Shape): JsonField => ({ shape, absent: undefined });
const or = (shape: Shape, absent: unknown): JsonField => ({ shape, absent });
const flag = (absent: boolean): JsonField => ({ shape: { kind: "boolean" }, absent });
const list = (of: Shape): JsonField => ({ shape: { kind: "list", of } });

/** The fields of a packet beside `type` and, in CONNECT, `version`. AUTH, which 3.1.1 does not know, has those of 5.0 there. */
export function fieldsOf(type: PacketType, version: Version): Fields {
  return version === "5.0" ? fields50(type) : fields311(type);
}

function fields311(type: PacketType): Fields {
  switch (type) {
    case "CONNECT":
      return {
        clientId: or(text, ""),
        cleanSession: flag(true),
        keepAlive: or(number, 0),
        will: optional({ kind: "object", fields: message }),
        userName: optional(text),
        password: optional(binary),
      };
    case "CONNACK":
      return { sessionPresent: flag(false), returnCode: or(number, 0) };
    case "PUBLISH":
      return { dup: flag(false), ...message, packetId: optional(number) };
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
    case "UNSUBACK":
      return { packetId: needed(number) };
    case "SUBSCRIBE":
      return { packetId: needed(number), subscriptions: list({ kind: "object", fields: subscription }) };
    case "SUBACK":
      return { packetId: needed(number), returnCodes: list(number) };
    case "UNSUBSCRIBE":
      return { packetId: needed(number), topicFilters: list(text) };
    case "PINGREQ":
    case "PINGRESP":
    case "DISCONNECT":
      return {};
    case "AUTH":
      return fields50(type);
  }
}

function fields50(type: PacketType): Fields {
  switch (type) {
    case "CONNECT":
      return {
        clientId: or(text, ""),
        cleanStart: flag(true),
        keepAlive: or(number, 0),
        properties: properties("CONNECT"),
        will: optional({ kind: "object", fields: { ...message, properties: properties("WILL") } }),
        userName: optional(text),
        password: optional(binary),
      };
    case "CONNACK":
      return { sessionPresent: flag(false), reasonCode: or(number, 0), properties: properties(type) };
    case "PUBLISH":
      return { dup: flag(false), ...message, packetId: optional(number), properties: properties(type) };
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
      return { packetId: needed(number), reasonCode: or(number, 0), properties: properties(type) };
    case "SUBSCRIBE":
      return {
        packetId: needed(number),
        properties: properties(type),
        subscriptions: list({ kind: "object", fields: subscription50 }),
      };
    case "SUBACK":
    case "UNSUBACK":
      return { packetId: needed(number), properties: properties(type), reasonCodes: list(number) };
    case "UNSUBSCRIBE":
      return { packetId: needed(number), properties: properties(type), topicFilters: list(text) };
    case "PINGREQ":
    case "PINGRESP":
      return {};
    case "DISCONNECT":
    case "AUTH":
      return { reasonCode: or(number, 0), properties: properties(type) };
  }
}

const message: Fields = {
  topicName: needed(text),
  payload: or(binary, noBytes),
  qos: or(number, 0),
  retain: flag(false),
};

const subscription: Fields = { topicFilter: needed(text), qos: or(number, 0) };

const subscription50: Fields = {
  ...subscription,
  noLocal: flag(false),
  retainAsPublished: flag(false),
  retainHandling: or(number, 0),
};

/**
 * The fields of `properties`. A property of another packet stands among them under both its names: to refuse it,
 * with the sentence that it breaks, is the encoder's part.
 */
function properties(carrier: PropertyCarrier): JsonField {
  const rows: readonly PropertyRow[] = PROPERTIES;
  const fields = Object.fromEntries(
    rows.flatMap((row) => {
      const use = row.carriers[carrier];
      const one = [row.name, optional(shapeOf(row))] as const;
      if (row.plural === undefined) return [one];
      const many = [row.plural, optional({ kind: "list", of: shapeOf(row) })] as const;
      if (use === undefined) return [one, many];
      return use.twice === undefined ? [many] : [one];
    }),
  );
  return { shape: { kind: "object", fields }, absent: {} };
}

function shapeOf(row: PropertyRow): Shape {
  switch (row.type) {
    case "byte":
    case "two byte integer":
    case "four byte integer":
    case "variable byte integer":
      return number;
    case "string":
      return text;
    case "binary":
      return binary;
    case "string pair":
      return { kind: "pair" };
  }
}
