// `touchstone probe`: on one screen, what a broker is and can do.

import { Command } from "commander";
import type { Reached } from "./target.ts";
import { reachTarget } from "./target.ts";
import { addTargetOptions, type TargetFlags, wholeNumber } from "./target-options.ts";

interface ProbeFlags extends TargetFlags {
  readonly seed: number;
  readonly json?: true;
}

/** The command `probe`. */
export function probeCommand(): Command {
  const command = new Command("probe")
    .description(
      "Shows what a broker is and can do, and what told it; without a url, of the embedded reference broker.",
    )
    .argument("[url]", "mqtt://user:password@host:1883 or mqtts://host:8883")
    .option("--seed <number>", "the names that are used on the target", wholeNumber, 1)
    .option("--json", "prints JSON");
  return addTargetOptions(command).action(async (url: string | undefined, flags: ProbeFlags) => {
    const reached = await reachTarget(url, flags, flags.seed);
    process.stdout.write(`${flags.json ? asJson(reached) : asText(reached)}\n`);
    await reached.stop();
  });
}

function asJson({ target, capabilities, roundTripMs, deadlineMs }: Reached): string {
  return JSON.stringify({ schema: 1, url: target.url, capabilities, roundTripMs, deadlineMs }, undefined, 2);
}

function asText({ target, capabilities, roundTripMs, deadlineMs }: Reached): string {
  const known = Object.entries(capabilities).map(
    ([name, { value, from }]) => [name, typeof value === "object" ? value.join(", ") : String(value), from] as const,
  );
  const width = (column: 0 | 1): number => Math.max(...known.map((row) => row[column].length));
  const rows = known.map(([name, shown, from]) => `  ${name.padEnd(width(0))}  ${shown.padEnd(width(1))}  ${from}`);
  const pace = `  round trip ${roundTripMs.toFixed(1)} ms; an answer may take ${deadlineMs} ms before it is late`;
  return [target.url, ...rows, "", pace].join("\n");
}
