// How a breach is pinned that was checked by hand.

/** A breach that was checked by hand, and its reason. */
export interface KnownBreach {
  readonly case: string;
  readonly reason: string;
}

/** The same reason for several cases. */
export function breaches(reason: string, ...ids: readonly string[]): readonly KnownBreach[] {
  return ids.map((id) => ({ case: id, reason }));
}

/** The same, for cases of both versions. */
export function inBoth(reason: string, ...names: readonly string[]): readonly KnownBreach[] {
  return breaches(reason, ...names.flatMap((name) => [`3.1.1/${name}`, `5.0/${name}`]));
}

/** The same, for cases of clients in MQTT 5.0; their names without what all begin with. */
export function inClient50(reason: string, ...names: readonly string[]): readonly KnownBreach[] {
  return breaches(reason, ...names.map((name) => `5.0/client/${name}`));
}
