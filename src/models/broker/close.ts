// How a connection ends, on either side's wish. (5.0 §3.14, §4.13; 3.1.1 §3.14, §4.8)

import type { RequirementId } from "../../../spec/index.ts";
import { REASON_CODES, type ReasonCode } from "../../../spec/tables/index.ts";
import type { PacketOf } from "../../codec/index.ts";
import { type ServerConnectionEvent, serverConnection } from "../connection/server.ts";
import { step } from "../step.ts";
import type { Ending } from "./effect.ts";
import type { ConnectionId } from "./event.ts";
import { fits, send } from "./send.ts";
import { leave, setSessionExpiry } from "./sessions.ts";
import type { Connection, Turn } from "./state.ts";
import { tellWill } from "./will.ts";

/** One breach of the standard by a client. */
export interface Breach {
  readonly reasonCode: ReasonCode;
  readonly requirement: RequirementId;
  /** What was found, for a person. */
  readonly found: string;
}

const SENT_IN_DISCONNECT = codesOf("DISCONNECT");
const SENT_IN_CONNACK = codesOf("CONNACK");

/** How a connection that was let in comes to its end. */
type EndEvent = Extract<
  ServerConnectionEvent,
  "violation" | "refused" | "timeout" | "takenOver" | "stopped" | "closed" | "DISCONNECT" | "DISCONNECT with will"
>;

/** Why a connection ends, where a client may be told. */
interface Reason {
  readonly reasonCode: ReasonCode;
  readonly breach?: Breach;
  readonly reasonString?: string | undefined;
  readonly serverReference?: string;
}

/** Ends a connection as its machine says. */
export function end(turn: Turn, connection: Connection, event: EndEvent, reason?: Reason): void {
  const [next, effects] = step(serverConnection, connection.state, { type: event });
  connection.state = next;
  for (const { type } of effects as readonly { readonly type: string }[]) {
    // MQTT 3.1.1 has no DISCONNECT for a server to send.
    if (type === "sendDisconnect" && reason !== undefined && connection.version === "5.0") {
      sendDisconnect(turn, connection, reason);
    } else if (type === "closeTransport") close(turn, connection.id, event, reason);
    else if (type === "removeWill") tellWill(turn, connection.session, "farewell");
    else if (type === "leave") leave(turn, connection);
  }
}

/** Asks for the end of a network connection, and says why. */
export function close(
  turn: Turn,
  connection: ConnectionId,
  event: Ending["event"],
  reason: Partial<Reason> = {},
): void {
  const { reasonCode, breach } = reason;
  const broken = breach && { requirement: breach.requirement, found: breach.found };
  turn.effects.push({
    type: "close",
    connection,
    why: { event, ...(reasonCode !== undefined && { reasonCode }), ...broken },
  });
}

/** Closes a connection for what its client did, and says why where the protocol can. The will is due. (5.0/MQTT-4.13.1-1, 3.1.1/MQTT-4.8.0-1) */
export function breakOff(turn: Turn, connection: Connection, reasonCode: ReasonCode, reasonString?: string): void {
  end(turn, connection, "violation", { reasonCode, reasonString });
}

/** Closes a connection whose client broke a rule. */
export function breakOffFor(turn: Turn, connection: Connection, breach: Breach): void {
  const reasonCode = disconnectCode(breach.reasonCode);
  end(turn, connection, "violation", { reasonCode, reasonString: explain(turn, breach), breach });
}

/** What a Reason String says of a breach: undefined where this broker says nothing. */
export function explain(turn: Turn, { requirement, found }: Breach): string | undefined {
  return turn.broker.options.explainsViolations ? `${requirement}: ${found}` : undefined;
}

/** A Reason Code that CONNACK may carry: this one if it may. (5.0/MQTT-3.2.2-8) */
export function connackCode(reasonCode: ReasonCode): ReasonCode {
  return SENT_IN_CONNACK.has(reasonCode) ? reasonCode : 0x82;
}

/** A Reason Code that a server's DISCONNECT may carry: this one if it may, and else another. (5.0/MQTT-3.14.2-1) */
export function disconnectCode(reasonCode: ReasonCode, otherwise: ReasonCode = 0x82): ReasonCode {
  return SENT_IN_DISCONNECT.has(reasonCode) ? reasonCode : otherwise;
}

/** Obeys a DISCONNECT. */
export function onDisconnect(turn: Turn, connection: Connection, packet: PacketOf<"DISCONNECT">): void {
  const { session } = connection;
  if ("properties" in packet) {
    const { sessionExpiryInterval } = packet.properties;
    if (sessionExpiryInterval !== undefined) {
      if (sessionExpiryInterval > 0 && !connection.asksToBeKept) {
        const found = "a Session Expiry Interval in DISCONNECT where CONNECT had none";
        return breakOffFor(turn, connection, { reasonCode: 0x82, requirement: "5.0/U5-116", found });
      }
      setSessionExpiry(
        turn,
        session,
        Math.min(sessionExpiryInterval, turn.broker.options.maximumSessionExpiryInterval),
      );
    }
  }
  // Every other Reason Code leaves the will in force. (5.0/MQTT-3.14.4-3, 5.0/U5-017, 3.1.1/MQTT-3.14.4-3)
  const isFarewell = !("reasonCode" in packet) || packet.reasonCode === 0x00;
  end(turn, connection, isFarewell ? "DISCONNECT" : "DISCONNECT with will");
}

function sendDisconnect(turn: Turn, connection: Connection, reason: Reason): void {
  const { reasonCode, reasonString, serverReference } = reason;
  const bare: PacketOf<"DISCONNECT", "5.0"> = { type: "DISCONNECT", reasonCode, properties: {} };
  const properties = {
    ...(reasonString !== undefined && { reasonString }),
    ...(serverReference !== undefined && { serverReference }),
  };
  const full = { ...bare, properties };
  // 5.0/MQTT-3.14.2-3, -4
  send(turn, connection, fits(full, "5.0", connection.maximumPacketSize) ? full : bare);
}

// The codes of failure that a server may send in this packet. (5.0/MQTT-3.14.2-1)
function codesOf(carrier: "CONNACK" | "DISCONNECT"): ReadonlySet<ReasonCode> {
  return new Set(
    REASON_CODES.flatMap(({ code, packets }) => {
      const sender = (packets as { readonly [P in typeof carrier]?: string })[carrier];
      return code >= 0x80 && (sender === "server" || sender === "both") ? [code] : [];
    }),
  );
}
