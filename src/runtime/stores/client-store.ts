// Where a client keeps what must outlive it: what any store must do, and one in memory. (5.0 §4.1, 3.1.1 §4.1)

import type { ClientEffect, ClientKey, ClientRecord } from "../../models/index.ts";
import { StoreError } from "./store.ts";

/** One thing that is to be kept, or no longer. */
export type ClientChange = Extract<ClientEffect, { readonly type: "store" | "erase" }>;

/** A store for the session of one client. */
export interface ClientStore {
  /** All that it holds, asked for once, before anything else. Throws a `StoreError` where it is another client's. */
  load(clientId: string): readonly ClientRecord[];
  /** Makes these changes, in their order: all of them or none. When it returns they are as durable as the store promises. */
  commit(changes: readonly ClientChange[]): void;
  /** Puts it away. */
  close(): void;
}

/** The name of a record: no two share one. */
export function clientRecordName(key: ClientKey): string {
  return key.kind === "outbound" ? `outbound/${key.sequence}` : `inbound/${key.packetId}`;
}

/** Which record a change is about. */
export function keyOfChange(change: ClientChange): ClientKey {
  return change.type === "store" ? change.record : change.key;
}

/** What is thrown where a store is opened for a client that it does not belong to. */
export function strangerError(where: string, owner: string, clientId: string): StoreError {
  const names = [owner, clientId].map((name) => JSON.stringify(name));
  return new StoreError(`${where} holds the session of the client ${names[0]}, not of ${names[1]}: name another file`);
}

/** A store that ends with this process: it hands a session on from one client object to the next. */
export function createMemoryStore(): ClientStore {
  const records = new Map<string, ClientRecord>();
  let owner: string | undefined;
  return {
    load(clientId) {
      owner ??= clientId;
      if (owner !== clientId) throw strangerError("this store", owner, clientId);
      return [...records.values()];
    },
    commit(changes) {
      for (const change of changes) {
        const name = clientRecordName(keyOfChange(change));
        if (change.type === "store") records.set(name, change.record);
        else records.delete(name);
      }
    },
    close: () => undefined,
  };
}
