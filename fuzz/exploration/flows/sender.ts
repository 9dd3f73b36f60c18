// The sender's side: its flows, its identifiers, its quota, and what it takes up again on a new connection. (5.0 §4.3, §4.4, §4.9)

import type { FlowEffect } from "../../../src/models/index.ts";
import {
  ACKNOWLEDGED,
  DELIVERED,
  identifierOf,
  LAST_IDENTIFIER,
  LATEST_RELEASED,
  M_DELIVERED,
  M_OUTCOME,
  M_SENT,
  M_SENT_HERE,
  MESSAGE_STRIDE,
  NEXT,
  P_PUBACK,
  P_PUBLISH,
  P_PUBREC,
  P_PUBREL,
  PENDING,
  packet,
  REFUSED,
  S_COUNTS,
  S_MESSAGE,
  S_RESUMES,
  S_STATE,
  S_STORED,
  SENDER_MAXIMUM,
  SENDER_STRIDE,
  typeOf,
  UNACKNOWLEDGED,
} from "./layout.ts";
import { type Answer, KINDS, kindNumber } from "./table.ts";
import type { World } from "./world.ts";

const SUBMIT = kindNumber("submit");
const RESUME = kindNumber("resume");
const WAITS = 1;
const RELEASED = 2;

/** Where the slot of an identifier starts; identifiers count from 0 here. */
function slotOf(world: World, identifier: number): number {
  return world.layout.sender + identifier * SENDER_STRIDE;
}

function messageAt(world: World, message: number): number {
  return world.layout.message + message * MESSAGE_STRIDE;
}

/** The identifier that the next message would get, or -1 where there is none to be had. */
export function identifierFor(world: World): number {
  const { s, layout } = world;
  const { identifiers } = layout;
  let identifier = s[LAST_IDENTIFIER] as number;
  for (let tried = 0; tried < identifiers; tried++) {
    identifier %= identifiers;
    const isFree = s[slotOf(world, identifier) + S_STATE] === 0;
    if (isFree || world.has("does not look whether an identifier is in use")) return identifier;
    identifier++;
  }
  return -1;
}

/** Whether a new message can be sent now. */
export function canSubmit(world: World): boolean {
  const { s, layout, setting } = world;
  if (s[NEXT] === layout.messages || !hasQuota(world) || !world.isUp(setting.sender)) return false;
  return world.hasRoom(setting.sender) && identifierFor(world) !== -1 && !waitsToResume(world);
}

function waitsToResume(world: World): boolean {
  if (world.has("sends new messages before it has resumed")) return false;
  return nextToResume(world, false) !== -1;
}

/** Takes a new message and sends it. */
export function submit(world: World, crashAfter: number): void {
  const { s } = world;
  const identifier = identifierFor(world);
  const slot = slotOf(world, identifier);
  if (s[slot + S_STATE] !== 0) world.breaks("freeIdentifier");
  s[slot + S_MESSAGE] = s[NEXT] as number;
  (s[NEXT] as number)++;
  s[LAST_IDENTIFIER] = identifier + 1;
  take(world, identifier, SUBMIT, crashAfter);
}

/** The identifier of the flow that is next to be taken up again, or -1: PUBRELs first, then PUBLISH packets, oldest first. */
export function nextToResume(world: World, onlyIfItMay: boolean): number {
  const { s, layout, setting } = world;
  if (onlyIfItMay && !(world.isUp(setting.sender) && world.hasRoom(setting.sender))) return -1;
  let best = -1;
  let bestRank = -1;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    if (s[slot + S_RESUMES] === 0) continue;
    const state = s[slot + S_STATE] as number;
    const age = layout.messages - (s[slot + S_MESSAGE] as number);
    const rank = rankOf(world, state, age);
    if (best === -1 || rank > bestRank) {
      best = identifier;
      bestRank = rank;
    }
  }
  if (best === -1 || !onlyIfItMay || s[slotOf(world, best) + S_STATE] === RELEASED) return best;
  return hasQuota(world) || world.has("ignores the quota when it resumes") ? best : -1;
}

function rankOf(world: World, state: number, age: number): number {
  if (world.has("resumes in the opposite order")) return 100 - age;
  if (world.has("resumes PUBLISH before PUBREL in the opposite order")) return (state === RELEASED ? 0 : 100) - age;
  return (state === RELEASED ? 100 : 0) + age;
}

/** Takes up a flow again. */
export function resumeFlow(world: World, identifier: number): void {
  const slot = slotOf(world, identifier);
  world.s[slot + S_RESUMES] = 0;
  if (world.has("resumes nothing")) return;
  if (world.has("waits with its oldest message when it resumes") && nextToResume(world, false) !== -1) return;
  if (world.has("resumes no PUBREL") && world.s[slot + S_STATE] === RELEASED) return;
  take(world, identifier, RESUME, -1);
}

/** Whether a PUBLISH that waits for its answer could be sent once more, as no honest sender does. */
export function identifierToRepeat(world: World): number {
  if (!world.has("sends again on the same connection") || !world.isUp(world.setting.sender)) return -1;
  for (let identifier = 0; identifier < world.layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    if (world.s[slot + S_STATE] === WAITS && world.s[slot + S_COUNTS] === 1) return identifier;
  }
  return -1;
}

/** Begins a connection: the quota is whole again, and what is not finished is to be taken up. */
export function resumeSender(world: World): void {
  const { s, layout } = world;
  const keepsQuota = world.has("keeps the quota of the last connection");
  if (!keepsQuota) s[UNACKNOWLEDGED] = 0;
  s[LATEST_RELEASED] = 0;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    if (!keepsQuota) s[slot + S_COUNTS] = 0;
    s[slot + S_RESUMES] = s[slot + S_STATE] === 0 ? 0 : 1;
  }
  for (let message = 0; message < layout.messages; message++) s[messageAt(world, message) + M_SENT_HERE] = 0;
}

/** What a crash leaves: the store, and nothing else. */
export function restartSender(world: World): void {
  const { s, layout } = world;
  s[UNACKNOWLEDGED] = 0;
  s[LAST_IDENTIFIER] = 0;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    if (world.has("forgets the store in a crash")) s[slot + S_STORED] = 0;
    s[slot + S_STATE] = s[slot + S_STORED] as number;
    s[slot + S_COUNTS] = 0;
    s[slot + S_RESUMES] = 0;
    if (s[slot + S_STATE] === 0) s.fill(0, slot, slot + SENDER_STRIDE);
  }
}

/** The network has failed, and the sender knows. */
export function interruptSender(world: World): void {
  if (!world.has("lets go of what waits when the network fails")) return;
  for (let identifier = 0; identifier < world.layout.identifiers; identifier++) {
    const slot = slotOf(world, identifier);
    if (world.s[slot + S_STATE] === WAITS) world.s.fill(0, slot, slot + SENDER_STRIDE);
  }
  world.s[UNACKNOWLEDGED] = 0;
}

/** Obeys an acknowledgement. */
export function onAcknowledgement(world: World, byte: number, kind: number, crashAfter: number): void {
  const type = typeOf(byte);
  if (type === P_PUBACK || type === P_PUBREC) judgeOrder(world, identifierOf(byte));
  take(world, identifierOf(byte), kind, crashAfter);
}

/** The places in an answer after which a crash makes a difference. */
export function crashesOf(world: World, identifier: number, kind: number): readonly number[] {
  return answerOf(world, identifier, kind)?.crashes ?? [];
}

function answerOf(world: World, identifier: number, kind: number): Answer | undefined {
  const state = world.s[slotOf(world, identifier) + S_STATE] as number;
  return world.setting.senderTable[state * KINDS.length + kind];
}

function take(world: World, identifier: number, kind: number, crashAfter: number): void {
  const answer = answerOf(world, identifier, kind);
  if (answer === undefined) return world.breaks("noIllegalPacket");
  const slot = slotOf(world, identifier);
  world.s[slot + S_STATE] = answer.next;
  const end = crashAfter === -1 ? answer.effects.length : crashAfter;
  for (let place = 0; place < end; place++) perform(world, identifier, slot, kind, answer.effects[place] as FlowEffect);
}

function perform(world: World, identifier: number, slot: number, kind: number, effect: FlowEffect): void {
  const { s } = world;
  switch (effect.type) {
    case "send":
      if (effect.packet === "PUBLISH") return sendPublish(world, identifier, slot, effect.dup, kind);
      return sendPubrel(world, identifier, slot, effect.reason === "success" ? 0 : 1);
    case "storeMessage":
      s[slot + S_STORED] = WAITS;
      return;
    case "storeRelease":
      s[slot + S_STORED] = RELEASED;
      return;
    case "freePacketId":
      return settle(world, slot, kind);
    case "violation":
      return world.breaks(kind === SUBMIT ? "freeIdentifier" : "noIllegalPacket");
    case "storePacketId":
    case "deliver":
      return;
  }
}

function sendPublish(world: World, identifier: number, slot: number, dup: boolean, kind: number): void {
  const { s } = world;
  const message = s[slot + S_MESSAGE] as number;
  const at = messageAt(world, message);
  if (s[at + M_SENT] === RELEASED) world.breaks("noPublishAfterPubrel");
  // What was stored may have been sent: after a crash nobody knows, and DUP says so.
  if (dup !== (kind !== SUBMIT)) world.breaks("duplicateFlag");
  if (s[at + M_SENT_HERE] === 1) world.breaks("resendOnResumeOnly");
  if (s[at + M_OUTCOME] !== PENDING) world.breaks("refusedIsOver");
  s[at + M_SENT] = 1;
  s[at + M_SENT_HERE] = 1;
  s[slot + S_COUNTS] = 1;
  (s[UNACKNOWLEDGED] as number)++;
  world.send(world.setting.sender, packet(P_PUBLISH, identifier, message, dup ? 1 : 0));
}

function sendPubrel(world: World, identifier: number, slot: number, flag: number): void {
  const { s } = world;
  if (flag === 0) {
    const message = s[slot + S_MESSAGE] as number;
    const at = messageAt(world, message);
    if (s[at + M_OUTCOME] === REFUSED) world.breaks("refusedIsOver");
    if (message + 1 <= (s[LATEST_RELEASED] as number)) world.breaks("pubrelsInOrder");
    s[at + M_SENT] = RELEASED;
    s[LATEST_RELEASED] = message + 1;
  }
  world.send(world.setting.sender, packet(P_PUBREL, identifier, 0, flag));
}

// The exchange is over, and the identifier free.
function settle(world: World, slot: number, kind: number): void {
  const { s } = world;
  const at = messageAt(world, s[slot + S_MESSAGE] as number);
  const isRefused = KINDS[kind] === "PUBACK refused" || KINDS[kind] === "PUBREC refused";
  if (!isRefused && s[at + M_DELIVERED] !== DELIVERED) world.breaks("acknowledgedIsDelivered");
  s[at + M_OUTCOME] = isRefused ? REFUSED : ACKNOWLEDGED;
  s[at + M_SENT] = 0;
  s[at + M_SENT_HERE] = 0;
  if (s[slot + S_COUNTS] === 1 && !(isRefused && world.has("keeps the quota of a refused message"))) {
    // Below zero it stays there: a byte goes round to 255, and the check finds it.
    s[UNACKNOWLEDGED] = (s[UNACKNOWLEDGED] as number) - (world.has("returns the quota twice") ? 2 : 1);
  }
  const state = s[slot + S_STATE] as number;
  s.fill(0, slot, slot + SENDER_STRIDE);
  s[slot + S_STATE] = state;
}

function hasQuota(world: World): boolean {
  return (world.s[UNACKNOWLEDGED] as number) < (world.s[SENDER_MAXIMUM] as number) || world.has("ignores the quota");
}

function judgeOrder(world: World, answered: number): void {
  const { s } = world;
  const slot = slotOf(world, answered);
  if (s[slot + S_STATE] !== WAITS || s[slot + S_COUNTS] === 0) return;
  for (let identifier = 0; identifier < world.layout.identifiers; identifier++) {
    const other = slotOf(world, identifier);
    const isOlder = (s[other + S_MESSAGE] as number) < (s[slot + S_MESSAGE] as number);
    if (isOlder && s[other + S_STATE] === WAITS && s[other + S_COUNTS] === 1) world.breaks("acksInOrder");
  }
}
