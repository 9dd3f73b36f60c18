// One run out of several that each took a share of the cases.

import { cases } from "../cases/index.ts";
import { clientCases } from "../client/cases/index.ts";
import { parseShard } from "../shard.ts";
import type { Run } from "./report.ts";
import type { Wrong } from "./shape.ts";

/** The place of each case in the suite. */
const PLACES: ReadonlyMap<string, number> = new Map([...cases, ...clientCases].map(({ id }, at) => [id, at]));

/** A run, and the file that told of it. */
export interface NamedRun {
  readonly name: string;
  readonly run: Run;
}

/** The whole, and what its parts do not have in common. */
export interface Merged {
  readonly run: Run;
  readonly notes: readonly string[];
}

/** Puts the shares of one run together; or says what is missing, or there twice. */
export function mergeRuns(parts: readonly NamedRun[]): Merged | Wrong {
  const [first] = parts;
  if (first === undefined) return { wrong: "there is nothing to merge" };
  const wrong = otherRole(parts) ?? incomplete(parts) ?? overlap(parts);
  if (wrong !== undefined) return { wrong };
  const runs = parts.map(({ run }) => run);
  const { shard: _, ...shared } = first.run;
  const startedMs = Math.min(...runs.map(({ startedAt }) => startedAt.getTime()));
  const run: Run = {
    ...shared,
    startedAt: new Date(startedMs),
    durationMs: Math.max(...runs.map(({ startedAt, durationMs }) => startedAt.getTime() - startedMs + durationMs)),
    results: runs.flatMap(({ results }) => results).sort((a, b) => placeOf(a.case.id) - placeOf(b.case.id)),
  };
  return { run, notes: notesOn(parts) };
}

/** A case that this version does not have comes last. */
function placeOf(id: string): number {
  return PLACES.get(id) ?? PLACES.size;
}

function otherRole(parts: readonly NamedRun[]): string | undefined {
  const roles = new Set(parts.map(({ run }) => run.target.role));
  return roles.size > 1 ? "some of these reports are about brokers, and some about clients" : undefined;
}

/** Where one is a share, all are, of as many, and none is missing. */
function incomplete(parts: readonly NamedRun[]): string | undefined {
  const shards = parts.map(({ name, run }) => ({ name, written: run.shard ?? "", shard: parseShard(run.shard ?? "") }));
  const count = shards.find(({ shard }) => shard !== undefined)?.shard?.count;
  if (count === undefined) return undefined;
  const other = shards.find(({ shard }) => shard?.count !== count);
  if (other !== undefined) {
    return `${other.name} is ${other.written === "" ? "no shard" : `shard ${other.written}`}, and others are shards of ${count}`;
  }
  const indices = shards.map(({ shard }) => shard?.index);
  const twice = shards.filter(({ shard }, at) => indices.indexOf(shard?.index) !== at);
  if (twice.length > 0)
    return `there twice: ${twice.map(({ name, written }) => `shard ${written} (${name})`).join(", ")}`;
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !indices.includes(index));
  return missing.length === 0 ? undefined : `missing: ${missing.map((index) => `shard ${index}/${count}`).join(", ")}`;
}

function overlap(parts: readonly NamedRun[]): string | undefined {
  const seen = new Map<string, string>();
  const twice: string[] = [];
  for (const { name, run } of parts) {
    for (const { case: one } of run.results) {
      const earlier = seen.get(one.id);
      if (earlier !== undefined) twice.push(`${one.id} (in ${earlier} and ${name})`);
      seen.set(one.id, name);
    }
  }
  if (twice.length === 0) return undefined;
  const more = twice.length > 5 ? `, and ${twice.length - 5} more` : "";
  return `cases that are there twice: ${twice.slice(0, 5).join(", ")}${more}`;
}

function notesOn(parts: readonly NamedRun[]): readonly string[] {
  const questions: readonly (readonly [what: string, of: (run: Run) => string])[] = [
    ["targets", ({ target }) => target.url],
    ["capabilities", ({ target }) => JSON.stringify(target.capabilities)],
    ["versions of the tool", ({ tool }) => `${tool.name} ${tool.version}`],
    ["seeds", ({ seed }) => String(seed)],
  ];
  return questions.flatMap(([what, of]) => {
    const answers = parts.map(({ name, run }) => ({ name, said: of(run) }));
    if (answers.every(({ said }) => said === answers[0]?.said)) return [];
    const told = what === "capabilities" ? "" : `: ${answers.map(({ name, said }) => `${said} (${name})`).join(", ")}`;
    return [`the parts have different ${what}${told}; the first is shown`];
  });
}
