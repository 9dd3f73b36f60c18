// Who is let in and what they may do, as the settings say.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecurity, SecuritySettingsError } from "../../runtime/index.ts";
import {
  type BrokerConfig,
  type Log,
  securityFilesOf,
  securityLogger,
  securitySettingsOf,
} from "../../runtime/operation/index.ts";
import { Failure } from "../failure.ts";

/** Security by the settings; undefined where nothing is to be decided. Throws a `Failure` where it cannot be had. */
export function securityIn(settings: BrokerConfig, write: Log["write"]) {
  const said = securitySettingsOf(settings);
  if (said === undefined) return undefined;
  const files = securityFilesOf(settings);
  const { options, decide, reload } = judged(() => createSecurity(said, { log: securityLogger(write) }));
  let before = digests(files);
  return {
    options: { ...options, decide },
    /** Reads all files again, and gives those that have changed. Throws a `Failure` where one cannot be used; nothing changes then. */
    renew(): readonly string[] {
      judged(reload);
      const after = digests(files);
      const changed = files.filter((file) => before.get(file) !== after.get(file));
      before = after;
      return changed;
    },
  };
}

/** The settings of security, or one line that says what is wrong with them. */
function judged<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw cause instanceof SecuritySettingsError ? new Failure("usage", cause.message, { cause }) : cause;
  }
}

function digests(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, createHash("sha256").update(readFileSync(file)).digest("hex")]));
}
