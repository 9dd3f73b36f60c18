// Clients that acknowledge, repeat and order wrongly.

import type { Packet, PacketOf } from "../../../src/codec/index.ts";
import { withByte } from "./bytes.ts";
import type { ClientFault } from "./fault.ts";
import { changed, deafTo, hears, keepsBack, remembering, sends, steps, together, writes } from "./wrappers.ts";

/** Sends what one piece of bytes brought about with the packets of a type in reverse. */
function reverses(type: Packet["type"], which: (packet: Packet) => boolean = () => true): ClientFault["apply"] {
  return (honest) => ({
    ...honest,
    order: (packets) => {
      const picked = packets.filter((packet) => packet.type === type && which(packet)).reverse();
      return honest
        .order(packets)
        .map((packet) => (packet.type === type && which(packet) ? (picked.shift() ?? packet) : packet));
    },
  });
}

export const delivery: readonly ClientFault[] = [
  {
    name: "acknowledges nothing at QoS 1",
    breaks: [
      "3.1.1/MQTT-3.3.4-1",
      "5.0/MQTT-3.3.4-1",
      "3.1.1/MQTT-4.3.2-2",
      "5.0/MQTT-4.3.2-4",
      "3.1.1/MQTT-4.5.0-2",
      "5.0/MQTT-4.5.0-2",
    ],
    alsoFails: [{ cases: "client/", because: "every barrier is a message of QoS 1" }],
    apply: keepsBack("PUBACK"),
  },
  {
    name: "acknowledges messages of QoS 0, too",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1"],
    apply: steps((handle) => (client, input) => {
      const all = handle(client, input);
      if (input.type !== "packet" || input.packet.type !== "PUBLISH" || input.packet.qos !== 0) return all;
      const { version } = client.options;
      const puback = {
        type: "PUBACK",
        packetId: 5,
        ...(version === "5.0" && { reasonCode: 0, properties: {} }),
      } as Packet;
      return [...all, { type: "send", packet: puback }];
    }),
  },
  {
    name: "acknowledges no message that it did not ask for",
    breaks: ["3.1.1/MQTT-4.5.0-2", "5.0/MQTT-4.5.0-2", "3.1.1/U3-037"],
    apply: deafTo("PUBLISH", ({ topicName }) => topicName === "touchstone-unasked"),
  },
  {
    name: "answers no PUBLISH at QoS 2",
    breaks: ["3.1.1/MQTT-3.3.4-1", "5.0/MQTT-3.3.4-1", "3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-8"],
    alsoFails: [{ cases: "client/", because: "no message of QoS 2 comes to its end" }],
    apply: keepsBack("PUBREC"),
  },
  {
    name: "publishes with DUP 1 at QoS 0",
    breaks: ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2", "3.1.1/MQTT-4.3.1-1", "5.0/MQTT-4.3.1-1"],
    alsoFails: [{ cases: "client/", because: "such a PUBLISH is malformed" }],
    apply: writes("PUBLISH", (bytes, { qos }) => (qos === 0 ? withByte(bytes, 0, (bytes[0] ?? 0) | 0x08) : bytes)),
  },
  {
    name: "publishes at QoS 1 what it is told to publish at QoS 0",
    breaks: ["3.1.1/MQTT-4.3.1-1", "5.0/MQTT-4.3.1-1"],
    alsoFails: [{ cases: "client/", because: "no message has the QoS that it should have" }],
    apply: sends("PUBLISH", (packet) =>
      packet.qos === 0 ? (changed(packet, { qos: 1, packetId: 999 }) as Packet) : packet,
    ),
  },
  ...([1, 2] as const).map(
    (qos): ClientFault => ({
      name: `publishes with DUP 1 at QoS ${qos} from the first`,
      breaks: qos === 1 ? ["3.1.1/MQTT-4.3.2-1", "5.0/MQTT-4.3.2-2"] : ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-2"],
      alsoFails: [{ cases: "client/", because: "it cannot be told from a repeat" }],
      apply: sends("PUBLISH", (packet) => (packet.qos === qos ? (changed(packet, { dup: true }) as Packet) : packet)),
    }),
  ),
  {
    name: "takes any PUBACK for that of its oldest message",
    breaks: ["3.1.1/MQTT-4.3.2-1", "5.0/MQTT-4.3.2-3", "3.1.1/MQTT-2.3.1-3", "5.0/MQTT-4.4.0-1"],
    apply: hears("PUBACK", (packet, client) => {
      const [oldest] = client.session.outbound.keys();
      return changed(packet, { packetId: oldest ?? packet.packetId });
    }),
  },
  {
    name: "takes a message of QoS 1 with an identifier that it knows for a repeat",
    breaks: ["3.1.1/MQTT-4.3.2-2", "5.0/MQTT-4.3.2-5"],
    apply: remembering(() => {
      const seen = new Set<number>();
      return steps((handle) => (client, input) => {
        const all = handle(client, input);
        if (input.type !== "packet" || input.packet.type !== "PUBLISH" || input.packet.qos !== 1) return all;
        const isKnown = seen.has(input.packet.packetId);
        seen.add(input.packet.packetId);
        return isKnown ? all.filter(({ type }) => type !== "deliver") : all;
      });
    }),
  },
  {
    name: "answers no PUBREC",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-4"],
    alsoFails: [{ cases: "client/", because: "no exchange of QoS 2 comes to its end" }],
    apply: keepsBack("PUBREL"),
  },
  {
    name: "answers a PUBREC that refuses by PUBREL",
    breaks: ["5.0/MQTT-4.3.3-4"],
    apply: hears("PUBREC", (packet) => ("reasonCode" in packet ? changed(packet, { reasonCode: 0 }) : packet)),
  },
  {
    name: "forgets a message of QoS 2 before its PUBREC",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-3"],
    alsoFails: [{ cases: "client/", because: "it is not repeated" }],
    apply: keepsBack("PUBLISH", ({ qos, dup }) => qos === 2 && dup),
  },
  {
    name: "forgets its PUBREL before PUBCOMP",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-5", "3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1"],
    apply: remembering(() => {
      const seen = new Set<number>();
      return sends("PUBREL", (packet) => {
        const isRepeat = seen.has(packet.packetId);
        seen.add(packet.packetId);
        return isRepeat ? undefined : packet;
      });
    }),
  },
  {
    name: "repeats its PUBLISH after PUBREL",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-6"],
    apply: remembering(() => {
      const published = new Map<number, PacketOf<"PUBLISH">>();
      const released = new Set<number>();
      return together(
        sends("PUBLISH", (packet) => {
          if ("packetId" in packet) published.set(packet.packetId, packet);
          return packet;
        }),
        sends("PUBREL", (packet) => {
          const publish = published.get(packet.packetId);
          const isRepeat = released.has(packet.packetId);
          released.add(packet.packetId);
          return isRepeat && publish ? [packet, changed(publish, { dup: true }) as Packet] : packet;
        }),
      );
    }),
  },
  {
    name: "tells a message of QoS 2 as often as it comes",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10"],
    apply: steps((handle) => (client, input) => {
      const all = handle(client, input);
      const { packet } = input.type === "packet" ? input : { packet: undefined };
      if (packet?.type !== "PUBLISH" || packet.qos !== 2 || !packet.dup) return all;
      return all.some(({ type }) => type === "deliver") ? all : [...all, { type: "deliver", message: packet }];
    }),
  },
  {
    name: "does not answer a repeat of QoS 2",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10"],
    apply: deafTo("PUBLISH", ({ qos, dup }) => qos === 2 && dup),
  },
  {
    name: "answers no PUBREL",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    alsoFails: [{ cases: "client/", because: "no message of QoS 2 comes to its end" }],
    apply: keepsBack("PUBCOMP"),
  },
  {
    name: "answers no PUBREL that it knows nothing of",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    apply: hears("PUBREL", (packet, client) => (client.session.inbound.has(packet.packetId) ? packet : undefined)),
  },
  {
    name: "takes a message of QoS 2 with an identifier that it knows for a repeat",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-12", "5.0/MQTT-4.3.3-9"],
    apply: remembering(() => {
      const seen = new Set<number>();
      return steps((handle) => (client, input) => {
        const all = handle(client, input);
        if (input.type !== "packet" || input.packet.type !== "PUBLISH" || input.packet.qos !== 2) return all;
        const isKnown = seen.has(input.packet.packetId);
        seen.add(input.packet.packetId);
        return isKnown ? all.filter(({ type }) => type !== "deliver") : all;
      });
    }),
  },
  {
    name: "repeats nothing",
    breaks: [
      "3.1.1/MQTT-4.4.0-1",
      "5.0/MQTT-4.4.0-1",
      "3.1.1/MQTT-4.1.0-1",
      "5.0/MQTT-4.1.0-1",
      "5.0/MQTT-4.3.2-3",
      "5.0/MQTT-4.3.3-3",
    ],
    alsoFails: [{ cases: "client/", because: "nothing is taken up again" }],
    apply: keepsBack("PUBLISH", ({ dup }) => dup),
  },
  {
    name: "repeats with DUP 0",
    breaks: ["3.1.1/MQTT-3.3.1-1", "5.0/MQTT-3.3.1-1"],
    apply: sends("PUBLISH", (packet) => changed(packet, { dup: false }) as Packet),
  },
  {
    name: "repeats under new identifiers",
    breaks: ["3.1.1/MQTT-2.3.1-3", "3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1"],
    alsoFails: [{ cases: "client/", because: "a repeat is known by its identifier" }],
    apply: sends("PUBLISH", (packet) =>
      packet.dup ? (changed(packet, { packetId: (packet.packetId ?? 0) + 100 }) as Packet) : packet,
    ),
  },
  {
    name: "repeats while its connection stands",
    breaks: ["5.0/MQTT-4.4.0-1"],
    apply: remembering(() => {
      const sent = new Map<PacketOf<"PUBLISH">, number>();
      return together(
        sends("PUBLISH", (packet, _, atMs) => {
          sent.set(packet, atMs);
          return packet;
        }),
        steps((handle) => (client, input) => {
          const all = handle(client, input);
          if (input.type !== "packet" || input.packet.type !== "PUBLISH") return all;
          const old = [...sent].filter(([, atMs]) => input.atMs - atMs > 5_000).map(([packet]) => packet);
          return [
            ...old.map((packet) => ({ type: "send", packet: changed(packet, { dup: true }) as Packet }) as const),
            ...all,
          ];
        }),
      );
    }),
  },
  {
    name: "repeats in another order",
    breaks: ["3.1.1/MQTT-4.6.0-1", "5.0/MQTT-4.6.0-1", "3.1.1/U3-038"],
    alsoFails: [{ cases: "client/resend/", because: "they judge the order, too" }],
    apply: reverses("PUBLISH", (packet) => packet.type === "PUBLISH" && packet.dup),
  },
  {
    name: "sends PUBACKs in another order",
    breaks: ["3.1.1/MQTT-4.6.0-2", "5.0/MQTT-4.6.0-2"],
    apply: reverses("PUBACK"),
  },
  {
    name: "sends PUBRECs in another order",
    breaks: ["3.1.1/MQTT-4.6.0-3", "5.0/MQTT-4.6.0-3"],
    apply: reverses("PUBREC"),
  },
  {
    name: "sends PUBRELs in another order",
    breaks: ["3.1.1/MQTT-4.6.0-4", "5.0/MQTT-4.6.0-4"],
    apply: reverses("PUBREL"),
  },
];
