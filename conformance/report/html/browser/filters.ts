// The search box and the filters, for both lists.

import type { AnyVerdict } from "../shape.ts";
import { button, byId, el } from "./dom.ts";
import { chapterOf, data, inOrder, sign, tally } from "./model.ts";
import { clearFilters, isFiltered, onView, show, type View, view } from "./view.ts";

/** What a row can be filtered by. */
export interface Facets {
  readonly verdict: AnyVerdict;
  readonly version: string;
  readonly level: string;
  readonly chapter: string;
  /** All its text, in lower case. */
  readonly text: string;
}

/** Whether a row is to be seen. */
export function isShown(facets: Facets, { words, verdicts, version, level, section }: View): boolean {
  return (
    (verdicts.length === 0 || verdicts.includes(facets.verdict)) &&
    (version === "" || version === facets.version) &&
    (level === "" || level === facets.level) &&
    (section === "" || section === facets.chapter) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((one) => facets.text.includes(one))
  );
}

/** Fills the bar of filters, and keeps it as the view is. */
export function filters(): void {
  const search = el("input", {
    id: "search",
    type: "search",
    placeholder: "Search id, title, sentence, text",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": "Search",
    "aria-keyshortcuts": "/",
  });
  search.addEventListener("input", () => show({ words: search.value }));
  const verdicts = el("div", { class: "chips", role: "group", "aria-label": "Verdicts" });
  const version = choice("version", "any version");
  const level = choice("level", "any level");
  const section = choice("section", "any section");
  const clear = button({ class: "plain", id: "clear" }, clearFilters, "clear");
  byId("filters").append(
    el("div", { class: "search" }, search, el("kbd", { "aria-hidden": "true" }, "/")),
    verdicts,
    el("div", { class: "choices" }, version, level, section, clear),
  );
  let tab = "";
  onView((now) => {
    if (tab !== now.tab) {
      tab = now.tab;
      const rows = tab === "cases" ? data.cases : data.requirements;
      verdicts.replaceChildren(...tally(rows).map(([verdict, number]) => chip(verdict, number)));
      options(
        version,
        rows.map((row) => row.version),
      );
      options(
        level,
        rows.map((row) => row.level),
      );
      options(
        section,
        rows.map((row) => chapterOf(row.section)),
        titleOf,
      );
    }
    if (search.value !== now.words) search.value = now.words;
    for (const one of verdicts.children)
      one.setAttribute("aria-pressed", String(now.verdicts.includes(one.getAttribute("data-verdict") ?? "")));
    for (const [select, value] of [
      [version, now.version],
      [level, now.level],
      [section, now.section],
    ] as const) {
      select.value = value;
      select.classList.toggle("set", value !== "");
    }
    clear.hidden = !isFiltered(now);
  });
}

function chip(verdict: AnyVerdict, number: number): HTMLElement {
  const toggle = (): void => {
    const { verdicts } = view();
    show({ verdicts: verdicts.includes(verdict) ? verdicts.filter((one) => one !== verdict) : [...verdicts, verdict] });
  };
  return button(
    { class: "chip", "data-verdict": verdict, "aria-pressed": "false" },
    toggle,
    sign(verdict),
    el("span", { "aria-hidden": "true" }, verdict),
    el("span", { class: "dim" }, number.toLocaleString("en")),
  );
}

function choice(name: "version" | "level" | "section", any: string): HTMLSelectElement {
  const select = el("select", { "aria-label": name, "data-any": any });
  select.addEventListener("change", () => show({ [name]: select.value }));
  return select;
}

function options(
  select: HTMLSelectElement,
  values: readonly string[],
  label: (value: string) => string = (value) => value,
): void {
  const known = [...new Set(values)].sort(inOrder);
  select.replaceChildren(
    el("option", { value: "" }, select.getAttribute("data-any") ?? ""),
    ...known.map((value) => el("option", { value }, label(value))),
  );
}

function titleOf(chapter: string): string {
  const titles = new Set(
    ["3.1.1", "5.0"].map((version) => data.sections[`${version} ${chapter}`] ?? "").filter((title) => title !== ""),
  );
  return `${chapter} ${[...titles].join(" / ")}`;
}
