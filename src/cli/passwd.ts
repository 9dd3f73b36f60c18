// `touchstone passwd`: users and their passwords in a file, for `touchstone broker --password-file` and `--scram-file`.

import { existsSync, renameSync } from "node:fs";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import {
  hashPassword,
  isUserName,
  passwordFileText,
  readPasswordFile,
  readScramFile,
  SecuritySettingsError,
  scramLine,
  scramName,
} from "../runtime/index.ts";
import { Failure } from "./failure.ts";
import { readText, writeText } from "./text-file.ts";

interface PasswdFlags {
  readonly scram?: true;
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
    .option("--scram", "the file is one of keys for SCRAM-SHA-256, as --scram-file of touchstone broker takes it")
    .option("-D, --delete", "takes the user out of the file")
    .action(passwd);
}

async function passwd(file: string, user: string, { scram, delete: isGone }: PasswdFlags): Promise<void> {
  const change = scram ? scramChange : passwordChange;
  const before = existsSync(file) ? readText(file) : "";
  const after = await change(before, file, user, isGone ? undefined : () => passwordOf(user)).catch(told);
  // In its place at once: a broker that reads it meanwhile finds the old one or the new one.
  const fresh = `${file}.new`;
  writeText(fresh, after, SECRET);
  renameSync(fresh, file);
}

/** The text of a file with another password, or without the user where none is asked for. */
type FileChange = (
  before: string,
  file: string,
  user: string,
  ask: (() => Promise<string>) | undefined,
) => Promise<string>;

const passwordChange: FileChange = async (before, file, user, ask) => {
  if (!isUserName(user))
    throw new Failure("usage", `${JSON.stringify(user)} is no name for a user: it has no colon and no line break`);
  const users = new Map(readPasswordFile(before, file));
  if (ask !== undefined) users.set(user, await hashPassword(new TextEncoder().encode(await ask())));
  else if (!users.delete(user)) throw nobody(file, user);
  return passwordFileText(users);
};

// Line by line, so that comments stay.
const scramChange: FileChange = async (before, file, user, ask) => {
  const name = scramName(user);
  const isThere = readScramFile(before, file).has(name);
  if (ask === undefined && !isThere) throw nobody(file, user);
  const fresh = ask === undefined ? [] : [await scramLine(name, await ask())];
  const lines = before === "" ? [] : before.replace(/\r?\n$/, "").split(/\r?\n/);
  const at = isThere ? lines.findIndex((line) => line.startsWith(`${name}:`)) : lines.length;
  return lines
    .toSpliced(at, 1, ...fresh)
    .map((line) => `${line}\n`)
    .join("");
};

function nobody(file: string, user: string): Failure {
  return new Failure("usage", `${file} has no user ${JSON.stringify(user)}`);
}

function told(cause: unknown): never {
  throw cause instanceof SecuritySettingsError ? new Failure("usage", cause.message, { cause }) : cause;
}

async function passwordOf(user: string): Promise<string> {
  const { stdin } = process;
  const password = stdin.isTTY ? await askedFor(user) : (await text(stdin)).replace(/\r?\n$/, "");
  if (password === "") throw new Failure("usage", "the password is empty");
  return password;
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
