// What a broker asks to be kept, and by which name each thing is found again. (5.0 §4.1, 3.1.1 §4.1)

import type { Copy, Message } from "../message.ts";
import type { AccessRule } from "./options.ts";
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
      readonly grants?: readonly AccessRule[];
    }
  | { readonly kind: "retained"; readonly topicName: string; readonly message: Message };
