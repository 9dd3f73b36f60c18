// All that the broker can be told. Time is one of the things told: every input carries it, and nothing here reads a clock.

import type { ReasonCode } from "../../../spec/index.ts";
import type { Packet, PublishProperties, QoS, Violation } from "../../codec/index.ts";
import type { Message } from "../message.ts";
import type { AccessRule, Redirection } from "./options.ts";
import type { StoredRecord } from "./record.ts";

/** A network connection, by the number that the runtime gave it; a number is never used twice. */
export type ConnectionId = number;

/** A timer that the broker has asked for: what it is for, and for whom. */
export type TimerId =
  | `connect/${ConnectionId}`
  | `authentication/${ConnectionId}`
  | `keepAlive/${ConnectionId}`
  | `willDelay/${string}`
  | `sessionExpiry/${string}`;

/** What whoever decides about a client says: let it in, ask it for more, or refuse it. (5.0 §4.12) */
export type AuthenticationOutcome =
  | Acceptance
  | { readonly kind: "continue"; readonly authenticationData?: Uint8Array }
  | { readonly kind: "refuse"; readonly reasonCode: ReasonCode };

/** A client is who it says it is. What an earlier answer said of its time and its grants no longer holds. */
export interface Acceptance {
  readonly kind: "accept";
  /** Its name, where it is not the one of its CONNECT, or where it has authenticated by another. */
  readonly userName?: string;
  readonly authenticationData?: Uint8Array;
  /** How long that holds, in milliseconds; without it, for ever. A connection that does not authenticate anew by then is ended. */
  readonly forMs?: number;
  /** What it may do; `authorise` is told. */
  readonly grants?: readonly AccessRule[];
}

/** What the server itself says, as in `$SYS`. (5.0/U5-130, 3.1.1/U3-039) */
export interface ServerPublication {
  readonly topicName: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: Omit<PublishProperties, "topicAlias" | "subscriptionIdentifiers">;
}

/** One input of the broker. `atMs` never goes back; only differences count, so that any beginning will do. */
export type BrokerInput = { readonly atMs: number } & (
  | { readonly type: "opened"; readonly connection: ConnectionId }
  | {
      readonly type: "packet";
      readonly connection: ConnectionId;
      readonly packet: Packet;
      /** How long it was on the wire, with its fixed header; the byte rate counts what is told here. */
      readonly sizeBytes?: number;
    }
  /** The bytes of a connection broke a rule. */
  | { readonly type: "malformed"; readonly connection: ConnectionId; readonly violation: Violation }
  /** A connection has ended, and not because the broker asked for it. */
  | { readonly type: "closed"; readonly connection: ConnectionId }
  /** The answer to `awaitDrain`. */
  | { readonly type: "drained"; readonly connection: ConnectionId }
  /** A timer that was started has run, and nobody stopped it. */
  | { readonly type: "elapsed"; readonly timer: TimerId }
  /** The server starts again, with what its store holds, and is told before everything else; or a session comes from another one. */
  | { readonly type: "restored"; readonly records: readonly StoredRecord[] }
  /** A client has come to another server, and its session is to follow: to be answered by the effect `handOver`. */
  | { readonly type: "claimed"; readonly clientId: string }
  /** Another server has taken a message. */
  | { readonly type: "relayed"; readonly message: Message }
  /** The answer to `authenticate`. */
  | { readonly type: "authenticated"; readonly connection: ConnectionId; readonly outcome: AuthenticationOutcome }
  /** The server publishes of its own accord. What is retained of it ends with the process: the next one has its own to say. */
  | { readonly type: "published"; readonly publication: ServerPublication }
  /** The server is shutting down; its clients may be told where to go instead. */
  | { readonly type: "stopped"; readonly redirection?: Redirection }
);
