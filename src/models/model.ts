// How a flow is written: the events it can be told, the effects it can ask for, and one guard. (5.0 §4.3)
//
// Effects are constants and the guard reads one bit of the event, so what a machine does hangs on nothing but the name of
// its state and the kind of the event: that is what lets `step` stand on a table.

import { setup } from "xstate";
import type { RequirementId } from "../../spec/index.ts";
import type { AckType, PacketOf } from "../codec/index.ts";

/** What the sender of one message can be told, for its Packet Identifier. */
export type SenderEvent =
  /** A message is to be sent under a Packet Identifier that is free. */
  | { readonly type: "submit" }
  /** The session goes on over a new network connection. */
  | { readonly type: "resume" }
  | PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">;

/** What the receiver of one message can be told, for its Packet Identifier. */
export type ReceiverEvent =
  | { readonly type: "PUBLISH" }
  /** A PUBLISH that the receiver may not take: not authorised, or over a quota. */
  | { readonly type: "refusal" }
  | PacketOf<"PUBREL">;

/** What an acknowledgement says: MQTT 5.0 gives it a Reason Code, and in MQTT 3.1.1 nothing is left of it. */
export type AckReason = "success" | "not found" | "refused";

/** What a flow asks for. The Packet Identifier and the message are known to whoever runs it. */
export type FlowEffect =
  | { readonly type: "send"; readonly packet: "PUBLISH"; readonly dup: boolean }
  | { readonly type: "send"; readonly packet: AckType; readonly reason: AckReason }
  /** Keep the message until it is acknowledged. */
  | { readonly type: "storeMessage" }
  /** Let the message go, and keep that its PUBREL is due. */
  | { readonly type: "storeRelease" }
  /** Keep that a message with this Packet Identifier has been taken. */
  | { readonly type: "storePacketId" }
  /** The exchange is over: forget all of it, the Packet Identifier is free. */
  | { readonly type: "freePacketId" }
  /** Hand the message onward, once. */
  | { readonly type: "deliver" }
  /** The other side broke this rule. */
  | { readonly type: "violation"; readonly breaks: BrokenRule };

/** The sentence that an illegal event breaks, in each version. */
export interface BrokenRule {
  readonly "3.1.1": RequirementId;
  readonly "5.0": RequirementId;
}

/** What an arrow says of itself. */
export interface Arrow {
  readonly cites: readonly RequirementId[];
}

type FlowEvent = SenderEvent | ReceiverEvent;
type Parameters<T extends FlowEffect["type"]> = Omit<Extract<FlowEffect, { readonly type: T }>, "type">;

/** Begins a machine of flows: `model<SenderEvent>().createMachine({ … })`. */
export function model<E extends FlowEvent>() {
  return setup({
    types: {} as { context: Record<string, never>; events: E; transitionMeta: Arrow },
    actions: {
      sendPublish: (_, _parameters: { readonly dup: boolean }) => {},
      sendAck: (_, _parameters: { readonly packet: AckType; readonly reason: AckReason }) => {},
      storeMessage: () => {},
      storeRelease: () => {},
      storePacketId: () => {},
      freePacketId: () => {},
      deliver: () => {},
      violation: (_, _parameters: Parameters<"violation">) => {},
    },
    guards: { isRefused: ({ event }) => isRefused(event) },
  });
}

/** Whether an event is a negative acknowledgement. (5.0 §4.13.2) */
export function isRefused(event: { readonly type: string }): boolean {
  return "reasonCode" in event && typeof event.reasonCode === "number" && event.reasonCode >= 0x80;
}

/** Sends the message of this flow: for the first time, or again with DUP. */
export function sendPublish(again: "first" | "again") {
  return { type: "sendPublish", params: { dup: again === "again" } } as const;
}

/** Sends an acknowledgement with the Packet Identifier of this flow. */
export function send(packet: AckType, reason: AckReason = "success") {
  return { type: "sendAck", params: { packet, reason } } as const;
}

/** Says that the other side broke a rule. */
export function violation(breaks: BrokenRule) {
  return { type: "violation", params: { breaks } } as const;
}
