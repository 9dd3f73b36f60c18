// `touchstone explain`: what a requirement asks, and what a Reason Code, a property or a packet is.

import { Command } from "commander";
import type { Version } from "../../spec/index.ts";
import { uncited } from "./citations.ts";
import { explanationLines } from "./explain-text.ts";
import { Failure } from "./failure.ts";
import type { Subject } from "./subjects.ts";
import { findSubjects, namesNear } from "./subjects.ts";
import { versionOption } from "./version-option.ts";

interface ExplainFlags {
  readonly mqttVersion?: Version;
  readonly json?: true;
  readonly uncited?: true;
}

/** The command `explain`. */
export function explainCommand(): Command {
  return new Command("explain")
    .description(
      "Explains a requirement, a reason code, a property or a packet: what it asks, who is bound, which cases judge it.",
    )
    .argument("[id...]", 'MQTT-3.3.1-2, 5.0/MQTT-3.3.1-2, U5-074, 0x8E, 142, topicAlias, "Topic Alias", PUBACK')
    .addOption(versionOption("of a requirement that stands in both versions, this one alone"))
    .option("--uncited", "lists the numbered statements that neither our code cites nor a waiver excuses, and no more")
    .option("--json", "prints JSON")
    .action(async (words: readonly string[], flags: ExplainFlags) => {
      if (flags.uncited) return listUncited(words, flags);
      const word = words.join(" ").trim();
      if (word === "")
        throw new Failure("usage", "nothing to explain: name a requirement, a code, a property or a packet");
      const { cases, clientCases } = await import("../../conformance/index.ts");
      const subjects = findSubjects(word, flags.mqttVersion, [...cases, ...clientCases]);
      if (subjects.length === 0) throw new Failure("usage", unknown(word));
      const lines = flags.json
        ? [JSON.stringify({ schema: 1, asked: word, found: subjects }, undefined, 2)]
        : [...subjects.flatMap((subject) => [...explanationLines(subject), ""]), ...howToNarrow(subjects)];
      process.stdout.write(`${lines.join("\n").trimEnd()}\n`);
    });
}

/** Exits with 1 where there is one. */
function listUncited(words: readonly string[], { mqttVersion, json }: ExplainFlags): void {
  if (words.length > 0) throw new Failure("usage", "--uncited goes without an id");
  const found = uncited().filter((id) => mqttVersion === undefined || id.startsWith(mqttVersion));
  if (json) process.stdout.write(`${JSON.stringify({ schema: 1, uncited: found }, undefined, 2)}\n`);
  else for (const id of found) process.stdout.write(`${id}\n`);
  process.exitCode = found.length === 0 ? 0 : 1;
}

function unknown(word: string): string {
  const near = namesNear(word);
  const meant =
    near.length > 0
      ? `did you mean ${near.join(", ")}?`
      : "ids look like 5.0/MQTT-3.3.1-2, U5-074, 0x8E, topicAlias, PUBACK";
  return `nothing here is called ${JSON.stringify(word)}: ${meant}`;
}

/** The versions reuse numbers for different sentences, so that a number alone may name two. */
function howToNarrow(subjects: readonly Subject[]): readonly string[] {
  const ids = subjects.flatMap((subject) => (subject.kind === "requirement" ? [subject.id] : []));
  if (ids.length < 2) return [];
  return [`Both versions have this number. One alone: ${ids.map((id) => `touchstone explain ${id}`).join("  or  ")}`];
}
