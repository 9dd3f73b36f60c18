// A password from where others do not see it.

import { Failure } from "./failure.ts";
import { readText } from "./text-file.ts";

/** Where a password may be: the first line of a file, or a variable of the environment. */
export interface PasswordSource {
  readonly passwordFile?: string | undefined;
  readonly passwordEnv?: string | undefined;
}

/** The password of `--password-file`, or of `--password-env`; undefined where neither was given. */
export function passwordFrom({ passwordFile, passwordEnv }: PasswordSource): string | undefined {
  if (passwordFile !== undefined) return readText(passwordFile).split(/\r?\n/)[0];
  if (passwordEnv === undefined) return undefined;
  const found = process.env[passwordEnv];
  if (found === undefined)
    throw new Failure("usage", `the environment variable ${passwordEnv} of --password-env is not set`);
  return found;
}
