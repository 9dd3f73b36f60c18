// The receiver's side: which identifiers it holds, what it delivers, and what it may have open at a time. (5.0 §4.3, §4.9)

import type { AckType } from "../../../src/codec/index.ts";
import type { FlowEffect } from "../../../src/models/index.ts";
import {
  DELIVERED,
  identifierOf,
  LATEST_DELIVERED,
  LATEST_HERE,
  M_DELIVERED,
  MESSAGE_STRIDE,
  messageIn,
  NOT_DELIVERED,
  P_PUBACK,
  P_PUBCOMP,
  P_PUBLISH,
  P_PUBREC,
  packet,
  R_COUNTS,
  R_MESSAGE,
  R_STATE,
  R_STORED,
  RECEIVER_MAXIMUM,
  RECEIVER_STRIDE,
  REFUSED_ONCE,
  typeOf,
} from "./layout.ts";
import { type Answer, KINDS, kindNumber } from "./table.ts";
import type { Side, World } from "./world.ts";

const HELD = 1;
const REFUSAL = kindNumber("refusal");
const TYPES: Readonly<Record<AckType, number>> = { PUBACK: P_PUBACK, PUBREC: P_PUBREC, PUBREL: 5, PUBCOMP: P_PUBCOMP };

function slotOf(world: World, identifier: number): number {
  return world.layout.receiver + identifier * RECEIVER_STRIDE;
}

/** The side of the receiver. */
function receiverSide(world: World): Side {
  return world.senderIsClient ? "server" : "client";
}

/** Begins a connection: nothing is open on it yet. */
export function resumeReceiver(world: World): void {
  const { s, layout } = world;
  s[LATEST_HERE] = 0;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    s[slot + R_COUNTS] = 0;
    if (world.has("forgets its session when taken over")) s.fill(0, slot, slot + RECEIVER_STRIDE);
  }
}

/** What a crash leaves: the store, and nothing else. */
export function restartReceiver(world: World): void {
  const { s, layout } = world;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    s[slot + R_STATE] = s[slot + R_STORED] as number;
    s[slot + R_COUNTS] = 0;
    if (s[slot + R_STATE] === 0) s.fill(0, slot, slot + RECEIVER_STRIDE);
  }
}

/** The places in an answer after which a crash makes a difference. */
export function crashesOfReceiver(world: World, identifier: number, kind: number): readonly number[] {
  return answerOf(world, identifier, kind)?.crashes ?? [];
}

function answerOf(world: World, identifier: number, kind: number): Answer | undefined {
  const state = world.s[slotOf(world, identifier) + R_STATE] as number;
  return world.setting.receiverTable[state * KINDS.length + kind];
}

/** Obeys a PUBLISH or a PUBREL. */
export function onMessage(world: World, byte: number, kind: number, crashAfter: number): void {
  const identifier = identifierOf(byte);
  const slot = slotOf(world, identifier);
  const { s } = world;
  const answer = answerOf(world, identifier, kind);
  if (answer === undefined) return world.breaks("noIllegalPacket");
  const isPublish = typeOf(byte) === P_PUBLISH;
  const wasHeld = s[slot + R_STATE] === HELD;
  if (isPublish && wasHeld && s[slot + R_MESSAGE] !== messageIn(byte)) world.breaks("oneMeaning");
  if (isPublish && world.setting.qos === 2) judgeQuota(world, slot, wasHeld);
  s[slot + R_STATE] = answer.next;
  if (kind === REFUSAL && !wasHeld) refuse(world, messageIn(byte));
  const message = isPublish ? messageIn(byte) : (s[slot + R_MESSAGE] as number);
  const end = crashAfter === -1 ? answer.effects.length : crashAfter;
  for (let place = 0; place < end; place++) {
    perform(world, identifier, slot, message, answer.effects[place] as FlowEffect);
  }
}

// A message that is refused once, and taken when it comes again since the refusal was lost, has lost its place in the order.
function refuse(world: World, message: number): void {
  const at = world.layout.message + message * MESSAGE_STRIDE + M_DELIVERED;
  if (world.s[at] === NOT_DELIVERED) world.s[at] = REFUSED_ONCE;
}

function judgeQuota(world: World, slot: number, wasHeld: boolean): void {
  const { s, layout } = world;
  if (s[slot + R_COUNTS] === 1) return;
  let open = 0;
  for (let other = 0; other < layout.identifiers; other++) open += s[slotOf(world, other) + R_COUNTS] as number;
  if (open >= (s[RECEIVER_MAXIMUM] as number)) world.breaks("receiverQuota");
  if (wasHeld) s[slot + R_COUNTS] = 1;
}

function perform(world: World, identifier: number, slot: number, message: number, effect: FlowEffect): void {
  const { s } = world;
  switch (effect.type) {
    case "send":
      if (effect.packet === "PUBLISH") return;
      world.send(receiverSide(world), packet(TYPES[effect.packet], identifier, 0, effect.reason === "success" ? 0 : 1));
      return;
    case "storePacketId":
    case "storeMessage":
      s[slot + R_STORED] = HELD;
      s[slot + R_MESSAGE] = message;
      s[slot + R_COUNTS] = 1;
      return;
    case "freePacketId": {
      const state = s[slot + R_STATE] as number;
      s.fill(0, slot, slot + RECEIVER_STRIDE);
      s[slot + R_STATE] = state;
      return;
    }
    case "deliver":
      return deliver(world, message);
    case "violation":
      return world.breaks("noIllegalPacket");
    case "storeRelease":
      return;
  }
}

function deliver(world: World, message: number): void {
  const { s, layout, setting } = world;
  const at = layout.message + message * MESSAGE_STRIDE + M_DELIVERED;
  const before = s[at] as number;
  if (before === DELIVERED && setting.qos === 2) world.breaks("exactlyOnce");
  if (message + 1 <= (s[LATEST_HERE] as number)) world.breaks("orderHere");
  if (before === NOT_DELIVERED) {
    if (message + 1 < (s[LATEST_DELIVERED] as number)) world.breaks("firstInOrder");
    else s[LATEST_DELIVERED] = message + 1;
  }
  s[LATEST_HERE] = message + 1;
  s[at] = DELIVERED;
}
