// `touchstone reproduce`: runs one case, and writes what did it as a script or as the text of an issue.

import { Command, Option } from "commander";
import {
  cases,
  clientCases,
  issueText,
  parseTargetUrl,
  planOf,
  type Run,
  replayLine,
  runCase,
  runName,
  SCRIPTS,
  type TestCase,
} from "../../conformance/index.ts";
import { nearest } from "../inspect/index.ts";
import { Failure } from "./failure.ts";
import { packageVersion } from "./package-version.ts";
import { reachTarget } from "./target.ts";
import { addTargetOptions, optionsAgain, positiveNumber, type TargetFlags, wholeNumber } from "./target-options.ts";
import { writeText } from "./text-file.ts";

interface ReproduceFlags extends TargetFlags {
  readonly as: keyof typeof SCRIPTS | "issue";
  readonly seed: number;
  readonly timeout?: number;
  readonly output?: string;
}

/** A breach is believed when it was seen so often. */
const RUNS = 3;

/** The command `reproduce`. */
export function reproduceCommand(): Command {
  const command = new Command("reproduce")
    .description(
      "Runs one case against a broker, and writes a script that shows the same without the suite, or a text for the " +
        "broker's bug tracker. Without a url, against the embedded reference broker.",
    )
    .argument("<case>", "the id of a case with its version, as in 5.0/framing/left-over-bytes")
    .argument("[url]", "mqtt://user:password@host:1883")
    .addOption(
      new Option("--as <form>", "nc: a bash script; node, python: one file without dependencies; issue: Markdown")
        .choices([...Object.keys(SCRIPTS), "issue"])
        .makeOptionMandatory(),
    )
    .option("--seed <number>", "the names that are used on the target", wholeNumber, 1)
    .option("--timeout <ms>", "how long an answer may take, instead of the target's own pace", positiveNumber)
    .option("-o, --output <file>", "writes into this file, instead of to standard output");
  return addTargetOptions(command).action(reproduce);
}

async function reproduce(id: string, url: string | undefined, flags: ReproduceFlags): Promise<void> {
  const one = caseNamed(id);
  const { target, embedded, credentials, capabilities, ...pace } = await reachTarget(url, flags, flags.seed);
  const { seed } = flags;
  const deadlineMs = flags.timeout ?? pace.deadlineMs;
  const limits = { capabilities, credentials, clientPrefix: flags.id, seed, deadlineMs, workers: 1, repeat: 1 };
  const result = await runCase(one, target, limits);
  const tool = { name: "mqtt-touchstone", version: packageVersion() };
  const told = { url: target.url, role: "broker", capabilities } as const;
  const run: Run = {
    tool,
    target: told,
    startedAt: new Date(),
    durationMs: 0,
    seed,
    level: "strict",
    embedded,
    options: optionsAgain(flags, credentials.userName),
    results: [],
  };
  const plan = planOf(result, {
    ...placeOf(target.url, embedded),
    replay: replayLine(run, result),
    name: runName(seed, id, 0),
    deadlineMs,
  });

  process.stderr.write(`${id}: ${result.verdict}${result.observed === null ? "" : `: ${result.observed}`}\n`);
  if (plan.steps.length === 0) throw new Failure("usage", `${id} was not run: ${result.reason ?? result.verdict}`);
  if (flags.as === "issue" && !plan.isBreach) {
    throw new Failure("usage", `there is no breach to tell of: ${id} ended in ${result.verdict}`);
  }
  if (credentials.password !== undefined) process.stderr.write("the bytes of CONNECT hold the password: take care\n");
  const text = flags.as === "issue" ? issueText(plan, { capabilities, tool, runs: RUNS }) : SCRIPTS[flags.as](plan);
  if (flags.output === undefined) process.stdout.write(text);
  else writeText(flags.output, text);
}

/** A script speaks plain TCP; that for the embedded broker looks for one on this machine. */
function placeOf(shown: string, embedded: boolean): { readonly host: string; readonly port: number } {
  const url = parseTargetUrl(embedded ? "mqtt://127.0.0.1:1883" : shown);
  if ("wrong" in url) throw new Failure("usage", url.wrong);
  if (!shown.startsWith("mqtt://") && !embedded) {
    throw new Failure(
      "usage",
      `a script speaks plain TCP, and not ${shown.replace(/:.*/, "://")}: name an mqtt:// port of the broker`,
    );
  }
  return { host: url.host, port: url.port };
}

function caseNamed(id: string): TestCase {
  const one = cases.find((known) => known.id === id);
  if (one !== undefined) return one;
  const isClients = clientCases.some((known) => known.id === id || known.id.endsWith(`/${id}`));
  if (isClients) throw new Failure("usage", `${id} tries a client: what is reproduced is the answer of a broker`);
  const versions = cases.filter((known) => known.id === `${known.version}/${id}`).map((known) => known.id);
  const near =
    versions.length > 0
      ? versions
      : nearest(
          id,
          cases.map((known) => known.id),
          3,
        );
  const meant = near.length === 0 ? "see: touchstone list" : `did you mean ${near.join(" or ")}?`;
  throw new Failure("usage", `there is no case ${JSON.stringify(id)}: ${meant}`);
}
