// Which cases a run is about: by id, section, requirement, words and version.

import { findRequirement, REQUIREMENTS, type Version } from "../spec/index.ts";
import type { CaseFacts } from "./case.ts";

/** What was asked for. Of each kind any one must hold, and of all kinds one. */
export interface Selection {
  readonly cases?: readonly string[];
  readonly sections?: readonly string[];
  readonly requirements?: readonly string[];
  readonly grep?: RegExp;
  readonly versions?: readonly Version[];
}

/** The cases, or the name that means nothing here with all that it could have been. */
export type Selected<C extends CaseFacts> =
  | { readonly kind: "cases"; readonly cases: readonly C[] }
  | {
      readonly kind: "unknown";
      readonly what: "case" | "section" | "requirement";
      readonly name: string;
      readonly known: readonly string[];
    };

/** Chooses among `all`. */
export function select<C extends CaseFacts>(all: readonly C[], selection: Selection): Selected<C> {
  const { cases = [], sections = [], requirements = [], grep, versions } = selection;
  const unknown = unknownName(all, selection);
  if (unknown) return unknown;
  const chosen = all.filter(
    (one) =>
      (cases.length === 0 || cases.some((id) => isCase(one, id))) &&
      (sections.length === 0 || sections.some((section) => isInSection(one, section))) &&
      (requirements.length === 0 || requirements.some((id) => judges(one, id))) &&
      (versions === undefined || versions.includes(one.version)) &&
      (grep === undefined || grep.test(one.id) || grep.test(one.title)),
  );
  return { kind: "cases", cases: chosen };
}

function unknownName(
  all: readonly CaseFacts[],
  { cases = [], sections = [], requirements = [] }: Selection,
): Extract<Selected<CaseFacts>, { readonly kind: "unknown" }> | undefined {
  const id = cases.find((name) => !all.some((one) => isCase(one, name)));
  if (id !== undefined) return { kind: "unknown", what: "case", name: id, known: all.map((one) => one.id) };
  const section = sections.find(
    (name) => !REQUIREMENTS.some((one) => one.section === name || one.section.startsWith(`${name}.`)),
  );
  if (section !== undefined) {
    return { kind: "unknown", what: "section", name: section, known: REQUIREMENTS.map((one) => one.section) };
  }
  const requirement = requirements.find((name) => idsOf(name).length === 0);
  if (requirement === undefined) return undefined;
  return {
    kind: "unknown",
    what: "requirement",
    name: requirement,
    known: REQUIREMENTS.flatMap(({ id }) => [id, bare(id)]),
  };
}

/** With its version, or without: then both. */
function isCase({ id, version }: CaseFacts, name: string): boolean {
  return id === name || id === `${version}/${name}`;
}

/** The case's own section, or that of a sentence that it judges. */
function isInSection({ section, requirements }: CaseFacts, wanted: string): boolean {
  const sections = [section, ...requirements.map((id) => findRequirement(id)?.section ?? "")];
  return sections.some((one) => one === wanted || one.startsWith(`${wanted}.`));
}

function judges({ requirements }: CaseFacts, name: string): boolean {
  return idsOf(name).some((id) => requirements.some((one) => one === id));
}

/** An id without its version. */
function bare(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

/** `5.0/MQTT-3.1.0-1` is one sentence; `MQTT-3.1.0-1` may be one in either version. */
function idsOf(name: string): readonly string[] {
  return ["", "3.1.1/", "5.0/"].map((prefix) => `${prefix}${name}`).filter((id) => findRequirement(id) !== undefined);
}
