// Brokers that break off an exchange, begin it twice, or mix it up with another. (§4.3, §2.2.1)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Dependant, Fault } from "./fault.ts";
import { before, connectIn, isPublish, publishAsGhost } from "./state.ts";
import {
  answers,
  changed,
  deafTo,
  hears,
  notes,
  notesSent,
  remembering,
  sends,
  steps,
  together,
  touching,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const idOf = (publish: Publish): number => (publish.qos === 0 ? 0 : publish.packetId);
/** Cases that lean on the exchanges of QoS 2 as such. */
const LEANS_ON_QOS_2: readonly Dependant[] = [
  "packet-identifier/",
  "pubrec/",
  "pubrel/",
  "pubcomp/",
  "qos2/",
  "sender/",
  "resume/",
  "quota/",
  "shared/",
  "unsubscribe/started-qos-2",
  "receive-maximum/",
  "message-expiry/",
  "framing/",
].map((cases) => ({ cases, because: "it waits for the other half of the exchange" }));

export const receiverOfQos2: readonly Fault[] = [
  {
    name: "delivers every repeat of a QoS 2 PUBLISH",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10"],
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      steps(
        (handle) => (broker, input) => {
          const session = "connection" in input ? broker.connections.get(input.connection)?.session : undefined;
          const repeat =
            input.type === "packet" && input.packet.type === "PUBLISH" && input.packet.qos === 2
              ? input.packet
              : undefined;
          const isRepeat = repeat !== undefined && session?.inbound.has(repeat.packetId);
          const all = handle(broker, input);
          if (!isRepeat) return all;
          const { topicName, payload } = repeat;
          return [...all, ...publishAsGhost(handle, broker, input.atMs, { topicName, payload })];
        },
        "heard PUBLISH",
      ),
    ),
  },
  {
    name: "acknowledges a QoS 2 PUBLISH once",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10"],
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      deafTo("PUBLISH", (publish, { session }) => publish.qos === 2 && session?.inbound.has(publish.packetId) === true),
    ),
  },
  {
    name: "forgets the identifiers of QoS 2 messages with the connection",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-10", "5.0/MQTT-4.3.3-11"],
    apply: before(
      (broker, input) => broker.sessions.get(connectIn(input)?.clientId ?? "")?.inbound.clear(),
      "heard CONNECT to a session",
    ),
  },
  {
    name: "does not answer a PUBREL in a later connection",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    alsoFails: [{ cases: "qos2/repeat-", because: "its PUBREL comes in a later connection" }],
    apply: remembering(() => {
      const taken = new Map<string, number>();
      return together(
        notes("PUBLISH", (publish, { session, id }) => {
          const key = `${session?.clientId} ${idOf(publish)}`;
          if (publish.qos === 2 && !taken.has(key)) taken.set(key, id);
        }),
        deafTo(
          "PUBREL",
          ({ packetId }, { session, id }) => (taken.get(`${session?.clientId} ${packetId}`) ?? id) !== id,
        ),
      );
    }),
  },
  {
    name: "does not answer a PUBREL for an identifier that is not in use",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    alsoFails: [{ cases: "pubcomp/within-maximum-packet-size", because: "it waits for such a PUBCOMP" }],
    apply: deafTo("PUBREL", ({ packetId }, { session }) => session?.inbound.has(packetId) === false),
  },
  {
    name: "delivers a QoS 2 message again for a PUBREL that is sent again",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    apply: remembering(() => {
      const taken = new Map<string, Publish>();
      return together(
        notes("PUBLISH", (publish, { id }) => {
          if (publish.qos === 2) taken.set(`${id} ${publish.packetId}`, publish);
        }),
        steps(
          (handle) => (broker, input) => {
            const release = input.type === "packet" && input.packet.type === "PUBREL" ? input.packet : undefined;
            const session = "connection" in input ? broker.connections.get(input.connection)?.session : undefined;
            const isAgain = release !== undefined && session?.inbound.has(release.packetId) === false;
            const all = handle(broker, input);
            const message =
              isAgain && "connection" in input ? taken.get(`${input.connection} ${release.packetId}`) : undefined;
            if (message === undefined) return all;
            const { topicName, payload } = message;
            return [...all, ...publishAsGhost(handle, broker, input.atMs, { topicName, payload })];
          },
          "heard PUBREL",
        ),
      );
    }),
  },
  ...([1, 2] as const).map(
    (qos): Fault => ({
      name: `takes a Packet Identifier that comes again after a QoS ${qos} exchange for a repeat`,
      breaks: qos === 1 ? ["3.1.1/MQTT-4.3.2-2", "5.0/MQTT-4.3.2-5"] : ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-12"],
      alsoFails: [{ cases: "authorisation/", because: "its identifier comes again" }],
      apply: remembering(() => {
        const known = new Set<string>();
        return answers("PUBLISH", (all, publish, { id }) => {
          const key = `${id} ${idOf(publish)}`;
          if (publish.qos !== qos || !known.has(key)) {
            if (publish.qos === qos) known.add(key);
            return all;
          }
          return all.filter((one) => !isPublish(one));
        });
      }),
    }),
  ),
  {
    name: "takes one QoS 2 message of a client at a time",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-8"],
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      deafTo(
        "PUBLISH",
        (publish, { session }) =>
          publish.qos === 2 && (session?.inbound.size ?? 0) > 0 && !session?.inbound.has(publish.packetId),
      ),
    ),
  },
  {
    name: "acknowledges no QoS 1 message with a large Packet Identifier",
    breaks: ["3.1.1/MQTT-4.3.2-2", "5.0/MQTT-4.3.2-4"],
    alsoFails: [{ cases: "packet-identifier/", because: "it waits for that PUBACK" }],
    apply: sends("PUBACK", (ack) => (ack.packetId > 0x7000 ? undefined : ack)),
  },
  {
    name: "acknowledges no QoS 2 message with a large Packet Identifier",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-8"],
    alsoFails: [{ cases: "packet-identifier/", because: "it waits for that PUBREC" }],
    apply: sends("PUBREC", (ack) => (ack.packetId > 0x7000 ? undefined : ack)),
  },
  {
    name: "has one space of Packet Identifiers for both sides",
    breaks: ["3.1.1/U3-005", "5.0/U5-011"],
    apply: touching(
      ["heard PUBLISH at QoS 2"],
      deafTo(
        "PUBLISH",
        (publish, { session }) => publish.qos === 2 && session?.outbound.has(publish.packetId) === true,
      ),
    ),
  },
  {
    name: "gives up a QoS 2 exchange whose message has expired",
    breaks: ["5.0/MQTT-4.3.3-13"],
    apply: remembering(() => {
      const expiry = new Map<string, number>();
      return together(
        notes("PUBLISH", (publish, { id, atMs }) => {
          const seconds = "properties" in publish ? publish.properties.messageExpiryInterval : undefined;
          if (publish.qos === 2 && seconds !== undefined)
            expiry.set(`${id} ${publish.packetId}`, atMs + seconds * 1000);
        }),
        deafTo("PUBREL", ({ packetId }, { id, atMs }) => (expiry.get(`${id} ${packetId}`) ?? Infinity) <= atMs),
      );
    }),
  },
];

const sender: readonly Fault[] = [
  {
    name: "sets DUP in every message of QoS 1 and 2",
    breaks: [
      "3.1.1/MQTT-3.3.1-3",
      "3.1.1/MQTT-4.3.2-1",
      "3.1.1/MQTT-4.3.3-1",
      "5.0/MQTT-3.3.1-3",
      "5.0/MQTT-4.3.2-2",
      "5.0/MQTT-4.3.3-2",
    ],
    apply: sends("PUBLISH", (publish) => (publish.qos > 0 ? changed<Publish>(publish, { dup: true }) : publish)),
  },
  {
    name: "does not answer PUBREC",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-4"],
    alsoFails: LEANS_ON_QOS_2,
    apply: sends("PUBREL", () => undefined),
  },
  {
    name: "sends PUBRELs in another order than the PUBRECs came",
    breaks: ["3.1.1/MQTT-4.6.0-4"],
    apply: remembering(() => {
      let held: PacketOf<"PUBREL"> | undefined;
      return sends("PUBREL", (pubrel, { session }) => {
        const others = [...(session?.outbound.values() ?? [])].filter(({ message }) => message !== undefined);
        const last = held;
        held = last === undefined && others.length > 0 ? pubrel : undefined;
        return held === pubrel ? undefined : last === undefined ? pubrel : [pubrel, last];
      });
    }),
    alsoFails: LEANS_ON_QOS_2,
  },
  {
    name: "answers a PUBREC that is sent again by the PUBLISH",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-6"],
    apply: remembering(() => {
      const sent = new Map<string, Publish>();
      const released = new Set<string>();
      return together(
        notesSent("PUBLISH", (publish, { id }) => {
          if (publish.qos === 2) sent.set(`${id} ${publish.packetId}`, changed<Publish>(publish, { dup: true }));
        }),
        answers("PUBREC", (all, { packetId }, { id }) => {
          const key = `${id} ${packetId}`;
          const publish = released.has(key) ? sent.get(key) : undefined;
          released.add(key);
          return publish === undefined ? all : [{ type: "send", connection: id, packet: publish }, ...all];
        }),
      );
    }),
  },
  {
    name: "takes a PUBREC that refuses for one that accepts",
    breaks: ["5.0/MQTT-4.3.3-4"],
    alsoFails: [
      { cases: "quota/restored-by/pubrec-refusing", because: "the exchange goes on" },
      { cases: "shared/refused/qos-2", because: "the exchange goes on" },
    ],
    apply: hears("PUBREC", (packet) => ("reasonCode" in packet ? changed(packet, { reasonCode: 0x00 }) : packet)),
  },
  {
    name: "takes a PUBACK that refuses for none",
    breaks: ["5.0/MQTT-4.4.0-2"],
    alsoFails: [{ cases: "quota/restored-by/puback-refusing", because: "the exchange goes on" }],
    apply: deafTo("PUBACK", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
  },
  {
    name: "takes a PUBREC that refuses for none",
    breaks: ["5.0/MQTT-4.4.0-2"],
    alsoFails: [
      { cases: "quota/restored-by/pubrec-refusing", because: "the exchange goes on" },
      { cases: "shared/refused/qos-2", because: "the exchange goes on" },
    ],
    apply: deafTo("PUBREC", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
  },
  {
    name: "sends nothing more to a client that refused a message",
    breaks: ["5.0/U5-149"],
    alsoFails: [{ cases: "quota/restored-by/", because: "its messages are refused" }],
    apply: remembering(() => {
      const refused = new Set<number>();
      return together(
        notes("PUBREC", (packet, { id }) => {
          if ("reasonCode" in packet && packet.reasonCode >= 0x80) refused.add(id);
        }),
        sends("PUBLISH", (publish, { id }) => (refused.has(id) ? undefined : publish)),
      );
    }),
  },
];

export const qualityOfService: readonly Fault[] = [receiverOfQos2, sender].flat();
