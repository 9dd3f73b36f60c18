// What clients saw of a broker that was killed again and again, and what of it must not be.

/** A message that was published. Its payload is its name. */
export interface Sent {
  readonly name: string;
  readonly qos: 1 | 2;
  /** Whether its exchange came to its end: from then on the broker owes it. */
  isAcknowledged: boolean;
}

/** All that was seen. */
export interface History {
  readonly sent: ReadonlyMap<string, Sent>;
  /** What each subscriber got, in order, by its name. */
  readonly delivered: ReadonlyMap<string, readonly string[]>;
  /** Connections that were to resume a session and found none. */
  readonly lostSessions: readonly string[];
  /** For each retained topic the last value that was acknowledged, and the one found at the end. */
  readonly retained: ReadonlyMap<string, { readonly acknowledged: number; readonly found: number | undefined }>;
}

/** What is wrong, a line each; nothing where the broker kept its promises. */
export function faultsIn({ sent, delivered, lostSessions, retained }: History): readonly string[] {
  return [
    ...lostSessions.map((name) => `the session of ${name} is gone`),
    ...[...delivered].flatMap(([subscriber, names]) => faultsOf(subscriber, names, sent)),
    ...[...retained]
      .filter(([, { acknowledged, found }]) => acknowledged > 0 && (found ?? 0) < acknowledged)
      .map(([topic, one]) => `${topic} retains ${one.found ?? "nothing"}, and ${one.acknowledged} was acknowledged`),
  ];
}

function faultsOf(subscriber: string, names: readonly string[], sent: ReadonlyMap<string, Sent>): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const lost = [...sent.values()].filter(({ name, isAcknowledged }) => isAcknowledged && !counts.has(name));
  const twice = [...counts].filter(([name, count]) => count > 1 && sent.get(name)?.qos === 2);
  const invented = [...counts.keys()].filter((name) => !sent.has(name));
  return [
    ...lost.map(({ name, qos }) => `${subscriber} never got ${name} (QoS ${qos}), which was acknowledged`),
    ...twice.map(([name, count]) => `${subscriber} got ${name} (QoS 2) ${count} times`),
    ...invented.map((name) => `${subscriber} got ${name}, which nobody sent`),
  ];
}
