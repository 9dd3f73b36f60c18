// Which statements of the standard our own code cites: on the arrows of its machines, in its rules, and beside its lines.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REQUIREMENTS, type RequirementId, WAIVERS } from "../../spec/index.ts";

/** The rooms whose code obeys the standard, and the tables that the codec is driven by. Compiled, they keep their comments: those on types in `.d.ts`. */
const ROOMS = ["../topics", "../codec", "../models", "../runtime", "../../spec/tables"];

const KNOWN: ReadonlySet<string> = new Set(REQUIREMENTS.map(({ id }) => id));

/** One full id, and what follows it in short: `5.0/MQTT-3.1.2-4, -5, -3.14.0-1; 3.1.1/U3-017`, `-1 to -6`. */
const CITATION = /(3\.1\.1|5\.0)\/(MQTT-\d+(?:\.\d+)*|U\d)-(\d+)((?:(?:,| and| to) -(?:\d+(?:\.\d+)*-)?\d+)*)/g;
const SHORT = /(,| and| to) -(?:(\d+(?:\.\d+)*)-)?(\d+)/g;

/** The statements that a text cites. What is no statement is left out: the compiler has judged all that is not a comment. */
export function citationsIn(text: string): ReadonlySet<RequirementId> {
  const cited = new Set<RequirementId>();
  const add = (version: string | undefined, part: string, number: number): void => {
    const id = `${version}/${part}-${part.startsWith("U") ? String(number).padStart(3, "0") : number}`;
    if (KNOWN.has(id)) cited.add(id as RequirementId);
  };
  for (const [, version, firstPart = "", firstNumber = "", rest = ""] of text.matchAll(CITATION)) {
    let part = firstPart;
    let last = Number(firstNumber);
    add(version, part, last);
    for (const [, joint, section, digits] of rest.matchAll(SHORT)) {
      if (section !== undefined) part = `MQTT-${section}`;
      const number = Number(digits);
      for (let each = joint === " to" ? last + 1 : number; each <= number; each++) add(version, part, each);
      last = number;
    }
  }
  return cited;
}

/** The numbered statements that bind a client or a server and that neither our code cites nor a waiver excuses. */
export function uncited(): readonly RequirementId[] {
  const cited = new Set(ROOMS.flatMap((room) => sourcesOf(room)).flatMap((text) => [...citationsIn(text)]));
  return REQUIREMENTS.filter(({ id }) => id.includes("/MQTT-") && !cited.has(id) && WAIVERS[id] === undefined).map(
    ({ id }) => id,
  );
}

function sourcesOf(room: string): readonly string[] {
  const folder = join(import.meta.dirname, room);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => /(?<!\.test|\.test-d)\.(ts|js)$/.test(name))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
}
