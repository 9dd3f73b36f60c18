// The verdicts by section, a table for each version. A click filters the list below.

import type { AnyVerdict } from "../shape.ts";
import { button, byId, el } from "./dom.ts";
import { chapterOf, data, inOrder, ORDER, sign, tally } from "./model.ts";
import { show } from "./view.ts";

/** The tables of the versions in which anything was run. */
export function matrix(): readonly HTMLElement[] {
  const columns = tally(data.cases).map(([verdict]) => verdict);
  const order = ORDER.filter((verdict) => columns.includes(verdict));
  return ["3.1.1", "5.0"]
    .filter((version) => data.cases.some((one) => one.version === version))
    .map((version) => table(version, order));
}

function table(version: string, columns: readonly AnyVerdict[]): HTMLElement {
  const own = data.cases.filter((one) => one.version === version);
  const chapters = [...new Set(own.map(({ section }) => chapterOf(section)))].sort(inOrder);
  const most = Math.max(
    ...chapters.map((chapter) => own.filter(({ section }) => chapterOf(section) === chapter).length),
  );
  const rows = chapters.map((chapter) => {
    const members = own.filter(({ section }) => chapterOf(section) === chapter);
    const counts = new Map(tally(members));
    const strip = el("span", { class: "strip thin", "aria-hidden": "true" });
    strip.style.width = `${Math.max(4, (100 * members.length) / most)}%`;
    for (const [verdict, number] of counts) {
      const part = el("span", { class: `part v-${verdict}` });
      part.style.flexGrow = String(number);
      strip.append(part);
    }
    const name = data.sections[`${version} ${chapter}`] ?? "";
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        button(
          { class: "chapter", title: `all cases of section ${chapter}` },
          () => go(version, chapter, []),
          el("span", { class: "number" }, chapter),
          el("span", {}, name),
        ),
      ),
      el("td", { class: "weight" }, strip),
      ...columns.map((verdict) => cell(version, chapter, verdict, counts.get(verdict) ?? 0)),
    );
  });
  return el(
    "table",
    { class: "matrix" },
    el("caption", {}, `MQTT ${version}`),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, el("span", { class: "unseen" }, "section")),
        el("td", { class: "weight" }),
        ...columns.map((verdict) => el("th", { scope: "col" }, sign(verdict))),
      ),
    ),
    el("tbody", {}, ...rows),
  );
}

function cell(version: string, chapter: string, verdict: AnyVerdict, number: number): HTMLElement {
  if (number === 0) return el("td", { class: "none" }, "·");
  const words = `${number} ${verdict} in section ${chapter} of ${version}`;
  return el(
    "td",
    {},
    button(
      { class: `cell v-${verdict}`, "aria-label": words, title: words },
      () => go(version, chapter, [verdict]),
      String(number),
    ),
  );
}

function go(version: string, section: string, verdicts: readonly AnyVerdict[]): void {
  show({ tab: "cases", version, section, verdicts, words: "", level: "", open: "" });
  byId("lists").scrollIntoView();
}
