// What is stored by Topic Name, and which of it a Topic Filter matches: retained messages above all. (5.0 §4.7, §3.3.1.3)

import { endOfLevel, isHidden } from "./filter.ts";
import { childOf, childrenOf, createRoot, findNode, growNode, type LevelNode, pruneNode } from "./levels.ts";

/** One value for each Topic Name. Changed in place. */
export interface TopicStore<V> {
  readonly root: LevelNode<StoredTopic<V>>;
  /** How many Topic Names have a value. */
  size: number;
}

interface StoredTopic<V> {
  readonly topicName: string;
  readonly value: V;
}

/** Told of each value that matches; must leave the store as it is. */
export type TopicVisitor<V> = (topicName: string, value: V) => void;

/** A store with nothing in it. */
export function createTopicStore<V>(): TopicStore<V> {
  return { root: createRoot(), size: 0 };
}

/** Stores a value under a valid Topic Name, in place of the one that stood there. */
export function setTopic<V>(store: TopicStore<V>, topicName: string, value: V): void {
  const node = growNode(store.root, topicName);
  if (node.held === undefined) store.size++;
  node.held = { topicName, value };
}

/** Takes the value of a Topic Name away, and answers whether there was one. */
export function deleteTopic<V>(store: TopicStore<V>, topicName: string): boolean {
  const node = findNode(store.root, topicName);
  if (node?.held === undefined) return false;
  store.size--;
  node.held = undefined;
  pruneNode(node);
  return true;
}

/** The value of exactly this Topic Name. */
export function getTopic<V>(store: TopicStore<V>, topicName: string): V | undefined {
  return findNode(store.root, topicName)?.held?.value;
}

/** Visits each value whose Topic Name a valid Topic Filter matches: each once, and always in the same order. */
export function matchTopics<V>(store: TopicStore<V>, topicFilter: string, visit: TopicVisitor<V>): void {
  let nodes = [store.root];
  let start = 0;
  while (nodes.length > 0 && start <= topicFilter.length) {
    const end = endOfLevel(topicFilter, start);
    const level = topicFilter.slice(start, end);
    if (level === "#") return visitAll(nodes, visit);
    nodes = level === "+" ? nodes.flatMap(shown) : nodes.flatMap((node) => childOf(node, level) ?? []);
    start = end + 1;
  }
  for (const node of nodes) visitHeld(node, visit);
}

// The nodes themselves are visited too, as `a/#` matches `a`.
function visitAll<V>(nodes: LevelNode<StoredTopic<V>>[], visit: TopicVisitor<V>): void {
  const open = nodes;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    visitHeld(node, visit);
    for (const child of shown(node)) open.push(child);
  }
}

// A wildcard at the start of a filter sees no first level that begins with `$` (5.0/MQTT-4.7.2-1, 3.1.1/MQTT-4.7.2-1).
function shown<V>(node: LevelNode<StoredTopic<V>>): LevelNode<StoredTopic<V>>[] {
  const children = childrenOf(node);
  return node.parent === undefined ? children.filter((child) => !isHidden(child.level)) : children;
}

function visitHeld<V>(node: LevelNode<StoredTopic<V>>, visit: TopicVisitor<V>): void {
  if (node.held !== undefined) visit(node.held.topicName, node.held.value);
}
