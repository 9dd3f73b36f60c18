// The store on disk gives back what it was given, as far as it promises, and refuses what it cannot use.

import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Message, recordName, type StoredRecord } from "../../models/index.ts";
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
  properties: { correlationData: Uint8Array.of(1), userProperties: [["k", "v"]], payloadFormatIndicator: 0 },
  expiresAtMs: undefined,
  publisher: "alice",
};
const copy = { qos: 2, retain: false, subscriptionIdentifiers: [1, 2] } as const;
const options = {
  qos: 2,
  noLocal: true,
  retainAsPublished: false,
  retainHandling: 1,
  subscriptionIdentifier: 5,
} as const;

const RECORDS: readonly StoredRecord[] = [
  { kind: "session", clientId: "bob", sessionExpiryInterval: 4_294_967_295 },
  { kind: "session", clientId: "", sessionExpiryInterval: 1 },
  { kind: "subscription", clientId: "bob", topicFilter: "a/#", isShared: false, options },
  { kind: "outbound", clientId: "bob", sequence: 1, copy, packetId: 7, message },
  { kind: "outbound", clientId: "bob", sequence: 2, copy, packetId: 8 },
  { kind: "outbound", clientId: "bob", sequence: 3, copy, message, shared: { shareName: "g", topicFilter: "a/#" } },
  { kind: "inbound", clientId: "bob", packetId: 65_535 },
  { kind: "inbound", clientId: "bob", packetId: 1, message },
  { kind: "will", clientId: "bob", message, willDelayInterval: 5, userName: "bob" },
  { kind: "retained", topicName: "a/b", message: { ...message, retain: true } },
];

const stores = (records: readonly StoredRecord[]): readonly Change[] =>
  records.map((record) => ({ type: "store", record }));

/** What is in the file, for who opens it anew. */
function reread(more: { readonly nowMs?: () => number } = {}): readonly StoredRecord[] {
  const store = openSqliteStore({ file, ...more });
  const records = store.load();
  store.close();
  return records;
}

function written(...changes: readonly (readonly Change[])[]): void {
  const store = openSqliteStore({ file });
  for (const one of changes) store.commit(one);
  store.close();
}

const byName = (records: readonly StoredRecord[]): readonly StoredRecord[] =>
  [...records].sort((one, other) => (recordName(one) < recordName(other) ? -1 : 1));

describe.each(["full", "normal", "none"] as const)("a store of durability %s", (durability) => {
  test("gives back every kind of record as it was", () => {
    const store = openSqliteStore({ file, durability });
    expect(store.load()).toEqual([]);
    store.commit(stores(RECORDS));
    store.close();
    expect(byName(reread())).toEqual(byName(RECORDS));
  });
});

describe("a store", () => {
  test("keeps the last of several changes, and forgets with a session all that is its client's", () => {
    const [session, , subscription] = RECORDS;
    const retained = RECORDS.at(-1);
    if (session === undefined || subscription === undefined || retained === undefined) throw new Error("no records");
    written(stores(RECORDS));
    written([
      { type: "erase", key: { kind: "session", clientId: "bob" } },
      { type: "store", record: { ...session, sessionExpiryInterval: 9 } as StoredRecord },
      { type: "store", record: subscription },
      { type: "erase", key: subscription as Extract<StoredRecord, { readonly kind: "subscription" }> },
    ]);
    expect(byName(reread())).toEqual(
      byName([
        { kind: "session", clientId: "", sessionExpiryInterval: 1 },
        { kind: "session", clientId: "bob", sessionExpiryInterval: 9 },
        retained,
      ]),
    );
  });

  test("writes nothing of what comes and goes in one commit, before and after a session ends", () => {
    const [session] = RECORDS;
    if (session === undefined) throw new Error("no record");
    written([...stores(RECORDS.slice(0, 9)), { type: "erase", key: { kind: "session", clientId: "bob" } }]);
    expect(reread()).toEqual([RECORDS[1]]);
  });

  test("keeps a moment by the calendar: a clock that begins anew does not put it off", () => {
    const expiring: StoredRecord = { kind: "retained", topicName: "a", message: { ...message, expiresAtMs: 60_000 } };
    const store = openSqliteStore({ file, nowMs: () => 50_000 });
    store.commit(stores([expiring]));
    store.close();
    // Ten seconds are left, whatever the new clock says.
    const [found] = reread({ nowMs: () => 3 });
    const left = (found as Extract<StoredRecord, { readonly kind: "retained" }>).message.expiresAtMs ?? 0;
    expect(left - 3).toBeGreaterThan(8_000);
    expect(left - 3).toBeLessThanOrEqual(10_001);
  });

  test("makes a commit whole or not at all", () => {
    const bad = { kind: "inbound", clientId: "bob", packetId: 9n } as unknown as StoredRecord;
    const store = openSqliteStore({ file });
    store.commit(stores(RECORDS.slice(0, 1)));
    expect(() => store.commit(stores([...RECORDS, bad]))).toThrow(StoreError);
    store.close();
    expect(reread()).toEqual(RECORDS.slice(0, 1));
  });
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
    written(stores(RECORDS));
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
  store.commit(stores(RECORDS));
  // As a kill leaves them: the database and its log, copied while they are open.
  const left = `${file}.copy`;
  copyFileSync(file, left);
  copyFileSync(`${file}-wal`, `${left}-wal`);
  store.close();
  file = left;
  expect(byName(reread())).toEqual(byName(RECORDS));
});
