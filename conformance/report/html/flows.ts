// The exchanges of one session, as our machines of QoS 1 and 2 see them from the packets that pass: both ends of each. (§4.3)

import type { RequirementId, Version } from "../../../spec/index.ts";
import type { Packet, PacketOf } from "../../../src/codec/index.ts";
import {
  type FlowEffect,
  qos1Receiver,
  qos1Sender,
  qos2Receiver,
  qos2Sender,
  type StateName,
  step,
} from "../../../src/models/index.ts";

/** Whose message it is. */
export type Side = "client" | "server";

/** Where one exchange stands, at both of its ends. */
export interface FlowState {
  readonly from: Side;
  readonly packetId: number;
  readonly qos: 1 | 2;
  readonly sender: StateName;
  readonly receiver: StateName;
}

/** What a packet did to an exchange. */
export interface FlowStep {
  readonly flow: FlowState;
  /** The sentence that it breaks by itself, as the sender's machine says. */
  readonly breaks?: RequirementId;
}

interface Flow {
  readonly connection: number;
  readonly state: FlowState;
  /** Where the receiver stood before the last PUBLISH: it may turn out that it refused it. */
  readonly receiverBefore: StateName;
}

/** The exchanges of a session by whose message it is and Packet Identifier. */
export type Flows = Map<string, Flow>;

/** Takes one step of the exchange that `packet`, sent by `by`, belongs to; undefined where it belongs to none. */
export function stepFlow(
  flows: Flows,
  packet: Packet,
  by: Side,
  connection: number,
  version: Version,
): FlowStep | undefined {
  const other = by === "client" ? "server" : "client";
  switch (packet.type) {
    case "PUBLISH":
      return packet.qos === 0 ? undefined : publish(flows, packet, by, connection, version);
    case "PUBREL":
      return release(flows, packet, by, connection);
    case "PUBACK":
    case "PUBREC":
    case "PUBCOMP":
      return acknowledge(flows, packet, other, connection, version);
    default:
      return undefined;
  }
}

/** The exchanges that are not over. */
export function openFlows(flows: Flows): readonly FlowState[] {
  return [...flows.values()].map(({ state }) => state).filter((state) => !isOver(state));
}

/** Forgets the exchanges of earlier connections: the session of which they were part is gone. */
export function forgetOlder(flows: Flows, connection: number): void {
  for (const [key, flow] of flows) if (flow.connection < connection) flows.delete(key);
}

function isOver({ sender, receiver }: FlowState): boolean {
  return sender === "idle" && receiver === "idle";
}

function publish(
  flows: Flows,
  packet: Extract<Packet, { readonly type: "PUBLISH"; readonly qos: 1 | 2 }>,
  from: Side,
  connection: number,
  version: Version,
): FlowStep {
  const { qos, packetId, dup } = packet;
  const known = find(flows, from, packetId, qos);
  const isAgain = dup && known.state.sender !== "idle";
  // Under an identifier that is in use the machine of the earlier message objects; its own begins all the same.
  const [, effects] = step(senderOf(known.state.qos), known.state.sender, { type: isAgain ? "resume" : "submit" });
  const before = known.state.qos === qos ? known.state : fresh(from, packetId, qos);
  const [sender] = step(senderOf(qos), before.sender, { type: "submit" });
  const [receiver] = step(receiverOf(qos), before.receiver, { type: "PUBLISH" });
  const state = { ...before, sender, receiver };
  return keep(flows, { connection, state, receiverBefore: before.receiver }, effects, version);
}

function release(flows: Flows, packet: PacketOf<"PUBREL">, from: Side, connection: number): FlowStep {
  const known = find(flows, from, packet.packetId, 2);
  const [receiver] = step(receiverOf(known.state.qos), known.state.receiver, packet);
  return keep(flows, { ...known, connection, state: { ...known.state, receiver } }, [], "5.0");
}

function acknowledge(
  flows: Flows,
  packet: PacketOf<"PUBACK" | "PUBREC" | "PUBCOMP">,
  from: Side,
  connection: number,
  version: Version,
): FlowStep {
  const known = find(flows, from, packet.packetId, packet.type === "PUBACK" ? 1 : 2);
  const [sender, effects] = step(senderOf(known.state.qos), known.state.sender, packet);
  const isRefusal = packet.type === "PUBREC" && "reasonCode" in packet && packet.reasonCode >= 0x80;
  const receiver = isRefusal
    ? step(receiverOf(known.state.qos), known.receiverBefore, { type: "refusal" })[0]
    : known.state.receiver;
  return keep(flows, { ...known, connection, state: { ...known.state, sender, receiver } }, effects, version);
}

function keep(flows: Flows, flow: Flow, effects: readonly FlowEffect[], version: Version): FlowStep {
  const { state } = flow;
  const key = `${state.from} ${state.packetId}`;
  if (isOver(state)) flows.delete(key);
  else flows.set(key, flow);
  const broken = effects.find((effect) => effect.type === "violation");
  return { flow: state, ...(broken && { breaks: broken.breaks[version] }) };
}

function find(flows: Flows, from: Side, packetId: number, qos: 1 | 2): Flow {
  return (
    flows.get(`${from} ${packetId}`) ?? { connection: 0, state: fresh(from, packetId, qos), receiverBefore: "idle" }
  );
}

function fresh(from: Side, packetId: number, qos: 1 | 2): FlowState {
  return { from, packetId, qos, sender: "idle", receiver: "idle" };
}

function senderOf(qos: 1 | 2) {
  return qos === 1 ? qos1Sender : qos2Sender;
}

function receiverOf(qos: 1 | 2) {
  return qos === 1 ? qos1Receiver : qos2Receiver;
}
