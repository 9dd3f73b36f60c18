// Brokers whose subscriptions are not what was asked for: their QoS, their options, their identifiers, their end. (§3.3.4, §3.8.4, §3.10.4)

import { decode, type PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { grantsWhatIsAskedFor, isPublish, matches, plain } from "./state.ts";
import {
  answers,
  changed,
  hears,
  notes,
  reads,
  remembering,
  type Session,
  sends,
  together,
  touching,
  withProperties,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

/** The same PUBLISH at another QoS. */
function atQos(publish: Publish, qos: 0 | 1 | 2, packetId = 50_000): Publish {
  const { packetId: known = packetId, ...rest } = publish as Publish & { readonly packetId?: number };
  return { ...rest, qos, ...(qos === 0 ? { dup: false } : { packetId: known }) } as Publish;
}

/** The subscriptions of a session that a topic matches. */
function matching(session: Session | undefined, topicName: string) {
  return [...(session?.subscriptions ?? [])].filter(([filter]) => matches(plain(filter), topicName));
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

const granted: readonly Fault[] = [
  {
    name: "delivers the first message of QoS 0 at QoS 1",
    breaks: ["3.1.1/MQTT-3.8.4-6", "3.1.1/MQTT-4.3.1-1", "5.0/MQTT-3.8.4-8", "5.0/MQTT-4.3.1-1"],
    alsoFails: [
      { cases: "packet-identifier/none-at-qos-0", because: "the message is not delivered at QoS 0" },
      { requirement: "5.0/MQTT-4.8.2-3", because: "the subscription is for QoS 0" },
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
    breaks: ["3.1.1/MQTT-3.8.4-3", "5.0/MQTT-3.8.4-3"],
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

const identified = (publish: Publish): readonly number[] =>
  ("properties" in publish ? publish.properties.subscriptionIdentifiers : undefined) ?? [];
const withIdentifiers = (publish: Publish, subscriptionIdentifiers: readonly number[]): Publish =>
  withProperties(publish, {
    subscriptionIdentifiers: subscriptionIdentifiers.length > 0 ? subscriptionIdentifiers : undefined,
  });

const identifiers: readonly Fault[] = [
  {
    name: "sends one Subscription Identifier where several are due",
    breaks: ["5.0/MQTT-3.3.4-3", "5.0/MQTT-3.3.4-4"],
    alsoFails: [{ cases: "subscription-identifier/same-twice", because: "one of the two is missing" }],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      sends("PUBLISH", (publish) => withIdentifiers(publish, identified(publish).slice(0, 1))),
    ),
  },
  {
    name: "sends no Subscription Identifier",
    breaks: ["5.0/MQTT-3.3.4-3", "5.0/MQTT-3.3.4-4"],
    alsoFails: [
      { cases: "subscription-identifier/", because: "there is none" },
      { cases: "shared/each-its-own-options", because: "there is none" },
    ],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      sends("PUBLISH", (publish) => withIdentifiers(publish, [])),
    ),
  },
  {
    name: "sends each Subscription Identifier once",
    breaks: ["5.0/U5-090"],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      sends("PUBLISH", (publish) => withIdentifiers(publish, [...new Set(identified(publish))])),
    ),
  },
  {
    name: "gives a Subscription Identifier to the first Topic Filter of a SUBSCRIBE alone",
    breaks: ["5.0/U5-099"],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      remembering(() => {
        const others = new Set<string>();
        return together(
          notes("SUBSCRIBE", (subscribe) => {
            for (const { topicFilter } of subscribe.subscriptions.slice(1)) others.add(topicFilter);
          }),
          sends("PUBLISH", (publish) => (others.has(publish.topicName) ? withIdentifiers(publish, []) : publish)),
        );
      }),
    ),
  },
  {
    name: "keeps the Subscription Identifier of a subscription that is made again",
    breaks: ["5.0/U5-099", "5.0/MQTT-3.8.4-3"],
    apply: touching(
      ["heard a filter again"],
      hears("SUBSCRIBE", (subscribe, { session }) => {
        const held = session?.subscriptions.get(subscribe.subscriptions[0]?.topicFilter ?? "");
        if (held === undefined) return subscribe;
        return withProperties(subscribe, { subscriptionIdentifier: held.options.subscriptionIdentifier });
      }),
    ),
  },
  {
    name: "forgets Subscription Identifiers with the connection",
    breaks: ["5.0/U5-099"],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      remembering(() => {
        const given = new Set<string>();
        return together(
          notes("SUBSCRIBE", (subscribe, { id }) => {
            for (const { topicFilter } of subscribe.subscriptions) given.add(`${id} ${topicFilter}`);
          }),
          sends("PUBLISH", (publish, { id, session }) => {
            const isHere = matching(session, publish.topicName).some(([filter]) => given.has(`${id} ${filter}`));
            return isHere ? publish : withIdentifiers(publish, []);
          }),
        );
      }),
    ),
  },
  {
    name: "sends retained messages without a Subscription Identifier",
    breaks: ["5.0/U5-099"],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      answers("SUBSCRIBE", (all) =>
        all.map((one) => (isPublish(one) ? { ...one, packet: withIdentifiers(one.packet, []) } : one)),
      ),
    ),
  },
  {
    name: "sends on the Subscription Identifiers that a client forged",
    breaks: ["5.0/U5-089", "5.0/MQTT-3.3.4-6"],
    apply: remembering(() => {
      let forged: readonly number[] = [];
      return together(
        reads(({ frame, version, requirement }) => {
          if (requirement !== "5.0/MQTT-3.3.4-6") return "refused";
          const decoded = decode(frame, version, { from: "client", lenient: true });
          return decoded.kind === "packet" ? decoded.packet : "ignored";
        }),
        notes("PUBLISH", (publish) => {
          forged = identified(publish);
        }),
        sends("PUBLISH", (publish) => withIdentifiers(publish, [...identified(publish), ...forged])),
      );
    }),
  },
  {
    name: "sends the Subscription Identifiers of all members of a shared subscription",
    breaks: ["5.0/U5-091"],
    apply: touching(
      ["heard a shared filter"],
      sends("PUBLISH", (publish, { broker, session }) => {
        const isShared = matching(session, publish.topicName).some(([filter]) => filter.startsWith("$share/"));
        const all = [...broker.sessions.values()].flatMap((one) => matching(one, publish.topicName));
        const numbers = all.flatMap(([, { options }]) => options.subscriptionIdentifier ?? []);
        return isShared ? withIdentifiers(publish, numbers) : publish;
      }),
    ),
  },
];

export const subscriptions: readonly Fault[] = [granted, replaced, identifiers].flat();
