// A tree of topic levels: what the subscription tree and the topic store both grow on. (5.0 §4.7.1.1)
//
// Nothing here calls itself: a topic may have 65,536 levels, and a stack has not. A level is a key of a Map and of nothing
// else, so that `__proto__` and `constructor` are levels as any other.

import { endOfLevel } from "./filter.ts";

/** One level, reached from the root by the levels above it. */
export interface LevelNode<T> {
  /** The level above; undefined at the root, and only there. */
  readonly parent: LevelNode<T> | undefined;
  readonly level: string;
  children: ReadonlyMap<string, LevelNode<T>>;
  /** What stands at exactly this topic. */
  held: T | undefined;
}

// Most levels are the last of their topic. They share this one, as a million empty Maps would weigh more than all else.
const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** The level above all first levels. It holds nothing, as no topic is empty. */
export function createRoot<T>(): LevelNode<T> {
  return { parent: undefined, level: "", children: NONE, held: undefined };
}

/** The node of `topic`, where there is one. */
export function findNode<T>(root: LevelNode<T>, topic: string): LevelNode<T> | undefined {
  let node: LevelNode<T> | undefined = root;
  let start = 0;
  while (node !== undefined && start <= topic.length) {
    const end = endOfLevel(topic, start);
    node = node.children.get(topic.slice(start, end));
    start = end + 1;
  }
  return node;
}

/** The node of `topic`, grown where there was none. */
export function growNode<T>(root: LevelNode<T>, topic: string): LevelNode<T> {
  let node = root;
  let start = 0;
  while (start <= topic.length) {
    const end = endOfLevel(topic, start);
    node = growChild(node, topic.slice(start, end));
    start = end + 1;
  }
  return node;
}

/** Takes away `node`, and each level above it, that holds nothing and leads nowhere. */
export function pruneNode<T>(node: LevelNode<T>): void {
  let leaf = node;
  while (leaf.parent !== undefined && leaf.held === undefined && leaf.children.size === 0) {
    (leaf.parent.children as Map<string, LevelNode<T>>).delete(leaf.level);
    leaf = leaf.parent;
  }
}

function growChild<T>(parent: LevelNode<T>, level: string): LevelNode<T> {
  const grown = parent.children.get(level);
  if (grown !== undefined) return grown;
  const child: LevelNode<T> = { parent, level, children: NONE, held: undefined };
  if (parent.children === NONE) parent.children = new Map();
  (parent.children as Map<string, LevelNode<T>>).set(level, child);
  return child;
}
