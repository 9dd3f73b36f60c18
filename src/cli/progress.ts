// How far a run has come: one line that is rewritten on a terminal, and a line for each tenth elsewhere.

import type { WriteStream } from "node:tty";
import type { CaseResult } from "../../conformance/index.ts";

/** Tells how far a run has come. */
export interface Progress {
  readonly next: (result: CaseResult, done: number, of: number) => void;
  readonly end: () => void;
}

/** Progress on a stream; nothing where there is little to wait for. */
export function progressOn(stream: WriteStream, cases: number): Progress {
  const live = stream.isTTY === true && !process.env["CI"];
  let red = 0;
  let toldTenths = 0;
  return {
    next: ({ verdict, case: { id } }, done, of) => {
      if (verdict === "fail" || verdict === "error") red += 1;
      const words = `${done}/${of} cases${red > 0 ? `, ${red} red` : ""}`;
      if (live) {
        stream.write(`\r\u001b[K${`${words}  ${id}`.slice(0, stream.columns - 1)}`);
        return;
      }
      const tenths = Math.floor((done * 10) / of);
      if (tenths === toldTenths || cases < 20) return;
      toldTenths = tenths;
      stream.write(`${words}\n`);
    },
    end: () => {
      if (live) stream.write("\r\u001b[K");
    },
  };
}
