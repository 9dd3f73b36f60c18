// What a broker has asked to be kept, in memory: the plainest store there is, and what every other must come to. (5.0 §4.1, 3.1.1 §4.1)

import type { BrokerEffect } from "./effect.ts";
import type { StoredKey, StoredRecord } from "./record.ts";

/** Records by what names them. */
export type RecordStore = Map<string, StoredRecord>;

/** Does what an effect asks of a store; nothing where it asks for something else. */
export function applyToStore(store: RecordStore, effect: BrokerEffect): void {
  if (effect.type === "store") store.set(recordName(effect.record), effect.record);
  else if (effect.type === "erase") erase(store, effect.key);
}

/** The name of a record: the same for a record and for its key. */
export function recordName(key: StoredKey): string {
  switch (key.kind) {
    case "session":
    case "will":
      return `${key.kind}/${key.clientId}`;
    case "subscription":
      return `subscription/${key.topicFilter}/of ${key.clientId}`;
    case "outbound":
      return `outbound/${key.sequence}/of ${key.clientId}`;
    case "inbound":
      return `inbound/${key.packetId}/of ${key.clientId}`;
    case "retained":
      return `retained/${key.topicName}`;
  }
}

// With a session goes all that is stored for its client.
function erase(store: RecordStore, key: StoredKey): void {
  store.delete(recordName(key));
  if (key.kind !== "session") return;
  for (const [name, record] of store) {
    if (record.kind !== "retained" && record.clientId === key.clientId) store.delete(name);
  }
}
