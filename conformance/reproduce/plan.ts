// What a reproduction does, in no language yet: the bytes of one run of a case in their order, and the answers that came.

import { findRequirement, PACKET_TYPES, type Version } from "../../spec/index.ts";
import { decode } from "../../src/codec/index.ts";
import { describe } from "../describe.ts";
import type { TraceEvent } from "../script.ts";
import type { CaseResult } from "../verdict.ts";
import { oneLine } from "./one-line.ts";
import { framesIn, patternOf } from "./pattern.ts";

/** One thing that a reproduction does, with its words for a reader. */
export type Step = { readonly connection: number; readonly words: string } & (
  | { readonly do: "open" | "close" | "closed" }
  /** `id`: the Packet Identifier in it that the target chose, as four digits: of the packet that this one answers. */
  | { readonly do: "send"; readonly hex: string; readonly id?: string }
  /** Waits for a packet whose hexadecimal digits match: `?` is any digit, `*` any number of them. */
  | { readonly do: "expect"; readonly pattern: string; readonly hex: string; readonly id?: string }
  | { readonly do: "pause"; readonly ms: number }
);

/** A whole reproduction. */
export interface Plan {
  readonly caseId: string;
  readonly title: string;
  /** The sentences, with their ids, that the run judged. */
  readonly sentences: readonly { readonly id: string; readonly text: string; readonly section: string }[];
  readonly isBreach: boolean;
  readonly expected: string;
  readonly observed: string;
  readonly steps: readonly Step[];
  /** The first step behind the last byte that is sent: from here on, another answer is another verdict. */
  readonly judgedFrom: number;
  /** Nothing more may come, for as long as an answer may take. */
  readonly endsInSilence: boolean;
  readonly timeoutMs: number;
  readonly host: string;
  readonly port: number;
  readonly replay: string;
  /** What all Client Identifiers and topics of the run have in common: seven letters and digits. */
  readonly name: string;
}

/** Where the case ran, and how it is run again. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly replay: string;
  readonly name: string;
  readonly deadlineMs: number;
}

/** A silence of so many deadlines at the end of a run was waited for. */
const LEAST_TIMEOUT_MS = 1000;
/** A gap of so long in a case that waits for time to pass is part of the case. */
const GAP_MS = 500;

/** The plan that does again what this run did. */
export function planOf(result: CaseResult, place: Place): Plan {
  const { trace, case: facts, requirements, verdict, expected, observed } = result;
  const steps = stepsOf(trace, facts.timed, facts.version);
  const lastSend = steps.findLastIndex((step) => step.do !== "expect" && step.do !== "closed");
  const gaps = facts.timed ? trace.map(({ atMs }, at) => atMs - (trace[at - 1]?.atMs ?? 0)) : [];
  const quietMs = result.durationMs - (trace.at(-1)?.atMs ?? 0);
  const longest = Math.max(place.deadlineMs * 4, ...gaps, ...(facts.timed ? [quietMs] : []));
  return {
    caseId: facts.id,
    title: facts.title,
    sentences: requirements.map((id) => {
      const { text = "", section = "" } = findRequirement(id) ?? {};
      return { id, text, section };
    }),
    isBreach: verdict === "fail",
    expected: expected ?? "what the case expects",
    observed: observed ?? "the same",
    steps,
    judgedFrom: lastSend + 1,
    endsInSilence: quietMs >= place.deadlineMs,
    timeoutMs: Math.max(LEAST_TIMEOUT_MS, Math.ceil((longest + GAP_MS) / 500) * 500),
    ...place,
  };
}

function stepsOf(trace: readonly TraceEvent[], timed: boolean, version: Version): readonly Step[] {
  const steps: Step[] = [];
  const pending = new Map<number, string>();
  const chosen = new Map<number, Set<string>>();
  for (const [at, event] of trace.entries()) {
    const { connection } = event;
    const gapMs = event.atMs - (trace[at - 1]?.atMs ?? event.atMs);
    const isOurs = event.direction !== "received" && event.direction !== "closed by the target";
    if (timed && isOurs && gapMs > GAP_MS) {
      steps.push({ do: "pause", connection, ms: Math.round(gapMs), words: "time passes: the case is about it" });
    }
    switch (event.direction) {
      case "opened":
        steps.push({ do: "open", connection, words: "a network connection" });
        break;
      case "closed by us":
        steps.push({ do: "close", connection, words: "we close" });
        break;
      case "closed by the target":
        steps.push({ do: "closed", connection, words: "the broker closes" });
        break;
      case "sent": {
        const hex = Buffer.from(event.bytes).toString("hex");
        const id = answeredId(hex);
        const isChosen = id !== undefined && chosen.get(connection)?.has(id) === true;
        steps.push({ do: "send", connection, hex, words: wordsOf(event, hex, version), ...(isChosen && { id }) });
        break;
      }
      case "received": {
        const { frames, rest } = framesIn((pending.get(connection) ?? "") + Buffer.from(event.bytes).toString("hex"));
        pending.set(connection, rest);
        for (const hex of frames) {
          const { pattern, id } = patternOf(hex);
          if (id !== undefined) chosen.set(connection, (chosen.get(connection) ?? new Set()).add(id));
          const words = wordsOf(event, hex, version);
          steps.push({ do: "expect", connection, hex, pattern, words, ...(id !== undefined && { id }) });
        }
      }
    }
  }
  return steps;
}

/** The identifier in a PUBACK, PUBREC or PUBCOMP, which is that of the packet it answers. */
function answeredId(hex: string): string | undefined {
  const isAnswer = ["4", "5", "7"].includes(hex.slice(0, 1)) && Number.parseInt(hex.slice(2, 4), 16) < 0x80;
  return isAnswer && hex.length >= 8 ? hex.slice(4, 8) : undefined;
}

function wordsOf({ packet, direction, bytes }: TraceEvent, hex: string, version: Version): string {
  if (packet !== null) {
    const isSound = direction === "received" || decode(bytes, version, { from: "client" }).kind === "packet";
    return `${oneLine(describe(packet))}${isSound ? "" : ", not as the standard has it"}`;
  }
  const name = PACKET_TYPES.find(({ type }) => type === Number.parseInt(hex.slice(0, 1), 16))?.name;
  const type = name ?? "a reserved type";
  return direction === "sent"
    ? `bytes that are no packet as the standard has it; the first one says ${type}`
    : `${type}, not read further`;
}
