// Golden examples of the properties: each on every carrier, repeated, out of range, misplaced and cut short. (5.0 §2.2.2)
// Values, meanings and the sentences that are broken are written by hand; only the frame round them is put together here.

import type { RequirementId } from "../requirements.ts";
import type { PropertyCarrier } from "../tables/index.ts";
import type { Example, JsonPacket } from "./example.ts";

/** The smallest packet that carries properties: its bytes round them, and what it means with them. */
interface Carrier {
  /** The packet's name, in a sentence. */
  readonly called: string;
  readonly firstByte: string;
  /** What stands between the Remaining Length and the Property Length. */
  readonly before: string;
  /** What stands behind the properties. */
  readonly after: string;
  /** The offset of the first property, all lengths being of one byte. */
  readonly start: number;
  readonly packet: (properties: Properties) => JsonPacket;
}

type Properties = Readonly<Record<string, unknown>>;

const CARRIERS: Readonly<Record<PropertyCarrier, Carrier>> = {
  CONNECT: {
    called: "CONNECT",
    firstByte: "10",
    before: "0004 4d515454 05 02 0000",
    after: "0001 63",
    start: 13,
    packet: (properties) => ({
      type: "CONNECT",
      version: "5.0",
      clientId: "c",
      cleanStart: true,
      keepAlive: 0,
      properties,
    }),
  },
  WILL: {
    called: "the Will",
    firstByte: "10",
    before: "0004 4d515454 05 06 0000 00 0001 63",
    after: "0001 77 0000",
    start: 17,
    packet: (properties) => ({
      type: "CONNECT",
      version: "5.0",
      clientId: "c",
      cleanStart: true,
      keepAlive: 0,
      properties: {},
      will: { topicName: "w", payload: "", qos: 0, retain: false, properties },
    }),
  },
  CONNACK: {
    called: "CONNACK",
    firstByte: "20",
    before: "00 00",
    after: "",
    start: 5,
    packet: (properties) => ({ type: "CONNACK", sessionPresent: false, reasonCode: 0x00, properties }),
  },
  PUBLISH: {
    called: "PUBLISH",
    firstByte: "30",
    before: "0001 61",
    after: "70",
    start: 6,
    packet: (properties) => ({
      type: "PUBLISH",
      qos: 0,
      dup: false,
      retain: false,
      topicName: "a",
      properties,
      payload: "70",
    }),
  },
  PUBACK: {
    called: "PUBACK",
    firstByte: "40",
    before: "0001 00",
    after: "",
    start: 6,
    packet: (properties) => ({ type: "PUBACK", packetId: 1, reasonCode: 0x00, properties }),
  },
  PUBREC: {
    called: "PUBREC",
    firstByte: "50",
    before: "0001 80",
    after: "",
    start: 6,
    packet: (properties) => ({ type: "PUBREC", packetId: 1, reasonCode: 0x80, properties }),
  },
  PUBREL: {
    called: "PUBREL",
    firstByte: "62",
    before: "0001 92",
    after: "",
    start: 6,
    packet: (properties) => ({ type: "PUBREL", packetId: 1, reasonCode: 0x92, properties }),
  },
  PUBCOMP: {
    called: "PUBCOMP",
    firstByte: "70",
    before: "0001 00",
    after: "",
    start: 6,
    packet: (properties) => ({ type: "PUBCOMP", packetId: 1, reasonCode: 0x00, properties }),
  },
  SUBSCRIBE: {
    called: "SUBSCRIBE",
    firstByte: "82",
    before: "0001",
    after: "0001 61 00",
    start: 5,
    packet: (properties) => ({
      type: "SUBSCRIBE",
      packetId: 1,
      properties,
      subscriptions: [{ topicFilter: "a", qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
    }),
  },
  SUBACK: {
    called: "SUBACK",
    firstByte: "90",
    before: "0001",
    after: "00",
    start: 5,
    packet: (properties) => ({ type: "SUBACK", packetId: 1, properties, reasonCodes: [0x00] }),
  },
  UNSUBSCRIBE: {
    called: "UNSUBSCRIBE",
    firstByte: "a2",
    before: "0001",
    after: "0001 61",
    start: 5,
    packet: (properties) => ({ type: "UNSUBSCRIBE", packetId: 1, properties, topicFilters: ["a"] }),
  },
  UNSUBACK: {
    called: "UNSUBACK",
    firstByte: "b0",
    before: "0001",
    after: "11",
    start: 5,
    packet: (properties) => ({ type: "UNSUBACK", packetId: 1, properties, reasonCodes: [0x11] }),
  },
  DISCONNECT: {
    called: "DISCONNECT",
    firstByte: "e0",
    before: "00",
    after: "",
    start: 4,
    packet: (properties) => ({ type: "DISCONNECT", reasonCode: 0x00, properties }),
  },
  AUTH: {
    called: "AUTH",
    firstByte: "f0",
    before: "18",
    after: "",
    start: 4,
    packet: (properties) => ({ type: "AUTH", reasonCode: 0x18, properties }),
  },
};

/** A packet round these properties. All of them are shorter than 128 bytes, so that each length is one byte. */
function frame(carrier: PropertyCarrier, properties: string): string {
  const { firstByte, before, after } = CARRIERS[carrier];
  const body = `${before} ${oneByte(sizeOf(properties))} ${properties} ${after}`;
  return `${firstByte} ${oneByte(sizeOf(body))} ${body}`.replace(/ +/g, " ").trim();
}

/** The bytes in a hex string. */
function sizeOf(hex: string): number {
  return hex.replaceAll(" ", "").length / 2;
}

function oneByte(length: number): string {
  return length.toString(16).padStart(2, "0");
}

/** The Authentication Method, which AUTH and what carries Authentication Data need. */
const METHOD = { bytes: "15 0001 6d", size: 4, properties: { authenticationMethod: "m" } } as const;

/** What has to stand before a property of this name on this carrier, so that the packet is right. */
function needed(carrier: PropertyCarrier, name: string): { bytes: string; size: number; properties: Properties } {
  const needsMethod =
    name !== "authenticationMethod" && (carrier === "AUTH" || (carrier === "CONNECT" && name === "authenticationData"));
  return needsMethod ? METHOD : { bytes: "", size: 0, properties: {} };
}

// ---- Every property on every carrier that may have it

/** A property with a value that may stand on the wire, and, for each carrier, the sentence that a second one breaks. */
interface Sample {
  readonly title: string;
  readonly name: string;
  /** Identifier and value. */
  readonly bytes: string;
  readonly value: unknown;
  /** Null where it may be repeated. */
  readonly carriers: Readonly<Partial<Record<PropertyCarrier, RequirementId | null>>>;
}

const REASON_STRING_TWICE = "5.0/U5-060";

const SAMPLES: readonly Sample[] = [
  {
    title: "Payload Format Indicator",
    name: "payloadFormatIndicator",
    bytes: "01 01",
    value: 1,
    carriers: { PUBLISH: "5.0/U5-155", WILL: "5.0/U5-038" },
  },
  {
    title: "Message Expiry Interval",
    name: "messageExpiryInterval",
    bytes: "02 00000e10",
    value: 3600,
    carriers: { PUBLISH: "5.0/U5-155", WILL: "5.0/U5-040" },
  },
  {
    title: "Content Type",
    name: "contentType",
    bytes: "03 000a 746578742f706c61696e",
    value: "text/plain",
    carriers: { PUBLISH: "5.0/U5-086", WILL: "5.0/U5-041" },
  },
  {
    title: "Response Topic",
    name: "responseTopic",
    bytes: "08 0003 722f31",
    value: "r/1",
    carriers: { PUBLISH: "5.0/U5-083", WILL: "5.0/U5-042" },
  },
  {
    title: "Correlation Data",
    name: "correlationData",
    bytes: "09 0003 00ff80",
    value: "00ff80",
    carriers: { PUBLISH: "5.0/U5-084", WILL: "5.0/U5-043" },
  },
  {
    title: "Subscription Identifier",
    name: "subscriptionIdentifier",
    bytes: "0b ac 02",
    value: 300,
    carriers: { SUBSCRIBE: "5.0/U5-098" },
  },
  {
    title: "Subscription Identifier",
    name: "subscriptionIdentifiers",
    bytes: "0b ac 02",
    value: [300],
    carriers: { PUBLISH: null },
  },
  {
    title: "Session Expiry Interval",
    name: "sessionExpiryInterval",
    bytes: "11 00015180",
    value: 86_400,
    carriers: { CONNECT: "5.0/U5-021", CONNACK: "5.0/U5-050", DISCONNECT: "5.0/U5-115" },
  },
  {
    title: "Assigned Client Identifier",
    name: "assignedClientIdentifier",
    bytes: "12 0004 69642d31",
    value: "id-1",
    carriers: { CONNACK: "5.0/U5-058" },
  },
  {
    title: "Server Keep Alive",
    name: "serverKeepAlive",
    bytes: "13 012c",
    value: 300,
    carriers: { CONNACK: "5.0/U5-069" },
  },
  {
    title: "Authentication Method",
    name: "authenticationMethod",
    bytes: "15 0004 534b4559",
    value: "SKEY",
    carriers: { CONNECT: "5.0/U5-033", CONNACK: "5.0/U5-072", AUTH: "5.0/U5-120" },
  },
  {
    title: "Authentication Data",
    name: "authenticationData",
    bytes: "16 0002 c080",
    value: "c080",
    carriers: { CONNECT: "5.0/U5-034", CONNACK: "5.0/U5-073", AUTH: "5.0/U5-121" },
  },
  {
    title: "Request Problem Information",
    name: "requestProblemInformation",
    bytes: "17 00",
    value: 0,
    carriers: { CONNECT: "5.0/U5-030" },
  },
  {
    title: "Will Delay Interval",
    name: "willDelayInterval",
    bytes: "18 0000001e",
    value: 30,
    carriers: { WILL: "5.0/U5-036" },
  },
  {
    title: "Request Response Information",
    name: "requestResponseInformation",
    bytes: "19 01",
    value: 1,
    carriers: { CONNECT: "5.0/U5-028" },
  },
  {
    title: "Response Information",
    name: "responseInformation",
    bytes: "1a 0002 722f",
    value: "r/",
    carriers: { CONNACK: "5.0/U5-070" },
  },
  {
    title: "Server Reference",
    name: "serverReference",
    bytes: "1c 0006 5b3a3a315d3a",
    value: "[::1]:",
    carriers: { CONNACK: "5.0/U5-071", DISCONNECT: "5.0/U5-117" },
  },
  {
    title: "Reason String",
    name: "reasonString",
    bytes: "1f 0003 627573",
    value: "bus",
    carriers: {
      CONNACK: REASON_STRING_TWICE,
      PUBACK: REASON_STRING_TWICE,
      PUBREC: REASON_STRING_TWICE,
      PUBREL: REASON_STRING_TWICE,
      PUBCOMP: REASON_STRING_TWICE,
      SUBACK: REASON_STRING_TWICE,
      UNSUBACK: REASON_STRING_TWICE,
      DISCONNECT: REASON_STRING_TWICE,
      AUTH: REASON_STRING_TWICE,
    },
  },
  {
    title: "Receive Maximum",
    name: "receiveMaximum",
    bytes: "21 0014",
    value: 20,
    carriers: { CONNECT: "5.0/U5-023", CONNACK: "5.0/U5-051" },
  },
  {
    title: "Topic Alias Maximum",
    name: "topicAliasMaximum",
    bytes: "22 000a",
    value: 10,
    carriers: { CONNECT: "5.0/U5-027", CONNACK: "5.0/U5-059" },
  },
  {
    title: "Topic Alias",
    name: "topicAlias",
    bytes: "23 0102",
    value: 258,
    carriers: { PUBLISH: "5.0/U5-082" },
  },
  {
    title: "Maximum QoS",
    name: "maximumQos",
    bytes: "24 01",
    value: 1,
    carriers: { CONNACK: "5.0/U5-052" },
  },
  {
    title: "Retain Available",
    name: "retainAvailable",
    bytes: "25 00",
    value: 0,
    carriers: { CONNACK: "5.0/U5-054" },
  },
  {
    title: "User Property",
    name: "userProperties",
    bytes: "26 0002 6b65 0003 76616c",
    value: [["ke", "val"]],
    carriers: {
      CONNECT: null,
      WILL: null,
      CONNACK: null,
      PUBLISH: null,
      PUBACK: null,
      PUBREC: null,
      PUBREL: null,
      PUBCOMP: null,
      SUBSCRIBE: null,
      SUBACK: null,
      UNSUBSCRIBE: null,
      UNSUBACK: null,
      DISCONNECT: null,
      AUTH: null,
    },
  },
  {
    title: "Maximum Packet Size",
    name: "maximumPacketSize",
    bytes: "27 00100000",
    value: 1_048_576,
    carriers: { CONNECT: "5.0/U5-024", CONNACK: "5.0/U5-056" },
  },
  {
    title: "Wildcard Subscription Available",
    name: "wildcardSubscriptionAvailable",
    bytes: "28 00",
    value: 0,
    carriers: { CONNACK: "5.0/U5-062" },
  },
  {
    title: "Subscription Identifier Available",
    name: "subscriptionIdentifierAvailable",
    bytes: "29 00",
    value: 0,
    carriers: { CONNACK: "5.0/U5-065" },
  },
  {
    title: "Shared Subscription Available",
    name: "sharedSubscriptionAvailable",
    bytes: "2a 00",
    value: 0,
    carriers: { CONNACK: "5.0/U5-067" },
  },
];

function carriersOf(sample: Sample): readonly (readonly [PropertyCarrier, RequirementId | null])[] {
  return Object.entries(sample.carriers) as [PropertyCarrier, RequirementId | null][];
}

const onEveryCarrier: readonly Example[] = SAMPLES.flatMap((sample) =>
  carriersOf(sample).map(([carrier]): Example => {
    const { bytes, properties } = needed(carrier, sample.name);
    return {
      kind: "valid",
      name: `${CARRIERS[carrier].called} may carry ${sample.title}`,
      version: "5.0",
      shows: ["5.0/U5-012", "5.0/MQTT-2.2.2-1"],
      hex: frame(carrier, `${bytes} ${sample.bytes}`),
      packet: CARRIERS[carrier].packet({ ...properties, [sample.name]: sample.value }),
    };
  }),
);

const twice: readonly Example[] = SAMPLES.flatMap((sample) =>
  carriersOf(sample).flatMap(([carrier, broken]): readonly Example[] => {
    if (broken === null) return [];
    const { bytes, size } = needed(carrier, sample.name);
    return [
      {
        kind: "malformed",
        name: `${CARRIERS[carrier].called} carries ${sample.title} once at most`,
        version: "5.0",
        shows: [broken],
        hex: frame(carrier, `${bytes} ${sample.bytes} ${sample.bytes}`),
        violation: {
          requirement: broken,
          reasonCode: 0x82,
          offset: CARRIERS[carrier].start + size + sizeOf(sample.bytes),
        },
      },
    ];
  }),
);

// ---- Both ends of every range, and what lies outside

/** Values at the ends of a property's range. */
const ENDS: readonly { title: string; name: string; bytes: string; value: unknown; carrier: PropertyCarrier }[] = [
  { title: "Payload Format Indicator 0", name: "payloadFormatIndicator", bytes: "01 00", value: 0, carrier: "PUBLISH" },
  { title: "Payload Format Indicator 0", name: "payloadFormatIndicator", bytes: "01 00", value: 0, carrier: "WILL" },
  {
    title: "Message Expiry Interval 0",
    name: "messageExpiryInterval",
    bytes: "02 00000000",
    value: 0,
    carrier: "PUBLISH",
  },
  {
    title: "Message Expiry Interval 4,294,967,295",
    name: "messageExpiryInterval",
    bytes: "02 ffffffff",
    value: 4_294_967_295,
    carrier: "PUBLISH",
  },
  { title: "an empty Content Type", name: "contentType", bytes: "03 0000", value: "", carrier: "PUBLISH" },
  { title: "empty Correlation Data", name: "correlationData", bytes: "09 0000", value: "", carrier: "PUBLISH" },
  {
    title: "Subscription Identifier 1",
    name: "subscriptionIdentifiers",
    bytes: "0b 01",
    value: [1],
    carrier: "PUBLISH",
  },
  {
    title: "Subscription Identifier 268,435,455",
    name: "subscriptionIdentifiers",
    bytes: "0b ffffff7f",
    value: [268_435_455],
    carrier: "PUBLISH",
  },
  {
    title: "Subscription Identifier 1",
    name: "subscriptionIdentifier",
    bytes: "0b 01",
    value: 1,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 127",
    name: "subscriptionIdentifier",
    bytes: "0b 7f",
    value: 127,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 128",
    name: "subscriptionIdentifier",
    bytes: "0b 8001",
    value: 128,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 16,383",
    name: "subscriptionIdentifier",
    bytes: "0b ff7f",
    value: 16_383,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 16,384",
    name: "subscriptionIdentifier",
    bytes: "0b 808001",
    value: 16_384,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 2,097,151",
    name: "subscriptionIdentifier",
    bytes: "0b ffff7f",
    value: 2_097_151,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 2,097,152",
    name: "subscriptionIdentifier",
    bytes: "0b 80808001",
    value: 2_097_152,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Subscription Identifier 268,435,455",
    name: "subscriptionIdentifier",
    bytes: "0b ffffff7f",
    value: 268_435_455,
    carrier: "SUBSCRIBE",
  },
  {
    title: "Session Expiry Interval 0",
    name: "sessionExpiryInterval",
    bytes: "11 00000000",
    value: 0,
    carrier: "CONNECT",
  },
  {
    title: "Session Expiry Interval 4,294,967,295, which is never",
    name: "sessionExpiryInterval",
    bytes: "11 ffffffff",
    value: 4_294_967_295,
    carrier: "CONNECT",
  },
  {
    title: "Session Expiry Interval 4,294,967,295, which is never",
    name: "sessionExpiryInterval",
    bytes: "11 ffffffff",
    value: 4_294_967_295,
    carrier: "DISCONNECT",
  },
  { title: "Server Keep Alive 0", name: "serverKeepAlive", bytes: "13 0000", value: 0, carrier: "CONNACK" },
  { title: "Server Keep Alive 65,535", name: "serverKeepAlive", bytes: "13 ffff", value: 65_535, carrier: "CONNACK" },
  {
    title: "Request Problem Information 1",
    name: "requestProblemInformation",
    bytes: "17 01",
    value: 1,
    carrier: "CONNECT",
  },
  { title: "Will Delay Interval 0", name: "willDelayInterval", bytes: "18 00000000", value: 0, carrier: "WILL" },
  {
    title: "Will Delay Interval 4,294,967,295",
    name: "willDelayInterval",
    bytes: "18 ffffffff",
    value: 4_294_967_295,
    carrier: "WILL",
  },
  {
    title: "Request Response Information 0",
    name: "requestResponseInformation",
    bytes: "19 00",
    value: 0,
    carrier: "CONNECT",
  },
  { title: "Receive Maximum 1", name: "receiveMaximum", bytes: "21 0001", value: 1, carrier: "CONNECT" },
  { title: "Receive Maximum 65,535", name: "receiveMaximum", bytes: "21 ffff", value: 65_535, carrier: "CONNECT" },
  { title: "Receive Maximum 1", name: "receiveMaximum", bytes: "21 0001", value: 1, carrier: "CONNACK" },
  { title: "Receive Maximum 65,535", name: "receiveMaximum", bytes: "21 ffff", value: 65_535, carrier: "CONNACK" },
  { title: "Topic Alias Maximum 0", name: "topicAliasMaximum", bytes: "22 0000", value: 0, carrier: "CONNECT" },
  {
    title: "Topic Alias Maximum 65,535",
    name: "topicAliasMaximum",
    bytes: "22 ffff",
    value: 65_535,
    carrier: "CONNACK",
  },
  { title: "Topic Alias 1", name: "topicAlias", bytes: "23 0001", value: 1, carrier: "PUBLISH" },
  { title: "Topic Alias 65,535", name: "topicAlias", bytes: "23 ffff", value: 65_535, carrier: "PUBLISH" },
  { title: "Maximum QoS 0", name: "maximumQos", bytes: "24 00", value: 0, carrier: "CONNACK" },
  { title: "Retain Available 1", name: "retainAvailable", bytes: "25 01", value: 1, carrier: "CONNACK" },
  { title: "Maximum Packet Size 1", name: "maximumPacketSize", bytes: "27 00000001", value: 1, carrier: "CONNECT" },
  {
    title: "Maximum Packet Size 4,294,967,295",
    name: "maximumPacketSize",
    bytes: "27 ffffffff",
    value: 4_294_967_295,
    carrier: "CONNECT",
  },
  { title: "Maximum Packet Size 1", name: "maximumPacketSize", bytes: "27 00000001", value: 1, carrier: "CONNACK" },
  {
    title: "Maximum Packet Size 4,294,967,295",
    name: "maximumPacketSize",
    bytes: "27 ffffffff",
    value: 4_294_967_295,
    carrier: "CONNACK",
  },
  {
    title: "Wildcard Subscription Available 1",
    name: "wildcardSubscriptionAvailable",
    bytes: "28 01",
    value: 1,
    carrier: "CONNACK",
  },
  {
    title: "Subscription Identifier Available 1",
    name: "subscriptionIdentifierAvailable",
    bytes: "29 01",
    value: 1,
    carrier: "CONNACK",
  },
  {
    title: "Shared Subscription Available 1",
    name: "sharedSubscriptionAvailable",
    bytes: "2a 01",
    value: 1,
    carrier: "CONNACK",
  },
];

const atTheEnds: readonly Example[] = ENDS.map(({ title, name, bytes, value, carrier }) => ({
  kind: "valid",
  name: `${CARRIERS[carrier].called} may carry ${title}`,
  version: "5.0",
  shows: ["5.0/U5-012"],
  hex: frame(carrier, bytes),
  packet: CARRIERS[carrier].packet({ [name]: value }),
}));

/** Values outside a property's range, as bytes and as a value that somebody might want to send. */
const OUTSIDE: readonly {
  title: string;
  name: string;
  bytes: string;
  value: unknown;
  carrier: PropertyCarrier;
  breaks: RequirementId;
  earns: number;
}[] = [
  {
    title: "Payload Format Indicator 2",
    name: "payloadFormatIndicator",
    bytes: "01 02",
    value: 2,
    carrier: "PUBLISH",
    breaks: "5.0/U5-156",
    earns: 0x82,
  },
  {
    title: "Payload Format Indicator 255",
    name: "payloadFormatIndicator",
    bytes: "01 ff",
    value: 255,
    carrier: "PUBLISH",
    breaks: "5.0/U5-156",
    earns: 0x82,
  },
  {
    title: "Payload Format Indicator 2",
    name: "payloadFormatIndicator",
    bytes: "01 02",
    value: 2,
    carrier: "WILL",
    breaks: "5.0/U5-156",
    earns: 0x82,
  },
  {
    title: "Subscription Identifier 0",
    name: "subscriptionIdentifiers",
    bytes: "0b 00",
    value: [0],
    carrier: "PUBLISH",
    breaks: "5.0/U5-085",
    earns: 0x82,
  },
  {
    title: "Subscription Identifier 0",
    name: "subscriptionIdentifier",
    bytes: "0b 00",
    value: 0,
    carrier: "SUBSCRIBE",
    breaks: "5.0/U5-098",
    earns: 0x82,
  },
  {
    title: "Request Problem Information 2",
    name: "requestProblemInformation",
    bytes: "17 02",
    value: 2,
    carrier: "CONNECT",
    breaks: "5.0/U5-030",
    earns: 0x82,
  },
  {
    title: "Request Response Information 2",
    name: "requestResponseInformation",
    bytes: "19 02",
    value: 2,
    carrier: "CONNECT",
    breaks: "5.0/U5-028",
    earns: 0x82,
  },
  {
    title: "Receive Maximum 0",
    name: "receiveMaximum",
    bytes: "21 0000",
    value: 0,
    carrier: "CONNECT",
    breaks: "5.0/U5-023",
    earns: 0x82,
  },
  {
    title: "Receive Maximum 0",
    name: "receiveMaximum",
    bytes: "21 0000",
    value: 0,
    carrier: "CONNACK",
    breaks: "5.0/U5-051",
    earns: 0x82,
  },
  {
    title: "Topic Alias 0",
    name: "topicAlias",
    bytes: "23 0000",
    value: 0,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-3.3.2-8",
    earns: 0x94,
  },
  {
    title: "Maximum QoS 2",
    name: "maximumQos",
    bytes: "24 02",
    value: 2,
    carrier: "CONNACK",
    breaks: "5.0/U5-052",
    earns: 0x82,
  },
  {
    title: "Maximum QoS 255",
    name: "maximumQos",
    bytes: "24 ff",
    value: 255,
    carrier: "CONNACK",
    breaks: "5.0/U5-052",
    earns: 0x82,
  },
  {
    title: "Retain Available 2",
    name: "retainAvailable",
    bytes: "25 02",
    value: 2,
    carrier: "CONNACK",
    breaks: "5.0/U5-054",
    earns: 0x82,
  },
  {
    title: "Maximum Packet Size 0",
    name: "maximumPacketSize",
    bytes: "27 00000000",
    value: 0,
    carrier: "CONNECT",
    breaks: "5.0/U5-024",
    earns: 0x82,
  },
  {
    title: "Maximum Packet Size 0",
    name: "maximumPacketSize",
    bytes: "27 00000000",
    value: 0,
    carrier: "CONNACK",
    breaks: "5.0/U5-056",
    earns: 0x82,
  },
  {
    title: "Wildcard Subscription Available 2",
    name: "wildcardSubscriptionAvailable",
    bytes: "28 02",
    value: 2,
    carrier: "CONNACK",
    breaks: "5.0/U5-062",
    earns: 0x82,
  },
  {
    title: "Subscription Identifier Available 2",
    name: "subscriptionIdentifierAvailable",
    bytes: "29 02",
    value: 2,
    carrier: "CONNACK",
    breaks: "5.0/U5-065",
    earns: 0x82,
  },
  {
    title: "Shared Subscription Available 2",
    name: "sharedSubscriptionAvailable",
    bytes: "2a 02",
    value: 2,
    carrier: "CONNACK",
    breaks: "5.0/U5-067",
    earns: 0x82,
  },
];

const outside: readonly Example[] = OUTSIDE.flatMap(
  ({ title, name, bytes, value, carrier, breaks, earns }): Example[] => [
    {
      kind: "malformed",
      name: `${CARRIERS[carrier].called} carries no ${title}`,
      version: "5.0",
      shows: [breaks],
      hex: frame(carrier, bytes),
      violation: { requirement: breaks, reasonCode: earns, offset: CARRIERS[carrier].start + 1 },
    },
    {
      kind: "refused",
      name: `${title} is not sent in ${CARRIERS[carrier].called}`,
      version: "5.0",
      shows: [breaks],
      packet: CARRIERS[carrier].packet({ [name]: value }),
      violation: { requirement: breaks, reasonCode: earns },
    },
  ],
);

// ---- Properties where they do not belong

/** A well-formed property, and carriers that may not have it. */
const MISPLACED: readonly { title: string; bytes: string; carriers: readonly PropertyCarrier[] }[] = [
  { title: "Payload Format Indicator", bytes: "01 00", carriers: ["CONNECT", "CONNACK", "SUBSCRIBE"] },
  { title: "Message Expiry Interval", bytes: "02 00000001", carriers: ["CONNECT", "PUBCOMP"] },
  { title: "Content Type", bytes: "03 0001 61", carriers: ["CONNECT", "SUBACK"] },
  { title: "Response Topic", bytes: "08 0001 61", carriers: ["CONNACK", "SUBSCRIBE"] },
  { title: "Correlation Data", bytes: "09 0001 61", carriers: ["PUBACK", "AUTH"] },
  {
    title: "Subscription Identifier",
    bytes: "0b 01",
    carriers: ["WILL", "CONNECT", "PUBREC", "UNSUBSCRIBE", "SUBACK"],
  },
  { title: "Session Expiry Interval", bytes: "11 00000001", carriers: ["WILL", "PUBLISH", "AUTH", "SUBSCRIBE"] },
  { title: "Assigned Client Identifier", bytes: "12 0001 61", carriers: ["CONNECT", "DISCONNECT"] },
  { title: "Server Keep Alive", bytes: "13 0001", carriers: ["CONNECT", "DISCONNECT"] },
  { title: "Authentication Method", bytes: "15 0001 61", carriers: ["PUBLISH", "DISCONNECT", "WILL"] },
  { title: "Authentication Data", bytes: "16 0001 61", carriers: ["PUBREL", "DISCONNECT"] },
  { title: "Request Problem Information", bytes: "17 00", carriers: ["CONNACK", "WILL"] },
  { title: "Will Delay Interval", bytes: "18 00000001", carriers: ["CONNECT", "PUBLISH"] },
  { title: "Request Response Information", bytes: "19 00", carriers: ["CONNACK", "AUTH"] },
  { title: "Response Information", bytes: "1a 0001 61", carriers: ["CONNECT", "PUBLISH"] },
  { title: "Server Reference", bytes: "1c 0001 61", carriers: ["CONNECT", "AUTH", "UNSUBACK"] },
  { title: "Reason String", bytes: "1f 0001 61", carriers: ["CONNECT", "WILL", "PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE"] },
  { title: "Receive Maximum", bytes: "21 0001", carriers: ["WILL", "DISCONNECT"] },
  { title: "Topic Alias Maximum", bytes: "22 0001", carriers: ["PUBLISH", "SUBSCRIBE"] },
  { title: "Topic Alias", bytes: "23 0001", carriers: ["WILL", "CONNACK", "CONNECT", "PUBACK"] },
  { title: "Maximum QoS", bytes: "24 01", carriers: ["CONNECT", "PUBLISH"] },
  { title: "Retain Available", bytes: "25 01", carriers: ["CONNECT", "DISCONNECT"] },
  { title: "Maximum Packet Size", bytes: "27 00000001", carriers: ["WILL", "PUBREC", "DISCONNECT"] },
  { title: "Wildcard Subscription Available", bytes: "28 01", carriers: ["CONNECT", "SUBACK"] },
  { title: "Subscription Identifier Available", bytes: "29 01", carriers: ["CONNECT", "SUBSCRIBE"] },
  { title: "Shared Subscription Available", bytes: "2a 01", carriers: ["CONNECT", "UNSUBACK"] },
];

const misplaced: readonly Example[] = MISPLACED.flatMap(({ title, bytes, carriers }) =>
  carriers.map(
    (carrier): Example => ({
      kind: "malformed",
      name: `${CARRIERS[carrier].called} may not carry ${title}`,
      version: "5.0",
      shows: ["5.0/U5-012"],
      hex: frame(carrier, bytes),
      violation: { requirement: "5.0/U5-012", reasonCode: 0x81, offset: CARRIERS[carrier].start },
    }),
  ),
);

/** Identifiers that stand for nothing. */
const UNKNOWN: readonly { bytes: string; carrier: PropertyCarrier; says: string }[] = [
  { bytes: "00 00", carrier: "CONNECT", says: "0x00" },
  { bytes: "00", carrier: "PUBACK", says: "0x00, not even as padding" },
  { bytes: "04 00", carrier: "PUBLISH", says: "0x04" },
  { bytes: "0a 00", carrier: "SUBSCRIBE", says: "0x0a" },
  { bytes: "10 00", carrier: "WILL", says: "0x10" },
  { bytes: "14 0000", carrier: "AUTH", says: "0x14" },
  { bytes: "1b 0000", carrier: "DISCONNECT", says: "0x1b" },
  { bytes: "20 00", carrier: "SUBACK", says: "0x20" },
  { bytes: "2b 00", carrier: "CONNACK", says: "0x2b" },
  { bytes: "7f 00", carrier: "UNSUBACK", says: "0x7f" },
  { bytes: "8001 00", carrier: "PUBLISH", says: "128, the first that takes two bytes" },
  { bytes: "ab01 00", carrier: "CONNECT", says: "171, whose first byte looks like that of a shorter one" },
  { bytes: "ffffff7f", carrier: "PUBREC", says: "268,435,455, the last of all" },
];

const unknown: readonly Example[] = UNKNOWN.map(({ bytes, carrier, says }) => ({
  kind: "malformed",
  name: `in ${CARRIERS[carrier].called} there is no property ${says}`,
  version: "5.0",
  shows: ["5.0/U5-012"],
  hex: frame(carrier, bytes),
  violation: { requirement: "5.0/U5-012", reasonCode: 0x81, offset: CARRIERS[carrier].start },
}));

// ---- Values that are cut short

/** A property whose value ends with the Property Length before it is whole; `at` counts from its identifier to the place of the fault. */
const CUT: readonly { title: string; bytes: string; at: number; carrier: PropertyCarrier }[] = [
  { title: "Payload Format Indicator of no byte", bytes: "01", at: 1, carrier: "PUBLISH" },
  { title: "Message Expiry Interval of three bytes", bytes: "02 000000", at: 1, carrier: "PUBLISH" },
  { title: "Message Expiry Interval of no byte", bytes: "02", at: 1, carrier: "WILL" },
  { title: "Content Type one byte shorter than it says", bytes: "03 0003 6162", at: 1, carrier: "PUBLISH" },
  { title: "Content Type with half a length", bytes: "03 00", at: 1, carrier: "WILL" },
  { title: "Response Topic one byte shorter than it says", bytes: "08 0002 72", at: 1, carrier: "PUBLISH" },
  { title: "Correlation Data one byte shorter than it says", bytes: "09 0002 00", at: 1, carrier: "PUBLISH" },
  { title: "Correlation Data of 65,535 bytes that are not there", bytes: "09 ffff", at: 1, carrier: "WILL" },
  { title: "Subscription Identifier whose last byte is missing", bytes: "0b 80", at: 1, carrier: "PUBLISH" },
  { title: "Subscription Identifier whose last byte is missing", bytes: "0b ffffff", at: 1, carrier: "SUBSCRIBE" },
  { title: "Subscription Identifier of no byte", bytes: "0b", at: 1, carrier: "SUBSCRIBE" },
  { title: "Session Expiry Interval of two bytes", bytes: "11 0000", at: 1, carrier: "CONNECT" },
  { title: "Session Expiry Interval of three bytes", bytes: "11 000000", at: 1, carrier: "CONNACK" },
  { title: "Assigned Client Identifier without its text", bytes: "12 0001", at: 1, carrier: "CONNACK" },
  { title: "Server Keep Alive of one byte", bytes: "13 00", at: 1, carrier: "CONNACK" },
  { title: "Authentication Method one byte shorter than it says", bytes: "15 0002 6d", at: 1, carrier: "AUTH" },
  { title: "Authentication Method with half a length", bytes: "15 00", at: 1, carrier: "CONNECT" },
  { title: "Authentication Data one byte shorter than it says", bytes: "16 0001", at: 1, carrier: "CONNACK" },
  { title: "Request Problem Information of no byte", bytes: "17", at: 1, carrier: "CONNECT" },
  { title: "Will Delay Interval of one byte", bytes: "18 00", at: 1, carrier: "WILL" },
  { title: "Request Response Information of no byte", bytes: "19", at: 1, carrier: "CONNECT" },
  { title: "Response Information one byte shorter than it says", bytes: "1a 0002 61", at: 1, carrier: "CONNACK" },
  { title: "Server Reference one byte shorter than it says", bytes: "1c 0002 61", at: 1, carrier: "DISCONNECT" },
  { title: "Reason String one byte shorter than it says", bytes: "1f 0002 61", at: 1, carrier: "SUBACK" },
  { title: "Reason String with half a length", bytes: "1f 00", at: 1, carrier: "UNSUBACK" },
  { title: "Receive Maximum of one byte", bytes: "21 01", at: 1, carrier: "CONNECT" },
  { title: "Topic Alias Maximum of one byte", bytes: "22 01", at: 1, carrier: "CONNACK" },
  { title: "Topic Alias of one byte", bytes: "23 01", at: 1, carrier: "PUBLISH" },
  { title: "Maximum QoS of no byte", bytes: "24", at: 1, carrier: "CONNACK" },
  { title: "Retain Available of no byte", bytes: "25", at: 1, carrier: "CONNACK" },
  { title: "User Property without name and value", bytes: "26", at: 1, carrier: "UNSUBSCRIBE" },
  {
    title: "User Property whose name is one byte shorter than it says",
    bytes: "26 0002 6b",
    at: 1,
    carrier: "PUBLISH",
  },
  // Of a pair, the string that does not fit is the field that is told.
  { title: "User Property whose value is missing", bytes: "26 0001 6b", at: 4, carrier: "PUBLISH" },
  {
    title: "User Property whose value is one byte shorter than it says",
    bytes: "26 0001 6b 0002 76",
    at: 4,
    carrier: "CONNECT",
  },
  { title: "Maximum Packet Size of three bytes", bytes: "27 000100", at: 1, carrier: "CONNECT" },
  { title: "Wildcard Subscription Available of no byte", bytes: "28", at: 1, carrier: "CONNACK" },
  { title: "Subscription Identifier Available of no byte", bytes: "29", at: 1, carrier: "CONNACK" },
  { title: "Shared Subscription Available of no byte", bytes: "2a", at: 1, carrier: "CONNACK" },
  { title: "identifier whose last byte is missing", bytes: "80", at: 0, carrier: "PUBREL" },
  {
    title: "identifier whose last byte is missing, behind a property that is whole",
    bytes: "1f 0000 80",
    at: 3,
    carrier: "PUBCOMP",
  },
];

const cutShort: readonly Example[] = CUT.map(({ title, bytes, at, carrier }) => ({
  kind: "malformed",
  name: `${CARRIERS[carrier].called} carries no ${title}`,
  version: "5.0",
  shows: ["5.0/U5-152"],
  hex: frame(carrier, bytes),
  violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: CARRIERS[carrier].start + at },
}));

// ---- Integers, strings and topics in properties

/** Properties with a value that is wrong in itself; `at` counts from the identifier to the place of the fault. */
const BAD_VALUES: readonly {
  name: string;
  bytes: string;
  at: number;
  carrier: PropertyCarrier;
  breaks: RequirementId;
  earns: number;
  also?: readonly RequirementId[];
}[] = [
  {
    name: "an identifier is as short as it can be",
    bytes: "8100 00",
    at: 0,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-1.5.5-1",
    earns: 0x81,
  },
  {
    name: "an identifier of 0 is as short as it can be",
    bytes: "808000",
    at: 0,
    carrier: "PUBACK",
    breaks: "5.0/MQTT-1.5.5-1",
    earns: 0x81,
  },
  {
    name: "an identifier has four bytes at most",
    bytes: "8080808001",
    at: 0,
    carrier: "CONNECT",
    breaks: "5.0/U5-005",
    earns: 0x81,
  },
  {
    name: "Subscription Identifier 1 is as short as it can be",
    bytes: "0b 8100",
    at: 1,
    carrier: "SUBSCRIBE",
    breaks: "5.0/MQTT-1.5.5-1",
    earns: 0x81,
  },
  {
    name: "Subscription Identifier 127 is as short as it can be",
    bytes: "0b ff8000",
    at: 1,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-1.5.5-1",
    earns: 0x81,
  },
  {
    name: "a Subscription Identifier has four bytes at most",
    bytes: "0b 8080808001",
    at: 1,
    carrier: "SUBSCRIBE",
    breaks: "5.0/U5-005",
    earns: 0x81,
  },
  {
    name: "a Subscription Identifier of four bytes has no continuation",
    bytes: "0b ffffffff",
    at: 1,
    carrier: "PUBLISH",
    breaks: "5.0/U5-005",
    earns: 0x81,
  },
  {
    name: "the Content Type of PUBLISH is well-formed UTF-8",
    bytes: "03 0003 61c328",
    at: 4,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-3.3.2-19",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    name: "the Content Type of a Will is well-formed UTF-8",
    bytes: "03 0001 ff",
    at: 3,
    carrier: "WILL",
    breaks: "5.0/MQTT-3.3.2-19",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    name: "the Content Type has no U+0000",
    bytes: "03 0002 6100",
    at: 4,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
    also: ["5.0/U5-002"],
  },
  {
    name: "the Response Topic of PUBLISH is well-formed UTF-8",
    bytes: "08 0004 72eda080",
    at: 4,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-3.3.2-13",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    name: "the Response Topic of a Will is well-formed UTF-8",
    bytes: "08 0002 c080",
    at: 3,
    carrier: "WILL",
    breaks: "5.0/MQTT-3.3.2-13",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    name: "the Response Topic has no U+0000",
    bytes: "08 0001 00",
    at: 3,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
    also: ["5.0/MQTT-4.7.3-2", "5.0/U5-002"],
  },
  {
    name: "the Response Topic of PUBLISH has no #",
    bytes: "08 0003 722f23",
    at: 1,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-3.3.2-14",
    earns: 0x82,
    also: ["5.0/MQTT-4.7.0-1"],
  },
  {
    name: "the Response Topic of PUBLISH has no +",
    bytes: "08 0003 2b2f72",
    at: 1,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-3.3.2-14",
    earns: 0x82,
    also: ["5.0/MQTT-4.7.0-1"],
  },
  {
    name: "the Response Topic of a Will has no wildcard inside a level",
    bytes: "08 0003 722b73",
    at: 1,
    carrier: "WILL",
    breaks: "5.0/MQTT-3.3.2-14",
    earns: 0x82,
    also: ["5.0/MQTT-4.7.0-1"],
  },
  {
    name: "the Response Topic has one character at least",
    bytes: "08 0000",
    at: 1,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-4.7.3-1",
    earns: 0x82,
  },
  {
    name: "the Reason String of CONNACK is well-formed UTF-8",
    bytes: "1f 0002 e282",
    at: 3,
    carrier: "CONNACK",
    breaks: "5.0/MQTT-1.5.4-1",
    earns: 0x81,
    also: ["5.0/U5-001"],
  },
  {
    name: "the Reason String of UNSUBACK has no U+0000",
    bytes: "1f 0003 610062",
    at: 4,
    carrier: "UNSUBACK",
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
    also: ["5.0/U5-002"],
  },
  {
    name: "the Assigned Client Identifier is well-formed UTF-8",
    bytes: "12 0004 f4908080",
    at: 3,
    carrier: "CONNACK",
    breaks: "5.0/MQTT-1.5.4-1",
    earns: 0x81,
    also: ["5.0/U5-001"],
  },
  {
    name: "the Response Information is well-formed UTF-8",
    bytes: "1a 0001 80",
    at: 3,
    carrier: "CONNACK",
    breaks: "5.0/MQTT-1.5.4-1",
    earns: 0x81,
    also: ["5.0/U5-001"],
  },
  {
    name: "the Server Reference is well-formed UTF-8",
    bytes: "1c 0002 61fe",
    at: 4,
    carrier: "DISCONNECT",
    breaks: "5.0/MQTT-1.5.4-1",
    earns: 0x81,
    also: ["5.0/U5-001"],
  },
  {
    name: "the Authentication Method of CONNECT is well-formed UTF-8",
    bytes: "15 0002 c1bf",
    at: 3,
    carrier: "CONNECT",
    breaks: "5.0/MQTT-1.5.4-1",
    earns: 0x81,
    also: ["5.0/U5-001"],
  },
  {
    name: "the name of a User Property is well-formed UTF-8",
    bytes: "26 0002 61ff 0001 62",
    at: 4,
    carrier: "PUBLISH",
    breaks: "5.0/MQTT-1.5.7-1",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-006"],
  },
  {
    name: "the value of a User Property is well-formed UTF-8",
    bytes: "26 0001 61 0003 edbfbf",
    at: 6,
    carrier: "CONNECT",
    breaks: "5.0/MQTT-1.5.7-1",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-006"],
  },
  {
    name: "the name of a User Property has no U+0000",
    bytes: "26 0001 00 0000",
    at: 3,
    carrier: "SUBSCRIBE",
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
  },
  {
    name: "the value of a User Property has no U+0000",
    bytes: "26 0001 61 0002 6200",
    at: 7,
    carrier: "DISCONNECT",
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
  },
  {
    name: "the second User Property is judged like the first",
    bytes: "26 0000 0000 26 0001 80 0000",
    at: 8,
    carrier: "WILL",
    breaks: "5.0/MQTT-1.5.7-1",
    earns: 0x81,
    also: ["5.0/MQTT-1.5.4-1", "5.0/U5-006"],
  },
];

const badValues: readonly Example[] = BAD_VALUES.map(({ name, bytes, at, carrier, breaks, earns, also }) => ({
  kind: "malformed",
  name,
  version: "5.0",
  shows: [breaks, ...(also ?? [])],
  hex: frame(carrier, bytes),
  violation: { requirement: breaks, reasonCode: earns, offset: CARRIERS[carrier].start + at },
}));

// ---- Several properties at once

const together: readonly Example[] = [
  {
    kind: "valid",
    name: "CONNECT may carry all its properties at once",
    version: "5.0",
    shows: ["5.0/U5-012", "5.0/U5-013"],
    hex: "10 32 0004 4d515454 05 02 0000 24 11 0000000a 21 0014 27 00010000 22 000a 19 01 17 00 26 0001 6b 0001 76 15 0001 6d 16 0002 0102 0001 63",
    packet: {
      type: "CONNECT",
      version: "5.0",
      clientId: "c",
      cleanStart: true,
      keepAlive: 0,
      properties: {
        sessionExpiryInterval: 10,
        receiveMaximum: 20,
        maximumPacketSize: 65_536,
        topicAliasMaximum: 10,
        requestResponseInformation: 1,
        requestProblemInformation: 0,
        userProperties: [["k", "v"]],
        authenticationMethod: "m",
        authenticationData: "0102",
      },
    },
  },
  {
    kind: "valid",
    name: "CONNACK may carry all its properties at once",
    version: "5.0",
    shows: ["5.0/U5-012", "5.0/U5-013"],
    hex: "20 3f 01 00 3c 11 0000000a 21 0014 24 01 25 00 27 00010000 12 0001 69 22 000a 1f 0001 72 26 0001 6b 0001 76 28 00 29 01 2a 00 13 003c 1a 0001 70 1c 0001 73 15 0001 6d 16 0001 ff",
    packet: {
      type: "CONNACK",
      sessionPresent: true,
      reasonCode: 0x00,
      properties: {
        sessionExpiryInterval: 10,
        receiveMaximum: 20,
        maximumQos: 1,
        retainAvailable: 0,
        maximumPacketSize: 65_536,
        assignedClientIdentifier: "i",
        topicAliasMaximum: 10,
        reasonString: "r",
        userProperties: [["k", "v"]],
        wildcardSubscriptionAvailable: 0,
        subscriptionIdentifierAvailable: 1,
        sharedSubscriptionAvailable: 0,
        serverKeepAlive: 60,
        responseInformation: "p",
        serverReference: "s",
        authenticationMethod: "m",
        authenticationData: "ff",
      },
    },
  },
  {
    kind: "valid",
    name: "PUBLISH keeps its properties in the order in which they came",
    version: "5.0",
    shows: ["5.0/U5-013"],
    hex: "30 18 0001 61 12 23 0001 01 01 03 0001 78 08 0001 72 02 00000001 7b7d",
    packet: {
      type: "PUBLISH",
      qos: 0,
      dup: false,
      retain: false,
      topicName: "a",
      properties: {
        topicAlias: 1,
        payloadFormatIndicator: 1,
        contentType: "x",
        responseTopic: "r",
        messageExpiryInterval: 1,
      },
      payload: "7b7d",
    },
  },
  {
    kind: "valid",
    name: "PUBLISH keeps the order of its User Properties, and names that stand twice",
    version: "5.0",
    shows: ["5.0/U5-032", "5.0/MQTT-3.3.2-18"],
    hex: frame("PUBLISH", "26 0001 62 0001 31 26 0001 61 0001 32 26 0001 62 0001 33 26 0001 61 0001 32"),
    packet: CARRIERS.PUBLISH.packet({
      userProperties: [
        ["b", "1"],
        ["a", "2"],
        ["b", "3"],
        ["a", "2"],
      ],
    }),
  },
  {
    kind: "valid",
    name: "a User Property may have an empty name and an empty value, twice over",
    version: "5.0",
    shows: ["5.0/U5-032", "5.0/MQTT-1.5.7-1"],
    hex: frame("CONNECT", "26 0000 0000 26 0000 0000"),
    packet: CARRIERS.CONNECT.packet({
      userProperties: [
        ["", ""],
        ["", ""],
      ],
    }),
  },
  {
    kind: "valid",
    name: "a User Property may be called __proto__, constructor or toString",
    version: "5.0",
    shows: ["5.0/U5-032"],
    hex: frame(
      "SUBSCRIBE",
      "26 0009 5f5f70726f746f5f5f 0001 31 26 000b 636f6e7374727563746f72 0001 32 26 0008 746f537472696e67 0001 33",
    ),
    packet: CARRIERS.SUBSCRIBE.packet({
      userProperties: [
        ["__proto__", "1"],
        ["constructor", "2"],
        ["toString", "3"],
      ],
    }),
  },
  {
    kind: "valid",
    name: "a User Property holds characters of one to four bytes and keeps U+FEFF",
    version: "5.0",
    shows: ["5.0/MQTT-1.5.7-1", "5.0/MQTT-1.5.4-3"],
    hex: frame("WILL", "26 0006 c3a9e282ac7a 0007 efbbbff09f9880"),
    packet: CARRIERS.WILL.packet({ userProperties: [["\u{e9}\u{20ac}z", "\u{feff}\u{1f600}"]] }),
  },
  {
    kind: "valid",
    name: "PUBLISH of a server carries an identifier for each subscription that it matched",
    version: "5.0",
    from: "server",
    shows: ["5.0/U5-090", "5.0/U5-012"],
    hex: frame("PUBLISH", "0b 02 0b 01 0b ffffff7f 0b 02"),
    packet: CARRIERS.PUBLISH.packet({ subscriptionIdentifiers: [2, 1, 268_435_455, 2] }),
  },
  {
    kind: "malformed",
    name: "PUBLISH of a client carries no Subscription Identifier",
    version: "5.0",
    from: "client",
    shows: ["5.0/MQTT-3.3.4-6"],
    hex: frame("PUBLISH", "01 01 0b 01"),
    violation: { requirement: "5.0/MQTT-3.3.4-6", reasonCode: 0x82, offset: 8 },
  },
  {
    kind: "valid",
    name: "properties that may be repeated are gathered at the place of the first when they are sent again",
    version: "5.0",
    shows: ["5.0/U5-013", "5.0/U5-032"],
    hex: frame("PUBLISH", "0b 01 26 0001 61 0001 31 23 0001 26 0001 62 0001 32 0b 02 03 0000"),
    packet: CARRIERS.PUBLISH.packet({
      subscriptionIdentifiers: [1, 2],
      userProperties: [
        ["a", "1"],
        ["b", "2"],
      ],
      topicAlias: 1,
      contentType: "",
    }),
    canonical: frame("PUBLISH", "0b 01 0b 02 26 0001 61 0001 31 26 0001 62 0001 32 23 0001 03 0000"),
  },
  {
    kind: "valid",
    name: "properties of 128 bytes take a Property Length of two bytes",
    version: "5.0",
    shows: ["5.0/MQTT-1.5.5-1"],
    hex: `40 85 01 0001 00 80 01 1f 007d ${"61".repeat(125)}`,
    packet: CARRIERS.PUBACK.packet({ reasonString: "a".repeat(125) }),
  },
  {
    kind: "malformed",
    name: "a property that stands twice is told before what is wrong behind it",
    version: "5.0",
    shows: ["5.0/U5-082", "5.0/U5-150"],
    hex: frame("PUBLISH", "23 0001 23 0000 7f"),
    violation: { requirement: "5.0/U5-082", reasonCode: 0x82, offset: 9 },
  },
  {
    kind: "malformed",
    name: "a property that stands twice is told though another stands between",
    version: "5.0",
    shows: ["5.0/U5-155"],
    hex: frame("PUBLISH", "01 00 03 0000 01 01"),
    violation: { requirement: "5.0/U5-155", reasonCode: 0x82, offset: 11 },
  },
  {
    kind: "malformed",
    name: "a value out of range is told before a property that does not belong there",
    version: "5.0",
    shows: ["5.0/U5-051", "5.0/U5-150"],
    hex: frame("CONNACK", "21 0000 23 0001"),
    violation: { requirement: "5.0/U5-051", reasonCode: 0x82, offset: 6 },
  },
];

// ---- What is not sent in properties

/** Properties that may not be sent. */
const UNSENDABLE: readonly {
  name: string;
  carrier: PropertyCarrier;
  properties: Properties;
  breaks: RequirementId;
  earns: number;
}[] = [
  {
    name: "a Server Keep Alive of more than two bytes is not sent",
    carrier: "CONNACK",
    properties: { serverKeepAlive: 65_536 },
    breaks: "5.0/U5-157",
    earns: 0x81,
  },
  {
    name: "a Topic Alias Maximum of more than two bytes is not sent",
    carrier: "CONNECT",
    properties: { topicAliasMaximum: 100_000 },
    breaks: "5.0/U5-157",
    earns: 0x81,
  },
  {
    name: "a Message Expiry Interval of more than four bytes is not sent",
    carrier: "PUBLISH",
    properties: { messageExpiryInterval: 4_294_967_296 },
    breaks: "5.0/U5-157",
    earns: 0x81,
  },
  {
    name: "a Session Expiry Interval below zero is not sent",
    carrier: "CONNECT",
    properties: { sessionExpiryInterval: -1 },
    breaks: "5.0/U5-157",
    earns: 0x81,
  },
  {
    name: "a Will Delay Interval of half a second is not sent",
    carrier: "WILL",
    properties: { willDelayInterval: 0.5 },
    breaks: "5.0/U5-157",
    earns: 0x81,
  },
  {
    name: "a Content Type of more than 65,535 bytes is not sent",
    carrier: "PUBLISH",
    properties: { contentType: "a".repeat(65_536) },
    breaks: "5.0/U5-154",
    earns: 0x81,
  },
  {
    name: "a Response Topic of more than 65,535 bytes is not sent",
    carrier: "PUBLISH",
    properties: { responseTopic: "a".repeat(65_536) },
    breaks: "5.0/MQTT-4.7.3-3",
    earns: 0x81,
  },
  {
    name: "Correlation Data of more than 65,535 bytes are not sent",
    carrier: "PUBLISH",
    properties: { correlationData: "00".repeat(65_536) },
    breaks: "5.0/U5-154",
    earns: 0x81,
  },
  {
    name: "a User Property whose name takes more than 65,535 bytes is not sent",
    carrier: "SUBSCRIBE",
    properties: { userProperties: [["a".repeat(65_536), ""]] },
    breaks: "5.0/U5-154",
    earns: 0x81,
  },
  {
    name: "a Content Type with half a surrogate pair is not sent",
    carrier: "WILL",
    properties: { contentType: "\ud800" },
    breaks: "5.0/MQTT-3.3.2-19",
    earns: 0x81,
  },
  {
    name: "a Response Topic with half a surrogate pair is not sent",
    carrier: "PUBLISH",
    properties: { responseTopic: "a\udc00" },
    breaks: "5.0/MQTT-3.3.2-13",
    earns: 0x81,
  },
  {
    name: "a Response Topic with # is not sent",
    carrier: "PUBLISH",
    properties: { responseTopic: "a/#" },
    breaks: "5.0/MQTT-3.3.2-14",
    earns: 0x82,
  },
  {
    name: "a Response Topic with + is not sent in a Will",
    carrier: "WILL",
    properties: { responseTopic: "+" },
    breaks: "5.0/MQTT-3.3.2-14",
    earns: 0x82,
  },
  {
    name: "a Response Topic without a character is not sent",
    carrier: "PUBLISH",
    properties: { responseTopic: "" },
    breaks: "5.0/MQTT-4.7.3-1",
    earns: 0x82,
  },
  {
    name: "a User Property with half a surrogate pair in its name is not sent",
    carrier: "UNSUBACK",
    properties: { userProperties: [["\ud800", ""]] },
    breaks: "5.0/MQTT-1.5.7-1",
    earns: 0x81,
  },
  {
    name: "a User Property with half a surrogate pair in its value is not sent",
    carrier: "PUBREL",
    properties: {
      userProperties: [
        ["a", "b"],
        ["c", "\udfff"],
      ],
    },
    breaks: "5.0/MQTT-1.5.7-1",
    earns: 0x81,
  },
  {
    name: "a User Property with U+0000 is not sent",
    carrier: "CONNECT",
    properties: { userProperties: [["a", "\u0000"]] },
    breaks: "5.0/MQTT-1.5.4-2",
    earns: 0x81,
  },
  {
    name: "a Reason String is not sent in SUBSCRIBE",
    carrier: "SUBSCRIBE",
    properties: { reasonString: "a" },
    breaks: "5.0/U5-012",
    earns: 0x81,
  },
  {
    name: "a Topic Alias is not sent in a Will",
    carrier: "WILL",
    properties: { topicAlias: 1 },
    breaks: "5.0/U5-012",
    earns: 0x81,
  },
  {
    name: "a Will Delay Interval is not sent in CONNECT outside the Will",
    carrier: "CONNECT",
    properties: { willDelayInterval: 1 },
    breaks: "5.0/U5-012",
    earns: 0x81,
  },
  {
    name: "a Subscription Identifier is not sent in UNSUBSCRIBE",
    carrier: "UNSUBSCRIBE",
    properties: { subscriptionIdentifier: 1 },
    breaks: "5.0/U5-012",
    earns: 0x81,
  },
];

const unsendable: readonly Example[] = UNSENDABLE.map(({ name, carrier, properties, breaks, earns }) => ({
  kind: "refused",
  name,
  version: "5.0",
  shows: [breaks],
  packet: CARRIERS[carrier].packet(properties),
  violation: { requirement: breaks, reasonCode: earns },
}));

export const propertiesExamples: readonly Example[] = [
  ...onEveryCarrier,
  ...twice,
  ...atTheEnds,
  ...outside,
  ...misplaced,
  ...unknown,
  ...cutShort,
  ...badValues,
  ...together,
  ...unsendable,
];
