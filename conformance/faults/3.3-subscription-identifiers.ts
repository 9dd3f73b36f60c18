// Brokers that lose, keep or invent Subscription Identifiers. (5.0 §3.3.4, §3.8.2.1.2)

import { decode, type PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { copyFor, isPublish, matching } from "./state.ts";
import { answers, hears, notes, reads, remembering, sends, together, touching, withProperties } from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const identified = (publish: Publish): readonly number[] =>
  ("properties" in publish ? publish.properties.subscriptionIdentifiers : undefined) ?? [];

const withIdentifiers = (publish: Publish, subscriptionIdentifiers: readonly number[]): Publish =>
  withProperties(publish, {
    subscriptionIdentifiers: subscriptionIdentifiers.length > 0 ? subscriptionIdentifiers : undefined,
  });

export const subscriptionIdentifiers: readonly Fault[] = [
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
    name: "sends a copy for each subscription, and the same Subscription Identifier in all",
    breaks: ["5.0/MQTT-3.3.4-5"],
    apply: touching(
      ["heard SUBSCRIBE with subscriptionIdentifier"],
      sends("PUBLISH", (publish, { session }) => {
        const [first = 0] = identified(publish);
        const others = matching(session, publish.topicName).slice(1);
        const properties = { subscriptionIdentifiers: [first] };
        const copies = others.map(() => copyFor("5.0", publish, { properties }));
        return first === 0 ? publish : [withIdentifiers(publish, [first]), ...copies];
      }),
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
    breaks: ["5.0/U5-107", "5.0/U5-099", "5.0/MQTT-3.8.4-3"],
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
