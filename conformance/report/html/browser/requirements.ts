// The rows of the sentences of the standard, in its order.

import type { RequirementRow } from "../shape.ts";
import { button, el } from "./dom.ts";
import type { RowOf } from "./list.ts";
import { caseById, chapterOf, data, sign } from "./model.ts";
import { show } from "./view.ts";

/** The rows of the sentences. */
export function requirementRows(): readonly RowOf[] {
  return data.requirements.map(rowOf);
}

function rowOf(one: RequirementRow): RowOf {
  const { id, section, version, level, binds, text, note, verdict, reason, cases } = one;
  return {
    id,
    facets: {
      verdict,
      version,
      level,
      chapter: chapterOf(section),
      text: [id, text, note, reason, binds, level, ...cases].join("\n").toLowerCase(),
    },
    head: [
      sign(verdict),
      el("span", { class: "name" }, el("span", { class: "what" }, text), el("code", {}, id)),
      el(
        "span",
        { class: "marks" },
        el("span", { class: "mark" }, level),
        el("span", { class: "mark" }, binds),
        el("span", { class: "mark" }, `§ ${section}`),
      ),
    ],
    body: () => body(one),
  };
}

function body({
  note,
  reason,
  cases,
  level,
  binds,
  section,
  version,
  url,
  id,
}: RequirementRow): readonly HTMLElement[] {
  const links = cases.map((id) => {
    const found = caseById.get(id);
    return el(
      "li",
      {},
      found !== undefined && sign(found.verdict),
      button(
        { class: "link" },
        () => show({ tab: "cases", open: id, words: "", verdicts: [], version: "", level: "", section: "" }),
        el("code", {}, id),
      ),
      el("span", { class: "dim" }, found?.title ?? ""),
    );
  });
  return [
    el(
      "p",
      { class: "about" },
      `MQTT ${version}, section ${section}. ${level} for ${binds === "both" ? "client and server" : `the ${binds}`}. `,
      el("a", { href: url, rel: "noreferrer" }, `What proves ${id}`),
    ),
    ...(note === null ? [] : [el("p", {}, note)]),
    ...(reason === null ? [] : [el("p", {}, `Waived: ${reason}`)]),
    links.length === 0
      ? el("p", { class: "dim" }, "No case of this run judged it.")
      : el("ul", { class: "links" }, ...links),
  ];
}
