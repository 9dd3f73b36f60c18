// The contract of a store, as tests that any must pass: `for (const { name, run } of storeContract(open)) test(name, run)`.

import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { type Message, recordName, type StoredRecord } from "../../models/index.ts";
import type { Change, Store } from "./store.ts";

/** One test of the contract. */
export interface StoreTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Opens the store of this place, a name that no other test has used before: the same place is the same store, once it was closed. */
export type OpenStore = (place: string, clock: { readonly nowMs: () => number }) => Store | Promise<Store>;

/** The tests. */
export function storeContract(open: OpenStore): readonly StoreTest[] {
  return TESTS.map(([name, run], i) => ({ name, run: () => run(openerOf(open, `contract-${i}`)) }));
}

/** Opens the one store of a test, on a clock that stands. */
type Opener = (nowMs?: number) => Promise<Store>;

function openerOf(open: OpenStore, place: string): Opener {
  return async (nowMs = 0) => await open(place, { nowMs: () => nowMs });
}

const TESTS: readonly (readonly [name: string, run: (open: Opener) => Promise<void>])[] = [
  [
    "it gives back every kind of record as it was",
    async (open) => {
      deepStrictEqual(await reread(open), []);
      await written(open, stores(RECORDS));
      deepStrictEqual(await reread(open), byName(RECORDS));
    },
  ],
  [
    "it keeps the last of several changes, and forgets with a session all that is its client's",
    async (open) => {
      await written(open, stores(RECORDS));
      await written(open, [
        { type: "erase", key: { kind: "session", clientId: "bob" } },
        { type: "store", record: { ...SESSION, sessionExpiryInterval: 9 } },
        { type: "store", record: SUBSCRIPTION },
        { type: "erase", key: SUBSCRIPTION },
      ]);
      const empty = { kind: "session", clientId: "", sessionExpiryInterval: 1 } as const;
      deepStrictEqual(await reread(open), byName([empty, { ...SESSION, sessionExpiryInterval: 9 }, RETAINED]));
    },
  ],
  [
    "what comes and goes in one commit leaves nothing, also where its session goes",
    async (open) => {
      const end = { type: "erase", key: { kind: "session", clientId: "bob" } } as const;
      await written(open, [...stores(RECORDS.filter(({ kind }) => kind !== "retained")), end]);
      deepStrictEqual(await reread(open), [{ kind: "session", clientId: "", sessionExpiryInterval: 1 }]);
    },
  ],
  [
    "it makes a commit whole or not at all",
    async (open) => {
      const bad = { kind: "inbound", clientId: "bob", packetId: 9n } as unknown as StoredRecord;
      const store = await open();
      store.commit(stores([SESSION]));
      throws(() => store.commit(stores([...RECORDS, bad])));
      store.close();
      deepStrictEqual(await reread(open), [SESSION]);
    },
  ],
  [
    "it keeps moments by the calendar: a clock that begins anew does not put them off",
    async (open) => {
      const store = await open(50_000);
      store.commit(stores([{ ...RETAINED, message: { ...MESSAGE, expiresAtMs: 60_000 } }]));
      store.close();
      // Ten seconds are left, whatever the new clock says; opening it again took some of them.
      const [record] = await reread(open, 3);
      const left = (record?.kind === "retained" ? (record.message.expiresAtMs ?? 0) : 0) - 3;
      ok(left > 5_000 && left <= 10_001, `${left} ms are left of 10000`);
    },
  ],
];

async function written(open: Opener, changes: readonly Change[]): Promise<void> {
  const store = await open();
  store.commit(changes);
  store.close();
}

/** What is there for who opens it anew. */
async function reread(open: Opener, nowMs?: number): Promise<readonly StoredRecord[]> {
  const store = await open(nowMs);
  const records = byName(store.load());
  store.close();
  return records;
}

function byName(records: readonly StoredRecord[]): readonly StoredRecord[] {
  return records.toSorted((one, other) => (recordName(one) < recordName(other) ? -1 : 1));
}

function stores(records: readonly StoredRecord[]): readonly Change[] {
  return records.map((record) => ({ type: "store", record }));
}

const MESSAGE: Message = {
  topicName: "a/b",
  payload: Uint8Array.of(0, 255, 10),
  qos: 2,
  retain: true,
  properties: { correlationData: Uint8Array.of(1), userProperties: [["k", "v"]], payloadFormatIndicator: 0 },
  expiresAtMs: undefined,
  publisher: "alice",
};
const COPY = { qos: 2, retain: false, subscriptionIdentifiers: [1, 2] } as const;

const SESSION = { kind: "session", clientId: "bob", sessionExpiryInterval: 4_294_967_295 } as const;
const SUBSCRIPTION = {
  kind: "subscription",
  clientId: "bob",
  topicFilter: "a/#",
  isShared: false,
  options: { qos: 2, noLocal: true, retainAsPublished: false, retainHandling: 1, subscriptionIdentifier: 5 },
} as const;
const RETAINED = { kind: "retained", topicName: "a/b", message: MESSAGE } as const;

/** Some of each kind, with all that a record may have. */
const RECORDS: readonly StoredRecord[] = [
  SESSION,
  { kind: "session", clientId: "", sessionExpiryInterval: 1 },
  SUBSCRIPTION,
  { kind: "outbound", clientId: "bob", sequence: 1, copy: COPY, packetId: 7, message: MESSAGE },
  { kind: "outbound", clientId: "bob", sequence: 2, copy: COPY, packetId: 8 },
  {
    kind: "outbound",
    clientId: "bob",
    sequence: 3,
    copy: COPY,
    message: MESSAGE,
    shared: { shareName: "g", topicFilter: "a/#" },
  },
  { kind: "inbound", clientId: "bob", packetId: 65_535 },
  { kind: "inbound", clientId: "bob", packetId: 1, message: MESSAGE },
  { kind: "will", clientId: "bob", message: MESSAGE, willDelayInterval: 5, userName: "bob" },
  RETAINED,
];
