// Clients whose packets are malformed, or that take malformed ones.

import type { Packet } from "../../../src/codec/index.ts";
import { inserted, lengthened, swapped, withByte, withRawProperty } from "./bytes.ts";
import type { ClientFault } from "./fault.ts";
import { changed, forgives, hears, sends, together, told, withProperties, writes } from "./wrappers.ts";

/** The letters ß in UTF-8, which stand in the names of the case that looks at all packets. */
const LETTER = [0xc3, 0x9f];

/** Publishes to a name that may not be sent: the honest client is told another of the same length, and the bytes are put back. */
function publishesTo(topicName: string, stand: string): ClientFault["apply"] {
  const encoder = new TextEncoder();
  const bytes = [...encoder.encode(topicName)];
  const other = [...encoder.encode(stand)];
  return together(
    told("publish", (input) =>
      input.publication.topicName === topicName
        ? { ...input, publication: { ...input.publication, topicName: stand } }
        : input,
    ),
    writes("PUBLISH", (written, { topicName: named }) => (named === stand ? swapped(written, other, bytes) : written)),
  );
}

/** The names by which cases try to have something forbidden published. */
const FORBIDDEN_NAMES = [
  ["#", "!"],
  ["+", "!"],
  ["a/#", "a/!"],
  ["a/+/b", "a/!/b"],
] as const;

const WRONG_ANSWERS = [{ cases: "client/", because: "an answer to another message is no answer" }] as const;

function anotherIdentifier<P extends Packet & { readonly packetId: number }>(packet: P): P {
  return changed(packet, { packetId: (packet.packetId % 60_000) + 1 });
}

export const packets: readonly ClientFault[] = [
  {
    name: "sends Topic Names that are no UTF-8",
    breaks: ["3.1.1/MQTT-1.5.3-1", "5.0/MQTT-1.5.4-1", "3.1.1/MQTT-3.3.2-1", "5.0/MQTT-3.3.2-1"],
    apply: writes("PUBLISH", (bytes) => swapped(bytes, LETTER, [0xc3, 0x28])),
  },
  {
    name: "sends Topic Names with U+0000",
    breaks: ["3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2", "3.1.1/MQTT-4.7.3-2", "5.0/MQTT-4.7.3-2"],
    apply: writes("PUBLISH", (bytes) => swapped(bytes, LETTER, [0x00, 0x41])),
  },
  {
    name: "sends what it is told to a Topic Name with U+0000",
    breaks: ["3.1.1/MQTT-4.7.3-2", "3.1.1/MQTT-1.5.3-2", "5.0/MQTT-4.7.3-2", "5.0/MQTT-1.5.4-2"],
    apply: publishesTo("a\u0000b", "a!b"),
  },
  {
    name: "takes Topic Names that are no UTF-8",
    breaks: ["3.1.1/MQTT-1.5.3-1", "5.0/U5-001"],
    apply: forgives("3.1.1/MQTT-1.5.3-1", "3.1.1/MQTT-3.3.2-1", "5.0/MQTT-1.5.4-1", "5.0/MQTT-3.3.2-1"),
  },
  {
    name: "takes Topic Names with U+0000",
    breaks: ["3.1.1/MQTT-1.5.3-2", "5.0/U5-002"],
    apply: forgives("3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2", "3.1.1/MQTT-4.7.3-2", "5.0/MQTT-4.7.3-2"),
  },
  {
    name: "strips a byte order mark",
    breaks: ["3.1.1/MQTT-1.5.3-3", "5.0/MQTT-1.5.4-3"],
    apply: hears("PUBLISH", (packet) => changed(packet, { topicName: packet.topicName.replaceAll("\ufeff", "") })),
  },
  {
    name: "sends PUBREL with flags of 0000",
    breaks: ["3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1"],
    apply: writes("PUBREL", (bytes) => withByte(bytes, 0, 0x60)),
  },
  {
    name: "takes any flags in a fixed header",
    breaks: ["3.1.1/MQTT-2.2.2-2", "5.0/U5-009", "5.0/MQTT-3.14.1-1", "5.0/MQTT-3.15.1-1"],
    apply: forgives(
      "3.1.1/MQTT-2.2.2-1",
      "3.1.1/MQTT-2.2.2-2",
      "3.1.1/MQTT-3.6.1-1",
      "5.0/MQTT-2.1.3-1",
      "5.0/U5-009",
      "5.0/MQTT-3.6.1-1",
      "5.0/MQTT-3.14.1-1",
      "5.0/MQTT-3.15.1-1",
    ),
  },
  {
    name: "sends messages of QoS 1 under the identifier 0",
    breaks: ["3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-3"],
    apply: writes("PUBLISH", (bytes, { qos, topicName }) => {
      const at = 4 + new TextEncoder().encode(topicName).length;
      return qos === 1 && bytes.length < 128 ? withByte(withByte(bytes, at, 0), at + 1, 0) : bytes;
    }),
  },
  {
    name: "gives every message the identifier 1",
    breaks: [
      "3.1.1/MQTT-2.3.1-2",
      "5.0/MQTT-2.2.1-3",
      "3.1.1/MQTT-4.3.2-1",
      "5.0/MQTT-4.3.2-1",
      "3.1.1/MQTT-4.3.3-1",
      "5.0/MQTT-4.3.3-1",
    ],
    apply: sends("PUBLISH", (packet) => (packet.qos === 0 ? packet : changed(packet, { packetId: 1 }))),
  },
  {
    alsoFails: [{ cases: "client/topic-alias/", because: "the payload is not the one that was sent" }],
    name: "puts an identifier into messages of QoS 0",
    breaks: ["3.1.1/MQTT-2.3.1-5", "5.0/MQTT-2.2.1-2"],
    apply: writes("PUBLISH", (bytes, { qos, topicName }) =>
      qos === 0 ? inserted(bytes, 4 + new TextEncoder().encode(topicName).length, [0, 0]) : bytes,
    ),
  },
  ...(["PUBACK", "PUBREC", "PUBREL"] as const).map(
    (type): ClientFault => ({
      name: `sends ${type} with the identifier of another message`,
      breaks: ["3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5"],
      alsoFails: WRONG_ANSWERS,
      apply: sends(type, anotherIdentifier),
    }),
  ),
  {
    name: "sends PUBCOMP with the identifier of another message",
    breaks: ["5.0/MQTT-2.2.1-5"],
    alsoFails: WRONG_ANSWERS,
    apply: sends("PUBCOMP", anotherIdentifier),
  },
  {
    name: "sends a Remaining Length that is not in its shortest form",
    breaks: ["5.0/MQTT-1.5.5-1"],
    apply: writes("PUBLISH", lengthened),
  },
  {
    name: "sends User Properties that are no UTF-8",
    breaks: ["5.0/MQTT-1.5.7-1"],
    apply: writes("PUBLISH", (bytes) =>
      swapped(bytes, [...new TextEncoder().encode("prüfung")], [0x70, 0x72, 0xff, 0xff, 0x66, 0x75, 0x6e, 0x67]),
    ),
  },
  {
    name: "leaves out the Property Length of PUBLISH where there are no properties",
    breaks: ["5.0/MQTT-2.2.2-1"],
    alsoFails: [{ cases: "client/", because: "such a PUBLISH is malformed" }],
    apply: writes("PUBLISH", (bytes, packet) => {
      const at = 4 + new TextEncoder().encode(packet.topicName).length + (packet.qos > 0 ? 2 : 0);
      return "properties" in packet && bytes[at] === 0 ? withByte(bytes.subarray(0, at), 1, at - 2) : bytes;
    }),
  },
  {
    name: "calls the protocol MQTX",
    breaks: ["5.0/MQTT-3.1.2-1"],
    apply: writes("CONNECT", (bytes) => withByte(bytes, 7, 0x58)),
  },
  {
    name: "sends both QoS bits",
    breaks: ["3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4"],
    apply: writes("PUBLISH", (bytes, { qos }) => (qos === 2 ? withByte(bytes, 0, (bytes[0] ?? 0) | 0x06) : bytes)),
  },
  {
    alsoFails: [{ cases: "client/errors/says-why", because: "it is about such a PUBLISH" }],
    name: "takes both QoS bits",
    breaks: ["3.1.1/MQTT-3.3.1-4", "5.0/U5-074"],
    apply: forgives("3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4", "5.0/U5-074"),
  },
  {
    name: "mixes up the bytes of long messages",
    breaks: ["3.1.1/MQTT-7.1.2-1", "5.0/MQTT-4.2.0-1"],
    apply: writes("PUBLISH", (bytes) => (bytes.length < 1000 ? bytes : withByte(bytes, -1, 0x20))),
  },
  ...FORBIDDEN_NAMES.map(
    ([topicName, stand]): ClientFault => ({
      name: `publishes to ${topicName}`,
      breaks: ["3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2", "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1"],
      apply: publishesTo(topicName, stand),
    }),
  ),
  {
    name: "publishes to an empty Topic Name",
    breaks: ["3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1"],
    apply: together(
      told("publish", (input) =>
        input.publication.topicName === ""
          ? { ...input, publication: { ...input.publication, topicName: "!" } }
          : input,
      ),
      writes("PUBLISH", (bytes, { topicName }) => {
        if (topicName !== "!") return bytes;
        return Uint8Array.from([bytes[0] ?? 0, (bytes[1] ?? 0) - 1, 0, 0, ...bytes.subarray(5)]);
      }),
    ),
  },
  {
    name: "publishes Response Topics that are no UTF-8",
    breaks: ["5.0/MQTT-3.3.2-13"],
    apply: writes("PUBLISH", (bytes) =>
      swapped(bytes, [...new TextEncoder().encode("answer")], [0x61, 0xff, 0xff, 0x77, 0x65, 0x72]),
    ),
  },
  {
    name: "publishes Response Topics with wildcards",
    breaks: ["5.0/MQTT-3.3.2-14"],
    apply: writes("PUBLISH", (bytes) =>
      swapped(bytes, [...new TextEncoder().encode("answer")], [0x2f, 0x2b, 0x2f, 0x77, 0x2f, 0x23]),
    ),
  },
  {
    name: "publishes to the Response Topic that it is told, with wildcards",
    breaks: ["5.0/MQTT-3.3.2-14"],
    apply: together(
      told("publish", (input) => {
        const { publication } = input;
        if (publication.properties.responseTopic !== "a/#") return input;
        return { ...input, publication: { ...publication, properties: { responseTopic: "a/!" } } };
      }),
      writes("PUBLISH", (bytes) => swapped(bytes, [0x61, 0x2f, 0x21], [0x61, 0x2f, 0x23])),
    ),
  },
  {
    name: "publishes Content Types that are no UTF-8",
    breaks: ["5.0/MQTT-3.3.2-19"],
    apply: writes("PUBLISH", (bytes) => swapped(bytes, [...new TextEncoder().encode("text/plain")], [0x74, 0xff])),
  },
  {
    name: "publishes with a Subscription Identifier",
    breaks: ["5.0/MQTT-3.3.4-6"],
    apply: writes("PUBLISH", (bytes, { qos }) => withRawProperty(bytes, qos, [0x0b, 0x01])),
  },
  {
    name: "publishes with Topic Alias 0",
    breaks: ["5.0/MQTT-3.3.2-8"],
    apply: writes("PUBLISH", (bytes, { qos }) => withRawProperty(bytes, qos, [0x23, 0x00, 0x00])),
  },
  ...(["PUBACK", "PUBREC", "PUBREL", "PUBCOMP", "DISCONNECT"] as const).map(
    (type): ClientFault => ({
      name: `sends ${type} with a code that it may not have`,
      breaks: [
        {
          PUBACK: "5.0/MQTT-3.4.2-1",
          PUBREC: "5.0/MQTT-3.5.2-1",
          PUBREL: "5.0/MQTT-3.6.2-1",
          PUBCOMP: "5.0/MQTT-3.7.2-1",
          DISCONNECT: "5.0/MQTT-3.14.2-1",
        } as const,
      ].map((of) => of[type]),
      apply: writes(type, (bytes, packet) => {
        if (!("reasonCode" in packet)) return bytes;
        const isAck = type !== "DISCONNECT";
        return Uint8Array.from([bytes[0] ?? 0, isAck ? 3 : 1, ...(isAck ? bytes.subarray(2, 4) : []), 0x01]);
      }),
    }),
  ),
  ...(
    [
      ["PUBACK", "5.0/MQTT-3.4.2-2", "5.0/MQTT-3.4.2-3"],
      ["PUBREC", "5.0/MQTT-3.5.2-2", "5.0/MQTT-3.5.2-3"],
      ["PUBREL", "5.0/MQTT-3.6.2-2", "5.0/MQTT-3.6.2-3"],
      ["PUBCOMP", "5.0/MQTT-3.7.2-2", "5.0/MQTT-3.7.2-3"],
      ["DISCONNECT", "5.0/MQTT-3.14.2-3", "5.0/MQTT-3.14.2-4"],
      ["AUTH", "5.0/MQTT-3.15.2-2", "5.0/MQTT-3.15.2-3"],
    ] as const
  ).flatMap(([type, reasonString, userProperties]): readonly ClientFault[] => [
    {
      name: `sends ${type} with a Reason String that is too long for its server`,
      breaks: [reasonString],
      apply: sends(type, (packet) => withProperties(packet, { reasonString: "r".repeat(30) })),
    },
    {
      name: `sends ${type} with User Properties that are too long for its server`,
      breaks: [userProperties],
      apply: sends(type, (packet) => withProperties(packet, { userProperties: [["n".repeat(15), "v".repeat(15)]] })),
    },
  ]),
];
