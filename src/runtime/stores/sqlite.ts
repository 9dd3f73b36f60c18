// A store on disk: one file of SQLite in WAL mode, a row for each record.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { recordName, type StoredKey, type StoredRecord } from "../../models/index.ts";
import { type CalendarOffset, readRecord, recordText } from "./record-text.ts";
import { type Change, type Store, StoreError } from "./store.ts";

/**
 * What a commit survives. `full`: the end of the process, and the loss of power, as far as the disk keeps what it says it has
 * written. `normal`: the end of the process; the loss of power may take the last commits. `none`: nothing is promised; commits are made
 * after the fact, and the end of the process takes the last ones.
 */
export type Durability = "full" | "normal" | "none";

/** Which file, and how. */
export interface SqliteStoreOptions {
  readonly file: string;
  readonly durability?: Durability;
  /** The broker's clock, in milliseconds. */
  readonly nowMs?: () => number;
}

/** "MQTT", as SQLite has a place for whose file it is. */
const APPLICATION_ID = 0x4d515454;
const FORMAT = 1;

/** From the format before: each makes the next one. There has been none yet. */
const MIGRATIONS: readonly ((database: DatabaseSync) => void)[] = [];

const SYNCHRONOUS: Readonly<Record<Durability, string>> = { full: "FULL", normal: "NORMAL", none: "OFF" };

/** Opens the store in a file, or makes it. Throws a `StoreError` where the file is not ours, damaged, in use, or of a later format. */
export function openSqliteStore({
  file,
  durability = "full",
  nowMs = () => performance.now(),
}: SqliteStoreOptions): Store {
  const offsetMs = Date.now() - nowMs();
  const database = guarded(file, () => open(file, durability));
  return guarded(file, () => {
    const put = database.prepare("INSERT OR REPLACE INTO record (name, client, body) VALUES (?, ?, ?)");
    const remove = database.prepare("DELETE FROM record WHERE name = ?");
    const forget = database.prepare("DELETE FROM record WHERE client = ?");
    return {
      isLazy: durability === "none",
      load: () => guarded(file, () => load(database, file, offsetMs)),
      commit: (changes) => guarded(file, () => commit(database, { put, remove, forget }, changes, offsetMs)),
      close: () => database.close(),
    };
  });
}

function open(file: string, durability: Durability): DatabaseSync {
  // Only who wants it loads it: it is young, and says so on standard error.
  const { DatabaseSync: Database } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
  const isNew = !existsSync(file);
  const database = new Database(file);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${SYNCHRONOUS[durability]}`);
    if (isNew) create(database);
    else check(database, file);
    // Takes the lock: whoever else has it is found out now, and not in the middle of a message.
    database.exec("BEGIN IMMEDIATE; COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function create(database: DatabaseSync): void {
  database.exec(`
    BEGIN;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${FORMAT};
    CREATE TABLE record (name TEXT PRIMARY KEY, client TEXT, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX record_client ON record (client) WHERE client IS NOT NULL;
    COMMIT;
  `);
}

function check(database: DatabaseSync, file: string): void {
  const ask = (pragma: string): unknown => Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0];
  if (ask("application_id") !== APPLICATION_ID) {
    throw new StoreError(`${file} is a database of something else: name another file, or move this one away`);
  }
  const format = Number(ask("user_version"));
  if (format > FORMAT) {
    throw new StoreError(`${file} is of format ${format}, and this version knows up to ${FORMAT}: use a newer one`);
  }
  for (const migrate of MIGRATIONS.slice(format - 1)) migrate(database);
  const sound = ask("quick_check(1)");
  if (sound !== "ok") throw damaged(file, String(sound));
}

function load(database: DatabaseSync, file: string, offsetMs: CalendarOffset): readonly StoredRecord[] {
  const records: StoredRecord[] = [];
  for (const row of database.prepare("SELECT name, body FROM record").iterate()) {
    const { name, body } = row as { readonly name: string; readonly body: string };
    try {
      const record = readRecord(body, offsetMs);
      if (recordName(record) !== name) throw new TypeError(`it is that of ${recordName(record)}`);
      records.push(record);
    } catch (cause) {
      throw damaged(file, `the record ${JSON.stringify(name)}: ${(cause as Error).message}`);
    }
  }
  return records;
}

interface Statements {
  readonly put: StatementSync;
  readonly remove: StatementSync;
  readonly forget: StatementSync;
}

function commit(
  database: DatabaseSync,
  { put, remove, forget }: Statements,
  changes: readonly Change[],
  offsetMs: CalendarOffset,
): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    for (const change of lasting(changes)) {
      if (change.type === "store") {
        const { record } = change;
        put.run(recordName(record), clientOf(record), recordText(record, offsetMs));
      } else if (change.key.kind === "session") {
        // With a session goes all that is stored for its client.
        forget.run(change.key.clientId);
      } else {
        remove.run(recordName(change.key));
      }
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** The changes without those that a later one makes meaningless: a message that comes and goes in one turn is never written. */
function lasting(changes: readonly Change[]): readonly Change[] {
  const last = new Map<string, Change>();
  const sessions: Change[] = [];
  for (const change of changes) {
    const name = recordName(keyOf(change));
    if (change.type === "erase" && change.key.kind === "session") {
      const { clientId } = change.key;
      for (const [other, one] of last) if (clientOf(keyOf(one)) === clientId) last.delete(other);
      sessions.push(change);
    } else {
      // At the end, in the order of the last ones.
      last.delete(name);
      last.set(name, change);
    }
  }
  return [...sessions, ...last.values()];
}

function keyOf(change: Change): StoredKey {
  return change.type === "store" ? change.record : change.key;
}

function clientOf(key: StoredKey): string | null {
  return key.kind === "retained" ? null : key.clientId;
}

function damaged(file: string, how: string): StoreError {
  return new StoreError(
    `${file} is damaged (${how}): nothing of it was read. Put a copy in its place, or move it away to begin with nothing`,
  );
}

/** What SQLite says, said so that one knows what to do. */
function guarded<T>(file: string, act: () => T): T {
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
      return `${file} cannot be opened: check that its folder is there and may be written`;
    default:
      return `${file} cannot be used: ${message}`;
  }
}
