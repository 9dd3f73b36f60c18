// A file of passwords, as mosquitto has it: `user:hash`, a line each.

import { randomBytes } from "node:crypto";
import type { AuthenticationOutcome, AuthenticationQuestion } from "../../models/index.ts";
import { linesIn } from "./lines.ts";
import { hashText, isPassword, type PasswordHash, readHash } from "./password-hash.ts";
import { SecuritySettingsError } from "./settings-error.ts";

/** Users and what their passwords were made to. */
export type PasswordFile = ReadonlyMap<string, PasswordHash>;

/** A password file that cannot be used; the message names the line. */
export class PasswordFileError extends SecuritySettingsError {
  override readonly name = "PasswordFileError";
}

/** Reads the text of a password file. Throws a `PasswordFileError`. */
export function readPasswordFile(text: string, name: string): PasswordFile {
  const users = new Map<string, PasswordHash>();
  for (const [number, line] of linesIn(text)) {
    const wrong = (what: string): PasswordFileError => new PasswordFileError(`${name}, line ${number}: ${what}`);
    const at = line.indexOf(":");
    if (at < 1) throw wrong("write it as user:hash; touchstone passwd does");
    const user = line.slice(0, at);
    const hash = readHash(line.slice(at + 1).trim());
    if (hash === undefined) {
      throw wrong("its password is not hashed by scrypt or by PBKDF2 ($7$): set it again with touchstone passwd");
    }
    if (users.has(user)) throw wrong(`${JSON.stringify(user)} stands there twice`);
    users.set(user, hash);
  }
  return users;
}

/** Writes a password file. */
export function passwordFileText(users: PasswordFile): string {
  return [...users].map(([user, hash]) => `${user}:${hashText(hash)}\n`).join("");
}

/** Whether a name can stand in a password file. */
export function isUserName(name: string): boolean {
  return name !== "" && !/[:\r\n\0]/.test(name) && !name.startsWith("#");
}

/** Nobody has this password. Who guesses at a user that is not there waits as long as for one that is. */
const NOBODY: PasswordHash = {
  kind: "scrypt",
  cost: 14,
  blockSize: 8,
  parallelism: 1,
  salt: randomBytes(16),
  key: randomBytes(32),
};

/** Decides by a password file who is let in. `users` is asked anew each time, so that the file may be read again. */
export function passwordDecision(
  users: () => PasswordFile,
): (question: AuthenticationQuestion) => Promise<AuthenticationOutcome> {
  return async ({ userName, password }) => {
    if (userName === undefined || password === undefined) return { kind: "refuse", reasonCode: 0x87 };
    const all = users();
    const hash = all.get(userName) ?? [...all.values()][0] ?? NOBODY;
    const isRight = await isPassword(hash, password);
    return isRight && all.has(userName) ? { kind: "accept" } : { kind: "refuse", reasonCode: 0x86 };
  };
}
