// Messages that a client sends: PUBLISH and PUBREL. (5.0 §3.3, §3.6, §4.3; 3.1.1 §3.3, §3.6, §4.3)

import type { ReasonCode } from "../../../spec/index.ts";
import type { PacketOf } from "../../codec/index.ts";
import { qos1Receiver } from "../flows/qos1-receiver.ts";
import { qos2Receiver } from "../flows/qos2-receiver.ts";
import { qos2ReceiverMethodA } from "../flows/qos2-receiver-method-a.ts";
import { isExpired, type Message, messageOf } from "../message.ts";
import type { AckReason, ReceiverEvent } from "../model.ts";
import { type Step, step } from "../step.ts";
import { resolveTopic } from "../topic-aliases.ts";
import { type Breach, breakOff, breakOffFor } from "./close.ts";
import { publish } from "./publication.ts";
import { takeFrom } from "./rate.ts";
import { refusalOf } from "./refusals.ts";
import { sendAck } from "./send.ts";
import { type Connection, type Inbound, isDurable, type Turn } from "./state.ts";

type Publish = PacketOf<"PUBLISH">;

/** Obeys a PUBLISH of a client. */
export function onPublish(turn: Turn, connection: Connection, packet: Publish): void {
  const { options } = turn.broker;
  if (!takeFrom(connection.messages, turn.atMs)) return breakOff(turn, connection, 0x96);
  const topicAlias = "properties" in packet ? packet.properties.topicAlias : undefined;
  const topic = resolveTopic(connection.topicAliases, options.topicAliasMaximum, packet.topicName, topicAlias);
  if (topic.kind === "refused") {
    return breakOffFor(turn, connection, { ...topic, found: `Topic Alias ${topicAlias ?? "missing"}` });
  }
  const breach = breachOf(turn, connection, packet);
  if (breach !== undefined) return breakOffFor(turn, connection, breach);
  const { topicName } = topic;
  const { clientId } = connection.session;
  const refusal = refusalOf(turn, connection, packet, topicName);
  const event = refusal === 0x00 ? packet : ({ type: "refusal" } as const);
  const onward = (): boolean => publish(turn, messageOf(packet, topicName, clientId, turn.atMs));
  if (packet.qos === 0) {
    if (refusal === 0x00) onward();
    // There is no acknowledgement to say it in. (5.0/U5-081)
    else if (refusal === 0x99) breakOff(turn, connection, refusal);
  } else if (packet.qos === 1) {
    const flow: Flow = { packetId: packet.packetId, refusal, onward };
    obey(turn, connection, flow, step(qos1Receiver, "idle", event));
  } else {
    const keep = () => messageOf(packet, topicName, clientId, turn.atMs);
    stepInbound(turn, connection, { packetId: packet.packetId, refusal, onward, keep }, event);
  }
}

/** Obeys a PUBREL of a client: one for an unknown identifier is answered too. (5.0/MQTT-4.3.3-11, 3.1.1/MQTT-4.3.3-2) */
export function onPubrel(turn: Turn, connection: Connection, packet: PacketOf<"PUBREL">): void {
  const kept = connection.session.inbound.get(packet.packetId)?.message;
  const onward = () => kept !== undefined && !isExpired(kept, turn.atMs) && publish(turn, kept);
  stepInbound(turn, connection, { packetId: packet.packetId, refusal: 0x00, onward }, packet);
}

interface Flow {
  readonly packetId: number;
  readonly refusal: ReasonCode;
  /** Hands the message on, and answers whether anybody subscribes to it. */
  readonly onward: () => boolean;
  /** The message, to hand it on later. */
  readonly keep?: () => Message;
}

function stepInbound(turn: Turn, connection: Connection, flow: Flow, event: ReceiverEvent): void {
  const { inbound } = connection.session;
  const taken = inbound.get(flow.packetId);
  const { qos2Delivery } = turn.broker.options.choices;
  const machine = qos2Delivery === "on PUBLISH" ? qos2Receiver : qos2ReceiverMethodA;
  // What is kept until its PUBREL must not grow without end, and MQTT 3.1.1 has no other word for that.
  const isKept = qos2Delivery === "on PUBREL" && event.type === "PUBLISH" && taken === undefined;
  if (isKept && inbound.size >= turn.broker.options.maximumQueuedMessages) return breakOff(turn, connection, 0x97);
  const answer = step(machine, taken?.state ?? "idle", event);
  if (taken !== undefined) {
    taken.state = answer[0];
    if (event.type !== "PUBREL") countHere(connection, taken);
  }
  obey(turn, connection, flow, answer);
}

function obey(turn: Turn, connection: Connection, flow: Flow, [next, effects]: Step): void {
  const { session } = connection;
  const { packetId } = flow;
  const key = { kind: "inbound", clientId: session.clientId, packetId } as const;
  let isMatched = true;
  for (const effect of effects) {
    switch (effect.type) {
      case "storePacketId":
        session.inbound.set(packetId, { state: next, connection: connection.id });
        connection.unacknowledgedIn++;
        if (isDurable(session)) turn.effects.push({ type: "store", record: key });
        break;
      case "storeMessage": {
        const message = flow.keep?.();
        session.inbound.set(packetId, { state: next, connection: connection.id, ...(message && { message }) });
        connection.unacknowledgedIn++;
        if (isDurable(session)) turn.effects.push({ type: "store", record: { ...key, ...(message && { message }) } });
        break;
      }
      case "deliver":
        isMatched = flow.onward();
        break;
      case "send":
        if (effect.packet === "PUBLISH") break;
        // That nobody subscribes can be told with the first answer alone. (5.0/MQTT-3.7.2-1)
        sendAck(
          turn,
          connection,
          effect.packet,
          packetId,
          reasonOf(effect.reason, flow.refusal, isMatched || effect.packet === "PUBCOMP"),
        );
        break;
      case "freePacketId":
        if (session.inbound.get(packetId)?.connection === connection.id) connection.unacknowledgedIn--;
        session.inbound.delete(packetId);
        if (isDurable(session)) turn.effects.push({ type: "erase", key });
        break;
      case "storeRelease":
      case "violation":
        break;
    }
  }
}

function reasonOf(reason: AckReason, refusal: ReasonCode, isMatched: boolean): ReasonCode {
  switch (reason) {
    case "success":
      return isMatched ? 0x00 : 0x10;
    case "refused":
      return refusal;
    case "not found":
      return 0x92;
  }
}

// A repeat of a message of an older connection counts against the Receive Maximum of this one.
function countHere(connection: Connection, taken: Inbound): void {
  if (taken.connection === connection.id) return;
  taken.connection = connection.id;
  connection.unacknowledgedIn++;
}

function breachOf(turn: Turn, connection: Connection, packet: Publish): Breach | undefined {
  const { maximumQos, retainAvailable, receiveMaximum } = turn.broker.options;
  if (packet.qos > maximumQos) {
    return { reasonCode: 0x9b, requirement: "5.0/MQTT-3.2.2-11", found: `a PUBLISH at QoS ${packet.qos}` };
  }
  if (packet.retain && !retainAvailable) {
    return { reasonCode: 0x9a, requirement: "5.0/MQTT-3.2.2-14", found: "a PUBLISH with RETAIN" };
  }
  // MQTT 3.1.1 knows no Receive Maximum.
  if (packet.qos === 0 || connection.version === "3.1.1" || connection.unacknowledgedIn < receiveMaximum)
    return undefined;
  const isCounted = packet.qos === 2 && connection.session.inbound.get(packet.packetId)?.connection === connection.id;
  if (isCounted || turn.broker.options.choices.receiveMaximumExcess === "tolerate") return undefined;
  return {
    reasonCode: 0x93,
    requirement: "5.0/MQTT-3.3.4-7",
    found: `more than ${receiveMaximum} unacknowledged PUBLISH packets`,
  };
}
