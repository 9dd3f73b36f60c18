// AUTH from a client that is in: it authenticates anew, and everything else goes on meanwhile. (5.0 §4.12.1)

import type { PacketOf } from "../../codec/index.ts";
import { type ServerConnectionEvent, serverConnection } from "../connection/server.ts";
import { step } from "../step.ts";
import { breakOffFor, disconnectCode, end } from "./close.ts";
import type { AuthenticationOutcome } from "./event.ts";
import { holdFor, review } from "./review.ts";
import { send } from "./send.ts";
import type { Connection, Turn } from "./state.ts";

/** Obeys an AUTH. */
export function onReauthenticate(turn: Turn, connection: Connection, packet: PacketOf<"AUTH">): void {
  const { authenticationMethod, session, userName } = connection;
  const { reasonCode, properties } = packet;
  if (authenticationMethod === undefined) {
    const requirement = "5.0/MQTT-4.12.0-7";
    return breakOffFor(turn, connection, { reasonCode: 0x82, requirement, found: "AUTH without a method" });
  }
  if (properties.authenticationMethod !== authenticationMethod) {
    const found = "another Authentication Method";
    return breakOffFor(turn, connection, { reasonCode: 0x82, requirement: "5.0/MQTT-4.12.1-1", found });
  }
  // 0x19 begins, and 0x18 answers.
  if ((reasonCode === 0x19) !== (connection.state === "connected") || reasonCode === 0x00) {
    const found = `AUTH 0x${reasonCode.toString(16).padStart(2, "0")} out of place`;
    return breakOffFor(turn, connection, { reasonCode: 0x82, requirement: "5.0/MQTT-4.12.0-3", found });
  }
  if (!asks(connection, "AUTH", "decide")) return end(turn, connection, "violation", { reasonCode: 0x82 });
  const { authenticationData } = properties;
  const { clientId } = session;
  const question = { clientId, userName, password: undefined, authenticationMethod, authenticationData, isAgain: true };
  turn.effects.push({ type: "authenticate", connection: connection.id, question });
}

/** The decision has come. */
export function onReauthenticated(turn: Turn, connection: Connection, outcome: AuthenticationOutcome): void {
  if (outcome.kind === "refuse") {
    // What CONNACK may say, DISCONNECT may not always. (5.0/MQTT-3.14.2-1)
    return end(turn, connection, "refused", { reasonCode: disconnectCode(outcome.reasonCode, 0x87) });
  }
  const isDone = outcome.kind === "accept";
  if (!asks(connection, isDone ? "accepted" : "continued", isDone ? "sendAuthSuccess" : "challenge")) return;
  if (outcome.kind === "accept") {
    connection.userName = outcome.userName ?? connection.userName;
    connection.grants = outcome.grants;
    review(turn, connection);
    holdFor(turn, connection, outcome.forMs);
  }
  const { authenticationData } = outcome;
  const authenticationMethod = connection.authenticationMethod ?? "";
  const properties = { authenticationMethod, ...(authenticationData && { authenticationData }) };
  send(turn, connection, { type: "AUTH", reasonCode: isDone ? 0x00 : 0x18, properties });
}

// Takes a step, and answers whether it asks for this.
function asks(connection: Connection, event: ServerConnectionEvent, effect: string): boolean {
  const [next, effects] = step(serverConnection, connection.state, { type: event });
  if (!(effects as readonly { readonly type: string }[]).some(({ type }) => type === effect)) return false;
  connection.state = next;
  return true;
}
