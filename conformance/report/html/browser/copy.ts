// A line for a shell, with a button that copies it.

import { button, el } from "./dom.ts";

/** The line under its name. */
export function copyLine(name: string, line: string, note = ""): HTMLElement {
  const code = el("code", { class: "line", tabindex: "0" }, line);
  const copy = button({ class: "copy", "aria-label": `copy: ${name}` }, () => void take(code, copy, line), "copy");
  return el(
    "div",
    { class: "shell" },
    el("span", { class: "shell-name" }, name, note !== "" && el("span", { class: "dim" }, ` ${note}`)),
    el("div", { class: "shell-line" }, code, copy),
  );
}

async function take(code: HTMLElement, copy: HTMLElement, line: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(line);
    copy.textContent = "copied";
  } catch {
    // A page that was opened from a file may not: then what is to be copied is selected.
    getSelection()?.selectAllChildren(code);
    copy.textContent = "selected";
  }
  setTimeout(() => (copy.textContent = "copy"), 1600);
}
