// The store on disk gives back what it was given, as far as it promises, and refuses what it cannot use.

import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Message, StoredRecord } from "../../models/index.ts";
import { storeContract } from "./contract.ts";
import { openSqliteStore } from "./sqlite.ts";
import { type Change, type Store, StoreError } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

let file: string;
let count = 0;
beforeEach(() => {
  count += 1;
  file = join(folder, `${count}.db`);
});

const message: Message = {
  topicName: "a/b",
  payload: Uint8Array.of(0, 255, 10),
  qos: 2,
  retain: false,
  properties: {},
  expiresAtMs: undefined,
  publisher: "alice",
};

const stores = (records: readonly StoredRecord[]): readonly Change[] =>
  records.map((record) => ({ type: "store", record }));

function written(...changes: readonly (readonly Change[])[]): void {
  const store = openSqliteStore({ file });
  for (const one of changes) store.commit(one);
  store.close();
}

describe.each(["full", "normal", "none"] as const)("a store of durability %s", (durability) => {
  const contract = storeContract((place, { nowMs }) =>
    openSqliteStore({ file: join(folder, `${durability}-${place}.db`), durability, nowMs }),
  );
  for (const { name, run } of contract) test(name, run);
});

describe("it is told in one line what is wrong with", () => {
  const refusal = (): string => {
    try {
      openSqliteStore({ file }).load();
    } catch (error) {
      if (error instanceof StoreError) return error.message;
      throw error;
    }
    return "";
  };

  test("a file that is no database", () => {
    writeFileSync(file, "no database, but long enough to look like one".repeat(100));
    expect(refusal()).toMatch(/is damaged \(file is not a database\): nothing of it was read/);
  });

  test("a database of something else", () => {
    const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE other (x)");
    other.close();
    expect(refusal()).toMatch(/is a database of something else/);
  });

  test("a later format", () => {
    written([]);
    const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
    const later = new DatabaseSync(file);
    later.exec("PRAGMA user_version = 99");
    later.close();
    expect(refusal()).toMatch(/is of format 99, and this version knows up to 1/);
  });

  test("a record that is none, and gives nothing at all of the others", () => {
    written(stores([{ kind: "session", clientId: "c", sessionExpiryInterval: 1 }]));
    written(stores([{ kind: "retained", topicName: "a/b", message }]));
    const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
    const broken = new DatabaseSync(file);
    broken.exec(`UPDATE record SET body = '{"kind":"nothing"}' WHERE name = 'retained/a/b'`);
    broken.close();
    expect(refusal()).toMatch(/is damaged \(the record "retained\/a\/b": it is no record\)/);
  });

  test("pages that are damaged", () => {
    const many = Array.from(
      { length: 2000 },
      (_, i): StoredRecord => ({ kind: "retained", topicName: `t/${i}`, message }),
    );
    written(stores(many));
    const bytes = readFileSync(file);
    bytes.fill(0x55, 8192, 40_000);
    writeFileSync(file, bytes);
    expect(refusal()).toMatch(/is damaged/);
  });

  test("a file that another store has open", () => {
    const first: Store = openSqliteStore({ file });
    expect(refusal()).toMatch(/is in use by another process/);
    first.close();
    expect(refusal()).toBe("");
  });

  test("a folder that is not there", () => {
    file = join(folder, "nowhere", "x.db");
    expect(refusal()).toMatch(/cannot be opened: there is no folder .*nowhere: make it first$/);
  });

  test("a folder that is none, and a file that is one", () => {
    writeFileSync(join(folder, "plain"), "");
    file = join(folder, "plain", "x.db");
    expect(refusal()).toMatch(/cannot be opened: .*plain is no folder$/);
    file = folder;
    expect(refusal()).toMatch(/ is a folder: name a file$/);
  });

  test.runIf(process.getuid?.() !== 0)("a folder that may not be written", () => {
    chmodSync(folder, 0o500);
    expect(refusal()).toMatch(/ may not be written by this user$/);
    chmodSync(folder, 0o700);
  });

  test.runIf(process.getuid?.() !== 0)("a file that may not be written", () => {
    written([]);
    chmodSync(file, 0o400);
    expect(refusal()).toMatch(/may not be written/);
  });
});

test("what a killed process left behind is taken up: the log beside the file counts", () => {
  const store = openSqliteStore({ file });
  const records: readonly StoredRecord[] = [{ kind: "retained", topicName: "a/b", message }];
  store.commit(stores(records));
  // As a kill leaves them: the database and its log, copied while they are open.
  const left = `${file}.copy`;
  copyFileSync(file, left);
  copyFileSync(`${file}-wal`, `${left}-wal`);
  store.close();
  file = left;
  expect(openSqliteStore({ file }).load()).toEqual(records);
});
