// Where a broker keeps what must outlive it: what any store must do. (5.0 §4.1, 3.1.1 §4.1)

import type { BrokerEffect, StoredRecord } from "../../models/index.ts";

/** One thing that is to be kept, or no longer. */
export type Change = Extract<BrokerEffect, { readonly type: "store" | "erase" }>;

/** A store. */
export interface Store {
  /** It promises nothing: changes are gathered for a while, and nobody waits for them. */
  readonly isLazy?: boolean;
  /** All that it holds. Asked once, before anything else. */
  load(): readonly StoredRecord[];
  /** Makes these changes, in their order: all of them or none. When it returns they are as durable as the store promises. */
  commit(changes: readonly Change[]): void;
  /** Puts it away. */
  close(): void;
}

/** A store cannot be used, or not any more; the message says which, why, and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}
