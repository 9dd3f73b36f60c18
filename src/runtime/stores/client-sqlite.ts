// A client's store on disk: one file of SQLite, a row for each record, and one that says whose session it is.

import type { DatabaseSync } from "node:sqlite";
import type { ClientRecord } from "../../models/index.ts";
import { type ClientStore, clientRecordName, keyOfChange, strangerError } from "./client-store.ts";
import { parsed, written } from "./record-text.ts";
import { type Durability, damaged, type FileKind, guarded, inTransaction, openFile } from "./sqlite-file.ts";

/** Which file, and how. */
export interface ClientStoreOptions {
  readonly file: string;
  readonly durability?: Durability;
}

/** "MQTC". There has been no format before this one. */
const FILE: FileKind = {
  applicationId: 0x4d515443,
  format: 1,
  migrations: [],
  schema: `
    CREATE TABLE record (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE owner (client_id TEXT NOT NULL);
  `,
};

/** Opens the store of a client in a file, or makes it. Throws a `StoreError` where the file is not ours, damaged, in use, or of a later format. */
export function openClientStore({ file, durability = "full" }: ClientStoreOptions): ClientStore {
  const database = openFile(file, durability, FILE);
  return guarded(file, () => {
    const put = database.prepare("INSERT OR REPLACE INTO record (name, body) VALUES (?, ?)");
    const remove = database.prepare("DELETE FROM record WHERE name = ?");
    return {
      load: (clientId) =>
        guarded(file, () => {
          claim(database, file, clientId);
          return load(database, file);
        }),
      commit: (changes) =>
        guarded(file, () =>
          inTransaction(database, () => {
            for (const change of changes) {
              const name = clientRecordName(keyOfChange(change));
              if (change.type === "store") put.run(name, written(change.record));
              else remove.run(name);
            }
          }),
        ),
      close: () => database.close(),
    };
  });
}

function claim(database: DatabaseSync, file: string, clientId: string): void {
  const owner = database.prepare("SELECT client_id AS owner FROM owner").get()?.["owner"];
  if (owner === undefined) database.prepare("INSERT INTO owner (client_id) VALUES (?)").run(clientId);
  else if (owner !== clientId) throw strangerError(file, String(owner), clientId);
}

function load(database: DatabaseSync, file: string): readonly ClientRecord[] {
  const records: ClientRecord[] = [];
  for (const row of database.prepare("SELECT name, body FROM record").iterate()) {
    const { name, body } = row as { readonly name: string; readonly body: string };
    try {
      const record = parsed(body) as ClientRecord;
      if (clientRecordName(record) !== name) throw new TypeError("it is that of another");
      records.push(record);
    } catch (cause) {
      throw damaged(file, `the record ${JSON.stringify(name)}: ${(cause as Error).message}`);
    }
  }
  return records;
}
