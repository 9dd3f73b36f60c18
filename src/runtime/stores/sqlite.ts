// A broker's store on disk: one file of SQLite, a row for each record.

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { recordName, type StoredKey, type StoredRecord } from "../../models/index.ts";
import { type CalendarOffset, readRecord, recordText } from "./record-text.ts";
import { type Durability, damaged, type FileKind, guarded, inTransaction, openFile } from "./sqlite-file.ts";
import type { Change, Store } from "./store.ts";

/** Which file, and how. */
export interface SqliteStoreOptions {
  readonly file: string;
  readonly durability?: Durability;
  /** The broker's clock, in milliseconds. */
  readonly nowMs?: () => number;
}

/** "MQTT", as SQLite has a place for whose file it is. There has been no format before this one. */
const FILE: FileKind = {
  applicationId: 0x4d515454,
  format: 1,
  migrations: [],
  schema: `
    CREATE TABLE record (name TEXT PRIMARY KEY, client TEXT, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX record_client ON record (client) WHERE client IS NOT NULL;
  `,
};

/** Opens the store in a file, or makes it. Throws a `StoreError` where the file is not ours, damaged, in use, or of a later format. */
export function openSqliteStore({
  file,
  durability = "full",
  nowMs = () => performance.now(),
}: SqliteStoreOptions): Store {
  const offsetMs = Date.now() - nowMs();
  const database = openFile(file, durability, FILE);
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
  inTransaction(database, () => {
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
  });
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
