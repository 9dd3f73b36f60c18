// Brokers that acknowledge by the wrong packet, with the wrong identifier, or in the wrong form. (§3.4 to §3.7)

import type { RequirementId } from "../../spec/index.ts";
import { encode, type Packet } from "../../src/codec/index.ts";
import type { Dependant, Fault, Wrapper } from "./fault.ts";
import { changed, pieces, remembering, seesPieces, sends, together, withProperties, writes } from "./wrappers.ts";

const NO_PROBLEM_INFORMATION: readonly Dependant[] = [
  { requirement: "5.0/MQTT-3.1.2-29", because: "the client wants no such words" },
  { cases: "connect/maximum-packet-size/", because: "the client takes no packets of such a size" },
];
/** Cases whose Packet Identifiers are low. */
const USES_LOW_ONES: readonly Dependant[] = [
  "connack/maximum-qos/absent",
  "client-id/empty/works",
  "session/created",
].map((cases) => ({ cases, because: "it waits for the answer to the identifier 1" }));
const SENDS_AT_QOS_2: readonly Dependant[] = [
  "sender/",
  "shared/",
  "resume/",
  "unsubscribe/started",
  "quota/",
  "qos2/",
  "pubrel/",
  "message-expiry/",
  "receive-maximum/",
].map((cases) => ({ cases, because: "it waits for PUBREL" }));
const ACKNOWLEDGES: readonly Dependant[] = [
  "authorisation/",
  "framing/",
  "properties/",
  "packet-identifier/",
  "connect/first-packet",
  "message-expiry/",
  "pubrec/",
  "pubrel/",
  "pubcomp/",
  "qos2/",
  "sender/",
  "resume/",
  "quota/",
  "receive-maximum/",
  "shared/",
  "unsubscribe/",
  "topic-alias/",
  "connect/request-problem-information/",
].map((cases) => ({ cases, because: "it acknowledges in this form" }));

/** Swaps the bytes of a Packet Identifier that fits into one of them. */
const swapped = (packetId: number): number => (packetId < 256 ? packetId * 256 : packetId);

const LOW = [1, 255, 256];
const isLow = (packetId: number): boolean => LOW.includes(packetId);

const identifiers: readonly Fault[] = (["PUBACK", "PUBREC", "PUBCOMP", "SUBACK", "UNSUBACK"] as const).map((type) => ({
  name: `mixes up the Packet Identifiers 1, 255 and 256 in ${type}`,
  breaks: type.startsWith("PUB")
    ? ["3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5"]
    : ["3.1.1/MQTT-2.3.1-7", "5.0/MQTT-2.2.1-6"],
  alsoFails: USES_LOW_ONES,
  apply: sends(type, (packet) =>
    isLow(packet.packetId) ? changed(packet, { packetId: swapped(packet.packetId) + 1 }) : packet,
  ),
}));

const CODES: readonly (readonly [type: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP", breaks: RequirementId])[] = [
  ["PUBACK", "5.0/MQTT-3.4.2-1"],
  ["PUBREC", "5.0/MQTT-3.5.2-1"],
  ["PUBREL", "5.0/MQTT-3.6.2-1"],
  ["PUBCOMP", "5.0/MQTT-3.7.2-1"],
];

const form: readonly Fault[] = [
  ...CODES.map(
    ([type, requirement]): Fault => ({
      name: `says a Reason Code that ${type} does not have`,
      breaks: [requirement],
      apply: writes(type, (bytes, _, version) =>
        version === "5.0" ? Uint8Array.of(bytes[0] ?? 0, 3, bytes[2] ?? 0, bytes[3] ?? 0, 0x8e) : bytes,
      ),
    }),
  ),
  {
    name: "sends PUBREL with the flags 0000",
    breaks: ["3.1.1/MQTT-2.2.2-1", "3.1.1/MQTT-3.6.1-1", "5.0/MQTT-3.6.1-1"],
    apply: writes("PUBREL", (bytes) => Uint8Array.of(0x60, ...bytes.subarray(1))),
  },
  {
    name: "sends PUBREL with the Packet Identifier of the next message",
    breaks: ["3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5"],
    alsoFails: SENDS_AT_QOS_2,
    apply: sends("PUBREL", (pubrel) => changed(pubrel, { packetId: pubrel.packetId + 1 })),
  },
  {
    name: "says that nobody subscribes where somebody does",
    alsoFails: [{ cases: "authorisation/", because: "it looks for PUBREC 0x00" }],
    breaks: ["5.0/U5-097"],
    apply: together(
      sends("PUBACK", (ack) =>
        "reasonCode" in ack && ack.reasonCode === 0 ? changed(ack, { reasonCode: 0x10 }) : ack,
      ),
      sends("PUBREC", (ack) =>
        "reasonCode" in ack && ack.reasonCode === 0 ? changed(ack, { reasonCode: 0x10 }) : ack,
      ),
    ),
  },
];

/** What a client may leave out of an acknowledgement, and a broker that then does not hear it. */
const ACKNOWLEDGED = ["PUBACK", "PUBREC", "PUBREL", "PUBCOMP"].map((type) => `heard ${type}`).concat("refused");

const SIZES = [
  ["bare", 2, 2],
  ["with a Reason Code alone", 3, 3],
  ["without properties", 4, 4],
  ["with properties", 5, 255],
] as const;

const heard: readonly Fault[] = SIZES.map(([what, least, most]) => ({
  name: `passes over an acknowledgement ${what}`,
  breaks: ["5.0/U5-096"],
  alsoFails: ACKNOWLEDGES,
  apply: pieces(
    (chunk) => {
      const type = (chunk[0] ?? 0) >>> 4;
      const [, length = 0] = chunk;
      const isMeant = type >= 4 && type <= 7 && chunk.length === length + 2 && length >= least && length <= most;
      return isMeant ? [] : [chunk];
    },
    ...ACKNOWLEDGED,
  ),
}));

/** Says that it does not know what it knows, where the client leaves the Reason Code out. */
const asUnknown: Fault = {
  name: "takes a PUBREL without a Reason Code for one with an error",
  breaks: ["5.0/U5-096"],
  alsoFails: [
    { cases: "message-expiry/receiver-goes-on", because: "its PUBREL has no Reason Code" },
    { cases: "qos2/pubrel-after-reconnection", because: "its PUBREL has no Reason Code" },
  ],
  apply: remembering(() => {
    let length = 0;
    return together(
      seesPieces((chunk) => {
        length = chunk.length;
      }),
      sends("PUBCOMP", (packet) =>
        "reasonCode" in packet && length === 4 ? changed(packet, { reasonCode: 0x92 }) : packet,
      ),
    );
  }),
};

/** The sentences on what is left out where a packet would be too large: the Reason String, and User Properties. */
const EXPLAINED = [
  ["PUBACK", "5.0/MQTT-3.4.2-2", "5.0/MQTT-3.4.2-3"],
  ["PUBREC", "5.0/MQTT-3.5.2-2", "5.0/MQTT-3.5.2-3"],
  ["PUBREL", "5.0/MQTT-3.6.2-2", "5.0/MQTT-3.6.2-3"],
  ["PUBCOMP", "5.0/MQTT-3.7.2-2", "5.0/MQTT-3.7.2-3"],
  ["SUBACK", "5.0/MQTT-3.9.2-1", "5.0/MQTT-3.9.2-2"],
  ["UNSUBACK", "5.0/MQTT-3.11.2-1", "5.0/MQTT-3.11.2-2"],
] as const;

const LONG = "x".repeat(60);

const explained: readonly Fault[] = EXPLAINED.flatMap(([type, reasonString, userProperties]): readonly Fault[] => [
  {
    name: `explains itself in ${type} beyond the client's Maximum Packet Size`,
    breaks: ["5.0/MQTT-3.1.2-24"],
    alsoFails: NO_PROBLEM_INFORMATION,
    apply: sends(type, (packet) => withProperties<Packet>(packet, { reasonString: LONG })),
  },
  {
    name: `leaves ${type} out where its Reason String would make it too large`,
    breaks: [reasonString],
    alsoFails: NO_PROBLEM_INFORMATION,
    apply: leavesOut(type, { reasonString: LONG }),
  },
  {
    name: `leaves ${type} out where its User Properties would make it too large`,
    breaks: [userProperties],
    alsoFails: NO_PROBLEM_INFORMATION,
    apply: leavesOut(type, { userProperties: [["why", LONG]] }),
  },
]);

export const acknowledgements: readonly Fault[] = [identifiers, form, heard, asUnknown, explained].flat();

/** A broker that sends nothing at all where a packet with these properties is too large. */
function leavesOut(type: (typeof EXPLAINED)[number][0], properties: object): Wrapper {
  return sends(type, (packet, { connection }) => {
    const full = withProperties<Packet>(packet, properties);
    const encoded = encode(full, connection?.version ?? "5.0");
    const size = encoded.kind === "bytes" ? encoded.bytes.length : 0;
    return size > (connection?.maximumPacketSize ?? Number.POSITIVE_INFINITY) ? undefined : full;
  });
}
