// Options from the environment: each flag that was not given may stand in TOUCHSTONE_<FLAG>.

import type { Command, Option } from "commander";
import { CommanderError } from "commander";
import { Failure } from "./failure.ts";

const DENIALS = ["0", "false", "no", "off"];

/** Fills the options that the command line left open. Called when it has been read: a flag counts more than a variable. */
export function takeFromEnvironment(command: Command): void {
  for (const option of command.options) {
    const variable = variableOf(option);
    const value = process.env[variable];
    const source = command.getOptionValueSource(option.attributeName());
    if (value === undefined || value === "" || (source !== undefined && source !== "default")) continue;
    const isFlag = !option.required && !option.optional;
    if (isFlag && DENIALS.includes(value.toLowerCase())) continue;
    const read = isFlag ? !option.negate : readValue(option, variable, value);
    command.setOptionValueWithSource(option.attributeName(), read, "env");
  }
}

/** The variable of an option: `--password-env` is TOUCHSTONE_PASSWORD_ENV. */
function variableOf(option: Option): string {
  return `TOUCHSTONE_${option.name().toUpperCase().replaceAll("-", "_")}`;
}

function readValue(option: Option, variable: string, value: string): unknown {
  if (option.parseArg === undefined) return option.variadic ? [value] : value;
  try {
    return option.parseArg(value, option.defaultValue);
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause;
    throw new Failure(
      "usage",
      `${variable} is ${JSON.stringify(value)}, which ${option.long ?? option.flags} does not take: ${cause.message}`,
      { cause },
    );
  }
}
