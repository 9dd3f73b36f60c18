// What the connections of one run of one case share: names, limits, and what is to be put away afterwards.

import type { Version } from "../spec/index.ts";
import type { Packet } from "../src/codec/index.ts";
import type { Capabilities } from "./capabilities.ts";
import { type Move, type Outcome, type Script, type Stop, Stopped } from "./script.ts";

/** User name and password of the run. */
export interface Credentials {
  readonly userName?: string;
  readonly password?: Uint8Array;
}

/** What a run gives to each script. */
export interface ScriptOptions {
  readonly version: Version;
  /** Goes before each Client Identifier; letters and digits. */
  readonly clientPrefix: string;
  /** Goes before each topic. */
  readonly topicPrefix: string;
  readonly credentials: Credentials;
  /** What is known of the target. */
  readonly capabilities: Capabilities;
  /** How long an answer may take before it is late. */
  readonly deadlineMs: number;
  /** How long after that it is waited for. */
  readonly graceMs: number;
  /** Whether the time that a script waits is the user's own. */
  readonly realTime: boolean;
}

/** An answer that was right and came late. */
interface Lateness {
  readonly expected: string;
  readonly allowedMs: number;
  readonly measuredMs: number;
}

/** The state of one run of one script. */
export interface Context {
  readonly options: ScriptOptions;
  nowMs: number;
  readonly late: Lateness[];
  /** Client Identifiers whose session or will may be left on the target, with the version that they spoke. */
  readonly sessions: Map<string, Version>;
  readonly retainedTopics: Set<string>;
  /** Moves that were made and not yielded: a forgotten `yield*`. */
  readonly unstarted: Map<symbol, string>;
}

/** A context at the beginning of a case. */
export function createContext(options: ScriptOptions): Context {
  return { options, nowMs: 0, late: [], sessions: new Map(), retainedTopics: new Set(), unstarted: new Map() };
}

/** Yields one move, and keeps the clock. */
export function* ask(context: Context, move: Move): Script<Outcome> {
  const outcome = yield move;
  context.nowMs = outcome.atMs;
  return outcome;
}

/** A part of a script that is noticed if it is made and never yielded. */
export function move<T>(context: Context, name: string, body: () => Script<T>): Script<T> {
  const mark = Symbol(name);
  context.unstarted.set(mark, name);
  return (function* () {
    context.unstarted.delete(mark);
    return yield* body();
  })();
}

/** A part of a script in which a failure says nothing about the target: it makes the case inconclusive. */
export function* controlArm<T>(what: string, body: () => Script<T>): Script<T> {
  try {
    return yield* body();
  } catch (thrown) {
    if (!(thrown instanceof Stopped) || thrown.stop.verdict !== "fail" || thrown.stop.breach !== undefined)
      throw thrown;
    const { expected, observed } = thrown.stop;
    throw new Stopped({
      ...thrown.stop,
      verdict: "inconclusive",
      reason: `control arm: ${what}: expected ${expected}, observed ${observed}`,
    });
  }
}

/** Ends the script. */
export function stop(verdict: Stop["verdict"], said: Omit<Stop, "verdict">): never {
  throw new Stopped({ verdict, ...said });
}

/** Remembers what a sent packet may leave behind on the target. */
export function noteTraces(context: Context, packet: Packet, clientId: string, version: Version): void {
  if (packet.type === "PUBLISH" && packet.retain && packet.topicName !== "") {
    if (packet.payload.length > 0) context.retainedTopics.add(packet.topicName);
  }
  if (packet.type === "DISCONNECT" && "properties" in packet && (packet.properties.sessionExpiryInterval ?? 0) > 0) {
    context.sessions.set(clientId, version);
  }
  if (packet.type !== "CONNECT") return;
  const stays = packet.version === "5.0" ? (packet.properties.sessionExpiryInterval ?? 0) > 0 : !packet.cleanSession;
  if (stays || packet.will !== undefined) context.sessions.set(packet.clientId, version);
  if (packet.will?.retain) context.retainedTopics.add(packet.will.topicName);
}
