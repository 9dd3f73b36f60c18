// What a client's authentication allows, and how long it holds: asked anew whenever somebody has decided about it. (5.0 §4.12)

import { unsubscribe } from "./routing.ts";
import { type Connection, isDurable, type Turn } from "./state.ts";

/** Whether a client may subscribe to a Topic Filter; of a shared subscription the inner one counts. */
export function mayRead({ broker }: Turn, { session, userName, grants }: Connection, topic: string): boolean {
  return broker.options.authorise({ action: "subscribe", clientId: session.clientId, userName, topic, grants });
}

/** Takes from a session the subscriptions that its client may not have any more. What waits in it already is still delivered. */
export function review(turn: Turn, connection: Connection): void {
  const { session } = connection;
  for (const [topicFilter, { group }] of [...session.subscriptions]) {
    if (mayRead(turn, connection, group?.topicFilter ?? topicFilter)) continue;
    unsubscribe(turn, session, topicFilter);
    if (isDurable(session)) {
      turn.effects.push({ type: "erase", key: { kind: "subscription", clientId: session.clientId, topicFilter } });
    }
  }
}

/** Lets an authentication hold for a time, in milliseconds, or for ever where that is undefined; the time before is over. */
export function holdFor({ effects }: Turn, connection: Connection, forMs: number | undefined): void {
  const timer = `authentication/${connection.id}` as const;
  if (forMs !== undefined) effects.push({ type: "startTimer", timer, afterMs: forMs });
  else if (connection.isForATime) effects.push({ type: "stopTimer", timer });
  connection.isForATime = forMs !== undefined;
}
