// What there is in the world of two clients and a broker, and what must hold of it.

import type { Packet } from "../../../src/codec/index.ts";
import type { Broker, Client, ClientRecord, handle, handleClient, RecordStore } from "../../../src/models/index.ts";
import type { Invariant } from "../search.ts";

/** How much of it is searched. */
export interface DeliverySizes {
  readonly version: "3.1.1" | "5.0";
  readonly qos: 1 | 2;
  readonly messages: number;
  /** Of publisher and subscriber together. */
  readonly cuts: number;
  /** Of the broker and of the clients together; they keep what they had asked to be stored. */
  readonly crashes?: number;
  readonly receiveMaximum: number;
  /** A broker, or a client, that is wrong on purpose. */
  readonly handle?: typeof handle;
  readonly handleClient?: typeof handleClient;
}

/** What must hold. */
export const DELIVERY_INVARIANTS = {
  exactlyOnce: {
    text: "a QoS 2 message reaches the subscriber's application once",
    cites: ["5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"],
  },
  inOrder: {
    text: "messages reach the subscriber for the first time in the order in which they were published",
    cites: ["5.0/MQTT-4.6.0-5", "3.1.1/MQTT-4.6.0-6"],
  },
  keptUntilDelivered: {
    text: "a message that was acknowledged to its publisher is with the subscriber, or with the broker for it",
    cites: ["5.0/MQTT-4.3.2-4", "5.0/MQTT-4.5.0-1", "3.1.1/MQTT-4.5.0-1"],
  },
  noViolation: { text: "no side finds another breaking a rule", cites: ["5.0/MQTT-4.13.1-1", "3.1.1/MQTT-4.8.0-1"] },
} as const satisfies Readonly<Record<string, Invariant>>;

type DeliveryInvariant = keyof typeof DELIVERY_INVARIANTS;

/** The two clients. */
export type Who = "publisher" | "subscriber";

/** One network connection. */
export interface Link {
  readonly id: number;
  readonly toBroker: Packet[];
  readonly toClient: Packet[];
  /** Whether the client still has it, and whether the broker has. */
  isCurrent: boolean;
  isServed: boolean;
}

/** A client, what it has stored, and its connections. */
export interface Party {
  client: Client;
  readonly store: Map<string, ClientRecord>;
  /** The client's newest connection, and an older one that the broker may still read. */
  links: Link[];
}

/** All of it. */
export interface State {
  broker: Broker;
  readonly store: RecordStore;
  readonly publisher: Party;
  readonly subscriber: Party;
  lastLink: number;
  cuts: number;
  crashes: number;
  published: number;
  completed: number[];
  delivered: number[];
  broken: DeliveryInvariant | undefined;
}

/** The invariant that a state breaks, or that was broken on the way to it. */
export function brokenIn(state: State, qos: 1 | 2): Invariant | undefined {
  if (state.broken !== undefined) return DELIVERY_INVARIANTS[state.broken];
  const held = heldByBroker(state);
  // Two copies on their way are one too many already.
  if (qos === 2 && new Set(held).size < held.length) return DELIVERY_INVARIANTS.exactlyOnce;
  const isMissing = state.completed.some((token) => !state.delivered.includes(token) && !held.includes(token));
  return isMissing ? DELIVERY_INVARIANTS.keptUntilDelivered : undefined;
}

function heldByBroker({ broker }: State): readonly number[] {
  const session = broker.sessions.get("subscriber");
  if (session === undefined) return [];
  const messages = [...session.outbound.values(), ...session.queue.items].map((each) => each?.message);
  return messages.flatMap((message) => (message === undefined ? [] : [message.payload[0] as number]));
}

/** Whether everybody is connected and nothing is under way. */
export function isQuiet({ publisher, subscriber, broker }: State): boolean {
  const isEmpty = ({ client, links }: Party): boolean =>
    client.state === "connected" &&
    client.session.outbound.size === 0 &&
    client.session.inbound.size === 0 &&
    links.every(({ toBroker, toClient, isServed }) => isServed && toBroker.length === 0 && toClient.length === 0);
  const holds = [...broker.sessions.values()].some(({ outbound, inbound }) => outbound.size > 0 || inbound.size > 0);
  return isEmpty(publisher) && isEmpty(subscriber) && !holds;
}

/** Notes that an invariant broke. */
export function breaks(state: State, name: DeliveryInvariant): void {
  state.broken ??= name;
}
