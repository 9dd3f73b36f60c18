// A list whose rows open: built once, filtered by hiding.

import { byId, counted, el } from "./dom.ts";
import { type Facets, isShown } from "./filters.ts";
import { onView, show, type View, view } from "./view.ts";

/** What a row shows, closed and opened. */
export interface RowOf {
  readonly id: string;
  readonly facets: Facets;
  readonly head: readonly HTMLElement[];
  readonly body: () => readonly HTMLElement[];
}

interface Row extends RowOf {
  readonly item: HTMLElement;
  readonly button: HTMLButtonElement;
}

/** Fills the list of a tab and keeps it as the view is. The rows are made when the tab is first looked at. */
export function list(tab: View["tab"], noun: string, many: string, make: () => readonly RowOf[]): void {
  const place = byId(tab);
  let rows: readonly Row[] | undefined;
  let opened: Row | undefined;
  onView((now) => {
    place.hidden = now.tab !== tab;
    if (place.hidden) return;
    if (rows === undefined) {
      rows = make().map(rowOf);
      place.append(...rows.map(({ item }) => item));
    }
    let shown = 0;
    for (const row of rows) {
      // What was opened by a link is seen, whatever the filters say.
      const isSeen = row.id === now.open || isShown(row.facets, now);
      row.item.hidden = !isSeen;
      if (isSeen) shown += 1;
    }
    byId("told").textContent =
      shown === rows.length
        ? counted(shown, noun, many)
        : `${shown.toLocaleString("en")} of ${counted(rows.length, noun, many)}`;
    byId("nothing").hidden = shown > 0;
    const wanted = rows.find(({ id }) => id === now.open);
    if (wanted === opened) return;
    if (opened) close(opened);
    opened = wanted;
    if (wanted) open(wanted);
  });
}

function rowOf(about: RowOf): Row {
  const button = el("button", { type: "button", class: "row-head", "aria-expanded": "false" }, ...about.head);
  const item = el("li", { class: `row v-${about.facets.verdict}`, "data-id": about.id }, button);
  button.addEventListener("click", () => show({ open: view().open === about.id ? "" : about.id }));
  return { ...about, item, button };
}

function open({ item, button, body, id }: Row): void {
  button.setAttribute("aria-expanded", "true");
  item.append(el("div", { class: "row-body", role: "region", "aria-label": id }, ...body()));
  button.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start" });
}

function close({ item, button }: Row): void {
  button.setAttribute("aria-expanded", "false");
  item.querySelector(".row-body")?.remove();
}
