// What a script can ask of the world, and what it is told: the few moves that a player carries out.

import type { RequirementId, Version } from "../spec/index.ts";
import type { Packet, Violation } from "../src/codec/index.ts";
import type { Answer, ClientSaying, Command } from "./client/command.ts";

/** How a network connection ended. */
export type End = "closed" | "reset";

/** A way to a broker other than its first one. */
export type Via = "webSocket";

/** One thing that a script asks a player to do. Times are milliseconds since the case began. */
export type Move =
  /** Opens a network connection; where a client is tried, waits for one of the client's until `untilMs`. */
  | {
      readonly type: "open";
      readonly version: Version;
      readonly raw: boolean;
      readonly untilMs?: number;
      readonly via?: Via;
    }
  | { readonly type: "send"; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly type: "receive"; readonly connection: number; readonly untilMs: number }
  /** Ends the sending side in order, as a client does after DISCONNECT. */
  | { readonly type: "close"; readonly connection: number }
  /** Cuts the connection without a word. */
  | { readonly type: "abort"; readonly connection: number }
  | { readonly type: "wait"; readonly ms: number }
  /** Cuts all connections and forgets what the record says of them: what follows is a new beginning. */
  | { readonly type: "forget" }
  /** Tells the client under test to do something. */
  | { readonly type: "tell"; readonly command: Command }
  /** Waits for the next thing that the client under test says of itself. */
  | { readonly type: "listen"; readonly untilMs: number };

/** What came of a move. */
export type Outcome = { readonly atMs: number } & (
  | { readonly kind: "opened"; readonly connection: number }
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "done" }
  | { readonly kind: "packet"; readonly packet: Packet; readonly size: number }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "malformed"; readonly violation: Violation }
  | { readonly kind: "ended"; readonly how: End }
  | { readonly kind: "silence" }
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "said"; readonly saying: ClientSaying }
);

/** A script, or a part of one, that gives a `T`. */
export type Script<T> = Generator<Move, T, Outcome>;

/** Why a script ended before its last line. */
export interface Stop {
  readonly verdict: "fail" | "inconclusive" | "not-applicable" | "error";
  readonly expected?: string;
  readonly observed?: string;
  readonly reason?: string;
  /** The sentence that a received packet broke, where it is not the case that asked. */
  readonly breach?: RequirementId;
  /** Others that it broke by the same bytes. */
  readonly also?: readonly RequirementId[];
}

/** Carries a `Stop` up to the runner, or to the control arm: the only places that catch it. No stack: it is an answer, not a mistake. */
export class Stopped {
  readonly stop: Stop;

  constructor(stop: Stop) {
    this.stop = stop;
  }
}

/** One line of the record of a case. */
export interface TraceEvent {
  readonly connection: number;
  readonly atMs: number;
  readonly direction: "opened" | "sent" | "received" | "closed by us" | "closed by the target";
  readonly bytes: Uint8Array;
  /** Null where the bytes are no whole packet. */
  readonly packet: Packet | null;
}
