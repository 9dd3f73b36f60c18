// The JSON report as it is read again: what must stand in it, and where one that was written by hand or cut short is wrong.

import { REQUIREMENT_VERDICTS, type RequirementVerdict, VERDICTS, type Verdict } from "../verdict.ts";

/** One line of a record. */
export interface TraceJson {
  readonly connection: number;
  readonly atMs: number;
  readonly direction: "sent" | "received";
  readonly hex: string;
  /** Null where the bytes are no whole packet. */
  readonly packet: object | null;
}

/** One case of a report. */
export interface CaseJson {
  readonly id: string;
  readonly title: string;
  readonly section: string;
  readonly version: "3.1.1" | "5.0";
  readonly requirements: readonly string[];
  readonly level: "must" | "should" | "strict";
  readonly verdict: Verdict;
  readonly durationMs: number;
  readonly expected: string | null;
  readonly observed: string | null;
  readonly reason: string | null;
  readonly trace: readonly TraceJson[];
  readonly replay: string;
}

/** A report of schema 1, as far as it is read again. */
export interface ReportJson {
  readonly tool: { readonly name: string; readonly version: string };
  readonly target: {
    readonly url: string;
    readonly role: "broker" | "client";
    readonly capabilities: Readonly<Record<string, CapabilityJson>>;
  };
  readonly startedAt: string;
  readonly durationMs: number;
  readonly seed: number;
  readonly shard?: string;
  readonly requirements: readonly { readonly id: string; readonly verdict: RequirementVerdict }[];
  readonly cases: readonly CaseJson[];
}

/** What a target can do, and what told it. */
interface CapabilityJson {
  readonly value: number | string | boolean | readonly string[];
  readonly from: string;
}

/** Why something is no report: the place in it, what was expected there, and what was found. */
export interface Wrong {
  readonly wrong: string;
}

/** Takes a value for a report; or says where it is none. */
export function readReport(value: unknown): ReportJson | Wrong {
  const wrong = faultIn(value, REPORT, "");
  return wrong === undefined ? (value as ReportJson) : { wrong };
}

/** What is expected at a place: words, and a test; or what stands below it. */
type Shape =
  | { readonly words: string; readonly fits: (value: unknown) => boolean }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly optional?: Readonly<Record<string, Shape>> }
  | { readonly each: Shape }
  | { readonly values: Shape };

const text: Shape = { words: "text", fits: (value) => typeof value === "string" };
const textOrNull: Shape = { words: "text or null", fits: (value) => value === null || typeof value === "string" };
const objectOrNull: Shape = { words: "an object or null", fits: (value) => typeof value === "object" };
const number: Shape = { words: "a number", fits: (value) => typeof value === "number" };
const hex: Shape = {
  words: "hexadecimal digits in pairs",
  fits: (value) => typeof value === "string" && /^([0-9a-f]{2})*$/.test(value),
};
const time: Shape = { words: "a time", fits: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)) };
const known: Shape = {
  words: "a number, text, true, false or a list of texts",
  fits: (value) =>
    ["number", "string", "boolean"].includes(typeof value) ||
    (Array.isArray(value) && value.every((one) => typeof one === "string")),
};

function oneOf(...values: readonly unknown[]): Shape {
  return { words: values.map((one) => JSON.stringify(one)).join(" or "), fits: (value) => values.includes(value) };
}

const TRACE: Shape = {
  fields: { connection: number, atMs: number, direction: oneOf("sent", "received"), hex, packet: objectOrNull },
};

const CASE: Shape = {
  fields: {
    id: text,
    title: text,
    section: text,
    version: oneOf("3.1.1", "5.0"),
    requirements: { each: text },
    level: oneOf("must", "should", "strict"),
    verdict: oneOf(...VERDICTS),
    durationMs: number,
    expected: textOrNull,
    observed: textOrNull,
    reason: textOrNull,
    trace: { each: TRACE },
    replay: text,
  },
};

const REPORT: Shape = {
  fields: {
    schema: oneOf(1),
    tool: { fields: { name: text, version: text } },
    target: {
      fields: {
        url: text,
        role: oneOf("broker", "client"),
        capabilities: {
          values: { fields: { value: known, from: text } },
        },
      },
    },
    startedAt: time,
    durationMs: number,
    seed: number,
    requirements: { each: { fields: { id: text, verdict: oneOf(...REQUIREMENT_VERDICTS) } } },
    cases: { each: CASE },
  },
  optional: { shard: text },
};

/** The first place that is not as it should be, in words. */
function faultIn(value: unknown, shape: Shape, at: string): string | undefined {
  if ("words" in shape) return shape.fits(value) ? undefined : fault(at, shape.words, value);
  if ("each" in shape) {
    if (!Array.isArray(value)) return fault(at, "a list", value);
    return first(value.entries(), ([index, one]) => faultIn(one, shape.each, `${at}[${index}]`));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault(at, "an object", value);
  const fields = value as Readonly<Record<string, unknown>>;
  const below = (name: string): string => (at === "" ? name : `${at}.${name}`);
  if ("values" in shape) {
    return first(Object.entries(fields), ([name, one]) => faultIn(one, shape.values, below(name)));
  }
  const optional = Object.entries(shape.optional ?? {}).filter(([name]) => fields[name] !== undefined);
  return first([...Object.entries(shape.fields), ...optional], ([name, one]) =>
    faultIn(fields[name], one, below(name)),
  );
}

function first<T>(all: Iterable<T>, find: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fault(at: string, expected: string, value: unknown): string {
  const found = value === undefined ? "nothing" : JSON.stringify(value);
  const shown = found.length > 60 ? `${found.slice(0, 57)}...` : found;
  return `at ${at === "" ? "the top" : at}: expected ${expected}, found ${shown}`;
}
