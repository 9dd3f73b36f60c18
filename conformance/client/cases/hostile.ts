// What a client does when its server breaks a rule: it closes the network connection. (5.0 §4.13, 3.1.1 §4.8)

import {
  type ClientCase,
  type ClientCaseDefinition,
  clientCase,
  type Peer,
  type Script,
  type Sendable,
} from "../case.ts";

/**
 * A case about a server's fault. MQTT 3.1.1 commands the close (3.1.1/MQTT-4.8.0-1); 5.0 says that a client should
 * (5.0/U5-146), and leaves open how closely it looks: there the case is `strict`.
 */
export function hostileCase(definition: Omit<ClientCaseDefinition, "level">): readonly ClientCase[] {
  return clientCase({ ...definition, level: { "3.1.1": "must", "5.0": "strict" } });
}

/** Judges: the client, which answers right packets, closes for this one. */
export function* expectHungUp(peer: Peer, ...what: readonly Sendable[]): Script<void> {
  yield* peer.barrier();
  yield* peer.send(...what);
  yield* peer.expectClosed();
}
