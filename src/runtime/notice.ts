// What a broker that runs tells whoever watches it: logs, figures and traces are made of this.

import type { BrokerEffect, BrokerInput, ConnectionId } from "../models/index.ts";

/** One thing that happened, in the order in which it happened. */
export type BrokerNotice =
  /** A network connection has begun; its address is that of the client, as far as the transport knows one. */
  | { readonly type: "connection"; readonly connection: ConnectionId; readonly address: string | undefined }
  /** A network connection was cut off before a byte of MQTT was read: `why` says so in words. */
  | { readonly type: "turnedAway"; readonly address: string | undefined; readonly why: string }
  /** The broker was told something, and this is what it asked for. */
  | { readonly type: "step"; readonly input: BrokerInput; readonly effects: readonly BrokerEffect[] }
  /** So many bytes came from a client, or went to it. */
  | {
      readonly type: "bytes";
      readonly connection: ConnectionId;
      readonly direction: "in" | "out";
      readonly count: number;
    }
  /** The store has taken so many changes at once; it took so long. */
  | { readonly type: "commit"; readonly changes: number; readonly tookMs: number };

/**
 * Watches a broker. It is told at the end of each turn, when what the broker says is on its way: no client waits for it. Called for
 * every packet: it must be quick, may not throw, and may not tell the broker anything.
 */
export type Observer = (notice: BrokerNotice) => void;

/** One observer for several; undefined where there is none. */
export function together(...observers: readonly (Observer | undefined)[]): Observer | undefined {
  const all = observers.filter((one) => one !== undefined);
  if (all.length < 2) return all[0];
  return (notice) => {
    for (const observe of all) observe(notice);
  };
}
