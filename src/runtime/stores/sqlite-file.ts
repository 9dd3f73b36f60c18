// A file of SQLite in WAL mode that is ours: made, opened, judged, and its errors said so that one knows what to do.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "./store.ts";
import { whyUnopened } from "./why-unopened.ts";

/**
 * What a commit survives. `full`: the end of the process, and the loss of power, as far as the disk keeps what it says it has
 * written. `normal`: the end of the process; the loss of power may take the last commits. `none`: nothing is promised; commits are made
 * after the fact, and the end of the process takes the last ones.
 */
export type Durability = "full" | "normal" | "none";

/** What a file is of, and how it is laid out. */
export interface FileKind {
  /** As SQLite has a place for whose file it is. */
  readonly applicationId: number;
  readonly format: number;
  /** From the format before: each makes the next one. */
  readonly migrations: readonly ((database: DatabaseSync) => void)[];
  /** What a new file begins with. */
  readonly schema: string;
}

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { full: "FULL", normal: "NORMAL", none: "OFF" };

/** Opens a file, or makes it. Throws a `StoreError` where it is not of this kind, damaged, in use, or of a later format. */
export function openFile(file: string, durability: Durability, kind: FileKind): DatabaseSync {
  return guarded(file, () => open(file, durability, kind));
}

/** Does all of it, or nothing. */
export function inTransaction(database: DatabaseSync, act: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    act();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function open(file: string, durability: Durability, kind: FileKind): DatabaseSync {
  // Only who wants it loads it: it is young, and says so on standard error.
  const { DatabaseSync: Database } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
  const isNew = !existsSync(file);
  const database = new Database(file);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
    if (isNew) create(database, kind);
    else check(database, file, kind);
    // Takes the lock: whoever else has it is found out now, and not in the middle of a message.
    database.exec("BEGIN IMMEDIATE; COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function create(database: DatabaseSync, { applicationId, format, schema }: FileKind): void {
  database.exec(`
    BEGIN;
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${format};
    ${schema}
    COMMIT;
  `);
}

function check(database: DatabaseSync, file: string, { applicationId, format, migrations }: FileKind): void {
  const ask = (pragma: string): unknown => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  if (ask("application_id") !== applicationId) {
    throw new StoreError(`${file} is a database of something else: name another file, or move this one away`);
  }
  const found = Number(ask("user_version"));
  if (found > format) {
    throw new StoreError(`${file} is of format ${found}, and this version knows up to ${format}: use a newer one`);
  }
  const sound = ask("quick_check(1)");
  if (sound !== "ok") throw damaged(file, String(sound));
  if (found === format) return;
  // All the way or not at all: a process that is killed meanwhile leaves a file of the format that it found.
  inTransaction(database, () => {
    for (const migrate of migrations.slice(found - 1)) migrate(database);
    database.exec(`PRAGMA user_version = ${format}`);
  });
}

/** The error of a file that says nothing sound. */
export function damaged(file: string, how: string): StoreError {
  return new StoreError(
    `${file} is damaged (${how}): nothing of it was read. Put a copy in its place, or move it away to begin with nothing`,
  );
}

/** What SQLite says, said so that one knows what to do. */
export function guarded<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const { errcode, message } = cause as { readonly errcode?: number; readonly message: string };
    throw new StoreError(wordsFor(file, errcode === undefined ? undefined : errcode & 0xff, message), { cause });
  }
}

function wordsFor(file: string, code: number | undefined, message: string): string {
  switch (code) {
    case 5:
    case 6:
      return `${file} is in use by another process: end that, or name another file`;
    case 8:
    case 23:
      return `${file} may not be written: check the permissions of the file and of its folder`;
    case 11:
    case 26:
      return damaged(file, message).message;
    case 13:
      return `${file} cannot grow, the disk is full: make room`;
    case 14:
      return whyUnopened(file);
    default:
      return `${file} cannot be used: ${message}`;
  }
}
