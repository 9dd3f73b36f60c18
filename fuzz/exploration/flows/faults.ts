// Machines and sessions that are wrong on purpose, by one small thing each: the search must find every one of them.

import type { FlowEffect } from "../../../src/models/index.ts";
import type { SettingDraft } from "./settings.ts";
import { ack, type Change, type Kind } from "./table.ts";
import type { SessionFault, Side } from "./world.ts";

/** One fault, and the model that it is put into. */
export interface ModelFault {
  readonly name: string;
  readonly draft: SettingDraft;
}

const SIZES = { messages: 3, identifiers: 3, capacity: 5, receiveMaximum: 2 } as const;
const ONE = { messages: 1, identifiers: 1 } as const;
const BOTH: readonly Side[] = ["client", "server"];

const publishFirst: FlowEffect = { type: "send", packet: "PUBLISH", dup: false };
const publishAgain: FlowEffect = { type: "send", packet: "PUBLISH", dup: true };
const [storeMessage, storeRelease, storePacketId, freePacketId, deliver] = (
  ["storeMessage", "storeRelease", "storePacketId", "freePacketId", "deliver"] as const
).map((type): FlowEffect => ({ type })) as [FlowEffect, FlowEffect, FlowEffect, FlowEffect, FlowEffect];

function change(state: string, kind: Kind, next: string, ...effects: readonly FlowEffect[]): readonly Change[] {
  return [{ state, kind, next, effects }];
}

function sender(name: string, qos: 1 | 2, senderChanges: readonly Change[], more?: Partial<SettingDraft>): ModelFault {
  return {
    name: `QoS ${qos} sender ${name}`,
    draft: { ...SIZES, qos, sender: "client", crashes: BOTH, senderChanges, ...more },
  };
}

function receiver(
  name: string,
  qos: 1 | 2,
  receiverChanges: readonly Change[],
  more?: Partial<SettingDraft>,
): ModelFault {
  return {
    name: `QoS ${qos} receiver ${name}`,
    draft: { ...SIZES, qos, sender: "client", crashes: BOTH, receiverChanges, ...more },
  };
}

function session(fault: SessionFault, qos: 1 | 2, more?: Partial<SettingDraft>): ModelFault {
  return { name: `session ${fault}`, draft: { ...SIZES, qos, sender: "client", crashes: BOTH, fault, ...more } };
}

/** All faults. */
export const MODEL_FAULTS: readonly ModelFault[] = [
  // QoS 1, the sender.
  sender(
    "forgets a message as soon as it is sent",
    1,
    change("idle", "submit", "idle", storeMessage, publishFirst, freePacketId),
  ),
  sender("does not store its message", 1, change("idle", "submit", "awaitingPuback", publishFirst)),
  sender(
    "stores its message after sending it",
    1,
    change("idle", "submit", "awaitingPuback", publishFirst, storeMessage),
  ),
  sender("does not send again on resume", 1, change("awaitingPuback", "resume", "awaitingPuback")),
  sender("sends again without DUP", 1, change("awaitingPuback", "resume", "awaitingPuback", publishFirst)),
  sender("sends with DUP at first", 1, change("idle", "submit", "awaitingPuback", storeMessage, publishAgain)),
  sender("does not hear a negative PUBACK", 1, change("awaitingPuback", "PUBACK refused", "awaitingPuback"), {
    refuses: true,
  }),
  sender(
    "sends a refused message again",
    1,
    change("awaitingPuback", "PUBACK refused", "awaitingPuback", publishAgain),
    {
      refuses: true,
    },
  ),
  sender("does not free its identifier", 1, change("awaitingPuback", "PUBACK", "awaitingPuback")),
  sender("keeps its message in the store after PUBACK", 1, change("awaitingPuback", "PUBACK", "idle")),
  // QoS 1, the receiver.
  receiver("acknowledges before it delivers", 1, change("idle", "PUBLISH", "idle", ack("PUBACK"), deliver)),
  receiver("acknowledges without delivering", 1, change("idle", "PUBLISH", "idle", ack("PUBACK"))),
  receiver("does not acknowledge", 1, change("idle", "PUBLISH", "idle", deliver)),
  receiver("answers with PUBREC", 1, change("idle", "PUBLISH", "idle", deliver, ack("PUBREC"))),
  // QoS 2, the sender.
  sender("does not store that PUBREL is due", 2, change("awaitingPubrec", "PUBREC", "awaitingPubcomp", ack("PUBREL"))),
  sender(
    "stores that PUBREL is due after sending it",
    2,
    change("awaitingPubrec", "PUBREC", "awaitingPubcomp", ack("PUBREL"), storeRelease),
  ),
  sender(
    "frees its identifier with PUBREL, and hears no PUBCOMP",
    2,
    [
      ...change("awaitingPubrec", "PUBREC", "idle", ack("PUBREL"), freePacketId),
      ...change("awaitingPubrec", "PUBCOMP", "awaitingPubrec"),
    ],
    { identifiers: 1, crashes: [] },
  ),
  sender("sends PUBLISH again after PUBREL", 2, change("awaitingPubcomp", "resume", "awaitingPubcomp", publishAgain)),
  sender("forgets PUBREC on resume", 2, change("awaitingPubcomp", "resume", "awaitingPubcomp")),
  sender("does not hear a negative PUBREC", 2, change("awaitingPubrec", "PUBREC refused", "awaitingPubrec"), {
    refuses: true,
  }),
  sender(
    "releases a refused message",
    2,
    change("awaitingPubrec", "PUBREC refused", "idle", freePacketId, ack("PUBREL")),
    {
      refuses: true,
    },
  ),
  sender(
    "sends PUBREL twice",
    2,
    change("awaitingPubrec", "PUBREC", "awaitingPubcomp", storeRelease, ack("PUBREL"), ack("PUBREL")),
  ),
  sender("answers PUBREC with nothing", 2, change("awaitingPubrec", "PUBREC", "awaitingPubcomp", storeRelease)),
  // QoS 2, the receiver.
  receiver("delivers a repeated message again", 2, change("held", "PUBLISH", "held", deliver, ack("PUBREC"))),
  receiver("does not answer a repeated message", 2, change("held", "PUBLISH", "held"), ONE),
  receiver("does not store the identifier", 2, change("idle", "PUBLISH", "held", deliver, ack("PUBREC"))),
  receiver(
    "stores the identifier after PUBREC",
    2,
    change("idle", "PUBLISH", "held", deliver, ack("PUBREC"), storePacketId),
  ),
  receiver("does not hold the identifier", 2, change("idle", "PUBLISH", "idle", deliver, ack("PUBREC"))),
  receiver("does not answer PUBREL for an identifier it does not know", 2, change("idle", "PUBREL", "idle")),
  receiver("answers PUBREL with nothing", 2, change("held", "PUBREL", "idle", freePacketId)),
  receiver(
    "frees the identifier after PUBCOMP",
    2,
    change("held", "PUBREL", "idle", ack("PUBCOMP"), freePacketId),
    ONE,
  ),
  receiver("does not free the identifier", 2, change("held", "PUBREL", "held", ack("PUBCOMP"))),
  receiver("stores what it refuses", 2, change("idle", "refusal", "held", storePacketId, ack("PUBREC", "refused")), {
    refuses: true,
  }),
  // QoS 2, the receiver by Method A.
  receiver(
    "by Method A delivers when its PUBCOMP has left",
    2,
    change("held", "PUBREL", "idle", freePacketId, ack("PUBCOMP"), deliver),
    { method: "A" },
  ),
  receiver("by Method A delivers nothing", 2, change("held", "PUBREL", "idle", freePacketId, ack("PUBCOMP")), {
    method: "A",
  }),
  receiver("by Method A does not store the message", 2, change("idle", "PUBLISH", "held", ack("PUBREC")), {
    method: "A",
  }),
  // The sessions around them.
  session("returns the quota twice", 2),
  session("keeps the quota of the last connection", 1),
  session("keeps the quota of a refused message", 2, { refuses: true }),
  session("ignores the quota when it resumes", 1, { laterReceiveMaximum: 1 }),
  session("ignores the quota", 2),
  session("resumes in the opposite order", 1),
  session("resumes PUBLISH before PUBREL in the opposite order", 2),
  session("sends new messages before it has resumed", 1),
  session("does not look whether an identifier is in use", 2),
  session("resumes no PUBREL", 2),
  session("resumes nothing", 1),
  session("sends again on the same connection", 1),
  session("answers the newest first", 1),
  session("forgets its session when taken over", 2),
  session("reads on after a take-over", 2),
  session("answers old packets on the new connection", 2),
  session("forgets the store in a crash", 1),
  session("lets go of what waits when the network fails", 1),
];
