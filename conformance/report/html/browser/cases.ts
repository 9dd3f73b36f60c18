// The rows of the cases, the gravest first.

import type { CaseRow } from "../shape.ts";
import { caseBody } from "./case.ts";
import { el } from "./dom.ts";
import type { RowOf } from "./list.ts";
import { chapterOf, data, ORDER, requirementById, sign } from "./model.ts";

/** The rows of the cases. */
export function caseRows(): readonly RowOf[] {
  return [...data.cases].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict)).map(rowOf);
}

function rowOf(one: CaseRow): RowOf {
  const { id, title, section, version, level, verdict, requirements, expected, observed, reason } = one;
  const sentences = requirements.map((requirement) => `${requirement} ${requirementById.get(requirement)?.text ?? ""}`);
  return {
    id,
    facets: {
      verdict,
      version,
      level,
      chapter: chapterOf(section),
      text: [id, title, ...sentences, expected, observed, reason].join("\n").toLowerCase(),
    },
    head: [
      sign(verdict),
      el("span", { class: "name" }, el("span", { class: "what" }, title), el("code", {}, id)),
      el(
        "span",
        { class: "marks" },
        level !== "must" && el("span", { class: "mark" }, level),
        el("span", { class: "mark" }, `§ ${section}`),
        el("span", { class: "mark" }, version),
      ),
    ],
    body: () => caseBody(one),
  };
}
