// `touchstone list`: the conformance cases.

import { Command } from "commander";
import { cases, clientCases, type SuiteCase, select } from "../../conformance/index.ts";
import type { Version } from "../../spec/index.ts";
import { versionOption } from "./version-option.ts";

interface ListFlags {
  readonly mqttVersion?: Version;
  readonly json?: true;
}

/** The command `list`. */
export function listCommand(): Command {
  return new Command("list")
    .description("Lists the conformance cases, with the requirements that they judge.")
    .addOption(versionOption("the cases of this version alone"))
    .option("--json", "prints JSON")
    .action(({ mqttVersion, json }: ListFlags) => {
      const selected = select<SuiteCase>(
        [...cases, ...clientCases],
        mqttVersion === undefined ? {} : { versions: [mqttVersion] },
      );
      const listed = selected.kind === "cases" ? selected.cases : [];
      process.stdout.write(json ? `${asJson(listed)}\n` : asText(listed));
    });
}

function asJson(listed: readonly SuiteCase[]): string {
  const plain = listed.map(({ script: _, ...described }) => described);
  return JSON.stringify({ schema: 1, cases: plain }, undefined, 2);
}

function asText(listed: readonly SuiteCase[]): string {
  const lines = listed.flatMap(({ id, title, section, level, requirements }) => [
    `${id}${level === "must" ? "" : ` (${level})`}`,
    `  ${title}`,
    `  section ${section}: ${requirements.join(", ")}`,
  ]);
  return `${[...lines, "", `${listed.length} cases`].join("\n")}\n`;
}
