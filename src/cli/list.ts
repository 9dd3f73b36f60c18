// `touchstone list`: the conformance cases, or the sentences that none of them covers.

import { Command } from "commander";
import { cases, clientCases, select } from "../../conformance/index.ts";
import { type Version, versionOf } from "../../spec/index.ts";
import { versionOption } from "./version-option.ts";

type Listed = (typeof cases)[number] | (typeof clientCases)[number];

interface ListFlags {
  readonly mqttVersion?: Version;
  readonly uncovered?: true;
  readonly json?: true;
}

/** The command `list`. */
export function listCommand(): Command {
  return new Command("list")
    .description("Lists the conformance cases, with the requirements that they judge.")
    .addOption(versionOption("the cases of this version alone"))
    .option(
      "--uncovered",
      "lists the sentences of the standard that could be judged and are not, and ends with 1 if there are any",
    )
    .option("--json", "prints JSON")
    .action(async ({ mqttVersion, json, ...flags }: ListFlags) => {
      if (flags.uncovered) return await listUncovered(mqttVersion, json);
      const selected = select<Listed>(
        [...cases, ...clientCases],
        mqttVersion === undefined ? {} : { versions: [mqttVersion] },
      );
      const listed = selected.kind === "cases" ? selected.cases : [];
      process.stdout.write(json ? `${asJson(listed)}\n` : asText(listed));
    });
}

async function listUncovered(version: Version | undefined, json: true | undefined): Promise<void> {
  const { uncovered } = await import("../../conformance/disposition.ts");
  const found = uncovered().filter(({ requirement: { id } }) => version === undefined || versionOf(id) === version);
  const plain = found.map(({ requirement: { id, text }, missing }) => ({ id, text, missing }));
  if (json) process.stdout.write(`${JSON.stringify({ schema: 1, uncovered: plain }, undefined, 2)}\n`);
  else {
    for (const { id, text, missing } of plain)
      process.stdout.write(`${id}\n  ${text}\n  missing at the ${missing.join(" and the ")}\n`);
  }
  process.exitCode = found.length === 0 ? 0 : 1;
}

function asJson(listed: readonly Listed[]): string {
  const plain = listed.map(({ script: _, ...described }) => described);
  return JSON.stringify({ schema: 1, cases: plain }, undefined, 2);
}

function asText(listed: readonly Listed[]): string {
  const lines = listed.flatMap(({ id, title, section, level, requirements }) => [
    `${id}${level === "must" ? "" : ` (${level})`}`,
    `  ${title}`,
    `  section ${section}: ${requirements.join(", ")}`,
  ]);
  return `${[...lines, "", `${listed.length} cases`].join("\n")}\n`;
}
