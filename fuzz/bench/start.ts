// How long a broker takes to start with a million stored records, beside how long a plain read of its file takes.

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoredRecord } from "../../src/models/index.ts";
import { createBroker, openSqliteStore } from "../../src/runtime/index.ts";

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const A_COMMIT = 10_000;

const folder = mkdtempSync(join(tmpdir(), "touchstone-start-"));
const file = join(folder, "store.db");
const bytes = new Uint8Array(64).fill(120);

/** Of ten records: a session, four subscriptions, three messages on their way, two retained messages. */
function record(i: number): StoredRecord {
  const clientId = `client${Math.floor(i / 10)}`;
  const topicName = `site/${i % 1000}/device/${i}`;
  const message = {
    topicName,
    payload: bytes,
    qos: 1,
    retain: false,
    properties: {},
    publisher: "p",
    expiresAtMs: undefined,
  } as const;
  switch (i % 10) {
    case 0:
      return { kind: "session", clientId, sessionExpiryInterval: 0xffffffff };
    case 1:
    case 2:
    case 3:
    case 4: {
      const options = {
        qos: 1,
        noLocal: false,
        retainAsPublished: false,
        retainHandling: 0,
        subscriptionIdentifier: undefined,
      } as const;
      return { kind: "subscription", clientId, topicFilter: `${topicName}/+`, isShared: false, options };
    }
    case 5:
    case 6:
    case 7:
      return {
        kind: "outbound",
        clientId,
        sequence: i,
        copy: { qos: 1, retain: false, subscriptionIdentifiers: [] },
        message,
      };
    default:
      return { kind: "retained", topicName, message: { ...message, retain: true } };
  }
}

const filled = openSqliteStore({ file, durability: "none" });
for (let from = 0; from < RECORDS; from += A_COMMIT)
  filled.commit(
    Array.from({ length: Math.min(A_COMMIT, RECORDS - from) }, (_, i) => ({ type: "store", record: record(from + i) })),
  );
filled.close();

const { DatabaseSync } = createRequire(import.meta.url)("node:sqlite") as typeof import("node:sqlite");
const plainMs = await timed(() => {
  const database = new DatabaseSync(file);
  for (const _ of database.prepare("SELECT name, body FROM record").iterate());
  database.close();
});
let broker: Awaited<ReturnType<typeof createBroker>> | undefined;
const startMs = await timed(async () => {
  broker = await createBroker({ store: openSqliteStore({ file }) });
});
const mebibytes = process.memoryUsage.rss() / 1024 / 1024;
await broker?.close();
console.log(
  `${RECORDS} records, ${(statSync(file).size / 1024 / 1024).toFixed(0)} MiB: a start takes ${(startMs / plainMs).toFixed(1)} times as long as a plain read of the file (noise: ${(startMs / 1000).toFixed(1)} s; ${mebibytes.toFixed(0)} MiB of memory)`,
);
rmSync(folder, { recursive: true });

async function timed(act: () => unknown): Promise<number> {
  const fromMs = performance.now();
  await act();
  return performance.now() - fromMs;
}
