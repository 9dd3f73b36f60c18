// Which subscriptions a Topic Name matches: a tree of Topic Filters, walked once for each message. (5.0 §4.7)
//
// The cost of a match grows with the levels of the Topic Name, and with the filters that lead along it; filters that part
// from it at an earlier level cost nothing. The tree is changed in place, as a broker's store may be.

import { endOfLevel, isHidden } from "./filter.ts";
import { childOf, createRoot, findNode, growNode, type LevelNode, pruneNode } from "./levels.ts";

/** Subscriptions by Topic Filter and subscriber. A shared one stands here by its inner filter, its ShareName in its key. */
export interface SubscriptionTree<K, V> {
  readonly root: LevelNode<FilterNode<K, V>>;
  /** How many subscriptions it holds. */
  size: number;
}

interface FilterNode<K, V> {
  readonly topicFilter: string;
  /** Most filters have one subscriber, and stand here without a Map. */
  subscriber: K;
  subscription: V;
  /** All of them, where there are several. */
  all: Map<K, V> | undefined;
}

/** Told of each subscription that matches; must leave the tree as it is. */
export type SubscriptionVisitor<K, V> = (topicFilter: string, subscriber: K, subscription: V) => void;

/** A tree with no subscription. */
export function createSubscriptionTree<K, V>(): SubscriptionTree<K, V> {
  return { root: createRoot(), size: 0 };
}

/** Adds a subscription to a valid Topic Filter, in place of the one that this subscriber had to it. */
export function addSubscription<K, V>(
  tree: SubscriptionTree<K, V>,
  topicFilter: string,
  subscriber: K,
  subscription: V,
): void {
  const node = growNode(tree.root, topicFilter);
  const { held } = node;
  if (held === undefined) {
    node.held = { topicFilter, subscriber, subscription, all: undefined };
    tree.size++;
  } else if (held.all === undefined && held.subscriber === subscriber) {
    held.subscription = subscription;
  } else {
    held.all ??= new Map([[held.subscriber, held.subscription]]);
    if (!held.all.has(subscriber)) tree.size++;
    held.all.set(subscriber, subscription);
  }
}

/** Takes a subscription away, and answers whether there was one. */
export function removeSubscription<K, V>(tree: SubscriptionTree<K, V>, topicFilter: string, subscriber: K): boolean {
  const node = findNode(tree.root, topicFilter);
  if (node?.held === undefined) return false;
  const { all } = node.held;
  if (all === undefined ? node.held.subscriber !== subscriber : !all.delete(subscriber)) return false;
  tree.size--;
  if (all === undefined) node.held = undefined;
  else if (all.size === 1) node.held = onlyOne(topicFilter, all);
  pruneNode(node);
  return true;
}

function onlyOne<K, V>(topicFilter: string, all: ReadonlyMap<K, V>): FilterNode<K, V> | undefined {
  for (const [subscriber, subscription] of all) return { topicFilter, subscriber, subscription, all: undefined };
  return undefined;
}

/** The subscription of this subscriber to exactly this Topic Filter. */
export function findSubscription<K, V>(
  tree: SubscriptionTree<K, V>,
  topicFilter: string,
  subscriber: K,
): V | undefined {
  const held = findNode(tree.root, topicFilter)?.held;
  if (held?.all !== undefined) return held.all.get(subscriber);
  return held?.subscriber === subscriber ? held.subscription : undefined;
}

/** Whether anybody subscribes to exactly this Topic Filter. */
export function isSubscribed<K, V>(tree: SubscriptionTree<K, V>, topicFilter: string): boolean {
  return findNode(tree.root, topicFilter)?.held !== undefined;
}

/** Visits each subscription whose Topic Filter matches a valid Topic Name: each once, and always in the same order. */
export function matchSubscriptions<K, V>(
  tree: SubscriptionTree<K, V>,
  topicName: string,
  visit: SubscriptionVisitor<K, V>,
): void {
  let nodes = [tree.root];
  let start = 0;
  // All filters that agree with the name so far go down one level together.
  while (nodes.length > 0 && start <= topicName.length) {
    const end = endOfLevel(topicName, start);
    nodes = descend(nodes, topicName.slice(start, end), start === 0 && isHidden(topicName), visit);
    start = end + 1;
  }
  for (const node of nodes) {
    visitHeld(node, visit);
    // `a/#` matches `a` too.
    visitHeld(childOf(node, "#"), visit);
  }
}

function descend<K, V>(
  nodes: readonly LevelNode<FilterNode<K, V>>[],
  level: string,
  isHiddenLevel: boolean,
  visit: SubscriptionVisitor<K, V>,
): LevelNode<FilterNode<K, V>>[] {
  const below: LevelNode<FilterNode<K, V>>[] = [];
  for (const node of nodes) {
    const exact = childOf(node, level);
    if (exact !== undefined) below.push(exact);
    if (isHiddenLevel) continue;
    const single = childOf(node, "+");
    if (single !== undefined) below.push(single);
    visitHeld(childOf(node, "#"), visit);
  }
  return below;
}

function visitHeld<K, V>(node: LevelNode<FilterNode<K, V>> | undefined, visit: SubscriptionVisitor<K, V>): void {
  if (node?.held === undefined) return;
  const { topicFilter, all } = node.held;
  if (all === undefined) visit(topicFilter, node.held.subscriber, node.held.subscription);
  else for (const [subscriber, subscription] of all) visit(topicFilter, subscriber, subscription);
}
