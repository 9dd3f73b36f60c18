// What `touchstone explain` can explain, and how a word finds it: requirements, Reason Codes, properties and packets.

import type {
  PacketType,
  PacketTypeRow,
  PropertyRow,
  ReasonCodeRow,
  Requirement,
  RequirementId,
  Version,
} from "../../spec/index.ts";
import {
  CONNECT_RETURN_CODES,
  findRequirement,
  PACKET_TYPES,
  PROPERTIES,
  REASON_CODES,
  REQUIREMENTS,
  SUBACK_RETURN_CODES,
  versionOf,
  WAIVERS,
} from "../../spec/index.ts";
import { nearest } from "../inspect/index.ts";

/** A sentence, by its id, with its text. */
export interface Sentence {
  readonly id: RequirementId;
  readonly text: string;
}

/** One thing that can be explained. */
export type Subject = RequirementSubject | ReasonCodeSubject | PropertySubject | PacketSubject;

export interface RequirementSubject extends Requirement {
  readonly kind: "requirement";
  readonly id: RequirementId;
  readonly version: Version;
  /** Why nobody outside can judge it, where that is so. */
  readonly waiver?: string;
  /** The conformance cases that judge it. */
  readonly cases: readonly string[];
}

export interface ReasonCodeSubject {
  readonly kind: "reason code";
  readonly code: number;
  /** Its names in MQTT 5.0, and in which packet who may send it so. */
  readonly names: readonly Pick<ReasonCodeRow, "name" | "packets">[];
  /** What it means in MQTT 3.1.1. */
  readonly returnCodes: readonly { readonly packet: "CONNACK" | "SUBACK"; readonly name: string }[];
}

export interface PropertySubject extends Omit<PropertyRow, "carriers" | "type"> {
  readonly kind: "property";
  readonly type: PropertyRow["type"];
  readonly carriers: readonly {
    readonly carrier: string;
    readonly repeatable: boolean;
    readonly twice?: Sentence;
    readonly range?: Sentence;
  }[];
}

export interface PacketSubject extends Omit<PacketTypeRow, "flagsRule"> {
  readonly kind: "packet";
  readonly flagsRule: readonly Sentence[];
  readonly properties: readonly string[];
  readonly willProperties: readonly string[];
  readonly reasonCodes: readonly { readonly code: number; readonly name: string; readonly from: string }[];
}

/** What a conformance case says of itself, as far as it matters here. */
export interface CaseReference {
  readonly id: string;
  readonly requirements: readonly RequirementId[];
}

/** Everything that `word` names; a `version` narrows requirements down. */
export function findSubjects(
  word: string,
  version: Version | undefined,
  cases: readonly CaseReference[],
): readonly Subject[] {
  return [
    ...requirementsNamed(word, version).map((requirement) => requirementSubject(requirement, cases)),
    ...reasonCodesNamed(word),
    ...propertiesNamed(word),
    ...PACKET_TYPES.filter((row) => row.name === word.toUpperCase()).map(packetSubject),
  ];
}

/** Names near to one that was not found. */
export function namesNear(word: string): readonly string[] {
  const rows: readonly PropertyRow[] = PROPERTIES;
  const bare = bareId(word);
  const ids = REQUIREMENTS.map((requirement) => requirement.id.replace(/^[^/]*\//, ""));
  const names = [
    ...PACKET_TYPES.map((row) => row.name),
    ...rows.flatMap((row) => [row.name, row.title]),
    ...REASON_CODES.map((row) => row.name),
  ];
  const near = nearest(word, names, 3);
  return near.length > 0 ? near : nearest(bare, ids, 3);
}

/** `[5/MQTT-3.3.1-2]`, `mqtt-3.3.1-2` and `3.3.1-2` name the same sentence; a prefix of the version is left out here. */
function bareId(word: string): string {
  const inner = word
    .replace(/^\[(.*)\]$/, "$1")
    .toUpperCase()
    .replace(/^[^/]*\//, "");
  return /^\d+\.\d+\.\d+-\d+$/.test(inner) ? `MQTT-${inner}` : inner;
}

function requirementsNamed(
  word: string,
  version: Version | undefined,
): readonly (Requirement & { readonly id: RequirementId })[] {
  const stated = /^\[?(?:MQTT\s*)?v?(5(?:\.0)?|3\.1\.1)\//i.exec(word)?.[1];
  if (stated === undefined && word.includes("/")) return [];
  const versions = stated === undefined ? (["3.1.1", "5.0"] as const) : [stated === "3.1.1" ? "3.1.1" : "5.0"];
  return versions
    .filter((candidate) => version === undefined || candidate === version)
    .map((candidate) => findRequirement(`${candidate}/${bareId(word)}`))
    .filter((found) => found !== undefined);
}

function requirementSubject(
  requirement: Requirement & { readonly id: RequirementId },
  cases: readonly CaseReference[],
): RequirementSubject {
  const waiver = WAIVERS[requirement.id];
  return {
    kind: "requirement",
    ...requirement,
    version: versionOf(requirement.id),
    ...(waiver !== undefined && { waiver }),
    cases: cases.filter((one) => one.requirements.includes(requirement.id)).map((one) => one.id),
  };
}

function numberNamed(word: string): number | undefined {
  return /^(0x[0-9a-f]{1,2}|\d{1,3})$/i.test(word) ? Number(word) : undefined;
}

function reasonCodesNamed(word: string): readonly ReasonCodeSubject[] {
  const rows: readonly ReasonCodeRow[] = REASON_CODES;
  const isNamed = (row: { readonly code: number; readonly name: string }): boolean =>
    row.code === numberNamed(word) || row.name.toLowerCase() === word.toLowerCase();
  const returned = [
    ...CONNECT_RETURN_CODES.map((row) => ({ packet: "CONNACK" as const, ...row })),
    ...SUBACK_RETURN_CODES.map((row) => ({ packet: "SUBACK" as const, ...row })),
  ];
  const codes = new Set([...rows, ...returned].filter(isNamed).map((row) => row.code));
  return [...codes].map((code) => ({
    kind: "reason code",
    code,
    names: rows.filter((row) => row.code === code).map(({ name, packets }) => ({ name, packets })),
    returnCodes: returned.filter((row) => row.code === code).map(({ packet, name }) => ({ packet, name })),
  }));
}

function propertiesNamed(word: string): readonly PropertySubject[] {
  const rows: readonly PropertyRow[] = PROPERTIES;
  const squeezed = word.toLowerCase().replaceAll(/[\s_-]/g, "");
  const isNamed = (row: PropertyRow): boolean =>
    row.id === numberNamed(word) || row.name.toLowerCase() === squeezed || row.plural?.toLowerCase() === squeezed;
  return rows.filter(isNamed).map(({ carriers, ...row }) => ({
    kind: "property",
    ...row,
    carriers: Object.entries(carriers).map(([carrier, use]) => ({
      carrier,
      repeatable: use.twice === undefined,
      ...(use.twice && { twice: sentence(use.twice) }),
      ...(use.range && { range: sentence(use.range) }),
    })),
  }));
}

function packetSubject(row: PacketTypeRow): PacketSubject {
  const carried = (carrier: string): readonly string[] =>
    PROPERTIES.filter((property) => carrier in property.carriers).map((property) => property.title);
  const codes: readonly ReasonCodeRow[] = REASON_CODES;
  return {
    kind: "packet",
    ...row,
    flagsRule: Object.values(row.flagsRule).map(sentence),
    properties: carried(row.name),
    willProperties: row.name === ("CONNECT" satisfies PacketType) ? carried("WILL") : [],
    reasonCodes: codes.flatMap(({ code, name, packets }) => {
      const from = (packets as Readonly<Record<string, string | undefined>>)[row.name];
      return from === undefined ? [] : [{ code, name, from }];
    }),
  };
}

function sentence(id: RequirementId): Sentence {
  return { id, text: findRequirement(id)?.text ?? "" };
}
