// The run that this page shows, and how its verdicts look.

import type { AnyVerdict, CaseRow, PageData, RequirementRow } from "../shape.ts";
import { byId, el } from "./dom.ts";

/** The run. */
export const data: PageData = JSON.parse(byId("data").textContent ?? "");

/** The text at a place. */
export function word(at: number): string {
  return data.words[at] ?? "";
}

/** Each verdict with its sign, what it means, and the gravest first. */
export const VERDICTS: Readonly<Record<AnyVerdict, { readonly sign: string; readonly means: string }>> = {
  fail: { sign: "✕", means: "what was observed breaks the sentence" },
  error: { sign: "!", means: "the suite's own fault" },
  late: { sign: "»", means: "right, but after the time that the standard gives" },
  inconclusive: { sign: "?", means: "the answer allows no judgement" },
  pass: { sign: "✓", means: "what was observed keeps the sentence" },
  "not-applicable": { sign: "–", means: "the target lacks what the case needs" },
  waived: { sign: "~", means: "no outside observer can judge it" },
  untested: { sign: "·", means: "no case of this run judged it" },
};

/** The verdicts in their order. */
export const ORDER = Object.keys(VERDICTS) as readonly AnyVerdict[];

export const caseById: ReadonlyMap<string, CaseRow> = new Map(data.cases.map((one) => [one.id, one]));

export const requirementById: ReadonlyMap<string, RequirementRow> = new Map(
  data.requirements.map((one) => [one.id, one]),
);

/** The sign of a verdict, with its name for who does not see it. */
export function sign(verdict: AnyVerdict): HTMLElement {
  return el(
    "span",
    { class: `sign v-${verdict}`, title: `${verdict}: ${VERDICTS[verdict].means}` },
    el("span", { "aria-hidden": "true" }, VERDICTS[verdict].sign),
    el("span", { class: "unseen" }, verdict),
  );
}

/** `3.1` of `3.1.2.11.4`. */
export function chapterOf(section: string): string {
  return section.split(".").slice(0, 2).join(".");
}

/** How many have each verdict; those that none has are left out. */
export function tally(rows: readonly { readonly verdict: AnyVerdict }[]): readonly (readonly [AnyVerdict, number])[] {
  return ORDER.map((verdict) => [verdict, rows.filter((row) => row.verdict === verdict).length] as const).filter(
    ([, number]) => number > 0,
  );
}

/** Sections in the order of the standard. */
export function inOrder(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
