// A broker in this process, with no network and a clock that is turned by hand: a client is a pair of functions.

import type { AuthenticationOutcome, AuthenticationQuestion, BrokerOptions } from "../../models/index.ts";
import { createVirtualClock } from "../clock.ts";
import { createDriver } from "../driver.ts";

/** What a client of the memory broker sees. */
export type MemoryEvent =
  | { readonly type: "bytes"; readonly atMs: number; readonly bytes: Uint8Array }
  /** The broker has closed the connection. */
  | { readonly type: "ended"; readonly atMs: number };

/** One connection to a memory broker. */
export interface MemoryConnection {
  /** All that has happened, in order. Whoever reads it may take it away. Empty where a listener was given. */
  readonly received: MemoryEvent[];
  /** Whether either side has ended it. */
  isEnded(): boolean;
  send(bytes: Uint8Array): void;
  /** Ends the connection on the client's side: to a broker there is no difference between an end and a cut. */
  close(): void;
}

/** A broker in this process. What it does happens before the call that caused it returns. */
export interface MemoryBroker {
  /** Connects a client; `listen` is told what it sees, or else it is kept in `received`. */
  open(listen?: (event: MemoryEvent) => void): MemoryConnection;
  nowMs(): number;
  /** When the broker acts next of its own accord; undefined for never. */
  nextTimerAtMs(): number | undefined;
  /** Lets time pass. */
  advance(ms: number): void;
  stop(): void;
}

/** Sets a broker going in this process. Its own mistakes are thrown. */
export function createMemoryBroker(
  options: Partial<BrokerOptions> = {},
  authenticate?: (question: AuthenticationQuestion) => AuthenticationOutcome,
): MemoryBroker {
  const clock = createVirtualClock();
  const driver = createDriver({
    clock,
    broker: options,
    ...(authenticate && { authenticate }),
    onFault: (error) => {
      throw error;
    },
  });
  return {
    open(listen) {
      const received: MemoryEvent[] = [];
      const tell = listen ?? ((event: MemoryEvent) => received.push(event));
      let isEnded = false;
      const link = driver.open({
        write: (bytes) => {
          tell({ type: "bytes", atMs: clock.nowMs(), bytes });
        },
        drained: () => undefined,
        close: () => {
          isEnded = true;
          tell({ type: "ended", atMs: clock.nowMs() });
        },
      });
      return {
        received,
        isEnded: () => isEnded,
        send: (bytes) => {
          if (!isEnded) link.receive(bytes);
        },
        close: () => {
          isEnded = true;
          link.closed();
        },
      };
    },
    nowMs: clock.nowMs,
    nextTimerAtMs: clock.nextAtMs,
    advance: clock.advance,
    stop: driver.stop,
  };
}
