// How many connections there may be: from one address, and in all. (5.0 §4.13.2, §5.4.8)

import { addressGroup } from "./address-group.ts";

/** Limits; one that is missing is none. */
export interface ConnectionLimitOptions {
  /** Connections of one IPv4 address, or of one IPv6 network of 64 bits. */
  readonly perAddress?: number;
  readonly total?: number;
}

/** Counts connections. */
export interface ConnectionLimits {
  /** Takes a connection in, and gives what is to be called at its end; undefined where it is one too many. */
  admit(address: string | undefined): (() => void) | undefined;
}

/** Makes a count for all places of a broker together. */
export function createConnectionLimits(options: ConnectionLimitOptions): ConnectionLimits {
  const { perAddress = Number.POSITIVE_INFINITY, total = Number.POSITIVE_INFINITY } = options;
  const counts = new Map<string, number>();
  let all = 0;
  return {
    admit(address) {
      // A Unix socket has no address: its clients are counted together with nobody.
      const group = address === undefined ? undefined : addressGroup(address);
      const count = group === undefined ? 0 : (counts.get(group) ?? 0);
      if (all >= total || count >= perAddress) return undefined;
      all++;
      if (group !== undefined) counts.set(group, count + 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        all--;
        if (group === undefined) return;
        const left = (counts.get(group) ?? 1) - 1;
        if (left === 0) counts.delete(group);
        else counts.set(group, left);
      };
    },
  };
}
