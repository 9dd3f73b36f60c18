// `--sharp`: shows that the tour can fail. What gets past is named.

import { lenientServer } from "./bytes/lenient-server.ts";
import type { Row } from "./bytes/row.ts";
import { tryRow } from "./bytes/try-row.ts";
import type { AbuseClass } from "./class.ts";
import { type Surroundings, tryClass } from "./try-class.ts";

/** Nothing takes as long that is right, on the loopback interface, from a server that answers everything. */
const ANSWER_MS = 500;
/** Attacks that wait for an answer of the abused broker itself. */
const WAITING = ["resource.half-open-peer", "session.takeover-storm", "topic.deep-publish"];
const AT_ONCE = 50;

/** Whether all that should fail is told as failed. */
export async function isSharp(around: Surroundings, classes: readonly AbuseClass[]): Promise<boolean> {
  return [await catchesLenience(classes), await catchesStandstill(around, classes)].every(Boolean);
}

/** The rows of the classes that no server answers rightly which closes on nobody. */
export async function pastLenience(classes: readonly AbuseClass[]): Promise<{ of: number; past: readonly string[] }> {
  const server = await lenientServer();
  const closed = classes.flatMap(({ name, way }) =>
    way.kind === "bytes"
      ? way.rows.filter(({ answer }) => answer.endsWith("closed")).map((row): [string, Row] => [name, row])
      : [],
  );
  const past: string[] = [];
  for (let at = 0; at < closed.length; at += AT_ONCE) {
    const some = closed.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map(([, row]) => tryRow(row, server.port, ANSWER_MS)));
    for (const [i, [name, row]] of some.entries()) {
      if (answers[i]?.endsWith("closed"))
        past.push(`${name}: ${row.version} ${Buffer.from(row.bytes).toString("hex")}`);
    }
  }
  server.close();
  return { of: closed.length, past };
}

async function catchesLenience(classes: readonly AbuseClass[]): Promise<boolean> {
  const { of, past } = await pastLenience(classes);
  console.log(`a server that believes everything: ${of - past.length} of ${of} byte strings told as failed`);
  for (const one of past) console.log(`  not told: ${one}`);
  return past.length === 0;
}

/** The broker stands still meanwhile, as an attack would have it that gets through. */
async function catchesStandstill(around: Surroundings, classes: readonly AbuseClass[]): Promise<boolean> {
  const attacks = classes.filter(({ name }) => WAITING.includes(name));
  around.broker.signal("SIGSTOP");
  const past: string[] = [];
  for (const one of attacks) {
    const { faults } = await tryClass(one, { ...around, attackMs: ANSWER_MS });
    if (faults.length === 0) past.push(one.name);
  }
  around.broker.signal("SIGCONT");
  console.log(
    `a broker that stands still: ${attacks.length - past.length} of ${attacks.length} attacks told as failed`,
  );
  for (const one of past) console.log(`  not told: ${one}`);
  return past.length === 0;
}
