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
  /** The levels below, where there are several. Most levels lead to one alone: a million Maps of one entry weigh more than all else. */
  children: Map<string, LevelNode<T>> | undefined;
  /** The one level below, where there is no other. */
  child: LevelNode<T> | undefined;
  /** What stands at exactly this topic. */
  held: T | undefined;
}

/** The level above all first levels. It holds nothing, as no topic is empty. */
export function createRoot<T>(): LevelNode<T> {
  return { parent: undefined, level: "", children: undefined, child: undefined, held: undefined };
}

/** The level of this name below `node`. */
export function childOf<T>(node: LevelNode<T>, level: string): LevelNode<T> | undefined {
  if (node.children !== undefined) return node.children.get(level);
  return node.child?.level === level ? node.child : undefined;
}

/** All levels below `node`, in the order in which they came. */
export function childrenOf<T>({ children, child }: LevelNode<T>): LevelNode<T>[] {
  if (children !== undefined) return [...children.values()];
  return child === undefined ? [] : [child];
}

/** The node of `topic`, where there is one. */
export function findNode<T>(root: LevelNode<T>, topic: string): LevelNode<T> | undefined {
  let node: LevelNode<T> | undefined = root;
  let start = 0;
  while (node !== undefined && start <= topic.length) {
    const end = endOfLevel(topic, start);
    node = childOf(node, topic.slice(start, end));
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
  while (leaf.parent !== undefined && leaf.held === undefined && leaf.child === undefined && !leaf.children) {
    const { parent } = leaf;
    cutChild(parent, leaf.level);
    leaf = parent;
  }
}

function cutChild<T>(parent: LevelNode<T>, level: string): void {
  const { children } = parent;
  parent.child = undefined;
  if (children === undefined) return;
  children.delete(level);
  if (children.size > 1) return;
  [parent.child] = children.values();
  parent.children = undefined;
}

function growChild<T>(parent: LevelNode<T>, level: string): LevelNode<T> {
  const grown = childOf(parent, level);
  if (grown !== undefined) return grown;
  const child: LevelNode<T> = { parent, level, children: undefined, child: undefined, held: undefined };
  if (parent.children !== undefined) parent.children.set(level, child);
  else if (parent.child === undefined) parent.child = child;
  else {
    parent.children = new Map([
      [parent.child.level, parent.child],
      [level, child],
    ]);
    parent.child = undefined;
  }
  return child;
}
