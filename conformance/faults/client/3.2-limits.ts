// Clients that do not keep to what their server allows, or to the session that it has.

import type { Packet, PacketOf } from "../../../src/codec/index.ts";
import { withRawProperty } from "./bytes.ts";
import type { ClientFault } from "./fault.ts";
import { changed, deafTo, hears, options, remembering, sends, together, withProperties, writes } from "./wrappers.ts";

/** Does not hear one property of CONNACK. */
function passesOver(property: string): ClientFault["apply"] {
  return hears("CONNACK", (packet) => withProperties(packet, { [property]: undefined }));
}

/** Sets aliases as if the server took so many. */
function aliases(maximum: number): ClientFault["apply"] {
  return together(
    options((given) => ({ ...given, outwardTopicAliases: maximum })),
    hears("CONNACK", (packet) => withProperties(packet, { topicAliasMaximum: maximum })),
  );
}

export const limits: readonly ClientFault[] = [
  { name: "passes over Maximum QoS", breaks: ["5.0/MQTT-3.2.2-11"], apply: passesOver("maximumQos") },
  { name: "passes over Retain Available", breaks: ["5.0/MQTT-3.2.2-14"], apply: passesOver("retainAvailable") },
  { name: "passes over Maximum Packet Size", breaks: ["5.0/MQTT-3.2.2-15"], apply: passesOver("maximumPacketSize") },
  {
    name: "passes over Receive Maximum",
    breaks: ["5.0/MQTT-3.3.4-7", "5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"],
    alsoFails: [{ cases: "client/receive-maximum/", because: "it publishes more than it may" }],
    apply: passesOver("receiveMaximum"),
  },
  {
    name: "sets aliases whatever its server takes",
    breaks: ["5.0/MQTT-3.2.2-18", "5.0/MQTT-3.2.2-17"],
    alsoFails: [{ requirement: "5.0/MQTT-3.2.2-18", because: "it sets them wherever it publishes" }],
    apply: aliases(10),
  },
  {
    name: "sets one alias more than its server takes",
    breaks: ["5.0/MQTT-3.2.2-17", "5.0/MQTT-3.3.2-9"],
    apply: together(
      options((given) => ({ ...given, outwardTopicAliases: 10 })),
      hears("CONNACK", (packet) => {
        const maximum = "properties" in packet ? packet.properties.topicAliasMaximum : undefined;
        return maximum === undefined || maximum === 0
          ? packet
          : withProperties(packet, { topicAliasMaximum: maximum + 1 });
      }),
    ),
  },
  {
    name: "passes over the highest alias that it takes",
    breaks: ["5.0/MQTT-3.3.2-10"],
    apply: deafTo("PUBLISH", (packet) => "properties" in packet && packet.properties.topicAlias === 5),
  },
  {
    name: "keeps the aliases of its server for the next connection",
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: remembering(() => {
      const kept = new Map<number, string>();
      return hears("PUBLISH", (packet) => {
        const alias = "properties" in packet ? packet.properties.topicAlias : undefined;
        if (alias === undefined) return packet;
        if (packet.topicName !== "") kept.set(alias, packet.topicName);
        return changed(packet, { topicName: packet.topicName || kept.get(alias) || "" });
      });
    }),
  },
  {
    name: "takes any alias from its application",
    breaks: ["5.0/MQTT-3.3.2-8"],
    apply: remembering(() => {
      let alias: number | undefined;
      return together(
        (honest) => ({
          ...honest,
          told: (command) => {
            if (command.verb !== "publish") return honest.told(command);
            const { topicAlias, ...properties } = command.properties ?? {};
            alias = topicAlias;
            return honest.told({ ...command, properties });
          },
        }),
        writes("PUBLISH", (bytes, packet) => (alias === 0 ? withRawProperty(bytes, packet.qos, [0x23, 0, 0]) : bytes)),
      );
    }),
  },
  {
    name: "goes by its own aliases on the next connection",
    alsoFails: [{ cases: "client/packets/", because: "it goes by an alias that was never set" }],
    breaks: ["5.0/MQTT-3.3.2-7"],
    apply: remembering(() => {
      const known = new Set<string>();
      let connections = 0;
      return together(
        sends("CONNECT", (packet) => {
          connections += 1;
          return packet;
        }),
        sends("PUBLISH", (packet) => {
          const isKnown = known.has(packet.topicName) && connections > 1 && !packet.dup;
          known.add(packet.topicName);
          return isKnown ? withProperties(changed(packet, { topicName: "" }), { topicAlias: 1 }) : packet;
        }),
      );
    }),
  },
  {
    name: "passes over Subscription Identifiers that it never asked for",
    breaks: ["5.0/U5-089"],
    apply: hears("PUBLISH", (packet) => withProperties(packet, { subscriptionIdentifiers: undefined })),
  },
  {
    name: "reads nothing while it may not publish",
    breaks: ["5.0/MQTT-3.3.4-8", "5.0/MQTT-4.9.0-3"],
    alsoFails: [{ cases: "client/receive-maximum/", because: "the barrier is not answered either" }],
    apply: hears("PUBLISH", (packet, client) => {
      const { connection } = client;
      const isFull = connection !== undefined && connection.unacknowledgedOut >= connection.limits.receiveMaximum;
      return isFull ? undefined : packet;
    }),
  },
  {
    name: "refuses messages of QoS 2",
    breaks: ["5.0/U5-088"],
    alsoFails: [
      { cases: "client/qos2/", because: "no message of QoS 2 is taken" },
      { cases: "client/packets/", because: "no message of QoS 2 is taken" },
      { cases: "client/publish/", because: "no message of QoS 2 is taken" },
      { cases: "client/receive-maximum/", because: "no message of QoS 2 is taken" },
    ],
    apply: sends("PUBREC", (packet) => changed(packet, { reasonCode: 0x83 })),
  },
  {
    name: "forgets its session when the connection ends",
    breaks: [
      "3.1.1/MQTT-3.1.2-4",
      "3.1.1/MQTT-4.1.0-1",
      "3.1.1/MQTT-4.4.0-1",
      "5.0/MQTT-3.1.2-23",
      "5.0/MQTT-4.1.0-1",
      "5.0/MQTT-4.4.0-1",
      "3.1.1/MQTT-3.1.3-2",
      "5.0/MQTT-3.1.3-2",
    ],
    alsoFails: [{ cases: "client/", because: "nothing is taken up again" }],
    apply: hears("CONNACK", (packet) => changed(packet, { sessionPresent: false })),
  },
  {
    name: "goes on with the session before, though it says that it starts clean",
    alsoFails: [{ cases: "client/session/", because: "it believes in a session of its own" }],
    breaks: ["3.1.1/MQTT-3.1.2-6", "5.0/MQTT-3.1.2-4"],
    apply: together(
      options((given) => (given.clean ? { ...given, clean: false, sessionExpiryInterval: 300 } : given)),
      sends("CONNECT", (packet, client) => asClean(packet, client.options.clientId)),
      hears("CONNACK", (packet, client) => changed(packet, { sessionPresent: client.hasSession })),
    ),
  },
  {
    name: "keeps one session under any name",
    breaks: ["3.1.1/MQTT-3.1.3-2", "5.0/MQTT-3.1.3-2"],
    apply: (honest) => ({ ...honest, sessionName: () => "one" }),
  },
  {
    name: "takes a session that it has none of",
    breaks: ["5.0/MQTT-3.2.2-4"],
    apply: hears("CONNACK", (packet, client) =>
      client.hasSession ? packet : changed(packet, { sessionPresent: false }),
    ),
  },
  {
    name: "keeps its session though its server has none",
    breaks: ["5.0/MQTT-3.2.2-5"],
    apply: hears("CONNACK", (packet, client) =>
      client.hasSession && !client.options.clean ? changed(packet, { sessionPresent: true }) : packet,
    ),
  },
  {
    name: "lets its session go while the connection stands",
    breaks: ["3.1.1/MQTT-4.1.0-2", "5.0/MQTT-4.1.0-1"],
    apply: remembering(() => {
      let heard = 0;
      return together(
        hears("PUBLISH", (packet) => {
          heard += 1;
          return packet;
        }),
        hears("PUBREC", (packet) => (heard >= 3 ? undefined : (packet as Packet))),
      );
    }),
  },
  {
    name: "passes over the expiry that it was told when it repeats nothing",
    breaks: ["5.0/MQTT-4.3.3-7"],
    apply: sends("PUBLISH", (packet) => {
      const isExpiring = "properties" in packet && packet.properties.messageExpiryInterval !== undefined;
      return packet.dup && isExpiring ? undefined : packet;
    }),
  },
  {
    name: "does not end the exchange of a message that has expired",
    breaks: ["5.0/MQTT-4.3.3-13"],
    apply: remembering(() => {
      const expiring = new Set<number>();
      return together(
        hears("PUBLISH", (packet) => {
          const isExpiring = "properties" in packet && packet.properties.messageExpiryInterval !== undefined;
          if (isExpiring && "packetId" in packet) expiring.add(packet.packetId);
          return packet;
        }),
        hears("PUBREL", (packet) => (expiring.has(packet.packetId) ? undefined : packet)),
      );
    }),
  },
  {
    name: "takes a new message for one that it has refused",
    breaks: ["5.0/MQTT-4.3.3-9"],
    apply: remembering(() => {
      const seen = new Set<number>();
      return sends("PUBREC", (packet) => {
        const isSecond = seen.has(packet.packetId) && packet.packetId === 9;
        seen.add(packet.packetId);
        return isSecond ? changed(packet, { reasonCode: 0x91 }) : packet;
      });
    }),
    alsoFails: [{ cases: "client/qos2/", because: "an identifier that comes again is refused" }],
  },
  {
    name: "passes over a refusal",
    breaks: ["5.0/MQTT-4.4.0-2"],
    apply: together(
      deafTo("PUBACK", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
      deafTo("PUBREC", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
    ),
  },
];

/** What a client that starts clean says. */
function asClean(packet: PacketOf<"CONNECT">, clientId: string): Packet {
  if (packet.version === "3.1.1") return { ...packet, clientId, cleanSession: true };
  return withProperties({ ...packet, clientId, cleanStart: true }, { sessionExpiryInterval: undefined });
}
