// What the text report says of a baseline: which red cases are known and why, and which known ones are gone.

import type { styleText } from "node:util";
import type { Run } from "./report.ts";

/** A style of the terminal. */
export type Style = Parameters<typeof styleText>[0];

/** Puts a style around a text, where the reader's terminal shows it. */
export type Paint = (style: Style, text: string) => string;

/** The lines below a case that is red. */
export function standingLines({ baseline = [] }: Run, id: string, paint: Paint): readonly string[] {
  const found = baseline.find((one) => one.case === id);
  switch (found?.is) {
    case "known":
      return [`  ${paint("gray", `known     ${found.why ?? "(the baseline does not say why)"}`)}`];
    case "new":
      return [`  ${paint("red", "new       not in the baseline")}`];
    case "changed":
      return [
        `  ${paint("red", `changed   ${found.differs ?? ""}`)}`,
        ...(found.why === null ? [] : [`  was known ${found.why}`]),
      ];
    case "gone":
    case undefined:
      return [];
  }
}

/** The known failures that pass now. */
export function goneLines({ baseline = [] }: Run, paint: Paint): readonly string[] {
  const gone = baseline.filter(({ is }) => is === "gone");
  if (gone.length === 0) return [];
  const lines = gone.map(
    (one) =>
      `${paint(["red", "bold"], "GONE")} ${one.case}: it passes${one.why === null ? "" : `, and was known: ${one.why}`}`,
  );
  return [...lines, "take what is gone out of the baseline with --update-baseline", ""];
}

/** All of them in one line. */
export function standingsSummary({ baseline }: Run): readonly string[] {
  if (baseline === undefined) return [];
  const counts = (["known", "new", "changed", "gone"] as const).map(
    (state) => `${baseline.filter(({ is }) => is === state).length} ${state}`,
  );
  return [`baseline: ${counts.join(", ")}`];
}
