// Brokers that mishandle a PUBLISH: its flags, its answer, its Topic Name. (§3.3.1, §3.3.2, §3.3.4)

import type { Version } from "../../spec/index.ts";
import { decode, type Packet, type PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { isPublish } from "./state.ts";
import { answers, ignores, notes, only, reads, remembering, together, touching, writes } from "./wrappers.ts";

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
  deaf("skips a PUBLISH with both QoS bits set", ["3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4", "5.0/U5-074"], {
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
    alsoFails: [...WAITS_FOR_ITS_ANSWER, { cases: "authorisation/", because: "nobody subscribes there" }],
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      answers("PUBLISH", (all, { qos }) =>
        qos === 2 && !all.some(isPublish)
          ? all.map((one) =>
              one.type === "send" && one.packet.type === "PUBREC"
                ? { ...one, packet: { ...one.packet, type: "PUBACK" } as Packet }
                : one,
            )
          : all,
      ),
    ),
  },
  {
    name: "does not answer a QoS 1 PUBLISH that nobody subscribes to",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1"],
    alsoFails: [...WAITS_FOR_ITS_ANSWER, { cases: "authorisation/", because: "nobody subscribes there" }],
    apply: touching(
      ["heard PUBLISH at QoS 1"],
      answers("PUBLISH", (all, { qos }) => (qos === 1 && !all.some(isPublish) && all.length === 1 ? [] : all)),
    ),
  },
  {
    name: "puts a Packet Identifier into what it was given at QoS 1 and sends at QoS 0",
    breaks: ["3.1.1/MQTT-2.3.1-5", "5.0/MQTT-2.2.1-2"],
    alsoFails: [
      { cases: "authorisation/", because: "it looks for the message" },
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

export const publish: readonly Fault[] = [flags, names].flat();

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
