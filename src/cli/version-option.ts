// The option -V of the commands that work on one version at a time.

import { InvalidArgumentError, Option } from "commander";
import type { Version } from "../../spec/index.ts";

/** `-V 5|3.1.1`; not given, the command chooses. */
export function versionOption(meaning: string): Option {
  return new Option("-V, --mqtt-version <version>", meaning).argParser(readVersion);
}

/** Reads a version of MQTT as people write it. */
export function readVersion(written: string): Version {
  switch (written.toLowerCase().replace(/^(mqtt)?v?/, "")) {
    case "5":
    case "5.0":
      return "5.0";
    case "4":
    case "3.1.1":
    case "311":
      return "3.1.1";
    default:
      throw new InvalidArgumentError("It is 5 or 3.1.1.");
  }
}
