// `touchstone adapter`: an adapter of a client, for `touchstone test --client`.

import { Command } from "commander";
import { ADAPTERS, serve } from "../../conformance/adapters/index.ts";
import { nearest } from "../inspect/index.ts";
import { Failure } from "./failure.ts";
import { packageVersion } from "./package-version.ts";

/** The command `adapter`. */
export function adapterCommand(): Command {
  return new Command("adapter")
    .description(
      "Makes a client do what it is told on standard input, for: touchstone test --client -- touchstone adapter NAME",
    )
    .argument("<name>", Object.keys(ADAPTERS).join(", "))
    .action((name: string) => {
      const make = ADAPTERS[name];
      if (make === undefined) {
        const [near] = nearest(name, Object.keys(ADAPTERS), 1);
        const known = near === undefined ? `there are ${Object.keys(ADAPTERS).join(", ")}` : `did you mean ${near}?`;
        throw new Failure("usage", `there is no adapter ${JSON.stringify(name)}: ${known}`);
      }
      try {
        serve(make(packageVersion()));
      } catch (cause) {
        const said = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
        throw new Failure("target", `the client of the adapter ${name} cannot be loaded: ${said}`, { cause });
      }
    });
}
