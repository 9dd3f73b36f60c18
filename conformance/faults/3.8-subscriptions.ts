// Brokers whose subscriptions have another QoS, or other options, than was asked for. (§3.8.3, §3.8.4)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { grantsWhatIsAskedFor, isPublish, matching } from "./state.ts";
import { answers, changed, hears, notes, remembering, sends, together, touching } from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const granted: readonly Fault[] = [
  {
    name: "delivers the first message of QoS 0 at QoS 1",
    breaks: ["3.1.1/MQTT-3.8.4-6", "3.1.1/MQTT-4.3.1-1", "5.0/MQTT-3.8.4-8", "5.0/MQTT-4.3.1-1"],
    alsoFails: [
      { cases: "packet-identifier/none-at-qos-0", because: "the message is not delivered at QoS 0" },
      { requirement: "5.0/MQTT-4.8.2-3", because: "the subscription is for QoS 0" },
      { cases: "choice/qos0-at-zero-quota", because: "the message counts, and should not" },
    ],
    apply: atFirst((publish) => (publish.qos === 0 ? atQos(publish, 1) : publish)),
  },
  {
    name: "delivers the first message of QoS 1 or 2 at QoS 0",
    breaks: ["3.1.1/MQTT-3.8.4-6", "5.0/MQTT-3.8.4-8"],
    alsoFails: [
      "packet-identifier/server/",
      "client-id/names-the-session",
      "session/queued/",
      "sender/first-transmission/",
      "resume/",
      "shared/",
      "receive-maximum/",
    ].map((cases) => ({ cases, because: "its first message comes at QoS 0" })),
    apply: atFirst((publish) => (publish.qos > 0 && !publish.dup ? atQos(publish, 0) : publish)),
  },
  {
    name: "delivers at the lowest QoS of several subscriptions",
    breaks: ["3.1.1/MQTT-3.3.5-1", "5.0/MQTT-3.3.4-2"],
    apply: sends("PUBLISH", (publish, { session }) => {
      const levels = matching(session, publish.topicName).map(([, { options }]) => options.qos);
      const lowest = levels.length < 2 ? 2 : Math.min(...levels);
      return lowest < publish.qos ? atQos(publish, lowest as 0 | 1 | 2) : publish;
    }),
  },
  {
    name: "delivers to a shared subscription at QoS 1, whatever it granted",
    breaks: ["5.0/MQTT-4.8.2-3"],
    apply: touching(
      ["heard a shared filter"],
      sends("PUBLISH", (publish, { session }) => {
        const isShared = matching(session, publish.topicName).some(([filter]) => filter.startsWith("$share/"));
        return isShared && publish.qos !== 1 ? atQos(publish, 1, 40_000 + (publish.payload[0] ?? 0)) : publish;
      }),
    ),
  },
  {
    name: "delivers to a shared subscription at QoS 0, whatever it granted",
    breaks: ["5.0/MQTT-4.8.2-3"],
    apply: touching(
      ["heard a shared filter"],
      sends("PUBLISH", (publish, { session }) => {
        const isShared = matching(session, publish.topicName).some(([filter]) => filter.startsWith("$share/"));
        return isShared && publish.qos > 0 && !publish.dup ? atQos(publish, 0) : publish;
      }),
    ),
  },
];

const replaced: readonly Fault[] = [
  {
    name: "keeps the QoS and the options of a subscription that is made again",
    breaks: ["5.0/U5-132", "3.1.1/MQTT-3.8.4-3", "5.0/MQTT-3.8.4-3"],
    apply: touching(
      ["heard a filter again"],
      together(
        hears("SUBSCRIBE", (subscribe, { session }) => {
          const subscriptions = subscribe.subscriptions.map((one) => {
            const { qos, noLocal, retainAsPublished } = { ...session?.subscriptions.get(one.topicFilter)?.options };
            if (qos === undefined) return one;
            return "noLocal" in one ? { ...one, qos, noLocal, retainAsPublished } : { ...one, qos };
          });
          return changed(subscribe, { subscriptions });
        }),
        grantsWhatIsAskedFor,
      ),
    ),
  },
  {
    name: "adds a second subscription for a Topic Filter that is subscribed to again",
    breaks: ["3.1.1/MQTT-3.8.4-3", "5.0/MQTT-3.8.4-3"],
    apply: touching(
      ["heard a filter again"],
      remembering(() => {
        const twice = new Set<string>();
        return together(
          notes("SUBSCRIBE", (subscribe, { session }) => {
            for (const { topicFilter } of subscribe.subscriptions) {
              const isAgain = session?.subscriptions.has(topicFilter) && !topicFilter.startsWith("$share/");
              if (isAgain && session !== undefined) twice.add(`${session.clientId} ${topicFilter}`);
            }
          }),
          answers("PUBLISH", (all, _, { broker }) =>
            all.flatMap((one) => {
              if (!isPublish(one) || one.type !== "send") return [one];
              const { clientId = "" } = broker.connections.get(one.connection)?.session ?? {};
              const isTwice = twice.has(`${clientId} ${one.packet.topicName}`);
              return isTwice ? [one, { ...one, packet: atQos(one.packet, 0) }] : [one];
            }),
          ),
        );
      }),
    ),
  },
  {
    name: "loses the first message after a subscription is made again",
    breaks: ["3.1.1/MQTT-3.8.4-3", "5.0/MQTT-3.8.4-4"],
    alsoFails: [
      { cases: "subscribe/replaced/", because: "a message is lost" },
      { cases: "subscription-identifier/replaced-", because: "a message is lost" },
      { cases: "shared/", because: "a message is lost" },
    ],
    apply: touching(
      ["heard a filter again"],
      remembering(() => {
        const again = new Set<string>();
        return together(
          notes("SUBSCRIBE", (subscribe, { session }) => {
            const isAgain = subscribe.subscriptions.some(({ topicFilter }) => session?.subscriptions.has(topicFilter));
            if (isAgain && session !== undefined) again.add(session.clientId);
          }),
          answers("PUBLISH", (all, _, { broker }) =>
            all.filter((one) => {
              if (!isPublish(one)) return true;
              return !again.delete(broker.connections.get(one.connection)?.session.clientId ?? "");
            }),
          ),
        );
      }),
    ),
  },
  {
    name: "pays no attention to No Local",
    breaks: ["5.0/MQTT-3.8.3-3"],
    apply: touching(
      ["heard No Local"],
      hears("SUBSCRIBE", (subscribe) => {
        const subscriptions = subscribe.subscriptions.map((one) =>
          "noLocal" in one ? { ...one, noLocal: false } : one,
        );
        return changed(subscribe, { subscriptions });
      }),
    ),
  },
  {
    name: "says that it subscribes to a wildcard, and sends nothing",
    breaks: ["3.1.1/MQTT-3.8.3-2"],
    alsoFails: [
      { requirement: "3.1.1/MQTT-4.5.0-1", because: "it subscribes with a wildcard" },
      { cases: "order/", because: "it subscribes with a wildcard" },
      { cases: "unsubscribe/", because: "it subscribes with a wildcard" },
      { cases: "overlap/", because: "it subscribes with a wildcard" },
      { cases: "spelling/astral", because: "it subscribes with a wildcard" },
    ],
    apply: sends("PUBLISH", (publish, { session }) =>
      matching(session, publish.topicName).every(([filter]) => filter.includes("+")) ? undefined : publish,
    ),
  },
];

export const subscriptions: readonly Fault[] = [granted, replaced].flat();

/** The same PUBLISH at another QoS. */
function atQos(publish: Publish, qos: 0 | 1 | 2, packetId = 50_000): Publish {
  const { packetId: known = packetId, ...rest } = publish as Publish & { readonly packetId?: number };
  return { ...rest, qos, ...(qos === 0 ? { dup: false } : { packetId: known }) } as Publish;
}

/** A broker that changes the first message that it sends on each connection. */
function atFirst(change: (publish: Publish) => Publish): Wrapper {
  return remembering(() => {
    const known = new Set<number>();
    return sends("PUBLISH", (publish, { id }) => {
      if (known.has(id)) return publish;
      const sent = change(publish);
      if (sent !== publish) known.add(id);
      return sent;
    });
  });
}
