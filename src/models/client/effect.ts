// All that a client can ask for, as data. Effects are carried out in the order in which they stand.

import type { ReasonCode, RequirementId } from "../../../spec/index.ts";
import type { Packet, PacketOf } from "../../codec/index.ts";
import type { ClientTimerId } from "./event.ts";
import type { ClientKey, ClientRecord, Token } from "./record.ts";

/** Why a command came to nothing, or a connection to its end. */
export type Failure =
  /** The server, or we for it, refused: its Reason Code, or in 3.1.1 its return code. */
  | {
      readonly kind: "refused";
      readonly reasonCode: number;
      readonly reasonString?: string;
      readonly serverReference?: string;
    }
  /** What was asked for may not be sent to this server. */
  | { readonly kind: "notAllowed"; readonly requirement: RequirementId }
  /** It cannot be done in the state that the connection is in. */
  | { readonly kind: "notNow" }
  /** The connection ended before the answer came. */
  | { readonly kind: "connectionLost" }
  /** The session ended, and what it held with it. */
  | { readonly kind: "sessionLost" }
  | { readonly kind: "queueFull" }
  /** The server broke a rule. */
  | {
      readonly kind: "violation";
      readonly requirement: RequirementId;
      readonly reasonCode: ReasonCode;
      readonly found: string;
    }
  | { readonly kind: "timeout" }
  /** We left of our own will. */
  | { readonly kind: "left" };

/** One thing for the runtime to do. `store` and `erase` stand before the `send` that rests on them. */
export type ClientEffect =
  | { readonly type: "openTransport" }
  | { readonly type: "send"; readonly packet: Packet }
  /** What was to be sent is sent first. */
  | { readonly type: "closeTransport" }
  | { readonly type: "startTimer"; readonly timer: ClientTimerId; readonly afterMs: number }
  | { readonly type: "stopTimer"; readonly timer: ClientTimerId }
  | { readonly type: "store"; readonly record: ClientRecord }
  | { readonly type: "erase"; readonly key: ClientKey }
  /** A message for the application, its Topic Name always given. */
  | { readonly type: "deliver"; readonly message: PacketOf<"PUBLISH"> }
  | { readonly type: "connected"; readonly connack: PacketOf<"CONNACK"> }
  | { readonly type: "disconnected"; readonly failure: Failure }
  | { readonly type: "askAuthentication"; readonly method: string; readonly data: Uint8Array | undefined }
  /** With what the server said last, by which some methods prove who it is. */
  | { readonly type: "reauthenticated"; readonly data: Uint8Array | undefined }
  /** A command is done; `packet` is what ended it, where one did. */
  | { readonly type: "completed"; readonly token: Token; readonly packet: Packet | undefined }
  | { readonly type: "failed"; readonly token: Token | undefined; readonly failure: Failure };
