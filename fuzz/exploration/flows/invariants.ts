// What must hold in every state of two parties and their network, and at every step.

import type { RequirementId } from "../../../spec/index.ts";
import type { Invariant } from "../search.ts";

function invariant(text: string, ...cites: readonly RequirementId[]): Invariant {
  return { text, cites };
}

/** The invariants, by name. */
export const INVARIANTS = {
  exactlyOnce: invariant("a QoS 2 message is delivered at most once", "5.0/MQTT-4.3.3-10", "3.1.1/MQTT-4.3.3-2"),
  acknowledgedIsDelivered: invariant(
    "a message is acknowledged only when it has been delivered",
    "5.0/MQTT-4.3.2-4",
    "5.0/MQTT-4.3.3-12",
    "3.1.1/MQTT-4.3.2-2",
  ),
  nothingLost: invariant(
    "a message that was taken is kept until it is acknowledged or refused",
    "5.0/MQTT-4.3.2-3",
    "5.0/MQTT-4.3.3-5",
    "3.1.1/MQTT-4.3.2-1",
  ),
  firstInOrder: invariant(
    "messages are delivered for the first time in the order in which they were sent",
    "5.0/MQTT-4.6.0-5",
    "3.1.1/MQTT-4.6.0-5",
  ),
  orderHere: invariant(
    "on one connection messages are delivered in the order in which they were sent",
    "5.0/MQTT-4.6.0-1",
    "3.1.1/MQTT-4.6.0-1",
  ),
  oneMeaning: invariant(
    "a Packet Identifier never stands for two messages at once",
    "5.0/MQTT-2.2.1-3",
    "3.1.1/MQTT-2.3.1-2",
  ),
  freeIdentifier: invariant(
    "a new message is given a Packet Identifier that is not in use",
    "5.0/MQTT-2.2.1-4",
    "3.1.1/MQTT-2.3.1-4",
  ),
  sendQuota: invariant(
    "the send quota is never below zero, nor above its start",
    "5.0/MQTT-3.3.4-9",
    "5.0/MQTT-4.9.0-1",
    "5.0/MQTT-4.9.0-2",
  ),
  receiverQuota: invariant(
    "a receiver never has more unacknowledged messages than its Receive Maximum",
    "5.0/MQTT-3.3.4-7",
    "5.0/MQTT-3.3.4-9",
  ),
  duplicateFlag: invariant(
    "DUP is 0 when a message is sent for the first time, and 1 whenever it may have been sent before",
    "5.0/MQTT-3.3.1-1",
    "3.1.1/MQTT-3.3.1-1",
  ),
  noPublishAfterPubrel: invariant("no PUBLISH follows its PUBREL", "5.0/MQTT-4.3.3-6", "3.1.1/MQTT-4.3.3-1"),
  resendOnResumeOnly: invariant("nothing is sent again on the same connection", "5.0/MQTT-4.4.0-1"),
  noIllegalPacket: invariant(
    "nobody is sent a packet that its flow does not allow",
    "5.0/MQTT-3.3.4-1",
    "3.1.1/MQTT-3.3.4-1",
  ),
  acksInOrder: invariant(
    "PUBACK and PUBREC come in the order of their PUBLISH packets",
    "5.0/MQTT-4.6.0-2",
    "5.0/MQTT-4.6.0-3",
    "3.1.1/MQTT-4.6.0-2",
    "3.1.1/MQTT-4.6.0-3",
  ),
  pubrelsInOrder: invariant(
    "PUBRELs go in the order of their PUBREC packets",
    "5.0/MQTT-4.6.0-4",
    "3.1.1/MQTT-4.6.0-4",
  ),
  refusedIsOver: invariant("nothing follows a refused message", "5.0/MQTT-4.4.0-2"),
  oldBytesEnd: invariant(
    "nothing is read from a connection that has been taken over",
    "5.0/MQTT-3.1.4-3",
    "3.1.1/MQTT-3.1.4-2",
  ),
} as const satisfies Readonly<Record<string, Invariant>>;

/** The name of an invariant. */
export type InvariantName = keyof typeof INVARIANTS;

/** The names, in order: the number of an invariant is its place here. */
export const INVARIANT_NAMES = Object.keys(INVARIANTS) as readonly InvariantName[];

/** The number of an invariant. */
export function invariantNumber(name: InvariantName): number {
  return INVARIANT_NAMES.indexOf(name);
}
