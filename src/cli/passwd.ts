// `touchstone passwd`: users and their passwords in a file, for `touchstone broker --password-file`.

import { existsSync, renameSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import {
  hashPassword,
  isUserName,
  type PasswordFile,
  PasswordFileError,
  passwordFileText,
  readPasswordFile,
} from "../runtime/index.ts";
import { Failure } from "./failure.ts";
import { readText, writeText } from "./text-file.ts";

interface PasswdFlags {
  readonly delete?: true;
}

/** For their owner alone. */
const SECRET = 0o600;

/** The command `passwd`. */
export function passwdCommand(): Command {
  return new Command("passwd")
    .description(
      "Sets the password of a user in a file, which is made where it is not there. The password is asked for, or " +
        "read from standard input where that is no terminal; never from the command line, where others can see it.",
    )
    .argument("<file>", "the password file; mosquitto's are read as well")
    .argument("<user>", "whose password it is")
    .option("-D, --delete", "takes the user out of the file")
    .action(passwd);
}

async function passwd(file: string, user: string, flags: PasswdFlags): Promise<void> {
  if (!isUserName(user))
    throw new Failure("usage", `${JSON.stringify(user)} is no name for a user: it has no colon and no line break`);
  const users = new Map(existsSync(file) ? passwordsIn(file) : []);
  if (flags.delete) {
    if (!users.delete(user)) throw new Failure("usage", `${file} has no user ${JSON.stringify(user)}`);
  } else {
    users.set(user, await hashPassword(await passwordOf(user)));
  }
  // In its place at once: a broker that reads it meanwhile finds the old one or the new one.
  const fresh = `${file}.new`;
  writeText(fresh, passwordFileText(users), SECRET);
  renameSync(fresh, file);
}

/** The passwords in a file, or one line that says what is wrong with it. */
export function passwordsIn(file: string): PasswordFile {
  try {
    return readPasswordFile(readText(file), file);
  } catch (cause) {
    throw cause instanceof PasswordFileError ? new Failure("usage", cause.message, { cause }) : cause;
  }
}

async function passwordOf(user: string): Promise<Uint8Array> {
  const { stdin } = process;
  const password = stdin.isTTY ? await askedFor(user) : (await text(stdin)).replace(/\r?\n$/, "");
  if (password === "") throw new Failure("usage", "the password is empty");
  return new TextEncoder().encode(password);
}

/** Asked for twice, and not shown. */
async function askedFor(user: string): Promise<string> {
  const first = await hidden(`password of ${user}: `);
  if ((await hidden("again: ")) !== first) throw new Failure("usage", "the two are not the same: nothing was changed");
  return first;
}

async function hidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  let typed = "";
  try {
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of chunk as string) {
        if (key === "\r" || key === "\n") return typed;
        if (key === "\u0003") process.exit(130);
        typed = key === "\u007f" ? typed.slice(0, -1) : typed + key;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stderr.write("\n");
  }
}
