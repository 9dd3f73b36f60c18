// Which Client Identifiers a user may have: who has that of another takes its session, and ends its connection. (5.0/MQTT-3.1.4-3, 3.1.1/MQTT-3.1.4-2)

/**
 * Patterns of Client Identifiers: `%u` is the user name, `*` any text, also none, and all else means itself.
 *
 * `%u-*` lets `a` have `a-b-1`, which is also one of a user `a-b`: put something in between that no user name has.
 */
export interface ClientIdRules {
  /** Of users that `users` does not name, and of clients without a user name, for whom `%u` is nobody; none where it is missing. */
  readonly everybody?: readonly string[];
  /** By user name: these, and not those of everybody. */
  readonly users?: Readonly<Record<string, readonly string[]>>;
}

/** Whether a client may have this Client Identifier. */
export function mayHaveClientId(rules: ClientIdRules, clientId: string, userName: string | undefined): boolean {
  const { everybody = [], users = {} } = rules;
  const own = userName !== undefined && Object.hasOwn(users, userName) ? users[userName] : undefined;
  return (own ?? everybody).some((pattern) => isMatch(pattern, clientId, userName));
}

function isMatch(pattern: string, clientId: string, userName: string | undefined): boolean {
  if (pattern.includes("%u") && !userName) return false;
  const [first = "", ...rest] = pattern.split("*").map((part) => part.replaceAll("%u", () => userName ?? ""));
  if (!clientId.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return clientId === first;
  let at = first.length;
  for (const part of rest) {
    const found = clientId.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return clientId.length - last.length >= at && clientId.endsWith(last);
}
