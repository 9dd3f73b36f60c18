// A config file, from its text to what it says: YAML, of which JSON is a part, with the line and the column of whatever is wrong.

import { isMap, isScalar, LineCounter, type Node, type ParsedNode, parseDocument } from "yaml";
import type { z } from "zod";
import { nearest, printable } from "../../../inspect/index.ts";
import { allowedAt, keysAt, type Place } from "./allowed.ts";
import { type BrokerConfig, configSchema } from "./schema.ts";

type Document = ReturnType<typeof parseDocument<ParsedNode, false>>;
type Issue = z.core.$ZodIssue;

/** A config file that cannot be used; the message has a line for each thing that is wrong: file, line, column, key, what was found, what is allowed. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Reads the text of a config file. Throws a `ConfigError` that names everything that is wrong with it. */
export function readConfig(text: string, file: string): BrokerConfig {
  const lines = new LineCounter();
  const document = parseDocument<ParsedNode, false>(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map(({ pos, message }) => `${at(pos[0])}: ${oneLine(message)}`));
  }
  // A file with nothing but comments says nothing.
  const said = saidIn(document, file) ?? {};
  const read = configSchema.safeParse(said);
  if (read.success) return read.data;
  const problems = read.error.issues.flatMap((issue) => problemsOf(issue, [], said, document));
  problems.sort((a, b) => a.offset - b.offset);
  throw new ConfigError(problems.map(({ offset, words }) => `${at(offset)}: ${words}`));
}

/** Aliases are resolved here: one may lead nowhere, and a few of them make a value of any size. */
function saidIn(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigError([`${file}: ${oneLine((error as Error).message)}`]);
  }
}

interface Problem {
  readonly offset: number;
  readonly words: string;
}

function problemsOf(issue: Issue, above: Place, said: unknown, document: Document): readonly Problem[] {
  const place = [...above, ...issue.path];
  const found = valueAt(said, place);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      offset: offsetOfKey(document, place, key),
      words: `${named([...place, key])}: there is no such key: ${suggestion(key, keysAt(place))}`,
    }));
  }
  if (issue.code === "invalid_union" && isObject(found)) {
    // Of what may be a text or an object, the object was meant.
    const meant = issue.errors.filter(([first]) => first?.path.length !== 0 || first.code === "unrecognized_keys");
    if (meant.length > 0) return meant.flat().flatMap((inner) => problemsOf(inner, place, said, document));
  }
  const expected = issue.code === "custom" ? issue.message : `expected ${allowedAt(place)}`;
  const what = found === undefined ? "found nothing" : `found ${shown(found)}`;
  return [{ offset: offsetOf(document, place), words: `${named(place)}: ${expected}, ${what}` }];
}

function suggestion(key: string, keys: readonly string[]): string {
  const [near] = nearest(key, keys);
  return near === undefined ? `allowed are ${keys.join(", ")}` : `did you mean ${near}?`;
}

function named(place: Place): string {
  if (place.length === 0) return "the file";
  return place
    .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i === 0 ? "" : "."}${printable(String(step))}`))
    .join("");
}

const LONGEST_SHOWN = 60;

function shown(value: unknown): string {
  const text = printable(JSON.stringify(value) ?? String(value));
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}

function valueAt(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((here, step) => (isObject(here) ? here[step as string] : undefined), value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Where a value stands; where it is missing, where what should hold it stands. */
function offsetOf(document: Document, place: Place): number {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true) as Node | undefined;
    if (node?.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function offsetOfKey(document: Document, place: Place, key: string): number {
  const holder = place.length === 0 ? document.contents : document.getIn(place, true);
  const pair = isMap(holder)
    ? holder.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    : undefined;
  return (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? offsetOf(document, place);
}

function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, " ");
}
