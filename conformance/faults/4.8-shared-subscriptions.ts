// Brokers that give a message of a shared subscription to too many, to the wrong one, or to nobody. (5.0 §4.8.2)

import type { Packet, PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { alsoDelivers, copyFor, isPublish, matches, plain } from "./state.ts";
import {
  answers,
  type BrokerEffect,
  changed,
  hears,
  notes,
  notesSent,
  remembering,
  type Session,
  sends,
  steps,
  together,
  touching,
} from "./wrappers.ts";

const isShared = (filter: string): boolean => filter.startsWith("$share/");

/** The shared filters of a session that a topic matches. */
function sharedBy(session: Session | undefined, topicName: string): readonly string[] {
  return [...(session?.subscriptions.keys() ?? [])].filter((one) => isShared(one) && matches(plain(one), topicName));
}

/** A broker that changes what it sends for shared subscriptions. */
function sharing(
  change: (
    effect: BrokerEffect & { readonly packet: PacketOf<"PUBLISH"> },
    session: Session,
  ) => readonly BrokerEffect[],
): Wrapper {
  return steps(
    (handle) => (broker, input) =>
      handle(broker, input).flatMap((one) => {
        const session = isPublish(one) ? broker.connections.get(one.connection)?.session : undefined;
        if (session === undefined || !isPublish(one) || sharedBy(session, one.packet.topicName).length === 0)
          return [one];
        return change(one, session);
      }),
    "sent PUBLISH",
  );
}

export const sharedSubscriptions: readonly Fault[] = [
  {
    name: "sends a message of a shared subscription to all members",
    breaks: ["5.0/U5-133"],
    alsoFails: [
      { cases: "shared/", because: "every member gets the message" },
      { requirement: "5.0/U5-111", because: "every member gets the message" },
    ],
    apply: touching(
      ["heard a shared filter"],
      alsoDelivers((filter, name) => isShared(filter) && matches(plain(filter), name)),
    ),
  },
  {
    name: "sends a message of a shared subscription twice",
    breaks: ["5.0/U5-133"],
    alsoFails: [{ cases: "shared/", because: "the member gets the message twice" }],
    apply: touching(
      ["heard a shared filter"],
      sharing((effect) => [effect, copyOf(effect)]),
    ),
  },
  {
    name: "adds a member a second time that subscribes again",
    breaks: ["5.0/U5-135"],
    apply: touching(
      ["heard a shared filter"],
      remembering(() => {
        const twice = new Set<string>();
        return together(
          notes("SUBSCRIBE", (subscribe, { session }) => {
            const isAgain = subscribe.subscriptions.some(
              ({ topicFilter }) => isShared(topicFilter) && session?.subscriptions.has(topicFilter),
            );
            if (isAgain && session !== undefined) twice.add(session.clientId);
          }),
          sharing((effect, { clientId }) => (twice.has(clientId) ? [effect, copyOf(effect)] : [effect])),
        );
      }),
    ),
  },
  {
    name: "takes equal ShareNames for one shared subscription",
    breaks: ["5.0/U5-133"],
    apply: touching(
      ["heard a shared filter"],
      onceFor((filter) => filter.split("/")[1] ?? ""),
    ),
  },
  {
    name: "takes equal Topic Filters for one shared subscription",
    breaks: ["5.0/U5-133"],
    apply: touching(["heard a shared filter"], onceFor(plain)),
  },
  {
    name: "counts a client with a subscription of its own among the members",
    breaks: ["5.0/U5-136"],
    apply: touching(
      ["heard a shared filter"],
      answers("PUBLISH", (all, { topicName }, { broker }) => {
        const isMember = (one: BrokerEffect): boolean =>
          isPublish(one) && sharedBy(broker.connections.get(one.connection)?.session, topicName).length > 0;
        return all.some(isMember) ? all.filter((one) => !isPublish(one) || isMember(one)) : all;
      }),
    ),
  },
  {
    name: "sends one copy to a client with a shared and a plain subscription",
    breaks: ["5.0/U5-136"],
    apply: touching(
      ["heard a shared filter"],
      answers("PUBLISH", (all) => {
        const reached = new Set<number>();
        return all.filter((one) => {
          if (!isPublish(one)) return true;
          const isFirst = !reached.has(one.connection);
          reached.add(one.connection);
          return isFirst;
        });
      }),
    ),
  },
  {
    name: "goes on choosing a member that has left",
    breaks: ["5.0/U5-111"],
    apply: touching(
      ["heard a shared filter"],
      remembering(() => {
        const gone = new Set<string>();
        let turn = 0;
        return together(
          notes("UNSUBSCRIBE", (packet, { session }) => {
            if (packet.topicFilters.some(isShared)) gone.add(session?.clientId ?? "");
          }),
          answers("PUBLISH", (all, publish, { broker }) => {
            turn += 1;
            const member = [...broker.connections.values()].find(({ session }) => gone.has(session.clientId));
            if (member === undefined || turn % 2 === 0 || publish.topicName.includes("-sentinel/")) return all;
            return [
              ...all.filter((one) => !isPublish(one)),
              { type: "send", connection: member.id, packet: copyFor(member.version, publish) },
            ];
          }),
        );
      }),
    ),
    alsoFails: [{ cases: "shared/unsubscribed-shared-filter", because: "it has left the shared subscription" }],
  },
  {
    name: "goes on choosing a member whose session has ended",
    breaks: ["5.0/U5-133"],
    apply: touching(
      ["heard a shared filter"],
      remembering(() => {
        let ended = 0;
        let turn = 0;
        return together(
          notes("DISCONNECT", (_packet, { session }) => {
            if (session?.sessionExpiryInterval === 0 && [...session.subscriptions.keys()].some(isShared)) ended += 1;
          }),
          sharing((effect) => {
            turn += 1;
            return ended > 0 && turn % 2 === 0 ? [] : [effect];
          }),
        );
      }),
    ),
  },
  {
    name: "takes a separator behind the ShareName for a part of it",
    breaks: ["5.0/U5-133"],
    apply: touching(
      ["heard a shared filter"],
      hears("SUBSCRIBE", (subscribe) => {
        const subscriptions = subscribe.subscriptions.map((one) => ({
          ...one,
          topicFilter: one.topicFilter.replace(/^(\$share\/[^/]+\/)\/+/, "$1"),
        }));
        return changed(subscribe, { subscriptions });
      }),
    ),
  },
  {
    name: "sends retained messages to who joins a shared subscription",
    breaks: ["5.0/U5-105"],
    apply: touching(
      ["heard a shared filter"],
      remembering(() => {
        const kept = new Map<string, Uint8Array>();
        return together(
          notes("PUBLISH", (publish) => {
            if (publish.retain) kept.set(publish.topicName, publish.payload);
          }),
          answers("SUBSCRIBE", (all, { subscriptions }, { id, version }) => [
            ...all,
            ...[...kept].flatMap(([topicName, payload]) =>
              subscriptions.some(({ topicFilter }) => isShared(topicFilter) && matches(plain(topicFilter), topicName))
                ? [
                    {
                      type: "send",
                      connection: id,
                      packet: copyFor(version, { topicName, payload }, { retain: true }),
                    } as const,
                  ]
                : [],
            ),
          ]),
        );
      }),
    ),
  },
  ...(["PUBACK", "PUBREC"] as const).map(
    (type): Fault => ({
      name: `sends a message that a member refused by ${type} to another`,
      breaks: ["5.0/MQTT-4.8.2-6"],
      apply: passingOn((packet) => packet.type === type && "reasonCode" in packet && packet.reasonCode >= 0x80),
    }),
  ),
  {
    name: "sends a QoS 2 message to another when its member goes",
    breaks: ["5.0/MQTT-4.8.2-4"],
    apply: touching(
      ["heard a shared filter"],
      passingOn((packet) => packet.type === "DISCONNECT" && !endsSession(packet)),
    ),
  },
  {
    name: "sends a QoS 2 message to another when the session of its member ends",
    breaks: ["5.0/MQTT-4.8.2-5"],
    apply: touching(
      ["heard a shared filter"],
      passingOn((packet) => packet.type === "DISCONNECT" && endsSession(packet)),
    ),
  },
  {
    name: "does not finish a QoS 2 message of a shared subscription when its member comes back",
    breaks: ["5.0/MQTT-4.8.2-4"],
    apply: touching(
      ["heard a shared filter"],
      sends("PUBLISH", (publish, { session }) =>
        publish.dup && sharedBy(session, publish.topicName).length > 0 ? undefined : publish,
      ),
    ),
  },
];

/** A copy at QoS 0 for the same client. */
function copyOf(effect: BrokerEffect & { readonly packet: PacketOf<"PUBLISH"> }): BrokerEffect {
  return { ...effect, packet: copyFor("5.0", effect.packet) } as BrokerEffect;
}

/** A broker that sends a message once for all shared filters with the same key. */
function onceFor(keyOf: (filter: string) => string): Wrapper {
  return answers("PUBLISH", (all, _, { broker }) => {
    const served = new Map<string, number>();
    return all.filter((one) => {
      if (!isPublish(one)) return true;
      const { connection } = one;
      const keys = sharedBy(broker.connections.get(connection)?.session, one.packet.topicName).map(keyOf);
      for (const key of keys) if (!served.has(key)) served.set(key, connection);
      return keys.every((key) => served.get(key) === connection);
    });
  });
}

function endsSession(packet: Packet): boolean {
  return packet.type === "DISCONNECT" && "properties" in packet && packet.properties.sessionExpiryInterval === 0;
}

/** A broker that gives what a member has got last to another one, when the member says something. */
function passingOn(when: (packet: Packet) => boolean): Wrapper {
  return remembering(() => {
    const last = new Map<string, PacketOf<"PUBLISH">>();
    return together(
      notesSent("PUBLISH", (publish, { session }) => {
        if (publish.qos > 0 && sharedBy(session, publish.topicName).length > 0)
          last.set(session?.clientId ?? "", publish);
      }),
      steps(
        (handle) => (broker, input) => {
          const session =
            input.type === "packet" && when(input.packet)
              ? broker.connections.get(input.connection)?.session
              : undefined;
          const isAcknowledged =
            input.type === "packet" && (input.packet.type === "PUBACK" || input.packet.type === "PUBREC");
          const sender =
            isAcknowledged && !session ? broker.connections.get(input.connection)?.session.clientId : undefined;
          if (sender !== undefined) last.delete(sender);
          const message = session && last.get(session.clientId);
          const all = handle(broker, input);
          if (message === undefined) return all;
          last.delete(session?.clientId ?? "");
          const others = [...broker.connections.values()].filter(
            (one) => one.session !== session && sharedBy(one.session, message.topicName).length > 0,
          );
          return [
            ...all,
            ...others.map(
              ({ id, version }) => ({ type: "send", connection: id, packet: copyFor(version, message) }) as const,
            ),
          ];
        },
        "sent PUBLISH",
      ),
    );
  });
}
