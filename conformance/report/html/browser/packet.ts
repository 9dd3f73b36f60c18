// The inside of some bytes: a tree of fields beside the bytes, each lighting up the other.

import type { FieldRow, FrameRow } from "../shape.ts";
import { button, counted, el } from "./dom.ts";
import { word } from "./model.ts";

/** How many bytes are shown at first: a large payload says little. */
const SHOWN = 512;

type Range = readonly [from: number, to: number];

/** The fields and the bytes of a frame. */
export function packetBody([hex, , , fields]: FrameRow): HTMLElement {
  const bytes = Array.from({ length: hex.length / 2 }, (_, i) => hex.slice(2 * i, 2 * i + 2));
  const cells: HTMLElement[][] = [];
  const leaves: { readonly range: Range; readonly element: HTMLElement }[] = [];
  let lit: readonly HTMLElement[] = [];
  const light = (range: Range | undefined, field: HTMLElement | undefined): void => {
    for (const one of lit) one.classList.remove("lit");
    const found = range === undefined ? [] : cells.slice(...range).flat();
    lit = field === undefined ? found : [...found, field];
    for (const one of lit) one.classList.add("lit");
  };
  const tree = el(
    "ul",
    { class: "fields", "aria-label": "Fields" },
    ...fields.map((field) => fieldItem(field, light, leaves)),
  );
  tree.addEventListener("pointerleave", () => light(undefined, undefined));
  const dump = el("div", { class: "dump" });
  const fill = (shown: number): void =>
    dump.replaceChildren(
      ...rowsOf(bytes.slice(0, shown), cells),
      ...(shown < bytes.length
        ? [button({ class: "plain" }, () => fill(bytes.length), `show all ${counted(bytes.length, "byte")}`)]
        : []),
    );
  fill(SHOWN);
  dump.addEventListener("pointerover", ({ target }) => {
    const at = target instanceof HTMLElement ? target.getAttribute("data-at") : null;
    if (at === null) return;
    // The last of them is the deepest.
    const leaf = leaves.filter(({ range: [from, to] }) => from <= Number(at) && Number(at) < to).at(-1);
    light(leaf?.range ?? [Number(at), Number(at) + 1], leaf?.element);
  });
  dump.addEventListener("pointerleave", () => light(undefined, undefined));
  return el("div", { class: "anatomy" }, tree, dump);
}

function fieldItem(
  [offset, length, name, value, bits, children]: FieldRow,
  light: (range: Range | undefined, field: HTMLElement | undefined) => void,
  leaves: { readonly range: Range; readonly element: HTMLElement }[],
): HTMLElement {
  const isUnread = word(name) === "unread";
  const label = el(
    "div",
    { class: isUnread ? "field unread" : "field", tabindex: "0" },
    el("span", { class: "field-name" }, word(name)),
    word(bits) !== "" && el("code", { class: "bits" }, word(bits)),
    el("span", { class: "field-value" }, word(value)),
  );
  const range: Range = [offset, offset + length];
  if (word(bits) === "") leaves.push({ range, element: label });
  for (const event of ["pointerenter", "focus"]) label.addEventListener(event, () => light(range, label));
  label.addEventListener("blur", () => light(undefined, undefined));
  const item = el("li", {}, label);
  if (children.length > 0) item.append(el("ul", {}, ...children.map((child) => fieldItem(child, light, leaves))));
  return item;
}

function rowsOf(bytes: readonly string[], cells: HTMLElement[][]): readonly HTMLElement[] {
  const width = matchMedia("(max-width: 46em)").matches ? 8 : 16;
  return Array.from({ length: Math.ceil(bytes.length / width) }, (_, line) => {
    const from = line * width;
    const own = bytes.slice(from, from + width);
    const digits = own.map((byte, i) => el("span", { class: "byte", "data-at": from + i }, byte));
    const letters = own.map((byte, i) => el("span", { "data-at": from + i }, letterOf(Number.parseInt(byte, 16))));
    for (const [i, digit] of digits.entries()) cells[from + i] = [digit, letters[i] ?? digit];
    const row = el("span", { class: "digits" }, ...digits);
    row.style.setProperty("--width", String(width));
    return el(
      "div",
      { class: "dump-row" },
      el("span", { class: "offset" }, from.toString(16).padStart(4, "0")),
      row,
      el("span", { class: "letters", "aria-hidden": "true" }, ...letters),
    );
  });
}

function letterOf(byte: number): string {
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? "\u00a0" : "·";
}
