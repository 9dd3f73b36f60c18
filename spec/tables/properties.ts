// The properties of MQTT 5.0 (§2.2.2.2, Table 2-4, and the rules of each packet).

import type { RequirementId } from "../requirements.ts";

/** What may carry properties: the packets, and the Will Properties inside CONNECT. */
export type PropertyCarrier =
  | "CONNECT"
  | "WILL"
  | "CONNACK"
  | "PUBLISH"
  | "PUBACK"
  | "PUBREC"
  | "PUBREL"
  | "PUBCOMP"
  | "SUBSCRIBE"
  | "SUBACK"
  | "UNSUBSCRIBE"
  | "UNSUBACK"
  | "DISCONNECT"
  | "AUTH";

/** How a property behaves in one carrier. */
export interface PropertyUse {
  /** The statement that a second one breaks. Absent where a property may be repeated. */
  readonly twice?: RequirementId;
  /** The statement that a value outside `minimum` and `maximum` breaks. */
  readonly range?: RequirementId;
  /** Who alone may send it so, and the statement that the other side would break. */
  readonly only?: "client" | "server";
  readonly onlyRule?: RequirementId;
}

/** One property. */
export interface PropertyRow {
  readonly id: number;
  /** Its field in a packet's `properties`. */
  readonly name: string;
  /** Its field where it may be repeated. */
  readonly plural?: string;
  /** Its name in the standard. */
  readonly title: string;
  readonly type:
    | "byte"
    | "two byte integer"
    | "four byte integer"
    | "variable byte integer"
    | "string"
    | "binary"
    | "string pair";
  readonly carriers: Readonly<Partial<Record<PropertyCarrier, PropertyUse>>>;
  /** The bounds that the text sets, where they are narrower than the type's. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** What its absence means, where that is a value. */
  readonly default?: number;
  /** The Reason Code that a value out of range earns, where it is not 0x82 (Protocol Error). */
  readonly outOfRange?: number;
  /** The statement that ill-formed text breaks, where the property has one of its own. */
  readonly wellFormed?: RequirementId;
}

export const PROPERTIES = [
  {
    id: 0x01,
    name: "payloadFormatIndicator",
    title: "Payload Format Indicator",
    type: "byte",
    carriers: {
      PUBLISH: { twice: "5.0/U5-155", range: "5.0/U5-156" },
      WILL: { twice: "5.0/U5-038", range: "5.0/U5-156" },
    },
    minimum: 0,
    maximum: 1,
    default: 0,
  },
  {
    id: 0x02,
    name: "messageExpiryInterval",
    title: "Message Expiry Interval",
    type: "four byte integer",
    carriers: {
      PUBLISH: { twice: "5.0/U5-155" },
      WILL: { twice: "5.0/U5-040" },
    },
  },
  {
    id: 0x03,
    name: "contentType",
    title: "Content Type",
    type: "string",
    carriers: {
      PUBLISH: { twice: "5.0/U5-086" },
      WILL: { twice: "5.0/U5-041" },
    },
    wellFormed: "5.0/MQTT-3.3.2-19",
  },
  {
    id: 0x08,
    name: "responseTopic",
    title: "Response Topic",
    type: "string",
    carriers: {
      PUBLISH: { twice: "5.0/U5-083" },
      WILL: { twice: "5.0/U5-042" },
    },
    wellFormed: "5.0/MQTT-3.3.2-13",
  },
  {
    id: 0x09,
    name: "correlationData",
    title: "Correlation Data",
    type: "binary",
    carriers: {
      PUBLISH: { twice: "5.0/U5-084" },
      WILL: { twice: "5.0/U5-043" },
    },
  },
  {
    id: 0x0b,
    name: "subscriptionIdentifier",
    plural: "subscriptionIdentifiers",
    title: "Subscription Identifier",
    type: "variable byte integer",
    carriers: {
      PUBLISH: { range: "5.0/U5-085", only: "server", onlyRule: "5.0/MQTT-3.3.4-6" },
      SUBSCRIBE: { twice: "5.0/U5-098", range: "5.0/U5-098" },
    },
    minimum: 1,
    maximum: 268_435_455,
  },
  {
    id: 0x11,
    name: "sessionExpiryInterval",
    title: "Session Expiry Interval",
    type: "four byte integer",
    carriers: {
      CONNECT: { twice: "5.0/U5-021" },
      CONNACK: { twice: "5.0/U5-050" },
      DISCONNECT: { twice: "5.0/U5-115", only: "client", onlyRule: "5.0/MQTT-3.14.2-2" },
    },
    default: 0,
  },
  {
    id: 0x12,
    name: "assignedClientIdentifier",
    title: "Assigned Client Identifier",
    type: "string",
    carriers: {
      CONNACK: { twice: "5.0/U5-058" },
    },
  },
  {
    id: 0x13,
    name: "serverKeepAlive",
    title: "Server Keep Alive",
    type: "two byte integer",
    carriers: {
      CONNACK: { twice: "5.0/U5-069" },
    },
  },
  {
    id: 0x15,
    name: "authenticationMethod",
    title: "Authentication Method",
    type: "string",
    carriers: {
      CONNECT: { twice: "5.0/U5-033" },
      CONNACK: { twice: "5.0/U5-072" },
      AUTH: { twice: "5.0/U5-120" },
    },
  },
  {
    id: 0x16,
    name: "authenticationData",
    title: "Authentication Data",
    type: "binary",
    carriers: {
      CONNECT: { twice: "5.0/U5-034" },
      CONNACK: { twice: "5.0/U5-073" },
      AUTH: { twice: "5.0/U5-121" },
    },
  },
  {
    id: 0x17,
    name: "requestProblemInformation",
    title: "Request Problem Information",
    type: "byte",
    carriers: {
      CONNECT: { twice: "5.0/U5-030", range: "5.0/U5-030" },
    },
    minimum: 0,
    maximum: 1,
    default: 1,
  },
  {
    id: 0x18,
    name: "willDelayInterval",
    title: "Will Delay Interval",
    type: "four byte integer",
    carriers: {
      WILL: { twice: "5.0/U5-036" },
    },
    default: 0,
  },
  {
    id: 0x19,
    name: "requestResponseInformation",
    title: "Request Response Information",
    type: "byte",
    carriers: {
      CONNECT: { twice: "5.0/U5-028", range: "5.0/U5-028" },
    },
    minimum: 0,
    maximum: 1,
    default: 0,
  },
  {
    id: 0x1a,
    name: "responseInformation",
    title: "Response Information",
    type: "string",
    carriers: {
      CONNACK: { twice: "5.0/U5-070" },
    },
  },
  {
    id: 0x1c,
    name: "serverReference",
    title: "Server Reference",
    type: "string",
    carriers: {
      CONNACK: { twice: "5.0/U5-071" },
      DISCONNECT: { twice: "5.0/U5-117" },
    },
  },
  {
    id: 0x1f,
    name: "reasonString",
    title: "Reason String",
    type: "string",
    carriers: {
      CONNACK: { twice: "5.0/U5-060" },
      PUBACK: { twice: "5.0/U5-060" },
      PUBREC: { twice: "5.0/U5-060" },
      PUBREL: { twice: "5.0/U5-060" },
      PUBCOMP: { twice: "5.0/U5-060" },
      SUBACK: { twice: "5.0/U5-060" },
      UNSUBACK: { twice: "5.0/U5-060" },
      DISCONNECT: { twice: "5.0/U5-060" },
      AUTH: { twice: "5.0/U5-060" },
    },
  },
  {
    id: 0x21,
    name: "receiveMaximum",
    title: "Receive Maximum",
    type: "two byte integer",
    carriers: {
      CONNECT: { twice: "5.0/U5-023", range: "5.0/U5-023" },
      CONNACK: { twice: "5.0/U5-051", range: "5.0/U5-051" },
    },
    minimum: 1,
    maximum: 65_535,
    default: 65_535,
  },
  {
    id: 0x22,
    name: "topicAliasMaximum",
    title: "Topic Alias Maximum",
    type: "two byte integer",
    carriers: {
      CONNECT: { twice: "5.0/U5-027" },
      CONNACK: { twice: "5.0/U5-059" },
    },
    default: 0,
  },
  {
    id: 0x23,
    name: "topicAlias",
    title: "Topic Alias",
    type: "two byte integer",
    carriers: {
      PUBLISH: { twice: "5.0/U5-082", range: "5.0/MQTT-3.3.2-8" },
    },
    minimum: 1,
    maximum: 65_535,
    outOfRange: 0x94,
  },
  {
    id: 0x24,
    name: "maximumQos",
    title: "Maximum QoS",
    type: "byte",
    carriers: {
      CONNACK: { twice: "5.0/U5-052", range: "5.0/U5-052" },
    },
    minimum: 0,
    maximum: 1,
    default: 2,
  },
  {
    id: 0x25,
    name: "retainAvailable",
    title: "Retain Available",
    type: "byte",
    carriers: {
      CONNACK: { twice: "5.0/U5-054", range: "5.0/U5-054" },
    },
    minimum: 0,
    maximum: 1,
    default: 1,
  },
  {
    id: 0x26,
    name: "userProperty",
    plural: "userProperties",
    title: "User Property",
    type: "string pair",
    carriers: {
      CONNECT: {},
      CONNACK: {},
      PUBLISH: {},
      WILL: {},
      PUBACK: {},
      PUBREC: {},
      PUBREL: {},
      PUBCOMP: {},
      SUBSCRIBE: {},
      SUBACK: {},
      UNSUBSCRIBE: {},
      UNSUBACK: {},
      DISCONNECT: {},
      AUTH: {},
    },
  },
  {
    id: 0x27,
    name: "maximumPacketSize",
    title: "Maximum Packet Size",
    type: "four byte integer",
    carriers: {
      CONNECT: { twice: "5.0/U5-024", range: "5.0/U5-024" },
      CONNACK: { twice: "5.0/U5-056", range: "5.0/U5-056" },
    },
    minimum: 1,
    maximum: 4_294_967_295,
  },
  {
    id: 0x28,
    name: "wildcardSubscriptionAvailable",
    title: "Wildcard Subscription Available",
    type: "byte",
    carriers: {
      CONNACK: { twice: "5.0/U5-062", range: "5.0/U5-062" },
    },
    minimum: 0,
    maximum: 1,
    default: 1,
  },
  {
    id: 0x29,
    name: "subscriptionIdentifierAvailable",
    title: "Subscription Identifier Available",
    type: "byte",
    carriers: {
      CONNACK: { twice: "5.0/U5-065", range: "5.0/U5-065" },
    },
    minimum: 0,
    maximum: 1,
    default: 1,
  },
  {
    id: 0x2a,
    name: "sharedSubscriptionAvailable",
    title: "Shared Subscription Available",
    type: "byte",
    carriers: {
      CONNACK: { twice: "5.0/U5-067", range: "5.0/U5-067" },
    },
    minimum: 0,
    maximum: 1,
    default: 1,
  },
] as const satisfies readonly PropertyRow[];

/** The field names of the properties. */
export type PropertyName = (typeof PROPERTIES)[number]["name"];
