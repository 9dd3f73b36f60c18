// Timers on virtual time, for brokers and clients that are functions.

/** Timers, and the clock that they go by. */
interface Timers<T> {
  nowMs(): number;
  nextAtMs(): number | undefined;
  start(timer: T, afterMs: number): void;
  stop(timer: T): void;
  advance(ms: number): void;
}

/** No timer, at 0 ms. */
export function createTimers<T>(elapsed: (timer: T) => void): Timers<T> {
  let nowMs = 0;
  const due = new Map<T, number>();
  const next = (): readonly [T, number] | undefined => {
    let first: readonly [T, number] | undefined;
    for (const timer of due) if (first === undefined || timer[1] < first[1]) first = timer;
    return first;
  };
  return {
    nowMs: () => nowMs,
    nextAtMs: () => next()?.[1],
    start(timer, afterMs) {
      due.delete(timer);
      due.set(timer, nowMs + afterMs);
    },
    stop: (timer) => void due.delete(timer),
    advance(ms) {
      const untilMs = nowMs + ms;
      for (let timer = next(); timer !== undefined && timer[1] <= untilMs; timer = next()) {
        nowMs = timer[1];
        due.delete(timer[0]);
        elapsed(timer[0]);
      }
      nowMs = untilMs;
    },
  };
}
