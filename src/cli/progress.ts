// How far a run has come: one line that is rewritten on a terminal, and a line for each tenth elsewhere.

import type { WriteStream } from "node:tty";
import { type CaseResult, groupOf, sectionTitle } from "../../conformance/index.ts";

/** Tells how far a run has come. */
export interface Progress {
  readonly next: (result: CaseResult, done: number, of: number) => void;
  readonly end: () => void;
}

/** Where a run is. */
export interface Standing {
  readonly done: number;
  readonly of: number;
  readonly red: number;
  readonly elapsedMs: number;
  /** The case that ended last. */
  readonly last: Pick<CaseResult["case"], "version" | "section">;
}

/** How many cases give a pace that is worth telling. */
const PACED = 20;
const BAR = 24;

/** Progress on a stream; nothing where there is little to wait for. */
export function progressOn(stream: WriteStream, cases: number): Progress {
  const live = stream.isTTY === true && !process.env["CI"];
  const beganMs = performance.now();
  let red = 0;
  let toldTenths = 0;
  return {
    next: ({ verdict, case: last }, done, of) => {
      if (verdict === "fail" || verdict === "error") red += 1;
      const standing = { done, of, red, elapsedMs: performance.now() - beganMs, last };
      if (live) {
        stream.write(`\r\u001b[K${`${bar(standing)} ${wordsOf(standing)}`.slice(0, stream.columns - 1)}`);
        return;
      }
      const tenths = Math.floor((done * 10) / of);
      if (tenths === toldTenths || cases < PACED) return;
      toldTenths = tenths;
      stream.write(`${wordsOf(standing)}\n`);
    },
    end: () => {
      if (live) stream.write("\r\u001b[K");
    },
  };
}

/** `312/1073 cases, 2 red, 14 s left, 5.0 §3.3 PUBLISH`. */
export function wordsOf({ done, of, red, elapsedMs, last: { version, section } }: Standing): string {
  const leftS = Math.ceil((elapsedMs * (of - done)) / done / 1000);
  const number = groupOf(section);
  return [
    `${done}/${of} cases`,
    ...(red > 0 ? [`${red} red`] : []),
    ...(done >= PACED && done < of ? [`${leftS} s left`] : []),
    `${version} §${number} ${sectionTitle(number, version)}`.trim(),
  ].join(", ");
}

function bar({ done, of }: Standing): string {
  const full = Math.floor((done * BAR) / of);
  return `${"━".repeat(full)}${"┄".repeat(BAR - full)}`;
}
