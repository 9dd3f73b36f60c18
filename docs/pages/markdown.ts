// Markdown from values: text that stays text, tables, and links to the place of a sentence.

import { anchorOf, requirementPage } from "../../conformance/index.ts";
import type { RequirementId } from "../../spec/index.ts";

/** A text in which Markdown finds nothing of its own, on one line. */
export function text(plain: string): string {
  return plain
    .replaceAll(/[\\`*_[\]|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/\s+/g, " ");
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)];
}

/** `1 case`, `2 cases`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The link to a sentence, from a page that lies one folder below the root of the pages. */
export function sentenceLink(id: RequirementId, words: string = id): string {
  return `[${words}](../${pathOf(id)}#${anchorOf(id)})`;
}

/** Where the page of a sentence lies, from the root of the pages. */
export function pathOf(id: RequirementId): string {
  return requirementPage(id)
    .replace(/^docs\/generated\//, "")
    .replace(/#.*$/, "");
}

/** A page from its lines. */
export function page(...lines: readonly string[]): string {
  return `${lines.join("\n").trimEnd()}\n`;
}
