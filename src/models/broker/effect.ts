// All that the broker can ask for, as data. Effects are carried out in the order in which they stand.

import type { ReasonCode, RequirementId } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import type { ServerConnectionEvent } from "../connection/server.ts";
import type { Message } from "../message.ts";
import type { ConnectionId, TimerId } from "./event.ts";
import type { Credentials } from "./options.ts";
import type { StoredKey, StoredRecord } from "./record.ts";

/** Who wants to come in, and what it says for itself; or what it answers to what it was asked. (5.0 §4.12) */
export interface AuthenticationQuestion extends Credentials {
  readonly authenticationMethod: string | undefined;
  readonly authenticationData: Uint8Array | undefined;
  /** Whether it is in already, and authenticates anew. */
  readonly isAgain: boolean;
}

/** Why the broker closes a connection, for who watches: the client is told as much as the protocol can say. */
export interface Ending {
  /** What its machine was told. */
  readonly event: ServerConnectionEvent;
  readonly reasonCode?: ReasonCode;
  /** The sentence that the client broke, and what was found. */
  readonly requirement?: RequirementId;
  readonly found?: string;
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
  | { readonly type: "close"; readonly connection: ConnectionId; readonly why?: Ending }
  /** To be answered by the input `drained`, as soon as the transport has nothing left to send. */
  | { readonly type: "awaitDrain"; readonly connection: ConnectionId }
  /** For want of room a message for this client was let go. There is nothing to do; who watches may count. */
  | { readonly type: "drop"; readonly clientId: string }
  /** A timer that runs already starts anew. */
  | { readonly type: "startTimer"; readonly timer: TimerId; readonly afterMs: number }
  | { readonly type: "stopTimer"; readonly timer: TimerId }
  /** To be answered by the input `authenticated`. */
  | { readonly type: "authenticate"; readonly connection: ConnectionId; readonly question: AuthenticationQuestion }
  /** All that a session held which another server has claimed. It is here no more. */
  | { readonly type: "handOver"; readonly clientId: string; readonly records: readonly StoredRecord[] }
  /** For other servers, where `announces` is set: a message of a client was taken; the first subscription to a filter came, or the last went; a session has ended. */
  | { readonly type: "taken"; readonly message: Message }
  | { readonly type: "interest"; readonly topicFilter: string; readonly isWanted: boolean }
  | { readonly type: "sessionEnded"; readonly clientId: string }
  | { readonly type: "store"; readonly record: StoredRecord }
  | { readonly type: "erase"; readonly key: StoredKey };
