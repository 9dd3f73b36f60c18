// `touchstone verify`: every reachable state of the models, each invariant in each of them, and faults to prove that they bite.

import { Command, InvalidArgumentError, Option } from "commander";
import { verifyFaults, verifyModels } from "../../fuzz/exploration/index.ts";
import { faultLine, faultsAsJson, faultsSummary, modelLines, modelsAsJson, modelsSummary } from "./verify-text.ts";

interface VerifyFlags {
  readonly full?: true;
  readonly faults?: true;
  readonly json?: true;
  readonly maxStates: number;
}

const MOST_STATES = 50_000_000;

/** The command `verify`. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "Searches every reachable state of the models, and checks each invariant in each state. Exits with 1 if one breaks.",
    )
    .option("--full", "searches far larger models, for some minutes")
    .option("--faults", "puts each seeded fault into its model; exits with 1 if one is not found")
    .addOption(
      new Option("--max-states <n>", "stops searching a model at so many states")
        .argParser(toCount)
        .default(MOST_STATES),
    )
    .option("--json", "prints JSON")
    .action((flags: VerifyFlags) => {
      process.exitCode = (flags.faults ? searchFaults(flags) : searchModels(flags)) ? 0 : 1;
    });
}

function searchModels({ full, json, maxStates }: VerifyFlags): boolean {
  const isLive = process.stderr.isTTY === true;
  const found = [];
  for (const model of verifyModels({
    isFull: full === true,
    maximumStates: maxStates,
    onProgress: (name, states) => isLive && process.stderr.write(`\r\u001b[K${states} states of ${name}`),
  })) {
    if (isLive) process.stderr.write("\r\u001b[K");
    found.push(model);
    if (!json) process.stdout.write(modelLines(model));
    else if (!isLive) process.stderr.write(modelLines(model));
  }
  process.stdout.write(json ? modelsAsJson(found) : modelsSummary(found));
  return found.every(({ exploration }) => exploration.violation === undefined);
}

function searchFaults({ json }: VerifyFlags): boolean {
  const found = [];
  for (const fault of verifyFaults()) {
    found.push(fault);
    if (!json) process.stdout.write(faultLine(fault));
  }
  process.stdout.write(json ? faultsAsJson(found) : faultsSummary(found));
  return found.every(({ exploration }) => exploration.violation !== undefined);
}

function toCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("a whole number above 0 is expected.");
  return count;
}
