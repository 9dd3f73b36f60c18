// The four flows, each as its whole truth table with every detail of its effects.

import { expect, test } from "vitest";
import type { AnyStateMachine } from "xstate";
import type { FlowEffect, ReceiverEvent, SenderEvent } from "../model.ts";
import { kindOf, step } from "../step.ts";
import { qos1Receiver } from "./qos1-receiver.ts";
import { qos1Sender } from "./qos1-sender.ts";
import { qos2Receiver } from "./qos2-receiver.ts";
import { qos2Sender } from "./qos2-sender.ts";

const ack = { packetId: 7, properties: {} };
const SENDER_EVENTS: readonly SenderEvent[] = [
  { type: "submit" },
  { type: "resume" },
  { type: "PUBACK", packetId: 7 },
  { type: "PUBACK", ...ack, reasonCode: 0x97 },
  { type: "PUBREC", ...ack, reasonCode: 0x10 },
  { type: "PUBREC", ...ack, reasonCode: 0x80 },
  { type: "PUBCOMP", ...ack, reasonCode: 0x00 },
  { type: "PUBCOMP", ...ack, reasonCode: 0x92 },
];
const RECEIVER_EVENTS: readonly ReceiverEvent[] = [
  { type: "PUBLISH" },
  { type: "refusal" },
  { type: "PUBREL", packetId: 7 },
  { type: "PUBREL", ...ack, reasonCode: 0x92 },
];

function show(effect: FlowEffect): string {
  if (effect.type === "violation") return `violation of ${effect.breaks["5.0"]}`;
  if (effect.type !== "send") return effect.type;
  if (effect.packet === "PUBLISH") return effect.dup ? "PUBLISH with DUP" : "PUBLISH";
  return effect.reason === "success" ? effect.packet : `${effect.packet} ${effect.reason}`;
}

function truthTable(machine: AnyStateMachine, events: readonly { readonly type: string }[]): string {
  return Object.keys(machine.states)
    .flatMap((state) =>
      events.map((event) => {
        const [next, effects] = step(machine, state, event);
        return `${state} + ${kindOf(event)} -> ${next}${effects.length > 0 ? ` / ${effects.map(show).join(", ")}` : ""}`;
      }),
    )
    .join("\n");
}

test("the sender of QoS 1 keeps a message until its PUBACK [5.0/MQTT-4.3.2-3]", () => {
  expect(truthTable(qos1Sender, SENDER_EVENTS)).toMatchInlineSnapshot(`
    "idle + submit -> awaitingPuback / storeMessage, PUBLISH
    idle + resume -> idle
    idle + PUBACK -> idle
    idle + PUBACK refused -> idle
    idle + PUBREC -> idle / PUBREL not found
    idle + PUBREC refused -> idle
    idle + PUBCOMP -> idle
    idle + PUBCOMP refused -> idle
    awaitingPuback + submit -> awaitingPuback / violation of 5.0/MQTT-2.2.1-4
    awaitingPuback + resume -> awaitingPuback / PUBLISH with DUP
    awaitingPuback + PUBACK -> idle / freePacketId
    awaitingPuback + PUBACK refused -> idle / freePacketId
    awaitingPuback + PUBREC -> awaitingPuback / violation of 5.0/MQTT-3.3.4-1
    awaitingPuback + PUBREC refused -> awaitingPuback / violation of 5.0/MQTT-3.3.4-1
    awaitingPuback + PUBCOMP -> awaitingPuback / violation of 5.0/MQTT-3.3.4-1
    awaitingPuback + PUBCOMP refused -> awaitingPuback / violation of 5.0/MQTT-3.3.4-1"
  `);
});

test("the receiver of QoS 1 answers each PUBLISH with a PUBACK [5.0/MQTT-4.3.2-4]", () => {
  expect(truthTable(qos1Receiver, RECEIVER_EVENTS)).toMatchInlineSnapshot(`
    "idle + PUBLISH -> idle / deliver, PUBACK
    idle + refusal -> idle / PUBACK refused
    idle + PUBREL -> idle / PUBCOMP not found
    idle + PUBREL refused -> idle / PUBCOMP not found"
  `);
});

test("the sender of QoS 2 never repeats a PUBLISH after its PUBREL [5.0/MQTT-4.3.3-6]", () => {
  expect(truthTable(qos2Sender, SENDER_EVENTS)).toMatchInlineSnapshot(`
    "idle + submit -> awaitingPubrec / storeMessage, PUBLISH
    idle + resume -> idle
    idle + PUBACK -> idle
    idle + PUBACK refused -> idle
    idle + PUBREC -> idle / PUBREL not found
    idle + PUBREC refused -> idle
    idle + PUBCOMP -> idle
    idle + PUBCOMP refused -> idle
    awaitingPubrec + submit -> awaitingPubrec / violation of 5.0/MQTT-2.2.1-4
    awaitingPubrec + resume -> awaitingPubrec / PUBLISH with DUP
    awaitingPubrec + PUBACK -> awaitingPubrec / violation of 5.0/MQTT-3.3.4-1
    awaitingPubrec + PUBACK refused -> awaitingPubrec / violation of 5.0/MQTT-3.3.4-1
    awaitingPubrec + PUBREC -> awaitingPubcomp / storeRelease, PUBREL
    awaitingPubrec + PUBREC refused -> idle / freePacketId
    awaitingPubrec + PUBCOMP -> awaitingPubrec / violation of 5.0/MQTT-3.3.4-1
    awaitingPubrec + PUBCOMP refused -> awaitingPubrec / violation of 5.0/MQTT-3.3.4-1
    awaitingPubcomp + submit -> awaitingPubcomp / violation of 5.0/MQTT-2.2.1-4
    awaitingPubcomp + resume -> awaitingPubcomp / PUBREL
    awaitingPubcomp + PUBACK -> awaitingPubcomp / violation of 5.0/MQTT-3.3.4-1
    awaitingPubcomp + PUBACK refused -> awaitingPubcomp / violation of 5.0/MQTT-3.3.4-1
    awaitingPubcomp + PUBREC -> awaitingPubcomp / PUBREL
    awaitingPubcomp + PUBREC refused -> idle / freePacketId
    awaitingPubcomp + PUBCOMP -> idle / freePacketId
    awaitingPubcomp + PUBCOMP refused -> idle / freePacketId"
  `);
});

test("a repeated PUBLISH at QoS 2 is delivered once [5.0/MQTT-4.3.3-10]", () => {
  expect(truthTable(qos2Receiver, RECEIVER_EVENTS)).toMatchInlineSnapshot(`
    "idle + PUBLISH -> held / storePacketId, deliver, PUBREC
    idle + refusal -> idle / PUBREC refused
    idle + PUBREL -> idle / PUBCOMP not found
    idle + PUBREL refused -> idle / PUBCOMP not found
    held + PUBLISH -> held / PUBREC
    held + refusal -> held / PUBREC
    held + PUBREL -> idle / freePacketId, PUBCOMP
    held + PUBREL refused -> idle / freePacketId, PUBCOMP"
  `);
});
