// One step of the connection's machine, and what its effects mean for the rest of the client.

import { type ClientConnectionEvent, clientConnection } from "../connection/client.ts";
import { clientKeepAlive, type KeepAliveEvent } from "../connection/keep-alive.ts";
import { step } from "../step.ts";
import { beginConnection, connectPacketOf, endConnection } from "./connect.ts";
import type { Failure } from "./effect.ts";
import { type ClientTurn, type ServerBreach, sendToServer } from "./state.ts";

/** Tells the connection's machine an event, and does what it asks for. Answers whether the machine refused it as a command. */
export function advance(turn: ClientTurn, event: ClientConnectionEvent, detail: AdvanceDetail = {}): boolean {
  const { client } = turn;
  if (detail.ending !== undefined) turn.ending = detail.ending;
  const [next, effects] = step(clientConnection, client.state, { type: event });
  client.state = next;
  let isRefused = false;
  for (const { type } of effects as readonly { readonly type: string }[]) {
    if (type === "refuseCommand") isRefused = true;
    else perform(turn, type, detail);
  }
  return isRefused;
}

/** What an event brings with it. */
export interface AdvanceDetail {
  /** Why the connection ends, if it does. */
  readonly ending?: Failure;
  readonly authenticationData?: Uint8Array | undefined;
}

/** The server broke a rule. (5.0/MQTT-4.13.1-1, 3.1.1/MQTT-4.8.0-1) */
export function serverBroke(turn: ClientTurn, breach: ServerBreach): void {
  const { reasonCode } = breach;
  // MQTT 3.1.1 has no words for it: there, DISCONNECT is a farewell, and would be a lie.
  turn.farewell =
    turn.client.options.version === "5.0" ? { type: "DISCONNECT", reasonCode, properties: {} } : undefined;
  advance(turn, "violation", { ending: { kind: "violation", ...breach } });
}

/** Tells the machine that keeps the connection alive. */
export function advanceKeepAlive(turn: ClientTurn, event: KeepAliveEvent): void {
  const { client, effects: asked } = turn;
  const [next, effects] = step(clientKeepAlive, client.keepAlive, { type: event });
  client.keepAlive = next;
  for (const { type } of effects as readonly { readonly type: string }[]) {
    switch (type) {
      case "startSilence":
        asked.push({ type: "startTimer", timer: "keepAlive", afterMs: silenceMs(turn) });
        break;
      case "sendPingreq":
        sendToServer(turn, { type: "PINGREQ" });
        break;
      case "startAnswer":
        asked.push({ type: "startTimer", timer: "keepAlive", afterMs: client.options.pingTimeoutMs });
        break;
      case "stop":
        asked.push({ type: "stopTimer", timer: "keepAlive" });
        break;
      case "giveUp":
        advance(turn, "timeout", { ending: { kind: "timeout" } });
        break;
    }
  }
}

/** The timer of silence has run: it is started anew where something was sent meanwhile. (5.0/MQTT-3.1.2-20, 3.1.1/MQTT-3.1.2-23) */
export function onSilence(turn: ClientTurn): void {
  const { client } = turn;
  const leftMs =
    client.keepAlive === "silent" ? (client.connection?.lastSentAtMs ?? 0) + silenceMs(turn) - turn.atMs : 0;
  if (leftMs > 0) turn.effects.push({ type: "startTimer", timer: "keepAlive", afterMs: leftMs });
  else advanceKeepAlive(turn, "elapsed");
}

// The server's Keep Alive, where it told one. (5.0/MQTT-3.1.2-21, -3.2.2-21)
function silenceMs({ client }: ClientTurn): number {
  return (client.connection?.limits.keepAlive ?? client.options.keepAlive) * 1000;
}

function perform(turn: ClientTurn, effect: string, detail: AdvanceDetail): void {
  const { effects, client } = turn;
  switch (effect) {
    case "openTransport":
      effects.push({ type: "openTransport" });
      return;
    case "sendConnect":
      sendToServer(turn, connectPacketOf(client));
      return;
    case "startConnackTimer":
      effects.push({ type: "startTimer", timer: "connack", afterMs: client.options.connackTimeoutMs });
      return;
    case "stopConnackTimer":
      effects.push({ type: "stopTimer", timer: "connack" });
      return;
    case "begin":
      beginConnection(turn);
      if ((client.connection?.limits.keepAlive ?? 0) > 0) advanceKeepAlive(turn, "begin");
      return;
    case "sendAuth":
      return sendAuth(turn, 0x18, detail);
    case "sendReauthenticate":
      return sendAuth(turn, 0x19, detail);
    case "askAuthentication":
      effects.push({
        type: "askAuthentication",
        method: client.options.authenticationMethod ?? "",
        data: detail.authenticationData,
      });
      return;
    case "reportReauthenticated":
      effects.push({ type: "reauthenticated", data: detail.authenticationData });
      return;
    case "sendDisconnect":
      if (turn.farewell !== undefined) sendToServer(turn, turn.farewell);
      return;
    case "closeTransport":
      effects.push({ type: "closeTransport" });
      return;
    case "end":
      advanceKeepAlive(turn, "end");
      return endConnection(turn);
  }
}

// The method never changes. (5.0/MQTT-4.12.0-5, -4.12.1-1)
function sendAuth(turn: ClientTurn, reasonCode: 0x18 | 0x19, { authenticationData }: AdvanceDetail): void {
  const authenticationMethod = turn.client.options.authenticationMethod ?? "";
  const properties = { authenticationMethod, ...(authenticationData && { authenticationData }) };
  sendToServer(turn, { type: "AUTH", reasonCode, properties });
}
