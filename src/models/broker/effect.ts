// All that the broker can ask for, as data. Effects are carried out in the order in which they stand.

import type { Packet } from "../../codec/index.ts";
import type { Copy, Message } from "../message.ts";
import type { ConnectionId, TimerId } from "./event.ts";
import type { Credentials } from "./options.ts";
import type { SubscriptionOptions } from "./subscription.ts";

/** Where a stored record is found again: its kind, and what names it within its kind. */
export type StoredKey =
  /** With it goes all that is stored for this client. */
  | { readonly kind: "session"; readonly clientId: string }
  | { readonly kind: "subscription"; readonly clientId: string; readonly topicFilter: string }
  /** A message on its way to a client, by its place in the order of that session. */
  | { readonly kind: "outbound"; readonly clientId: string; readonly sequence: number }
  /** A QoS 2 message of a client that has been taken and not been released. */
  | { readonly kind: "inbound"; readonly clientId: string; readonly packetId: number }
  | { readonly kind: "will"; readonly clientId: string }
  | { readonly kind: "retained"; readonly topicName: string };

/** What must outlive a crash. (5.0 §4.1, 3.1.1 §4.1) */
export type StoredRecord =
  | { readonly kind: "session"; readonly clientId: string; readonly sessionExpiryInterval: number }
  | {
      readonly kind: "subscription";
      readonly clientId: string;
      readonly topicFilter: string;
      readonly isShared: boolean;
      readonly options: SubscriptionOptions;
    }
  | {
      readonly kind: "outbound";
      readonly clientId: string;
      readonly sequence: number;
      readonly copy: Copy;
      /** The shared subscription that chose this session. */
      readonly shared?: { readonly shareName: string; readonly topicFilter: string };
      /** Missing while the message waits to be sent. */
      readonly packetId?: number;
      /** Missing once PUBREC has come, and only the PUBREL is due. */
      readonly message?: Message;
    }
  | {
      readonly kind: "inbound";
      readonly clientId: string;
      readonly packetId: number;
      /** Where it is handed onward with its PUBREL. */
      readonly message?: Message;
    }
  | {
      readonly kind: "will";
      readonly clientId: string;
      readonly message: Message;
      readonly willDelayInterval: number;
      readonly messageExpiryInterval?: number;
      readonly userName?: string;
    }
  | { readonly kind: "retained"; readonly topicName: string; readonly message: Message };

/** Who wants to come in, and what it says for itself; or what it answers to what it was asked. (5.0 §4.12) */
export interface AuthenticationQuestion extends Credentials {
  readonly authenticationMethod: string | undefined;
  readonly authenticationData: Uint8Array | undefined;
  /** Whether it is in already, and authenticates anew. */
  readonly isAgain: boolean;
}

/**
 * One thing for the runtime to do.
 *
 * `store` and `erase` stand before the `send` that rests on them: the runtime makes them durable first, so that a crash
 * between the two may repeat a message and never loses one. What ends with its network connection is not stored at all.
 */
export type BrokerEffect =
  | { readonly type: "send"; readonly connection: ConnectionId; readonly packet: Packet }
  /** What was to be sent is sent first. After this the broker wants to hear no more of the connection. */
  | { readonly type: "close"; readonly connection: ConnectionId }
  /** A timer that runs already starts anew. */
  | { readonly type: "startTimer"; readonly timer: TimerId; readonly afterMs: number }
  | { readonly type: "stopTimer"; readonly timer: TimerId }
  /** To be answered by the input `authenticated`. */
  | { readonly type: "authenticate"; readonly connection: ConnectionId; readonly question: AuthenticationQuestion }
  | { readonly type: "store"; readonly record: StoredRecord }
  | { readonly type: "erase"; readonly key: StoredKey };
