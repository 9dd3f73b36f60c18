// Brokers that mishandle a PUBLISH: its flags, its Topic Name, its aliases, its properties. (§3.3.1, §3.3.2, §3.3.4)

import type { Version } from "../../spec/index.ts";
import { decode, type Packet, type PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { isPublish } from "./state.ts";
import {
  answers,
  changed,
  deafTo,
  hears,
  ignores,
  notes,
  only,
  reads,
  remembering,
  sends,
  together,
  touching,
  withProperties,
  writes,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const PUBLISH = 3;
const HASH = 0x23;
const PLUS = 0x2b;
/** A character that no case uses, in the place of a wildcard that the codec would refuse. */
const STAND_IN = 0x01;
/** Bytes at the front of a packet that its Topic Name may reach to. */
const NAME_END = 60;

/** Cases whose messages nobody subscribes to. */
const WAITS_FOR_ITS_ANSWER = [
  "puback/identifier/",
  "pubrec/identifier/",
  "packet-identifier/",
  "connack/maximum-qos/absent",
  "quota/other-packets-at-zero",
  "connect/request-problem-information/",
  "qos2/",
].map((cases) => ({ cases, because: "it waits for the answer to such a message" }));

const flags: readonly Fault[] = [
  lenient("takes a QoS 0 PUBLISH with DUP 1", ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"]),
  deaf("skips a PUBLISH with both QoS bits set", ["3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4"], {
    alsoFails: [{ cases: "errors/", because: "it uses this breach to see the server close" }],
  }),
  {
    name: "hands DUP on to the subscriber",
    breaks: ["3.1.1/MQTT-3.3.1-3", "5.0/MQTT-3.3.1-3"],
    apply: touching(
      ["heard DUP"],
      answers("PUBLISH", (all, { dup }) =>
        dup
          ? all.map((one) =>
              isPublish(one) && one.packet.qos > 0 ? { ...one, packet: { ...one.packet, dup: true } as Publish } : one,
            )
          : all,
      ),
    ),
  },
  {
    name: "sends a QoS 0 PUBLISH with the DUP that it came with",
    breaks: ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"],
    apply: touching(
      ["heard DUP"],
      remembering(() => {
        let isDup = false;
        return together(
          notes("PUBLISH", (publish) => {
            isDup = publish.dup;
          }),
          writes("PUBLISH", (bytes, packet) => {
            if (isDup && packet.type === "PUBLISH" && packet.qos === 0) bytes[0] = (bytes[0] ?? 0) | 0x08;
            return bytes;
          }),
        );
      }),
    ),
  },
  {
    name: "sets DUP in all that it sends at QoS 0",
    breaks: ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"],
    apply: writes("PUBLISH", (bytes, packet) => {
      if (packet.type === "PUBLISH" && packet.qos === 0) bytes[0] = (bytes[0] ?? 0) | 0x08;
      return bytes;
    }),
  },
  {
    name: "acknowledges a QoS 0 PUBLISH",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1"],
    apply: touching(
      ["heard PUBLISH at QoS 0"],
      answers("PUBLISH", (all, { qos }, { id, version }) =>
        qos === 0 ? [...all, { type: "send", connection: id, packet: puback(version, 7) }] : all,
      ),
    ),
  },
  {
    name: "answers a QoS 2 PUBLISH that nobody subscribes to by PUBACK",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1"],
    alsoFails: WAITS_FOR_ITS_ANSWER,
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      answers("PUBLISH", (all, { qos }) =>
        qos === 2 && !all.some(isPublish)
          ? all.map((one) =>
              one.type === "send" ? { ...one, packet: { ...one.packet, type: "PUBACK" } as Packet } : one,
            )
          : all,
      ),
    ),
  },
  {
    name: "does not answer a QoS 1 PUBLISH that nobody subscribes to",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1"],
    alsoFails: WAITS_FOR_ITS_ANSWER,
    apply: touching(
      ["heard PUBLISH at QoS 1"],
      answers("PUBLISH", (all, { qos }) => (qos === 1 && !all.some(isPublish) && all.length === 1 ? [] : all)),
    ),
  },
  {
    name: "puts a Packet Identifier into what it was given at QoS 1 and sends at QoS 0",
    breaks: ["3.1.1/MQTT-2.3.1-5", "5.0/MQTT-2.2.1-2"],
    alsoFails: [
      { cases: "order/delivered-at-qos-0", because: "the identifier is taken for a part of the payload" },
      { cases: "shared/each-its-own-options", because: "the identifier is taken for the end of the properties" },
    ],
    apply: remembering(() => {
      let qos = 0;
      return together(
        notes("PUBLISH", (packet) => {
          qos = packet.qos;
        }),
        writes("PUBLISH", (bytes, packet) => {
          const isLower = qos > 0 && packet.type === "PUBLISH" && packet.qos === 0 && bytes.length < 120;
          return isLower ? withIdentifier(bytes) : bytes;
        }),
      );
    }),
  },
];

const names: readonly Fault[] = [
  lenient("takes a Topic Name with a wildcard", ["3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2"], {
    apply: ignores(["3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2"]),
  }),
  {
    name: "takes a Topic Name with a wildcard and sends it on",
    breaks: ["3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2"],
    apply: together(
      reads(({ frame, version, requirement }) => {
        if (!requirement.endsWith("MQTT-3.3.2-2")) return "refused";
        const disguised = frame.map((byte, at) =>
          at < NAME_END && byte === HASH ? STAND_IN : byte === PLUS && at < NAME_END ? STAND_IN : byte,
        );
        const decoded = decode(disguised, version, { from: "client" });
        return decoded.kind === "packet" ? decoded.packet : "ignored";
      }),
      writes("PUBLISH", (bytes, packet) =>
        packet.type === "PUBLISH" && packet.topicName.includes(String.fromCharCode(STAND_IN))
          ? bytes.map((byte, at) => (byte === STAND_IN && at > 3 && at < NAME_END ? HASH : byte))
          : bytes,
      ),
    ),
  },
  lenient("takes an empty topic", ["3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1"]),
  deaf("skips a PUBLISH without a Topic Name", ["3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1", "5.0/U5-078"], {
    cited: ["3.1.1/MQTT-4.7.3-1", "5.0/U5-078"],
    apply: only(({ frame }) => (frame[0] ?? 0) >>> 4 === PUBLISH, ignores(["3.1.1/MQTT-4.7.3-1", "5.0/U5-078"])),
  }),
];

const aliases: readonly Fault[] = [
  {
    name: "accepts no Topic Alias above 9, and says 10",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo("PUBLISH", (publish) => aliasOf(publish) === 10),
    ),
  },
  {
    name: "mixes up its Topic Aliases",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      hears("PUBLISH", (publish) =>
        publish.topicName === "" && aliasOf(publish) === 2 ? withProperties(publish, { topicAlias: 1 }) : publish,
      ),
    ),
    alsoFails: [{ cases: "topic-alias/unmapped", because: "the alias 2 stands for something" }],
  },
  {
    name: "loses a QoS 0 message that has an alias alone",
    breaks: ["5.0/MQTT-3.3.2-12"],
    alsoFails: [
      { cases: "topic-alias/redefined", because: "its message has an alias alone" },
      { cases: "topic-alias/unmapped", because: "its message has an alias alone" },
      { cases: "topic-alias/not-", because: "its message has an alias alone" },
    ],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo("PUBLISH", ({ topicName, qos }) => topicName === "" && qos === 0),
    ),
  },
  {
    name: "takes no alias in place of a topic above QoS 0",
    breaks: ["5.0/MQTT-3.3.2-12"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, { topicName, qos }) =>
        topicName === "" && qos > 0 ? all.filter((one) => !isPublish(one)) : all,
      ),
    ),
  },
  {
    name: "keeps the first topic of an alias",
    breaks: ["5.0/U5-094"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      remembering(() => {
        const first = new Map<string, string>();
        return hears("PUBLISH", (publish, { id }) => {
          const alias = aliasOf(publish);
          if (alias === 0) return publish;
          const key = `${id}/${alias}`;
          if (!first.has(key)) first.set(key, publish.topicName);
          return changed(publish, { topicName: first.get(key) });
        });
      }),
    ),
  },
  {
    name: "keeps aliases from one connection of a session to the next",
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      sharedAliases((clientId) => clientId),
    ),
  },
  {
    name: "has one table of aliases for all clients",
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      sharedAliases(() => "all"),
    ),
  },
  {
    name: "skips a PUBLISH whose alias stands for nothing",
    breaks: ["5.0/U5-093"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      deafTo(
        "PUBLISH",
        (publish, { connection }) =>
          publish.topicName === "" && connection?.topicAliases.has(aliasOf(publish)) === false,
      ),
    ),
  },
  lenient("takes a Topic Alias of 0", ["5.0/MQTT-3.3.2-8", "5.0/U5-092"], {
    cited: ["5.0/MQTT-3.3.2-8"],
    apply: ignores(["5.0/MQTT-3.3.2-8"]),
  }),
  {
    name: "takes a Topic Alias above its own maximum",
    breaks: ["5.0/MQTT-3.3.2-9", "5.0/U5-092"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      hears("PUBLISH", (publish) =>
        aliasOf(publish) > 10 ? withProperties(publish, { topicAlias: undefined }) : publish,
      ),
    ),
  },
  {
    name: "sends the publisher's Topic Alias on, without the Topic Name",
    breaks: ["5.0/MQTT-3.1.2-27"],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, publish) =>
        publish.topicName !== ""
          ? all
          : all.map((one) =>
              isPublish(one)
                ? {
                    ...one,
                    packet: changed(withProperties(one.packet, { topicAlias: aliasOf(publish) }), { topicName: "" }),
                  }
                : one,
            ),
      ),
    ),
  },
  {
    name: "takes the number of an alias for the topic",
    breaks: ["5.0/MQTT-3.3.2-12"],
    alsoFails: [
      { cases: "topic-alias/redefined", because: "the alias stands for no topic" },
      { cases: "topic-alias/not-passed-on", because: "the Topic Name is another one" },
    ],
    apply: touching(
      ["heard PUBLISH with topicAlias"],
      answers("PUBLISH", (all, publish) =>
        publish.topicName !== ""
          ? all
          : all.map((one) =>
              isPublish(one) ? { ...one, packet: changed(one.packet, { topicName: `${aliasOf(publish)}` }) } : one,
            ),
      ),
    ),
  },
  {
    name: "uses an alias towards its clients that it never set",
    breaks: ["5.0/MQTT-3.3.2-11", "5.0/MQTT-3.3.2-3"],
    alsoFails: [{ cases: "connect/topic-alias-maximum/kept", because: "an alias without a topic means none" }],
    apply: touching(
      ["heard CONNECT with topicAliasMaximum"],
      remembering(() => {
        const allowed = new Set<number>();
        return together(
          notes("CONNECT", (connect, { id }) => {
            if ("properties" in connect && (connect.properties.topicAliasMaximum ?? 0) > 1) allowed.add(id);
          }),
          sends("PUBLISH", (publish, { id }) =>
            allowed.has(id) ? changed(withProperties(publish, { topicAlias: 2 }), { topicName: "" }) : publish,
          ),
        );
      }),
    ),
  },
  lenient("takes a second Topic Alias", ["5.0/U5-082"]),
];

/** What goes out with a message as it came in: who leaves it out, or changes it. */
const FORWARDED = [
  ["payloadFormatIndicator", "Payload Format Indicator", "5.0/MQTT-3.3.2-4"],
  ["responseTopic", "Response Topic", "5.0/MQTT-3.3.2-15"],
  ["correlationData", "Correlation Data", "5.0/MQTT-3.3.2-16"],
  ["contentType", "Content Type", "5.0/MQTT-3.3.2-20"],
  ["userProperties", "User Properties", "5.0/MQTT-3.3.2-17"],
] as const;

const properties: readonly Fault[] = [
  ...FORWARDED.map(
    ([name, title, requirement]): Fault => ({
      name: `does not send the ${title} of a message on`,
      breaks: [requirement],
      alsoFails: [
        { cases: "will/properties/", because: "the property of the will is not sent on either" },
        { cases: "utf8/byte-order-mark/user-property", because: "there is no User Property" },
        { cases: "properties/any-order", because: "there is no such property, in whatever order" },
      ],
      apply: touching(
        [`heard PUBLISH with ${name}`, "heard a will"],
        sends("PUBLISH", (publish) => withProperties(publish, { [name]: undefined })),
      ),
    }),
  ),
  {
    name: "takes an empty Content Type for none",
    breaks: ["5.0/MQTT-3.3.2-20"],
    apply: touching(
      ["heard PUBLISH with contentType"],
      sends("PUBLISH", (publish) =>
        "properties" in publish && publish.properties.contentType === ""
          ? withProperties(publish, { contentType: undefined })
          : publish,
      ),
    ),
  },
  {
    name: "takes Correlation Data for text that ends at a zero byte",
    breaks: ["5.0/MQTT-3.3.2-16"],
    alsoFails: [{ cases: "will/properties/request", because: "its Correlation Data begins with a zero byte" }],
    apply: touching(
      ["heard PUBLISH with correlationData", "heard a will"],
      sends("PUBLISH", (publish) =>
        "properties" in publish &&
        (publish.properties.correlationData?.length ?? 1) !== 1 &&
        publish.properties.correlationData?.[0] !== 0x64
          ? withProperties(publish, { correlationData: undefined })
          : publish,
      ),
    ),
  },
  {
    name: "sorts User Properties",
    breaks: ["5.0/MQTT-3.3.2-18"],
    alsoFails: [
      { cases: "will/properties/user-properties", because: "those of a will are sorted too" },
      { cases: "properties/forwarded/retained", because: "those of a retained message are sorted too" },
    ],
    apply: touching(
      ["heard PUBLISH with userProperties", "heard a will"],
      sends("PUBLISH", (publish) => {
        const { userProperties } = "properties" in publish ? publish.properties : {};
        if (userProperties === undefined) return publish;
        const sorted = [...userProperties].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        return withProperties(publish, { userProperties: sorted });
      }),
    ),
  },
  lenient("takes a second Response Topic", ["5.0/U5-083"]),
  lenient("takes second Correlation Data", ["5.0/U5-084"]),
  lenient("takes a second Content Type", ["5.0/U5-086"]),
  lenient("takes a wildcard in a Response Topic", ["5.0/MQTT-3.3.2-14"]),
  lenient("takes a Subscription Identifier from a client", ["5.0/MQTT-3.3.4-6"]),
];

export const publish: readonly Fault[] = [flags, names, aliases, properties].flat();

function aliasOf(publish: Publish): number {
  return ("properties" in publish ? publish.properties.topicAlias : undefined) ?? 0;
}

function puback(version: Version, packetId: number): Packet {
  return (
    version === "5.0" ? { type: "PUBACK", packetId, reasonCode: 0, properties: {} } : { type: "PUBACK", packetId }
  ) as Packet;
}

/** A QoS 0 PUBLISH of one length byte, with two bytes behind its Topic Name. */
function withIdentifier(bytes: Uint8Array): Uint8Array {
  const nameEnd = 4 + (bytes[3] ?? 0);
  const [first = 0, length = 0] = bytes;
  return Uint8Array.of(first, length + 2, ...bytes.subarray(2, nameEnd), 0x00, 0x01, ...bytes.subarray(nameEnd));
}

/** A broker that has one table of aliases for all connections with the same key. */
function sharedAliases(keyOf: (clientId: string) => string): Wrapper {
  return remembering(() => {
    const topics = new Map<string, string>();
    return hears("PUBLISH", (publish, { session }) => {
      const key = `${keyOf(session?.clientId ?? "")}/${aliasOf(publish)}`;
      if (publish.topicName !== "") topics.set(key, publish.topicName);
      return changed(publish, { topicName: topics.get(key) ?? publish.topicName });
    });
  });
}
