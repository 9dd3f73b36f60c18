// Brokers that misread the form that all packets have: lengths, types, flags, identifiers, properties. (§2, 3.1.1 §2)

import type { Packet } from "../../src/codec/index.ts";
import { encode } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { frameLength, isWhole } from "./open-broker.ts";
import {
  changed,
  hears,
  ignores,
  type Moment,
  only,
  pieces,
  sends,
  tolerates,
  touching,
  withProperties,
} from "./wrappers.ts";

const LENGTHS = [127, 128, 16_383, 16_384];
const typeOf = (frame: Uint8Array): number => (frame[0] ?? 0) >>> 4;
const CONNECT = 1;
const VIOLATIONS = ["3.1.1/U3-003", "3.1.1/U3-004", "3.1.1/U3-045", "3.1.1/MQTT-2.3.1-1"] as const;

const framing: readonly Fault[] = [
  {
    name: "loses a PUBLISH whose Remaining Length is at the edge of a byte",
    breaks: ["3.1.1/U3-004", "5.0/U5-005"],
    apply: hears("PUBLISH", (publish, { version }) =>
      LENGTHS.includes(remainingLength(publish, version)) ? undefined : publish,
    ),
  },
  deaf("skips packets of a reserved type", ["3.1.1/U3-003", "5.0/U5-008"]),
  deaf("skips packets whose fields do not fit", ["3.1.1/U3-045", "5.0/U5-152"], {
    apply: only(({ frame }) => typeOf(frame) !== CONNECT, ignores(["3.1.1/U3-045", "5.0/U5-152"])),
    alsoFails: [
      { cases: "subscribe/filter-without-options", because: "it ends inside a field" },
      { cases: "disconnect/malformed/do-not-fit", because: "its fields do not fit" },
    ],
  }),
  deaf("skips packets that only a server may send", ["3.1.1/U3-048", "5.0/U5-153"]),
  deaf("goes on after a protocol violation", ["3.1.1/MQTT-4.8.0-1"], {
    cited: VIOLATIONS,
    apply: only(({ frame }) => typeOf(frame) !== CONNECT, ignores(VIOLATIONS)),
    alsoFails: [
      { cases: "framing/left-over-bytes", because: "they are such a violation" },
      { cases: "subscribe/filter-without-options", because: "it is such a violation" },
    ],
  }),
  {
    name: "forgets the beginning of a packet that comes in pieces",
    breaks: ["3.1.1/MQTT-7.1.1-1", "5.0/MQTT-4.2.0-1"],
    alsoFails: [{ cases: "connect/keep-alive-half-a-packet", because: "the other half never comes" }],
    apply: pieces((chunk) => [whole(chunk)], "half a packet"),
  },
  {
    name: "reads no more than thirty packets of one piece",
    breaks: ["3.1.1/MQTT-7.1.1-1", "5.0/MQTT-4.2.0-1"],
    apply: pieces((chunk) => [whole(chunk, 30)], "half a packet", "several packets"),
  },
];

/** Cases that need a breach for which every server closes. */
const USED_FOR_A_CLOSE = [
  { cases: "errors/close", because: "it uses this breach to see the server close" },
  { cases: "disconnect/server/last", because: "it uses this breach to see the server disconnect" },
] as const;

const flags: readonly Fault[] = [
  lenient("takes reserved flags in acknowledgements and PINGREQ", ["3.1.1/MQTT-2.2.2-2", "5.0/MQTT-2.1.3-1"], {
    apply: only(({ frame }) => typeOf(frame) !== CONNECT, tolerates("3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1")),
  }),
  lenient("takes flags in the fixed header of CONNECT", ["3.1.1/MQTT-2.2.2-2", "5.0/MQTT-3.1.4-1", "5.0/U5-009"], {
    cited: ["3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1"],
    apply: only(({ frame }) => typeOf(frame) === CONNECT, tolerates("3.1.1/MQTT-2.2.2-1", "5.0/MQTT-2.1.3-1")),
  }),
  lenient("takes a PUBREL with other flags than 0010", ["3.1.1/MQTT-3.6.1-1", "5.0/MQTT-3.6.1-1"]),
  lenient("takes a SUBSCRIBE with other flags than 0010", ["3.1.1/MQTT-3.8.1-1", "5.0/MQTT-3.8.1-1"], {
    alsoFails: USED_FOR_A_CLOSE,
  }),
  lenient("takes an UNSUBSCRIBE with other flags than 0010", ["3.1.1/MQTT-3.10.1-1", "5.0/MQTT-3.10.1-1"], {
    alsoFails: USED_FOR_A_CLOSE,
  }),
  lenient("takes a DISCONNECT with a reserved flag", ["3.1.1/MQTT-3.14.1-1", "5.0/MQTT-3.14.1-1"]),
  deaf("skips an AUTH with a reserved flag", ["5.0/MQTT-3.15.1-1"]),
];

const identifiers: readonly Fault[] = [
  deaf("passes over the Packet Identifier 0", ["3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-3"]),
  ...(["PUBACK", "PUBREC", "PUBCOMP"] as const).map(
    (type): Fault => ({
      name: `takes the Packet Identifier for a signed number in ${type}`,
      breaks: ["3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5"],
      apply: sends(type, (packet) => changed(packet, { packetId: signed(packet.packetId) })),
    }),
  ),
  ...(["SUBACK", "UNSUBACK"] as const).map(
    (type): Fault => ({
      name: `takes the Packet Identifier for a signed number in ${type}`,
      breaks: ["3.1.1/MQTT-2.3.1-7", "5.0/MQTT-2.2.1-6"],
      apply: sends(type, (packet) => changed(packet, { packetId: signed(packet.packetId) })),
    }),
  ),
  {
    name: "gives every message that it sends the same Packet Identifier",
    breaks: ["5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.3-1", "3.1.1/MQTT-2.3.1-4", "5.0/MQTT-2.2.1-4"],
    apply: sends("PUBLISH", (publish, { session }) =>
      publish.qos === 0 || (session?.outbound.size ?? 0) < 2 ? publish : changed(publish, { packetId: 1 }),
    ),
  },
];

const properties: readonly Fault[] = [
  lenient("takes properties that belong to other packets, and unknown ones", ["5.0/U5-012"], {
    apply: ignores(["5.0/U5-012"]),
  }),
  lenient("takes a PUBLISH without a Property Length", ["5.0/MQTT-2.2.2-1"], {
    apply: only(({ frame }) => typeOf(frame) !== CONNECT, ignores(["5.0/MQTT-2.2.2-1"])),
  }),
  {
    name: "reads properties in the order of their numbers alone",
    breaks: ["5.0/U5-013"],
    apply: touching(
      ["heard PUBLISH with correlationData"],
      hears("PUBLISH", (publish) => {
        if (!("properties" in publish)) return publish;
        const names = Object.keys(publish.properties);
        const at = names.indexOf("correlationData");
        return at >= 0 && at < names.indexOf("responseTopic")
          ? withProperties(publish, { contentType: undefined })
          : publish;
      }),
    ),
  },
];

export const controlPacketFormat: readonly Fault[] = [framing, flags, identifiers, properties].flat();

function remainingLength(packet: Packet, version: Moment["version"]): number {
  const encoded = encode(packet, version);
  if (encoded.kind !== "bytes") return 0;
  const { length } = encoded.bytes;
  return length - (length > 16_387 ? 4 : length > 130 ? 3 : 2);
}

/** The packets that a chunk has from beginning to end, up to a number of them. */
function whole(chunk: Uint8Array, most = Number.POSITIVE_INFINITY): Uint8Array {
  let at = 0;
  for (let packets = 0; at < chunk.length && packets < most; packets += 1) {
    const rest = chunk.subarray(at);
    const length = frameLength(rest);
    if (length === rest.length && !isWhole(rest)) break;
    at += length;
  }
  return chunk.subarray(0, at);
}

function signed(packetId: number): number {
  return packetId > 0x7fff ? 0x1_0000 - packetId : packetId;
}
