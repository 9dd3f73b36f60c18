// Who subscribes to what, and who gets a message. (5.0 §3.3.4, §3.8, §4.8; 3.1.1 §3.3.5, §3.8)

import type { Version } from "../../../spec/index.ts";
import {
  addSubscription,
  findSubscription,
  isSubscribed,
  matchSubscriptions,
  parseSharedFilter,
  removeSubscription,
} from "../../topics/index.ts";
import type { Message } from "../message.ts";
import { deliver } from "./outbound.ts";
import {
  type Broker,
  type HeldSubscription,
  lowerQos,
  type Session,
  type SharedGroup,
  type Subscriber,
  type Turn,
} from "./state.ts";
import type { SubscriptionOptions } from "./subscription.ts";

/** Subscribes a session, in place of what it had for this Topic Filter. (5.0/MQTT-3.8.4-3, 3.1.1/MQTT-3.8.4-3) */
export function subscribe(
  turn: Turn,
  session: Session,
  topicFilter: string,
  version: Version,
  options: SubscriptionOptions,
): void {
  const shared = parseSharedFilter(topicFilter, version);
  const before = session.subscriptions.get(topicFilter);
  // A session of 3.1.1 may have held these very characters as a filter that is not shared.
  if (before !== undefined && (before.group === undefined) !== (shared === undefined))
    unsubscribe(turn, session, topicFilter);
  if (shared === undefined) {
    const held = { kind: "session", session, options, group: undefined } as const;
    plant(turn, topicFilter, session, held);
    session.subscriptions.set(topicFilter, held);
    return;
  }
  const group = groupFor(turn, shared.shareName, shared.topicFilter);
  group.members.set(session, options);
  session.subscriptions.set(topicFilter, { kind: "session", session, options, group });
}

/** Ends a subscription, and answers whether there was one. (5.0/MQTT-3.10.4-1, 3.1.1/MQTT-3.10.4-1) */
export function unsubscribe(turn: Turn, session: Session, topicFilter: string): boolean {
  const held = session.subscriptions.get(topicFilter);
  if (held === undefined) return false;
  session.subscriptions.delete(topicFilter);
  if (held.group === undefined) {
    uproot(turn, topicFilter, session);
    return true;
  }
  held.group.members.delete(session);
  if (held.group.members.size === 0) uproot(turn, held.group.topicFilter, held.group.shareName);
  return true;
}

/** Gives a message to all that subscribe to its topic, and answers whether anybody does. (5.0/MQTT-4.5.0-1, -3.3.2-3; 3.1.1/MQTT-4.5.0-1, -3.3.2-3) */
export function route(turn: Turn, message: Message): boolean {
  const { held, groups, isLocalKept } = subscribersOf(turn.broker.subscriptions, message.topicName);
  deliverAll(turn, message, isLocalKept ? held : held.filter((subscriber) => isFor(subscriber, message)));
  for (const group of groups) deliverShared(turn, group, message);
  return held.length + groups.length > 0;
}

/** Who subscribes to a topic. */
interface Subscribers {
  readonly topicName: string;
  readonly held: readonly HeldSubscription[];
  readonly groups: readonly SharedGroup[];
  /** Whether all of them want what they publish themselves. */
  readonly isLocalKept: boolean;
}

/** Of each tree, what was found last: most messages have the topic of the one before. Not a part of the state, which can do without. */
const FOUND = new WeakMap<Broker["subscriptions"], Subscribers>();

function subscribersOf(subscriptions: Broker["subscriptions"], topicName: string): Subscribers {
  const last = FOUND.get(subscriptions);
  if (last?.topicName === topicName) return last;
  const held: HeldSubscription[] = [];
  const groups: SharedGroup[] = [];
  matchSubscriptions(subscriptions, topicName, (_filter, _subscriber, subscriber: Subscriber) => {
    if (subscriber.kind === "session") held.push(subscriber);
    else groups.push(subscriber.group);
  });
  const found = { topicName, held, groups, isLocalKept: held.every(({ options }) => !options.noLocal) };
  FOUND.set(subscriptions, found);
  return found;
}

// No Local: 5.0/MQTT-3.8.3-3.
function isFor({ options, session }: HeldSubscription, { publisher }: Message): boolean {
  return !options.noLocal || session.clientId !== publisher;
}

function deliverAll(turn: Turn, message: Message, held: readonly HeldSubscription[]): void {
  const [first] = held;
  if (first === undefined) return;
  // Most messages have one subscriber, or each of them one subscription.
  if (held.length === 1) return deliverCopy(turn, first.session, message, [first.options]);
  // Each with its own identifier and at its own QoS. (5.0/MQTT-3.3.4-5)
  const isOneCopy = turn.broker.options.choices.overlappingSubscriptions === "one copy";
  for (const [session, matched] of bySession(held)) {
    if (isOneCopy) deliverCopy(turn, session, message, matched);
    else for (const options of matched) deliverCopy(turn, session, message, [options]);
  }
}

function bySession(held: readonly HeldSubscription[]): ReadonlyMap<Session, readonly SubscriptionOptions[]> {
  const copies = new Map<Session, SubscriptionOptions[]>();
  for (const { session, options } of held) {
    const matched = copies.get(session);
    if (matched === undefined) copies.set(session, [options]);
    else matched.push(options);
  }
  return copies;
}

/**
 * Gives a message to one member of a shared subscription, at the QoS that this one was granted. It goes to no other when that one
 * refuses it. (5.0/MQTT-4.8.2-3, -6)
 */
export function deliverShared(turn: Turn, group: SharedGroup, message: Message): void {
  const member = nextMember(group);
  if (member === undefined) return;
  const [session, options] = member;
  // To the end of the row: each member in its turn.
  group.members.delete(session);
  group.members.set(session, options);
  deliverCopy(turn, session, message, [options], group);
}

// One copy, at the highest QoS of all that match, with all their identifiers. (5.0/MQTT-3.3.4-2, -3, -4; 3.1.1/MQTT-3.3.5-1)
function deliverCopy(
  turn: Turn,
  session: Session,
  message: Message,
  matched: readonly SubscriptionOptions[],
  group?: SharedGroup,
): void {
  let granted: 0 | 1 | 2 = 0;
  let keepsRetain = false;
  const subscriptionIdentifiers: number[] = [];
  for (const options of matched) {
    if (options.qos > granted) granted = options.qos;
    if (options.retainAsPublished) keepsRetain = true;
    if (options.subscriptionIdentifier !== undefined) subscriptionIdentifiers.push(options.subscriptionIdentifier);
  }
  const qos = lowerQos(message.qos, granted);
  // RETAIN: 5.0/MQTT-3.3.1-12, -13, 3.1.1/MQTT-3.3.1-9.
  deliver(turn, session, message, { qos, retain: keepsRetain && message.retain, subscriptionIdentifiers }, group);
}

// The first who is there; if nobody is, the first.
function nextMember(group: SharedGroup): readonly [Session, SubscriptionOptions] | undefined {
  let first: readonly [Session, SubscriptionOptions] | undefined;
  for (const member of group.members) {
    if (member[0].connection !== undefined) return member;
    first ??= member;
  }
  return first;
}

/** The shared subscription of this name and filter: the one that there is, or a new one. */
export function groupFor(turn: Turn, shareName: string, topicFilter: string): SharedGroup {
  const { subscriptions } = turn.broker;
  const found = findSubscription(subscriptions, topicFilter, shareName);
  if (found?.kind === "shared") return found.group;
  const group: SharedGroup = { shareName, topicFilter, members: new Map() };
  plant(turn, topicFilter, shareName, { kind: "shared", group });
  return group;
}

function plant(turn: Turn, topicFilter: string, key: Session | string, subscriber: Subscriber): void {
  const { options, subscriptions } = turn.broker;
  const isFirst = options.announces && !isSubscribed(subscriptions, topicFilter);
  addSubscription(subscriptions, topicFilter, key, subscriber);
  FOUND.delete(subscriptions);
  if (isFirst) turn.effects.push({ type: "interest", topicFilter, isWanted: true });
}

function uproot(turn: Turn, topicFilter: string, key: Session | string): void {
  const { options, subscriptions } = turn.broker;
  removeSubscription(subscriptions, topicFilter, key);
  FOUND.delete(subscriptions);
  if (options.announces && !isSubscribed(subscriptions, topicFilter))
    turn.effects.push({ type: "interest", topicFilter, isWanted: false });
}
