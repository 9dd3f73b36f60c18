// Sessions that come back, from the store when a broker starts again or from another server: as if all their connections had failed
// in this moment. (5.0 §4.1, 3.1.1 §4.1)

import { restoreOutbound } from "./outbound.ts";
import type { StoredRecord } from "./record.ts";
import { putRetained } from "./retained.ts";
import { groupFor, subscribe } from "./routing.ts";
import { abandon, beginSession } from "./sessions.ts";
import type { Session, Turn } from "./state.ts";
import { sharedOptions } from "./subscription.ts";

/** Puts back what was stored. Of a session that is here already nothing may come. (5.0/MQTT-4.1.0-1, 3.1.1/MQTT-4.1.0-1) */
export function restore(turn: Turn, records: readonly StoredRecord[]): void {
  // Sessions come first, and messages in the order in which they were taken.
  for (const record of records) if (record.kind === "session") restoreSession(turn, record);
  for (const record of records) if (record.kind === "subscription") restoreSubscription(turn, record);
  const outbound = records.filter((record) => record.kind === "outbound");
  for (const record of outbound.toSorted((left, right) => left.sequence - right.sequence)) {
    const { shared } = record;
    const group = shared && groupFor(turn, shared.shareName, shared.topicFilter);
    const session = turn.broker.sessions.get(record.clientId);
    if (session !== undefined) restoreOutbound(session, record, group);
  }
  for (const record of records) restoreOther(turn, record);
  for (const record of records) {
    const session = record.kind === "session" ? turn.broker.sessions.get(record.clientId) : undefined;
    if (session !== undefined) abandon(turn, session);
  }
}

function restoreSession(turn: Turn, record: Extract<StoredRecord, { readonly kind: "session" }>): void {
  beginSession(turn, record.clientId).sessionExpiryInterval = record.sessionExpiryInterval;
}

function restoreSubscription(turn: Turn, record: Extract<StoredRecord, { readonly kind: "subscription" }>): void {
  const session = turn.broker.sessions.get(record.clientId);
  if (session === undefined) return;
  // Only 5.0 has shared subscriptions: who wrote such a filter in 3.1.1 meant its very characters.
  subscribe(turn, session, record.topicFilter, record.isShared ? "5.0" : "3.1.1", sharedOptions(record.options));
}

function restoreOther({ broker }: Turn, record: StoredRecord): void {
  switch (record.kind) {
    case "retained":
      putRetained(broker, record.message);
      return;
    case "inbound": {
      const { packetId, message } = record;
      const held = { state: "held", connection: NO_CONNECTION, ...(message && { message }) };
      broker.sessions.get(record.clientId)?.inbound.set(packetId, held);
      return;
    }
    case "will":
      return restoreWill(broker.sessions.get(record.clientId), record);
    case "session":
    case "subscription":
    case "outbound":
  }
}

/** A number that no connection has. */
const NO_CONNECTION = 0;

function restoreWill(session: Session | undefined, record: Extract<StoredRecord, { readonly kind: "will" }>): void {
  if (session === undefined) return;
  const { message, willDelayInterval, messageExpiryInterval, userName, grants } = record;
  session.will = { message, willDelayInterval, messageExpiryInterval, userName, grants };
  session.willState = "pending";
}
