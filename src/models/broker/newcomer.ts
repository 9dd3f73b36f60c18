// A connection that has not been let in: its CONNECT, the decision about it, and what comes meanwhile. (5.0 §3.1.4, §4.12; 3.1.1 §3.1.4)

import type { ReasonCode, Version } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import { type ServerConnectionEvent, serverConnection } from "../connection/server.ts";
import { step } from "../step.ts";
import { type Breach, close } from "./close.ts";
import { clientIdOf, isOverSessionQuota, letIn, maximumPacketSizeOf, methodOf, refusalOf, refuse } from "./connect.ts";
import type { AuthenticationOutcome, ConnectionId } from "./event.ts";
import { sizeOf } from "./send.ts";
import type { Newcomer, Turn } from "./state.ts";

/** Somebody is at the door. */
export function open(turn: Turn, id: ConnectionId): void {
  const { waiting, options } = turn.broker;
  const state = String(serverConnection.config.initial);
  waiting.set(id, { id, state, connect: undefined, clientId: "", held: [], heldBytes: 0 });
  turn.effects.push({ type: "startTimer", timer: `connect/${id}`, afterMs: options.connectTimeoutMs });
}

/** What an event brings with it. */
export interface NewcomerDetail {
  readonly packet?: Packet;
  readonly outcome?: AuthenticationOutcome;
  /** What a refusal says, and in which version where no CONNECT has told it. */
  readonly reasonCode?: ReasonCode;
  readonly reasonString?: string | undefined;
  readonly version?: Version;
  /** What the client broke. */
  readonly breach?: Breach;
}

/** Tells the machine of a newcomer an event, and does what it asks for. Answers what was held, if it is in now. */
export function advance(
  turn: Turn,
  newcomer: Newcomer,
  event: ServerConnectionEvent,
  detail: NewcomerDetail = {},
): readonly Packet[] {
  const [next, effects] = step(serverConnection, newcomer.state, { type: event });
  newcomer.state = next;
  let released: readonly Packet[] = [];
  for (const { type } of effects as readonly { readonly type: string }[]) {
    switch (type) {
      case "decide":
        released = decide(turn, newcomer, detail);
        break;
      case "accept":
        released = accept(turn, newcomer, detail.outcome);
        break;
      case "challenge":
        challenge(turn, newcomer, detail.outcome);
        break;
      case "hold":
        hold(turn, newcomer, detail);
        break;
      case "refuse":
        refuseWith(turn, newcomer, detail);
        break;
      case "closeTransport":
        close(turn, newcomer.id, event, detail);
        break;
      case "forget":
        forget(turn, newcomer);
        break;
    }
  }
  return released;
}

/** A packet of a newcomer. */
export function onNewcomerPacket(turn: Turn, newcomer: Newcomer, packet: Packet): readonly Packet[] {
  switch (packet.type) {
    case "CONNECT":
      return advance(turn, newcomer, "CONNECT", { packet, reasonCode: 0x82 });
    case "DISCONNECT":
      return advance(turn, newcomer, "DISCONNECT");
    case "AUTH": {
      const method = newcomer.connect === undefined ? undefined : methodOf(newcomer.connect);
      const isAnswer = packet.reasonCode === 0x18 && packet.properties.authenticationMethod === method;
      // The wrong answer is no answer. (5.0/MQTT-4.12.0-3, -5)
      return advance(turn, newcomer, isAnswer || newcomer.connect === undefined ? "AUTH" : "violation", {
        packet,
        reasonCode: 0x82,
      });
    }
    default:
      return advance(turn, newcomer, "packet", { packet, reasonCode: 0x82 });
  }
}

/** The decision about a newcomer has come. */
export function onDecision(turn: Turn, newcomer: Newcomer, outcome: AuthenticationOutcome): readonly Packet[] {
  // Others may have come in while somebody decided.
  if (outcome.kind === "accept" && isOverSessionQuota(turn, newcomer.clientId)) {
    return advance(turn, newcomer, "refused", { reasonCode: 0x97 });
  }
  const reasonCode = outcome.kind === "refuse" ? outcome.reasonCode : 0x00;
  return advance(turn, newcomer, EVENTS[outcome.kind], { outcome, reasonCode });
}

const EVENTS = { accept: "accepted", continue: "continued", refuse: "refused" } as const;

// Nothing of a session or a will is touched before the client is in.
function decide(turn: Turn, newcomer: Newcomer, { packet }: NewcomerDetail): readonly Packet[] {
  const { options } = turn.broker;
  if (packet?.type === "CONNECT") {
    newcomer.connect = packet;
    newcomer.clientId = clientIdOf(turn, packet);
    const refusal = refusalOf(turn, packet, newcomer.clientId);
    if (refusal !== undefined) return advance(turn, newcomer, "refused", { reasonCode: refusal });
  }
  const { connect, clientId, id } = newcomer;
  if (connect === undefined) return [];
  const { userName, password } = connect;
  const credentials = { clientId, userName, password };
  if (options.authentication === "at once") {
    const reasonCode = options.authenticate(credentials);
    return reasonCode === 0x00
      ? advance(turn, newcomer, "accepted", { outcome: { kind: "accept" } })
      : advance(turn, newcomer, "refused", { reasonCode });
  }
  const said = packet?.type === "AUTH" ? packet.properties : "properties" in connect ? connect.properties : {};
  const { authenticationData } = said;
  const question = { ...credentials, authenticationMethod: methodOf(connect), authenticationData, isAgain: false };
  turn.effects.push({ type: "authenticate", connection: id, question });
  return [];
}

function accept(turn: Turn, newcomer: Newcomer, outcome: AuthenticationOutcome | undefined): readonly Packet[] {
  const { connect, clientId, held } = newcomer;
  forget(turn, newcomer);
  if (connect === undefined) return [];
  letIn(turn, newcomer, connect, clientId, outcome?.kind === "accept" ? outcome : { kind: "accept" });
  return held;
}

// It carries neither Reason String nor User Properties. (5.0/MQTT-3.15.2-2, -3)
function challenge(turn: Turn, { id, connect }: Newcomer, outcome: AuthenticationOutcome | undefined): void {
  const authenticationMethod = (connect && methodOf(connect)) ?? "";
  const data = outcome?.kind === "continue" ? outcome.authenticationData : undefined;
  const properties = { authenticationMethod, ...(data && { authenticationData: data }) };
  turn.effects.push({ type: "send", connection: id, packet: { type: "AUTH", reasonCode: 0x18, properties } });
}

function hold(turn: Turn, newcomer: Newcomer, { packet }: NewcomerDetail): void {
  if (packet === undefined) return;
  const { maximumHeldPackets, maximumPacketSize } = turn.broker.options;
  newcomer.held.push(packet);
  newcomer.heldBytes += sizeOf(packet, newcomer.connect?.version ?? "5.0");
  // Nobody knows yet who it is: together they may weigh what one packet may.
  if (newcomer.held.length > maximumHeldPackets || newcomer.heldBytes > maximumPacketSize) {
    advance(turn, newcomer, "violation", { reasonCode: 0x97 });
  }
}

function refuseWith(turn: Turn, { id, connect }: Newcomer, detail: NewcomerDetail): void {
  const { reasonCode = 0x82, reasonString, version = connect?.version ?? "5.0" } = detail;
  const words = reasonString === undefined ? {} : { reasonString };
  refuse(turn, id, version, reasonCode, words, connect && maximumPacketSizeOf(connect));
}

function forget(turn: Turn, { id }: Newcomer): void {
  turn.broker.waiting.delete(id);
  turn.effects.push({ type: "stopTimer", timer: `connect/${id}` });
}
