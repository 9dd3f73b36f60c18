// Not a sample but all: every string of up to three bytes, every truncation and every one-byte edit of the golden examples.
// `node fuzz/laws/exhaustive.ts` runs the whole space; the test beside runs a slice of it.

import { Buffer } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import { EXAMPLES } from "../../spec/examples/index.ts";
import type { Version } from "../../spec/index.ts";
import { findRequirement, versionOf } from "../../spec/index.ts";
import * as honest from "../../src/codec/index.ts";
import type { Codec } from "./law.ts";

/** How many inputs there were, and what became of them. */
export interface Tally {
  readonly inputs: number;
  readonly accepted: number;
  readonly incomplete: number;
  readonly malformed: number;
  readonly milliseconds: number;
  /** What broke the law: the first ten, in words. */
  readonly faults: readonly string[];
}

const MOST_FAULTS = 10;
const OPTIONS = { checkPayloadFormat: true };
const VERSIONS: readonly Version[] = ["3.1.1", "5.0"];

/** What judges inputs one by one, and says at any time how many there were. */
export interface Judge {
  /** Reads `bytes`, which may be changed afterwards. */
  readonly judge: (bytes: Uint8Array, version: Version) => void;
  readonly tally: () => Tally;
}

/** A judge who has seen nothing yet. */
export function createJudge(codec: Codec): Judge {
  const counts = { packet: 0, incomplete: 0, malformed: 0 };
  const faults: string[] = [];
  const started = performance.now();
  let inputs = 0;
  const note = (bytes: Uint8Array, version: Version, fault: string): void => {
    const start = Buffer.from(bytes.subarray(0, 64)).toString("hex");
    if (faults.length < MOST_FAULTS) faults.push(`${version} ${start}: ${fault}`);
  };
  return {
    judge: (bytes, version) => {
      inputs++;
      try {
        const decoded = codec.decode(bytes, version, OPTIONS);
        counts[decoded.kind]++;
        const fault = faultOf(codec, decoded, bytes, version);
        if (fault !== undefined) note(bytes, version, fault);
      } catch (thrown) {
        note(bytes, version, `threw ${thrown}`);
      }
    },
    tally: () => ({
      inputs,
      accepted: counts.packet,
      incomplete: counts.incomplete,
      malformed: counts.malformed,
      milliseconds: performance.now() - started,
      faults,
    }),
  };
}

/** What is wrong with an answer, in words. */
function faultOf(codec: Codec, decoded: honest.Decoded, bytes: Uint8Array, version: Version): string | undefined {
  switch (decoded.kind) {
    case "incomplete":
      return decoded.missing === undefined || decoded.missing > 0 ? undefined : `${decoded.missing} bytes missing`;
    case "malformed": {
      const { requirement, offset } = decoded.violation;
      if (!isSentenceOf(requirement, version)) return `${requirement} is no sentence of ${version}`;
      return offset >= 0 && offset <= bytes.length ? undefined : `offset ${offset}`;
    }
    case "packet":
      return faultOfForm(codec, decoded.packet, decoded.size, version);
  }
}

/** What was accepted can be sent, in no more bytes, and means the same again. */
function faultOfForm(codec: Codec, packet: honest.Packet, size: number, version: Version): string | undefined {
  const form = codec.encode(packet, version);
  if (form.kind === "refused") return `accepted, but not to be sent: ${form.violation.requirement}`;
  if (form.bytes.length > size) return `${size} bytes became ${form.bytes.length}`;
  const again = codec.decode(form.bytes, version, OPTIONS);
  if (again.kind !== "packet" || again.size !== form.bytes.length) return "its own form was not accepted";
  if (!isDeepStrictEqual(again.packet, packet)) return "its own form means something else";
  const last = codec.encode(again.packet, version);
  const isLast = last.kind === "bytes" && Buffer.compare(last.bytes, form.bytes) === 0;
  return isLast ? undefined : "its own form has another form";
}

const SENTENCES: Readonly<Record<Version, Set<string>>> = { "3.1.1": new Set(), "5.0": new Set() };

/** Looked up once for each sentence: millions of answers cite a few dozen. */
function isSentenceOf(requirement: honest.Violation["requirement"], version: Version): boolean {
  const known = SENTENCES[version];
  if (known.has(requirement)) return true;
  const isSentence = findRequirement(requirement) !== undefined && versionOf(requirement) === version;
  if (isSentence) known.add(requirement);
  return isSentence;
}

/** Every string of one or two bytes, and of three whose first byte is one of `firstBytes`; and the empty one. */
export function judgeShortStrings(judge: Judge, firstBytes: readonly number[]): void {
  for (const version of VERSIONS) {
    judge.judge(new Uint8Array(0), version);
    const one = new Uint8Array(1);
    const two = new Uint8Array(2);
    for (let first = 0; first < 256; first++) {
      one[0] = first;
      judge.judge(one, version);
      two[0] = first;
      for (let second = 0; second < 256; second++) {
        two[1] = second;
        judge.judge(two, version);
      }
    }
    for (const first of firstBytes) judgeThree(judge, first, version);
  }
}

function judgeThree(judge: Judge, first: number, version: Version): void {
  const three = Uint8Array.of(first, 0, 0);
  for (let second = 0; second < 256; second++) {
    three[1] = second;
    for (let third = 0; third < 256; third++) {
      three[2] = third;
      judge.judge(three, version);
    }
  }
}

/** An example is long where it is mostly filler, put there to reach a size. */
const LONG = 1_000;
/** The bytes at the front and at the back of a long example that are edited. */
const FRONT = 12;
const BACK = 2;

/** The golden examples as bytes, each once. */
export function goldenBytes(): readonly { readonly bytes: Uint8Array; readonly version: Version }[] {
  const all = new Map<string, { readonly bytes: Uint8Array; readonly version: Version }>();
  for (const example of EXAMPLES) {
    if (example.kind === "refused") continue;
    const hex = example.hex.replaceAll(/\s/g, "");
    all.set(`${example.version} ${hex}`, { bytes: new Uint8Array(Buffer.from(hex, "hex")), version: example.version });
  }
  return [...all.values()];
}

/**
 * Every truncation and every one-byte edit of every golden example of at most `longest` bytes. Only in long examples, whose
 * filler is the same byte again and again, the edits keep to the front and the back.
 */
export function judgeGoldenExamples(judge: Judge, longest: number): void {
  for (const { bytes, version } of goldenBytes()) {
    if (bytes.length > longest) continue;
    for (let size = 0; size <= bytes.length; size++) judge.judge(bytes.subarray(0, size), version);
    const edited = bytes.slice();
    for (let at = 0; at < edited.length; at++) {
      if (edited.length < LONG || at < FRONT || at >= edited.length - BACK) judgeEdits(judge, edited, at, version);
    }
  }
}

/** Puts every other value at one place, and at last its own again. */
function judgeEdits(judge: Judge, edited: Uint8Array, at: number, version: Version): void {
  const original = edited[at] as number;
  for (let value = 0; value < 256; value++) {
    edited[at] = value;
    if (value !== original) judge.judge(edited, version);
  }
  edited[at] = original;
}

const SLOWEST_PER_SECOND = 150_000;

function perSecond({ inputs, milliseconds }: Tally): number {
  return Math.round((inputs / milliseconds) * 1000);
}

function print(title: string, tally: Tally): void {
  const { inputs, accepted, incomplete, malformed, faults } = tally;
  console.log(title);
  for (const [name, count] of Object.entries({
    inputs,
    accepted,
    incomplete,
    malformed,
    "inputs a second": perSecond(tally),
  })) {
    console.log(`  ${name.padEnd(16)} ${count.toLocaleString("en").padStart(12)}`);
  }
  for (const fault of faults) console.log(`  fault: ${fault}`);
}

/** The whole space; answers whether all of it was well, and fast enough. */
function main(): boolean {
  const both = createJudge(honest);
  judgeShortStrings(both, [...Array(256).keys()]);
  print("Strings of up to three bytes", both.tally());
  judgeGoldenExamples(both, Number.POSITIVE_INFINITY);
  const tally = both.tally();
  print("With every truncation and every one-byte edit of the golden examples", tally);
  return tally.faults.length === 0 && perSecond(tally) >= SLOWEST_PER_SECOND;
}

if (import.meta.main) process.exitCode = main() ? 0 : 1;
