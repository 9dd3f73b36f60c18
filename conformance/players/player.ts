// What a player is: connections that carry bytes, and time. All else is the same on a network and in this process.

import type { Answer, ClientSaying, Command } from "../client/command.ts";
import type { End, Via } from "../script.ts";

/** The ear of a connection. */
export interface Listener {
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onEnd: (how: End) => void;
}

/** A connection that bytes go into. */
export interface Link {
  send(bytes: Uint8Array): void;
  /** Ends it in order. */
  close(): void;
  /** Cuts it. */
  abort(): void;
}

/** A connection, or why there is none. */
export type Opened =
  | { readonly kind: "open"; readonly link: Link }
  | { readonly kind: "unreachable"; readonly reason: string; readonly cause: "network" | "tls" };

/** Rung when something has come. */
export interface Bell {
  ring(): void;
  readonly rung: boolean;
  /** Calls back at the next ring; gives what takes that back. */
  onRing(call: () => void): () => void;
  /** Makes it silent again. */
  still(): void;
}

/** Carries out moves against one target. */
export interface Player {
  /** Milliseconds on its clock. */
  now(): number;
  /** Opens a connection to a broker, or waits until `untilMs` for one of the client under test. */
  open(listener: Listener, untilMs?: number, via?: Via): Promise<Opened>;
  /** Lets time pass until the clock shows `untilMs`, or the bell rings. */
  pause(untilMs: number, bell: Bell): Promise<void>;
  /** Puts away what is open. */
  dispose(): Promise<void>;
  /** The client under test, where one is tried. */
  readonly client?: ClientUnderTest;
}

/** A client that can be told what to do. */
interface ClientUnderTest {
  tell(command: Command): Promise<Answer>;
  /** Calls back with what it says. */
  onSaying(hear: (saying: ClientSaying) => void): void;
}

/** A new bell. */
export function createBell(): Bell {
  let rung = false;
  const calls = new Set<() => void>();
  return {
    ring() {
      rung = true;
      for (const call of calls) call();
    },
    get rung() {
      return rung;
    },
    onRing(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
    still() {
      rung = false;
    },
  };
}
