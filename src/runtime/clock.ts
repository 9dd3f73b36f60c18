// Where time comes from: the system's clock, or one that a test turns by hand.

/** A clock and its timers. Times are milliseconds from any beginning, and never go back. */
export interface Clock {
  nowMs(): number;
  /** Calls `run` once, after `afterMs`; the answer takes it back. */
  start(afterMs: number, run: () => void): () => void;
}

/** A clock that stands still until it is turned. */
export interface VirtualClock extends Clock {
  /** When the next timer runs; undefined where none is set. */
  nextAtMs(): number | undefined;
  /** Lets time pass, and runs each timer at its own moment. */
  advance(ms: number): void;
}

// The longest wait that `setTimeout` knows; it takes a longer one for 1 ms.
const LONGEST_MS = 2_147_483_647;

/** The system's monotonic clock. A timer does not keep the process alive. */
export const systemClock: Clock = clockOf((timeout) => timeout.unref());

/** The same, where a timer keeps the process alive. It runs in a browser, too. */
export const wakefulClock: Clock = clockOf(() => {});

function clockOf(started: (timeout: NodeJS.Timeout) => void): Clock {
  return {
    nowMs: () => performance.now(),
    start(afterMs, run) {
      let timeout: NodeJS.Timeout;
      const wait = (leftMs: number): void => {
        const thisMs = Math.min(leftMs, LONGEST_MS);
        timeout = setTimeout(() => (leftMs > thisMs ? wait(leftMs - thisMs) : run()), thisMs);
        started(timeout);
      };
      wait(afterMs);
      return () => clearTimeout(timeout);
    },
  };
}

/** A clock for tests: at 0 until it is turned. */
export function createVirtualClock(): VirtualClock {
  let nowMs = 0;
  const timers = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const next = () => {
    let first: { readonly atMs: number; readonly run: () => void } | undefined;
    // Of two at the same moment, the one that was started first.
    for (const timer of timers) if (first === undefined || timer.atMs < first.atMs) first = timer;
    return first;
  };
  return {
    nowMs: () => nowMs,
    nextAtMs: () => next()?.atMs,
    start(afterMs, run) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      for (let timer = next(); timer !== undefined && timer.atMs <= untilMs; timer = next()) {
        nowMs = timer.atMs;
        timers.delete(timer);
        timer.run();
      }
      nowMs = untilMs;
    },
  };
}
