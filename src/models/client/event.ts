// All that a client can be told: by its application, its transport and its timers. Every input carries the time.

import type { Packet, Subscription50, UserProperty, Violation } from "../../codec/index.ts";
import type { FreshCredentials } from "./options.ts";
import type { ClientRecord, Publication, Token } from "./record.ts";

/** A timer that the client has asked for. */
export type ClientTimerId = "connack" | "keepAlive";

/** One input of the client. `atMs` never goes back. */
export type ClientInput = {
  readonly atMs: number;
} /** With what must be fresh for each connection, as a token that expires: it replaces what the options said. */ & (
  | { readonly type: "connect"; readonly credentials?: Partial<FreshCredentials> }
  /** The client starts again, with what its store holds. It is told before everything else. */
  | { readonly type: "restored"; readonly records: readonly ClientRecord[] }
  | { readonly type: "publish"; readonly token: Token; readonly publication: Publication }
  | {
      readonly type: "subscribe";
      readonly token: Token;
      readonly subscriptions: readonly Subscription50[];
      readonly subscriptionIdentifier?: number;
      readonly userProperties?: readonly UserProperty[];
    }
  | {
      readonly type: "unsubscribe";
      readonly token: Token;
      readonly topicFilters: readonly string[];
      readonly userProperties?: readonly UserProperty[];
    }
  | {
      readonly type: "disconnect";
      /** 0x04 asks the server to publish the will all the same. */
      readonly reasonCode?: 0x00 | 0x04;
      readonly sessionExpiryInterval?: number;
    }
  | { readonly type: "reauthenticate"; readonly authenticationData?: Uint8Array }
  /** The answer to `askAuthentication`. */
  | { readonly type: "answer"; readonly authenticationData?: Uint8Array }
  | { readonly type: "opened" }
  | { readonly type: "closed" }
  | { readonly type: "packet"; readonly packet: Packet }
  /** The bytes of the server broke a rule. */
  | { readonly type: "malformed"; readonly violation: Violation }
  | { readonly type: "elapsed"; readonly timer: ClientTimerId }
);
