// First in, first out, at a constant cost: `Array.shift` moves all the rest.

/** Things that wait, in order. Changed in place. */
export interface Queue<T> {
  items: (T | undefined)[];
  head: number;
}

/** A queue with nothing in it. */
export function createQueue<T>(): Queue<T> {
  return { items: [], head: 0 };
}

/** How many wait. */
export function queueSize<T>(queue: Queue<T>): number {
  return queue.items.length - queue.head;
}

/** Puts one at the end. */
export function enqueue<T>(queue: Queue<T>, item: T): void {
  queue.items.push(item);
}

/** The one that has waited longest, left where it is. */
export function peek<T>(queue: Queue<T>): T | undefined {
  return queue.items[queue.head];
}

/** Takes the one that has waited longest. */
export function dequeue<T>(queue: Queue<T>): T | undefined {
  if (queue.head === queue.items.length) return undefined;
  const item = queue.items[queue.head];
  queue.items[queue.head++] = undefined;
  // Half of the room is empty: let it go. Each item is moved once in its life, on average.
  if (queue.head > 64 && queue.head * 2 > queue.items.length) {
    queue.items = queue.items.slice(queue.head);
    queue.head = 0;
  }
  return item;
}

/** All that wait, in order. */
export function queued<T>(queue: Queue<T>): readonly T[] {
  return queue.items.slice(queue.head) as T[];
}
