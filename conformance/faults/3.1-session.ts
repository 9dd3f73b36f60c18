// Brokers that keep what they should drop between two connections, or drop what they should keep. (§3.1.2.4, §4.1)

import type { Fault } from "./fault.ts";
import type { Seams } from "./open-broker.ts";
import { after, before, clean, connectIn, sessionAt } from "./state.ts";
import {
  answers,
  type Broker,
  type BrokerEffect,
  changed,
  deafTo,
  hears,
  notes,
  remembering,
  type Session,
  sends,
  steps,
  together,
  touching,
  withProperties,
} from "./wrappers.ts";

/** A timer of a name that the honest broker knows and makes nothing of. */
const EXPIRY = "willDelay/expiry of ";

const present = (sessionPresent: boolean) => ({ sessionPresent });

const isClean = (connect: object): boolean =>
  "cleanStart" in connect ? connect.cleanStart === true : "cleanSession" in connect && connect.cleanSession === true;

const accepts = (connack: object): boolean =>
  ("reasonCode" in connack ? connack.reasonCode : "returnCode" in connack ? connack.returnCode : 0) === 0;

/** Cases about how long a session lives. */
const SEEN_BY_SESSION_PRESENT = [
  { cases: "session/", because: "it sees by Session Present whether the session is there" },
  { cases: "disconnect/expiry/", because: "it sees by Session Present whether the session is there" },
] as const;

export const session: readonly Fault[] = [
  {
    name: "says Session Present 0 where it resumes a session",
    breaks: ["3.1.1/MQTT-3.2.2-2", "5.0/MQTT-3.2.2-3"],
    alsoFails: SEEN_BY_SESSION_PRESENT,
    apply: touching(
      ["heard CONNECT to a session"],
      sends("CONNACK", (connack) => changed(connack, present(false))),
    ),
  },
  {
    name: "says Session Present 1 where it begins a session",
    breaks: ["3.1.1/MQTT-3.2.2-3", "5.0/MQTT-3.2.2-3"],
    alsoFails: SEEN_BY_SESSION_PRESENT,
    apply: answers("CONNECT", (all, connect) => (isClean(connect) ? all : all.map(sayingPresent))),
  },
  {
    name: "begins no session for a client that wants to resume one",
    breaks: ["3.1.1/MQTT-3.1.2-4", "5.0/MQTT-3.1.2-6"],
    apply: remembering(() => {
      const without = new Set<number>();
      return together(
        notes("CONNECT", (connect, { broker, id }) => {
          if (!isClean(connect) && !broker.sessions.has(connect.clientId)) without.add(id);
        }),
        deafTo("SUBSCRIBE", (_, { id }) => without.has(id)),
      );
    }),
  },
  {
    name: "says Session Present 1 to a clean start",
    breaks: ["3.1.1/MQTT-3.2.2-1", "5.0/MQTT-3.2.2-2"],
    alsoFails: SEEN_BY_SESSION_PRESENT,
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all, connect, { broker }) =>
        isClean(connect) && broker.sessions.has(`${connect.clientId}`) ? all.map(sayingPresent) : all,
      ),
    ),
  },
  {
    name: "forgets the subscriptions of a session whose connection ends",
    breaks: ["3.1.1/MQTT-3.1.2-4", "5.0/MQTT-3.1.2-5"],
    alsoFails: [{ cases: "retain-handling/1-resumed", because: "the subscription is a new one" }],
    apply: steps(
      (handle) => (broker, input) => {
        const session = connectIn(input) && broker.sessions.get(connectIn(input)?.clientId ?? "");
        const wasOpen = session?.connection !== undefined;
        const all = handle(broker, input);
        const back = session && [...broker.connections.values()].find((one) => one.session === session);
        if (session === undefined || wasOpen || back === undefined || session.subscriptions.size === 0) return all;
        const topicFilters = [...session.subscriptions.keys()] as [string, ...string[]];
        const packet = { type: "UNSUBSCRIBE", packetId: 1, topicFilters, properties: {} } as const;
        handle(broker, { type: "packet", atMs: input.atMs, connection: back.id, packet });
        return all;
      },
      "heard CONNECT to a session",
    ),
  },
  {
    name: "ends a session when its connection is cut",
    breaks: ["3.1.1/MQTT-3.1.2-4", "5.0/MQTT-3.1.2-23", "3.1.1/MQTT-4.1.0-1"],
    apply: before((broker, input) => {
      const session = input.type === "closed" ? sessionAt(broker, input) : undefined;
      if (session !== undefined && session.will === undefined) session.sessionExpiryInterval = 0;
    }, "closed"),
  },
  {
    name: "keeps no messages for who is away",
    breaks: ["3.1.1/MQTT-3.1.2-5", "3.1.1/MQTT-4.5.0-1", "5.0/MQTT-4.5.0-1"],
    alsoFails: [{ cases: "client-id/names-the-session", because: "what each session got while away tells them apart" }],
    apply: after((broker) => {
      for (const session of broker.sessions.values()) {
        if (session.connection !== undefined) continue;
        session.queue.items.length = 0;
        session.queue.head = 0;
      }
    }, "heard CONNECT to a session"),
  },
  {
    name: "resumes a session in spite of a clean start",
    breaks: ["3.1.1/MQTT-3.1.2-6", "5.0/MQTT-3.1.2-4", "3.1.1/MQTT-3.1.4-3", "5.0/MQTT-3.1.4-4"],
    apply: touching(
      ["heard CONNECT to a session"],
      hears("CONNECT", (connect, { broker }) => {
        const session = broker.sessions.get(connect.clientId);
        const isThere = session !== undefined && session.connection === undefined && session.will === undefined;
        return isThere ? changed(connect, clean(false)) : connect;
      }),
    ),
  },
  {
    name: "keeps the session of a clean start when its connection ends",
    breaks: ["3.1.1/MQTT-3.1.2-6", "5.0/MQTT-4.1.0-2"],
    alsoFails: [
      { cases: "shared/", because: "it keeps what waits for its member" },
      { cases: "session/clean/old-one-never-returns", because: "the session of the clean start is there" },
    ],
    apply: after((broker, input) => {
      const session = connectIn(input) && sessionAt(broker, input);
      if (session?.sessionExpiryInterval === 0 && session.will === undefined) session.sessionExpiryInterval = 300;
    }),
  },
  {
    name: "puts a session aside for a clean start, and brings it back later",
    breaks: ["3.1.1/MQTT-3.1.2-6", "5.0/MQTT-3.1.2-4"],
    apply: remembering(() => {
      const aside = new Map<string, NonNullable<ReturnType<typeof sessionAt>>>();
      return before((broker, input) => {
        const connect = connectIn(input);
        const session = connect && broker.sessions.get(connect.clientId);
        if (connect === undefined) return;
        if (session !== undefined && session.connection === undefined && isClean(connect)) {
          aside.set(connect.clientId, session);
          broker.sessions.delete(connect.clientId);
        }
        const old = aside.get(connect.clientId);
        if (old !== undefined && session === undefined && !isClean(connect)) broker.sessions.set(connect.clientId, old);
      }, "heard CONNECT to a session");
    }),
  },
  {
    name: "keeps no session that began with a clean start, whatever its Session Expiry Interval",
    breaks: ["5.0/MQTT-3.1.2-23"],
    apply: hears("CONNECT", (connect) =>
      isClean(connect) && connect.will === undefined
        ? withProperties(connect, { sessionExpiryInterval: undefined })
        : connect,
    ),
  },
  {
    name: "takes the Session Expiry Interval 0xFFFFFFFF for none",
    breaks: ["5.0/U5-022"],
    apply: after((broker, input) => {
      const session = connectIn(input)?.version === "5.0" ? sessionAt(broker, input) : undefined;
      if (session?.sessionExpiryInterval === 0xffff_ffff) session.sessionExpiryInterval = 0;
    }, "heard CONNECT to a session"),
  },
  {
    name: "keeps a session for ever",
    breaks: ["5.0/MQTT-4.1.0-2"],
    alsoFails: [{ cases: "will/delay/session-expires-first", because: "the session does not expire" }],
    apply: steps(
      (handle) => (broker, input) =>
        input.type === "elapsed" && input.timer.startsWith("sessionExpiry/") ? [] : handle(broker, input),
      "elapsed sessionExpiry",
    ),
  },
  {
    name: "counts the Session Expiry Interval from the beginning of a connection",
    breaks: ["5.0/MQTT-4.1.0-1"],
    alsoFails: [
      { cases: "disconnect/expiry/raised", because: "the session ends by its first interval" },
      { cases: "session/expiry/starts-anew", because: "the session ends by its first interval" },
    ],
    apply: steps((handle) => (broker, input) => {
      const session = input.type === "elapsed" ? broker.sessions.get(input.timer.split(EXPIRY)[1] ?? "") : undefined;
      if (session !== undefined) return endedWhileOpen(handle, broker, input.atMs, session);
      const all = handle(broker, input);
      const begun = connectIn(input) && sessionAt(broker, input);
      if (begun === undefined || begun.sessionExpiryInterval === 0 || begun.sessionExpiryInterval > 100) return all;
      const afterMs = begun.sessionExpiryInterval * 1000;
      return [...all, { type: "startTimer", timer: `${EXPIRY}${begun.clientId}`, afterMs }];
    }),
  },
  {
    name: "goes on counting an older Session Expiry Interval after the session is resumed",
    breaks: ["5.0/MQTT-3.1.2-23"],
    apply: remembering(() => {
      const brief = new Set<Session>();
      return before((broker, input) => {
        const resumed = broker.sessions.get(connectIn(input)?.clientId ?? "");
        if (resumed !== undefined && resumed.sessionExpiryInterval < 10) brief.add(resumed);
        const session = input.type === "packet" && input.packet.type === "DISCONNECT" && sessionAt(broker, input);
        if (session && brief.has(session)) session.sessionExpiryInterval = 1;
      }, "heard CONNECT to a session");
    }),
  },
  {
    name: "pays no attention to a Session Expiry Interval in DISCONNECT",
    breaks: ["5.0/MQTT-4.1.0-2", "5.0/MQTT-3.1.2-23"],
    alsoFails: [{ cases: "shared/qos-2-ends-with-its-session", because: "the session does not end" }],
    apply: hears("DISCONNECT", (packet, { session }) =>
      (session?.sessionExpiryInterval ?? 0) > 0 ? withProperties(packet, { sessionExpiryInterval: undefined }) : packet,
    ),
  },
  {
    name: "takes a DISCONNECT without a Session Expiry Interval for one of 0",
    breaks: ["5.0/U5-115"],
    apply: before((broker, input) => {
      if (input.type !== "packet" || input.packet.type !== "DISCONNECT" || !("properties" in input.packet)) return;
      const session = sessionAt(broker, input);
      if (session !== undefined && "reasonString" in input.packet.properties) session.sessionExpiryInterval = 0;
    }, "heard DISCONNECT"),
  },
  {
    name: "forgets retained messages with the session of their publisher",
    breaks: ["3.1.1/MQTT-3.1.2-7", "3.1.1/MQTT-3.3.1-5", "5.0/U5-122"],
    apply: touching(
      ["heard RETAIN"],
      remembering(() => {
        const published = new Map<string, string>();
        return together(
          before((broker, input) => {
            if (input.type !== "packet" || input.packet.type !== "PUBLISH" || !input.packet.retain) return;
            published.set(input.packet.topicName, sessionAt(broker, input)?.clientId ?? "");
          }, "never"),
          answers("SUBSCRIBE", (all, _, { broker }) =>
            all.filter((effect) => {
              if (effect.type !== "send" || effect.packet.type !== "PUBLISH") return true;
              const publisher = published.get(effect.packet.topicName);
              return publisher === undefined || broker.sessions.has(publisher);
            }),
          ),
        );
      }),
    ),
  },
];

// The honest broker ends no session that has a connection: so for one moment it has none, and waits for its end.
function endedWhileOpen(
  handle: Seams["handle"],
  broker: Broker,
  atMs: number,
  session: Session,
): readonly BrokerEffect[] {
  const { connection } = session;
  session.connection = undefined;
  session.lifetime = "lingering";
  const effects = handle(broker, { type: "elapsed", atMs, timer: `sessionExpiry/${session.clientId}` });
  session.connection = connection;
  return effects;
}

function sayingPresent<E extends object>(effect: E): E {
  if (!("packet" in effect)) return effect;
  const packet = effect.packet as { readonly type: string };
  return packet.type === "CONNACK" && accepts(packet)
    ? { ...effect, packet: { ...packet, sessionPresent: true } }
    : effect;
}
