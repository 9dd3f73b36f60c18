// Brokers that forget what is under way when a connection ends, or send it again when they should not. (§4.4, §4.6)

import type { PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { before, connectIn, isPublish } from "./state.ts";
import {
  answers,
  type BrokerEffect,
  changed,
  notesSent,
  remembering,
  type Session,
  sends,
  steps,
  together,
  touching,
} from "./wrappers.ts";

type Publish = PacketOf<"PUBLISH">;

const isAgain = (effect: BrokerEffect): boolean => isPublish(effect) && effect.packet.dup;
const sessionOf = (broker: { readonly sessions: ReadonlyMap<string, Session> }, clientId = ""): Session | undefined =>
  broker.sessions.get(clientId);

const forgotten: readonly Fault[] = [
  {
    name: "forgets what a client did not acknowledge when its connection ends",
    breaks: ["3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1", "5.0/MQTT-4.3.2-3", "5.0/MQTT-4.3.3-3"],
    alsoFails: [
      { cases: "unsubscribe/started-qos-1", because: "the message is forgotten" },
      { cases: "message-expiry/not-once-sent", because: "the message is forgotten" },
      { cases: "shared/qos-2-stays-with-its-member", because: "the message is forgotten" },
      { cases: "receive-maximum/resumed-smaller/", because: "the messages are forgotten" },
      { cases: "resume/order-with-queued/", because: "the first of its messages are forgotten" },
    ],
    apply: before((broker, input) => {
      const session = sessionOf(broker, connectIn(input)?.clientId);
      for (const { packetId, message } of [...(session?.outbound.values() ?? [])])
        if (message) session?.outbound.delete(packetId);
    }, "heard CONNECT to a session"),
  },
  {
    name: "forgets a PUBREL that was not answered when the connection ends",
    breaks: ["3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1", "5.0/MQTT-4.3.3-5"],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all) => all.filter((one) => one.type !== "send" || one.packet.type !== "PUBREL")),
    ),
  },
  {
    name: "forgets what a client did not acknowledge when its connection is cut",
    alsoFails: [{ cases: "shared/", because: "nothing is left to go to another" }],
    breaks: ["3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1"],
    apply: before((broker, input) => {
      if (input.type === "closed") broker.connections.get(input.connection)?.session.outbound.clear();
    }, "closed"),
  },
  {
    name: "gives a message that it sends again a new Packet Identifier",
    breaks: ["3.1.1/MQTT-4.4.0-1", "5.0/MQTT-4.4.0-1"],
    alsoFails: [
      { cases: "unsubscribe/started-qos-1", because: "the identifier is another one" },
      { cases: "message-expiry/not-once-sent", because: "the identifier is another one" },
      { cases: "shared/qos-2-stays-with-its-member", because: "the identifier is another one" },
      { cases: "receive-maximum/resumed-smaller/", because: "the identifier that is acknowledged is another one" },
    ],
    apply: touching(
      ["heard CONNECT to a session"],
      sends("PUBLISH", (publish) =>
        publish.dup && publish.qos > 0 ? changed<Publish>(publish, { packetId: publish.packetId + 9_000 }) : publish,
      ),
    ),
  },
  {
    name: "sends a message again with DUP 0",
    breaks: ["3.1.1/MQTT-3.3.1-1", "5.0/MQTT-3.3.1-1"],
    alsoFails: [{ cases: "retain-handling/1-resumed", because: "it tells the message by its DUP" }],
    apply: touching(
      ["heard CONNECT to a session"],
      sends("PUBLISH", (publish) => (publish.qos > 0 ? changed<Publish>(publish, { dup: false }) : publish)),
    ),
  },
  {
    name: "sets DUP in messages that waited for the client",
    breaks: ["3.1.1/MQTT-3.3.1-3", "5.0/MQTT-3.3.1-3"],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all) =>
        all.map((one) =>
          isPublish(one) && one.packet.qos > 0 ? { ...one, packet: changed<Publish>(one.packet, { dup: true }) } : one,
        ),
      ),
    ),
  },
  {
    name: "drops a message that has expired after it was sent once",
    breaks: ["5.0/MQTT-4.3.3-7"],
    apply: touching(
      ["heard CONNECT to a session"],
      sends("PUBLISH", (publish) =>
        publish.dup && "properties" in publish && publish.properties.messageExpiryInterval === 0 ? undefined : publish,
      ),
    ),
  },
];

const order: readonly Fault[] = [
  {
    name: "sends again in the opposite order",
    breaks: ["3.1.1/MQTT-4.6.0-1", "5.0/MQTT-4.6.0-5"],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all) => {
        const again = all.filter(isAgain).reverse();
        return all.map((one) => (isAgain(one) ? (again.shift() ?? one) : one));
      }),
    ),
    alsoFails: [{ cases: "resume/order-with-queued/", because: "what was sent before comes in the opposite order" }],
  },
  {
    name: "sends what waited before what it sends again",
    breaks: ["3.1.1/MQTT-4.6.0-6", "5.0/MQTT-4.6.0-5"],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all) => [...all.filter((one) => !isAgain(one)), ...all.filter(isAgain)]),
    ),
  },
];

/** What a broker remembers of all that it has sent to a client, for faults that send it again. */
type Sent = Map<string, Acknowledged[]>;
type Acknowledged = Publish & { readonly packetId: number };

const toomuch: readonly Fault[] = [
  {
    name: "sends a message again that was acknowledged",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.4.0-1"],
    alsoFails: [
      { cases: "sender/", because: "the message comes again" },
      { cases: "puback/form/", because: "the message comes again" },
      { cases: "unsubscribe/", because: "the message comes again" },
      { cases: "message-expiry/", because: "the message comes again" },
      { cases: "retain-handling/1-resumed", because: "the message comes again" },
    ],
    apply: touching(
      ["heard CONNECT to a session"],
      remembering(() => {
        const sent: Sent = new Map();
        return together(
          notesSent("PUBLISH", (publish, { session }) => {
            const { clientId = "" } = session ?? {};
            if (publish.qos === 0 || publish.dup) return;
            sent.set(clientId, [...(sent.get(clientId) ?? []), publish as Acknowledged]);
          }),
          answers("CONNECT", (all, { clientId }, { id, broker }) => {
            const isResumed = all.some(
              (one) => one.type === "send" && one.packet.type === "CONNACK" && one.packet.sessionPresent,
            );
            const session = broker.sessions.get(clientId);
            const over = (sent.get(clientId) ?? []).filter((one) => !session?.outbound.has(one.packetId));
            if (!isResumed) return all;
            return [
              ...all,
              ...over.map(
                (one) => ({ type: "send", connection: id, packet: changed<Publish>(one, { dup: true }) }) as const,
              ),
            ];
          }),
        );
      }),
    ),
  },
  {
    name: "sends the PUBLISH again where PUBREL is due",
    breaks: ["3.1.1/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-6"],
    alsoFails: [{ cases: "resume/", because: "it waits for PUBREL" }],
    apply: touching(
      ["heard CONNECT to a session"],
      remembering(() => {
        const sent = new Map<string, Publish>();
        return together(
          notesSent("PUBLISH", (publish, { session }) => {
            if (publish.qos === 2)
              sent.set(`${session?.clientId} ${publish.packetId}`, changed<Publish>(publish, { dup: true }));
          }),
          answers("CONNECT", (all, { clientId }) =>
            all.map((one) => {
              const publish =
                one.type === "send" && one.packet.type === "PUBREL"
                  ? sent.get(`${clientId} ${one.packet.packetId}`)
                  : undefined;
              return publish === undefined || one.type !== "send" ? one : { ...one, packet: publish };
            }),
          ),
        );
      }),
    ),
  },
  {
    name: "sends a PUBREL again that was answered",
    breaks: ["5.0/MQTT-4.4.0-1"],
    apply: touching(
      ["heard CONNECT to a session"],
      remembering(() => {
        const released = new Map<string, PacketOf<"PUBREL">>();
        return together(
          notesSent("PUBREL", (pubrel, { session }) => {
            released.set(session?.clientId ?? "", pubrel);
          }),
          answers("CONNECT", (all, { clientId }, { id }) => {
            const pubrel = released.get(clientId);
            const isDue = all.some((one) => one.type === "send" && one.packet.type === "PUBREL");
            return pubrel === undefined || isDue ? all : [...all, { type: "send", connection: id, packet: pubrel }];
          }),
        );
      }),
    ),
  },
  ...(["PUBLISH", "PUBREL"] as const).map(
    (type): Fault => ({
      name: `sends ${type} again within a connection when it is not answered for a second`,
      breaks: ["5.0/MQTT-4.4.0-1"],
      alsoFails: [
        { cases: "message-expiry/", because: "it leaves messages unanswered for longer" },
        { cases: "session/expiry/", because: "it leaves messages unanswered for longer" },
      ],
      apply: remembering(() => {
        const due = new Map<string, BrokerEffect>();
        return steps(
          (handle) => (broker, input) => {
            if (input.type === "elapsed" && due.has(input.timer)) return againAfter(due, input.timer, broker);
            const all = handle(broker, input);
            return all.flatMap((one) => {
              if (one.type !== "send" || one.packet.type !== type || ("qos" in one.packet && one.packet.qos === 0))
                return [one];
              const timer = `willDelay/again ${due.size}` as const;
              due.set(timer, one);
              return [one, { type: "startTimer", timer, afterMs: 1000 } as const];
            });
          },
          "sent PUBLISH",
          "sent PUBREL",
        );
      }),
    }),
  ),
];

export const messageDeliveryRetry: readonly Fault[] = [forgotten, order, toomuch].flat();

/** The packet of this timer again, if its exchange is not over. */
function againAfter(
  due: ReadonlyMap<string, BrokerEffect>,
  timer: string,
  broker: { readonly connections: ReadonlyMap<number, { readonly session: Session }> },
): readonly BrokerEffect[] {
  const effect = due.get(timer);
  if (effect?.type !== "send" || !("packetId" in effect.packet)) return [];
  const flow = broker.connections.get(effect.connection)?.session.outbound.get(effect.packet.packetId ?? 0);
  const isOpen = flow !== undefined && (flow.message !== undefined) === (effect.packet.type === "PUBLISH");
  const packet = effect.packet.type === "PUBLISH" ? changed<Publish>(effect.packet, { dup: true }) : effect.packet;
  return isOpen ? [{ ...effect, packet }] : [];
}
