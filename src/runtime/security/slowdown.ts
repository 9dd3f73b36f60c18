// Who guesses waits: each failure of an address makes the next answer to it later. (5.0 §5.4.8, 3.1.1 §5.4.8)

import type { Clock } from "../clock.ts";
import { addressGroup } from "./address-group.ts";

/** How much somebody is slowed down. */
export interface SlowdownOptions {
  /** Failures that cost nothing; 3 unless told. */
  readonly free?: number;
  /** What the first failure after them costs, in milliseconds; each one more doubles it. 250 unless told. */
  readonly firstMs?: number;
  /** The longest wait; 5000 unless told, which is shorter than the time that a connection has for its CONNECT. */
  readonly mostMs?: number;
  /** After how long one failure is forgotten, in milliseconds; 30 seconds unless told. */
  readonly forgetMs?: number;
  /** Of how many addresses failures are remembered: those that were asked about last. 10,000 unless told. */
  readonly mostAddresses?: number;
}

/** One question about a client of some address. */
export interface Attempt {
  /** How long its answer has to wait, good or bad. */
  readonly delayMs: number;
  /** It was no failure. Until then it counts as one, so that many at once are no way round. */
  absolve(): void;
}

interface Score {
  failures: number;
  atMs: number;
}

/**
 * Counts failures by address. A good answer takes back its own question and nothing else: who has one right password must
 * not be able to guess at others for ever. Who has no address is not counted.
 */
export function createSlowdown(
  clock: Pick<Clock, "nowMs">,
  options: SlowdownOptions = {},
): (address: string | undefined) => Attempt {
  const { free = 3, firstMs = 250, mostMs = 5000, forgetMs = 30_000, mostAddresses = 10_000 } = options;
  // More failures would cost nothing more, and be remembered for longer.
  const most = free + 1 + Math.ceil(Math.log2(mostMs / firstMs));
  const scores = new Map<string, Score>();

  function scoreOf(group: string): Score {
    const nowMs = clock.nowMs();
    const { failures, atMs } = scores.get(group) ?? { failures: 0, atMs: nowMs };
    const forgotten = Math.floor((nowMs - atMs) / forgetMs);
    const left = Math.max(0, failures - forgotten);
    const score = { failures: left, atMs: left === 0 ? nowMs : atMs + forgotten * forgetMs };
    // The last one asked about stands last.
    scores.delete(group);
    scores.set(group, score);
    const [oldest] = scores.keys();
    if (scores.size > mostAddresses && oldest !== undefined) scores.delete(oldest);
    return score;
  }

  return (address) => {
    if (address === undefined) return { delayMs: 0, absolve: () => {} };
    const group = addressGroup(address);
    const score = scoreOf(group);
    const over = score.failures - free;
    // What was not counted cannot be taken back.
    let isAbsolved = score.failures >= most;
    if (!isAbsolved) score.failures++;
    return {
      delayMs: over < 0 ? 0 : Math.min(mostMs, firstMs * 2 ** over),
      absolve() {
        if (isAbsolved) return;
        isAbsolved = true;
        const now = scores.get(group);
        if (now === undefined) return;
        now.failures = Math.max(0, now.failures - 1);
        if (now.failures === 0) scores.delete(group);
      },
    };
  };
}
