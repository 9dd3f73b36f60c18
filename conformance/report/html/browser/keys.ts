// The keyboard: `/` searches, j and k (and the arrows, from a row) go up and down, Enter opens, Escape closes.

import { byId } from "./dom.ts";
import { show, view } from "./view.ts";

/** Listens to the keyboard. */
export function keys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const isOnRow = target instanceof Element && target.classList.contains("row-head");
    if (key === "Escape") return leave(target);
    if (isTyping && !(target.id === "search" && (key === "ArrowDown" || key === "Enter"))) return;
    if (key === "/") byId("search").focus();
    else if (key === "j" || (key === "ArrowDown" && (isOnRow || isTyping)) || (key === "Enter" && isTyping)) move(1);
    else if (key === "k" || (key === "ArrowUp" && isOnRow)) move(-1);
    else return;
    event.preventDefault();
  });
}

function leave(target: EventTarget | null): void {
  if (target instanceof HTMLInputElement) {
    if (target.value === "") target.blur();
    else show({ words: "" });
  } else show({ open: "" });
}

/** Gives the focus to the next row that is seen, or to the one before. */
function move(by: 1 | -1): void {
  const rows = [...byId(view().tab).querySelectorAll<HTMLElement>(":scope > .row:not([hidden])")];
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[here < 0 ? (by === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + by))];
  const head = next?.querySelector<HTMLElement>(".row-head");
  head?.focus({ preventScroll: true });
  head?.scrollIntoView({ block: "nearest" });
}
