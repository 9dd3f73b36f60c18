// The data that the page is drawn from: short rows, and every text and packet once, since a run has twenty thousand packets.
// Imports nothing: the page's own script reads these types too.

/** Where a text stands in `PageData.words`. */
export type Word = number;

/** The verdicts of cases and of sentences. */
export type AnyVerdict = "pass" | "fail" | "late" | "inconclusive" | "not-applicable" | "error" | "waived" | "untested";

/** What a person sees of a field: where it is, its name, what it says, which bits it is (0 for whole bytes), and its parts. */
export type FieldRow = readonly [
  offset: number,
  length: number,
  name: Word,
  value: Word,
  bits: Word,
  children: readonly FieldRow[],
];

/** Some bytes on the wire: hexadecimal, the type (empty where they are no whole packet), one line in words, the fields. */
export type FrameRow = readonly [hex: string, type: Word, words: Word, fields: readonly FieldRow[]];

/** One exchange: whose message (`c` or `s`), Packet Identifier, QoS, state of its sender and of its receiver. */
export type FlowRow = readonly [from: "c" | "s", packetId: number, qos: number, sender: Word, receiver: Word];

/** What stands after a line of a trace; a breach is the sentence, what was expected, and what was observed. */
export interface StateRow {
  readonly connection: Word;
  readonly flows: readonly FlowRow[];
  readonly breach?: readonly [id: Word, expected: Word, observed: Word];
  readonly breaks?: Word;
}

/** 0 opened, 1 sent, 2 received, 3 closed by us, 4 closed by the target. */
export type DirectionCode = 0 | 1 | 2 | 3 | 4;

/** One line of a trace; the frame is -1 where nothing was on the wire. */
export type TraceRow = readonly [
  connection: number,
  tenthsOfMs: number,
  direction: DirectionCode,
  frame: number,
  state: number,
];

/** One case and what came of it. */
export interface CaseRow {
  readonly id: string;
  readonly title: string;
  readonly section: string;
  readonly version: string;
  readonly level: string;
  readonly verdict: AnyVerdict;
  readonly requirements: readonly string[];
  readonly durationMs: number;
  readonly expected: string | null;
  readonly observed: string | null;
  readonly reason: string | null;
  readonly replay: string;
  readonly trace: readonly TraceRow[];
}

/** One sentence of the standard and what came of it. */
export interface RequirementRow {
  readonly id: string;
  readonly section: string;
  readonly version: string;
  readonly level: string;
  readonly binds: string;
  readonly text: string;
  readonly note: string | null;
  /** The page that tells all about it. */
  readonly url: string;
  readonly verdict: AnyVerdict;
  readonly reason: string | null;
  readonly cases: readonly string[];
}

/** All that the page shows. */
export interface PageData {
  readonly tool: string;
  readonly target: { readonly url: string; readonly role: "broker" | "client" };
  /** Where a shell would send the bytes of a case; undefined where a client was tried. */
  readonly peer?: {
    readonly host: string;
    readonly port: number;
    readonly secure: boolean;
    readonly isPlaceholder: boolean;
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly level: string;
  readonly capabilities: readonly (readonly [name: string, value: string, from: string])[];
  /** The title of a section by version and number: `5.0 3.1`. */
  readonly sections: Readonly<Record<string, string>>;
  readonly words: readonly string[];
  readonly frames: readonly FrameRow[];
  readonly states: readonly StateRow[];
  readonly cases: readonly CaseRow[];
  readonly requirements: readonly RequirementRow[];
}
