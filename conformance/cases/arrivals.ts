// Control arms that many cases lean on: a message that arrives, all that have arrived, and a session that was kept.

import type { Connection, ConnectOptions, Fields, Script, Seen, Toolkit } from "../case.ts";

/** Control arm: a message arrives. What else it carries is for the case to judge. */
export function* arrival(t: Toolkit, connection: Connection, fields: Fields<"PUBLISH"> = {}): Script<Seen<"PUBLISH">> {
  return yield* t.control("the message arrives", () => connection.expect("PUBLISH", fields));
}

/** Every message that has come to `to` and was not asked for, once a later message from `from` has come as well. */
export function* arrivals(to: Connection, from: Connection): Script<readonly Seen<"PUBLISH">[]> {
  // No server sends this packet; what counts is that the sentinel message has been waited for.
  yield* to.expectNothing("PINGREQ", {}, { after: from });
  return to.received("PUBLISH");
}

/** Payloads as text, in the order of their arrival. */
export function payloads(messages: readonly Seen<"PUBLISH">[]): readonly string[] {
  return messages.map(({ payload }) => new TextDecoder().decode(payload));
}

/** Control arm: connects to a session that the target has kept. */
export function* resume(t: Toolkit, options: ConnectOptions & { readonly clientId: string }): Script<Connection> {
  const connection = yield* t.connect({ persistent: true, ...options });
  if (!connection.connack.sessionPresent) t.inconclusive("control arm: the target has not kept the session");
  return connection;
}
