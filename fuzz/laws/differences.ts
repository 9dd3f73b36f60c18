// Every class of difference between our codec and mqtt-packet 9 that is known, each with the sentence that decides it.
// A class asks for a witness beside our own refusal, mostly in what mqtt-packet made of the bytes: ours alone proves nothing.

import type { RequirementId } from "../../spec/index.ts";
import { PROPERTIES, REASON_CODES } from "../../spec/tables/index.ts";
import type { PropertyRow, ReasonCodeRow } from "../../spec/index.ts";
import type { Difference, DifferenceClass } from "./difference.ts";
import type { Fields } from "./mqtt-packet.ts";

/** What mqtt-packet made of the bytes, beside the bytes themselves. */
type Witness = (read: Fields, bytes: Uint8Array) => boolean;

type Example = DifferenceClass["example"];

/** mqtt-packet accepts, or still waits for the rest of, what we refuse for one of these sentences. */
function lax(
  name: string,
  why: string,
  requirements: readonly RequirementId[],
  example: Example,
  witness: Witness,
): DifferenceClass {
  const matches = (difference: Difference): boolean => {
    if (difference.kind !== "reading" || difference.ours.kind !== "malformed") return false;
    const { theirs, ours, bytes } = difference;
    if (theirs.kind === "malformed" || !requirements.includes(ours.violation.requirement)) return false;
    return witness(theirs.kind === "packet" ? theirs.packet : {}, bytes);
  };
  return { name, why, requirements, whose: "mqtt-packet", example, matches };
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Every string in a packet, names of User Properties included. */
function texts(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([field, one]) => [field, ...texts(one)]);
}

function topicNames(read: Fields): readonly unknown[] {
  const will = fields(read["will"]);
  return [read["topic"], will["topic"], fields(read["properties"])["responseTopic"], fields(will["properties"])["responseTopic"]];
}

function filters(read: Fields): readonly string[] {
  const asked = list(read["subscriptions"]).map((subscription) => fields(subscription)["topic"]);
  return [...asked, ...list(read["unsubscriptions"])].filter((filter) => typeof filter === "string");
}

function isWildcardMisplaced(filter: string): boolean {
  const levels = filter.split("/");
  return levels.some((level, at) => (level.length > 1 && /[+#]/.test(level)) || (level === "#" && at < levels.length - 1));
}

const isShared = (read: Fields): boolean => filters(read).some((filter) => filter.startsWith("$share/"));

function codes(read: Fields): readonly unknown[] {
  return [read["reasonCode"], read["returnCode"], ...list(read["granted"])].filter((code) => code !== undefined);
}

function isCodeForeign(read: Fields): boolean {
  const packet = String(read["cmd"]).toUpperCase();
  const rows: readonly ReasonCodeRow[] = REASON_CODES;
  const known = rows.filter(({ packets }) => Object.hasOwn(packets, packet)).map(({ code }) => code);
  return codes(read).some((code) => !known.includes(code as number));
}

const ROWS: readonly PropertyRow[] = PROPERTIES;

/** Sentences of all properties about one thing, from the table. */
function sentences(of: "twice" | "range"): readonly RequirementId[] {
  const all = ROWS.flatMap(({ carriers }) => Object.values(carriers).map((use) => use[of]));
  return [...new Set(all.filter((id) => id !== undefined))];
}

const LENGTHS_5 = [1, 2, 3, 4];

/** Whether a number stands there that takes a byte more than it needs. */
function isOverlong(bytes: Uint8Array): boolean {
  return bytes.some((byte, at) => byte >= 0x80 && bytes[at + 1] === 0) && LENGTHS_5.length > 0;
}
