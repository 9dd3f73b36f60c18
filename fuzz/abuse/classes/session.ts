// Sessions that are taken over, resumed, or claimed to be there.

import { sessionAttacks } from "../attacks/session.ts";
import { hex } from "../bytes/packets.ts";
import { toClient } from "../bytes/row.ts";
import { type AbuseClass, cases, clientBytes, elsewhere } from "../class.ts";

export const session: readonly AbuseClass[] = [
  cases("session.takeover-no-disconnect-code", "a client that is taken over, and not told", "take-over/says-so"),
  cases(
    "session.takeover-old-not-closed",
    "a client that is taken over, and stays connected",
    "take-over/old-is-closed",
    "take-over/new-works",
    "take-over/session-goes-on",
  ),
  cases("session.takeover-will", "the will of a client that is taken over", "will/published/taken-over"),
  sessionAttacks.race,
  sessionAttacks.storm,
  clientBytes(
    "session.connack-sp1-with-error",
    "a CONNACK that refuses, and speaks of a session all the same",
    toClient("3.1.1", "first", hex("20 02 01 01"), "closed"),
    toClient("5.0", "first", hex("20 03 01 80 00"), "DISCONNECT 0x82, closed"),
  ),
  cases(
    "session.connack-sp1-without-state",
    "a CONNACK that speaks of a session which the client does not have",
    "client/session/unexpected",
  ),
  cases(
    "session.expiry-queue-delivery",
    "messages that have expired in front of others that have not",
    "message-expiry/deleted",
    "message-expiry/remaining",
  ),
  elsewhere(
    "session.restart-persist-load",
    "a store that was damaged while the broker was away",
    "src/runtime/stores/sqlite.test.ts",
    "pages that are damaged",
  ),
  elsewhere(
    "session.restart-record-damaged",
    "a record of the store that is none: nothing at all is taken from it",
    "src/runtime/stores/sqlite.test.ts",
    "a record that is none, and gives nothing at all of the others",
  ),
  elsewhere(
    "session.spoofed-clean-start",
    "another user who names a client's identifier, and ends its session: allowed by MQTT, and kept out by rules",
    "src/runtime/security/client-ids.test.ts",
    "what no rule speaks of is nobody's",
  ),
];
