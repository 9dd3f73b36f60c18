// A flow machine as a table of small numbers, made from the compiled table of the machine itself: the search looks a step up
// some ten million times.

import type { AckReason, FlowEffect, Table } from "../../../src/models/index.ts";

/** What the parties of a search are told, by number. A machine knows some of them. */
export const KINDS = [
  "submit",
  "resume",
  "PUBLISH",
  "refusal",
  "PUBACK",
  "PUBACK refused",
  "PUBREC",
  "PUBREC refused",
  "PUBREL",
  "PUBREL refused",
  "PUBCOMP",
  "PUBCOMP refused",
] as const;

/** A number of `KINDS`. */
export type Kind = (typeof KINDS)[number];

/** The number of a kind of event. */
export function kindNumber(kind: Kind): number {
  return KINDS.indexOf(kind);
}

/** One step: the number of the next state, and what to do. */
export interface Answer {
  readonly next: number;
  readonly effects: readonly FlowEffect[];
  /** After how many effects a crash finds something else than before the step or after it. */
  readonly crashes: readonly number[];
}

/** The answers of a machine, by `state * KINDS.length + kind`; undefined where the machine does not know the kind. */
export type NumberedTable = readonly (Answer | undefined)[];

/** A step put in place of an honest one. */
export interface Change {
  readonly state: string;
  readonly kind: Kind;
  readonly next: string;
  readonly effects: readonly FlowEffect[];
}

/** Numbers a table, the states in their order, after putting `changes` in place. */
export function numbered(table: Table, changes: readonly Change[] = []): NumberedTable {
  const states = [...table.keys()];
  return states.flatMap((state) =>
    KINDS.map((kind) => {
      const change = changes.find((each) => each.state === state && each.kind === kind);
      const honest = table.get(state)?.get(kind);
      if (honest === undefined) return undefined;
      const [next, effects] = change === undefined ? honest : [change.next, change.effects];
      return { next: states.indexOf(next), effects, crashes: crashesIn(effects) };
    }),
  );
}

// What must be stored is stored in one piece with what stands beside it; a crash falls before such a piece, or behind it.
function crashesIn(effects: readonly FlowEffect[]): readonly number[] {
  const places: number[] = [];
  for (let place = 1; place < effects.length; place++) {
    const before = effects[place - 1] as FlowEffect;
    const after = effects[place] as FlowEffect;
    if (before.type === "send" || after.type === "send") places.push(place);
  }
  return places;
}

/** An acknowledgement, as an effect. */
export function ack(packet: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP", reason: AckReason = "success"): FlowEffect {
  return { type: "send", packet, reason };
}
