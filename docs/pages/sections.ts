// A page for each section of each version: every sentence of it, and what proves it.

import { anchorOf, cases, clientCases, groupOf, sectionTitle } from "../../conformance/index.ts";
import type { Version } from "../../spec/index.ts";
import { EVIDENCE, type Evidence } from "./evidence.ts";
import { counted, page, pathOf, table, text } from "./markdown.ts";

const TITLES: ReadonlyMap<string, string> = new Map(
  [...cases, ...clientCases].map(({ id, title, level }) => [
    id,
    level === "must" ? text(title) : `${text(title)} *(${level})*`,
  ]),
);

/** The sentences of one section. */
export interface Section {
  readonly version: Version;
  readonly number: string;
  readonly title: string;
  /** From the root of the pages. */
  readonly path: string;
  readonly sentences: readonly Evidence[];
}

/** The sections of a version. */
export function sectionsOf(version: Version): readonly Section[] {
  const own = EVIDENCE.filter(({ sentence: { id } }) => id.startsWith(`${version}/`));
  const groups = Map.groupBy(own, ({ sentence: { section } }) => groupOf(section));
  return [...groups].flatMap(([number, sentences]) => {
    const [first] = sentences;
    if (first === undefined) return [];
    return [{ version, number, title: sectionTitle(number, version), path: pathOf(first.sentence.id), sentences }];
  });
}

/** The page of a section. */
export function sectionPage({ version, number, title, sentences }: Section): string {
  return page(
    `# MQTT ${version}, section ${number}: ${title}`,
    "",
    `[All sections](README.md) · ${counted(sentences.length, "statement")}. Said in our own words; the text of the standard is OASIS's.`,
    "",
    ...table(
      ["statement", "level", "binds", "broker cases", "client cases", "faults", "vectors"],
      sentences.map((one) => {
        const { id, level, binds } = one.sentence;
        const counts = [one.brokerCases, one.clientCases, one.faults, one.vectors].map(({ length }) => length || "");
        return [`[${nameOf(id)}](#${anchorOf(id)})`, level, binds, ...counts.map(String)];
      }),
    ),
    "",
    ...sentences.flatMap(chapter),
  );
}

function chapter(one: Evidence): readonly string[] {
  const { id, section, level, binds, text: words, note, error, observedAt } = one.sentence;
  const seen = observedAt.length === 0 ? "nowhere from outside" : `at the ${observedAt.join(", the ")}`;
  const facts = [
    `**${level}**`,
    `section ${section}`,
    binds === "both" ? "binds client and server" : `binds the ${binds}`,
    `seen ${seen}`,
    ...(error === undefined ? [] : [`a breach is a ${error}`]),
    ...(id.includes("/MQTT-") ? [] : ["the number is ours: the standard gave it none"]),
  ];
  return [
    `## ${nameOf(id)}`,
    "",
    `> ${text(words)}`,
    "",
    `${facts.join(" · ")}.`,
    "",
    ...(note === undefined ? [] : [`Note: ${text(note)}`, ""]),
    ...(one.waiver === undefined ? [] : [`Waived: ${text(one.waiver)}`, ""]),
    ...(one.freedom === undefined ? [] : [`Left free: ${text(one.freedom)}`, ""]),
    ...list("Brokers are tried by", one.brokerCases.map(caseLine)),
    ...list("Clients are tried by", one.clientCases.map(caseLine)),
    ...list("Broken on purpose by", one.faults.map(text)),
    ...list(
      "Obeyed by the arrows of",
      one.machines.map((name) => `[${name}](../machines/${name}.md)`),
    ),
    ...vectors(one),
  ];
}

function caseLine(id: string): string {
  return `\`${id}\`: ${TITLES.get(id) ?? ""}`;
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, "", ...lines.map((line) => `- ${line}`), ""];
}

function vectors({ vectors: shown }: Evidence): readonly string[] {
  if (shown.length === 0) return [];
  const lines = shown.map(({ name, kind, ...more }) => {
    const hex = "hex" in more ? more.hex.replaceAll(" ", "") : "";
    const bytes = hex === "" ? "" : `: \`${hex.length > 96 ? `${hex.slice(0, 96)}…` : hex}\``;
    return `- ${kind === "valid" ? "" : `*${kind}* `}${text(name)}${bytes}`;
  });
  return [
    "<details>",
    `<summary>Shown by ${counted(shown.length, "vector")} of the codec</summary>`,
    "",
    ...lines,
    "",
    "</details>",
    "",
  ];
}

function nameOf(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

/** The list of the sections of a version. */
export function versionPage(version: Version): string {
  return page(
    `# MQTT ${version}`,
    "",
    "[All pages](../README.md)",
    "",
    ...table(
      ["section", "statements", "broker cases", "client cases"],
      sectionsOf(version).map(({ number, title, path, sentences }) => {
        const distinct = (pick: (one: Evidence) => readonly string[]): string =>
          String(new Set(sentences.flatMap(pick)).size || "");
        return [
          `[${number} ${title}](${path.replace(`${version}/`, "")})`,
          String(sentences.length),
          distinct((one) => one.brokerCases),
          distinct((one) => one.clientCases),
        ];
      }),
    ),
  );
}
