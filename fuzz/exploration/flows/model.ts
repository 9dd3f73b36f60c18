// Two parties, their machines, and a network that fails: one model of the search.

import type { Model, Tell } from "../search.ts";
import { describe } from "./describe.ts";
import { eventOf, STEPS, type StepName } from "./event.ts";
import { INVARIANT_NAMES, INVARIANTS, invariantNumber } from "./invariants.ts";
import {
  CLIENT,
  CURRENT,
  flagOf,
  identifierOf,
  LINK,
  M_OUTCOME,
  MESSAGE_STRIDE,
  NEXT,
  NONE,
  OFFLINE,
  OLD,
  P_CONNACK,
  P_PUBLISH,
  PACKETS,
  PENDING,
  R_STATE,
  R_STORED,
  RECEIVER_STRIDE,
  S_COUNTS,
  S_MESSAGE,
  S_STATE,
  S_STORED,
  SENDER_MAXIMUM,
  SENDER_STRIDE,
  SERVER,
  typeOf,
  UNACKNOWLEDGED,
} from "./layout.ts";
import {
  acceptConnack,
  acceptConnect,
  connect,
  crashClient,
  crashServer,
  dropClient,
  dropServer,
  opens,
  readsOlder,
} from "./network.ts";
import { crashesOfReceiver, onMessage } from "./receiver.ts";
import {
  canSubmit,
  crashesOf,
  identifierFor,
  identifierToRepeat,
  nextToResume,
  onAcknowledgement,
  resumeFlow,
  submit,
} from "./sender.ts";
import { KINDS, kindNumber } from "./table.ts";
import { type Setting, type Side, World } from "./world.ts";

const EVENTS = Object.fromEntries(STEPS.map((name) => [name, eventOf(name)])) as Readonly<Record<StepName, number>>;
const REFUSAL = kindNumber("refusal");
const SUBMIT = kindNumber("submit");

/** Makes the model of a setting. */
export function flowModel(setting: Setting): Model {
  const { layout } = setting;
  const world = new World(setting);
  return {
    name: setting.name,
    width: layout.width,
    invariants: INVARIANT_NAMES.map((name) => INVARIANTS[name]),
    begin: (state) => state.fill(0),
    expand: (current, next, tell) => new Expansion(world, current, next, tell).run(),
    check: (state) => check(setting, state),
    isDone: (state) => isDone(setting, state),
    describe: (event, current) => describe(setting, event, current),
  };
}

/** All steps from one state. */
class Expansion {
  private readonly world: World;
  private readonly current: Uint8Array;
  private readonly next: Uint8Array;
  private readonly tell: Tell;

  constructor(world: World, current: Uint8Array, next: Uint8Array, tell: Tell) {
    this.world = world;
    this.current = current;
    this.next = next;
    this.tell = tell;
    world.s = current;
  }

  run(): void {
    const { world } = this;
    const { layout, setting } = world;
    const s = this.current;
    const isOnline = s[CLIENT] !== OFFLINE;
    if (!isOnline) this.step("connect", connect);
    if (isOnline && s[LINK] === 0 && s[layout.toClient] === 0) this.step("notice client", dropClient);
    if (s[SERVER] === OLD && s[layout.older] === 0) this.step("notice server", setServerNone);
    if (isOnline && (s[LINK] === 1 || s[layout.toClient] !== 0)) this.fault("cut", dropClient);
    if (s[SERVER] === CURRENT && s[LINK] === 1) this.fault("drop server", dropServer);
    if (s[layout.older] !== 0) this.fault("lose older", loseOlder);
    if (setting.clientCrashes) this.fault("crash client", crashClient);
    if (setting.serverCrashes) this.fault("crash server", crashServer);
    if (canSubmit(world)) this.submits();
    if (nextToResume(world, true) !== -1) this.step("resume", (w) => resumeFlow(w, nextToResume(w, true)));
    if (identifierToRepeat(world) !== -1) this.step("repeat", (w) => resumeFlow(w, identifierToRepeat(w)));
    this.readsServer();
    this.readsClient();
  }

  private submits(): void {
    const { world } = this;
    this.step("submit", (w) => submit(w, -1));
    const side = world.setting.sender;
    if (!this.crashes(side)) return;
    for (const place of crashesOf(world, identifierFor(world), SUBMIT)) {
      this.crash(eventOf("submit", 0, place), side, (w) => submit(w, place));
    }
  }

  private readsServer(): void {
    const { world } = this;
    const { layout } = world;
    const s = this.current;
    if (s[layout.toServer] !== 0 && (s[SERVER] === CURRENT || opens(world, layout.toServer))) {
      if (opens(world, layout.toServer)) this.step("read newest", (w) => open(w, layout.toServer, "newest"));
      else this.reads("read newest", "server", layout.toServer);
    }
    if (readsOlder(world)) {
      if (opens(world, layout.older)) this.step("read older", (w) => open(w, layout.older, "older"));
      else this.reads("read older", "server", layout.older);
    }
  }

  private readsClient(): void {
    const { toClient } = this.world.layout;
    const s = this.current;
    if (s[toClient] === 0 || s[CLIENT] === OFFLINE) return;
    if (typeOf(s[toClient + 1] as number) === P_CONNACK) {
      this.step("read client", (w) => {
        acceptConnack(w, w.shift(toClient));
      });
    } else this.reads("read client", "client", toClient);
  }

  private reads(name: StepName, side: Side, queue: number): void {
    const { world } = this;
    if (!world.hasRoom(side)) return;
    const byte = this.current[queue + 1] as number;
    const kind = kindOf(byte);
    this.readAs(eventOf(name), side, queue, kind);
    if (typeOf(byte) === P_PUBLISH && world.setting.refuses) this.readAs(eventOf(name, 1), side, queue, REFUSAL);
    if (!this.crashes(side)) return;
    const isSender = world.setting.sender === side;
    const identifier = identifierOf(byte);
    world.s = this.current;
    const places = isSender ? crashesOf(world, identifier, kind) : crashesOfReceiver(world, identifier, kind);
    for (const place of places) {
      this.crash(eventOf(name, 0, place), side, (w) => readPacket(w, side, queue, kind, place));
    }
  }

  private readAs(event: number, side: Side, queue: number, kind: number): void {
    this.change((w) => readPacket(w, side, queue, kind, -1));
    if (this.world.broken === -1) this.tell.step(event);
    else this.tell.violate(event, this.world.broken);
    this.world.s = this.current;
  }

  private crash(event: number, side: Side, act: (world: World) => void): void {
    this.change((w) => {
      act(w);
      if (side === "client") crashClient(w);
      else crashServer(w);
    });
    if (this.world.broken === -1) this.tell.fault(event);
    else this.tell.violate(event, this.world.broken);
    this.world.s = this.current;
  }

  private crashes(side: Side): boolean {
    return side === "client" ? this.world.setting.clientCrashes : this.world.setting.serverCrashes;
  }

  private step(name: StepName, act: (world: World) => void): void {
    this.change(act);
    if (this.world.broken === -1) this.tell.step(EVENTS[name]);
    else this.tell.violate(EVENTS[name], this.world.broken);
    this.world.s = this.current;
  }

  private fault(name: StepName, act: (world: World) => void): void {
    this.change(act);
    this.tell.fault(EVENTS[name]);
    this.world.s = this.current;
  }

  private change(act: (world: World) => void): void {
    this.next.set(this.current);
    this.world.s = this.next;
    this.world.broken = -1;
    act(this.world);
  }
}

function setServerNone(world: World): void {
  world.s[SERVER] = NONE;
}

function loseOlder(world: World): void {
  world.clear(world.layout.older);
}

function open(world: World, queue: number, from: "newest" | "older"): void {
  acceptConnect(world, from, world.shift(queue));
}

function readPacket(world: World, side: Side, queue: number, kind: number, crashAfter: number): void {
  if (queue === world.layout.older && world.s[SERVER] !== OLD) world.breaks("oldBytesEnd");
  const byte = world.shift(queue);
  if (world.setting.sender === side) onAcknowledgement(world, byte, kind, crashAfter);
  else onMessage(world, byte, kind, crashAfter);
}

const KINDS_OF_BYTE: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  const name = PACKETS[typeOf(byte)] ?? "";
  const refused = flagOf(byte) === 1 && typeOf(byte) !== P_PUBLISH ? `${name} refused` : name;
  return (KINDS as readonly string[]).indexOf(refused);
});

function kindOf(byte: number): number {
  return KINDS_OF_BYTE[byte] as number;
}

const NOTHING_LOST = invariantNumber("nothingLost");
const SEND_QUOTA = invariantNumber("sendQuota");

// Every message that was taken is settled, or a flow keeps it; and the quota counts what it must.
function check({ layout }: Setting, s: Uint8Array): number {
  let kept = 0;
  let counted = 0;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = layout.sender + identifier * SENDER_STRIDE;
    if (s[slot + S_STATE] === 0) continue;
    kept |= 1 << (s[slot + S_MESSAGE] as number);
    counted += s[slot + S_COUNTS] as number;
  }
  for (let message = 0; message < (s[NEXT] as number); message++) {
    const outcome = s[layout.message + message * MESSAGE_STRIDE + M_OUTCOME];
    if (outcome === PENDING && (kept & (1 << message)) === 0) return NOTHING_LOST;
  }
  const unacknowledged = s[UNACKNOWLEDGED] as number;
  return unacknowledged === counted && unacknowledged <= (s[SENDER_MAXIMUM] as number) ? -1 : SEND_QUOTA;
}

function isDone({ layout }: Setting, s: Uint8Array): boolean {
  if (s[NEXT] !== layout.messages) return false;
  for (let identifier = 0; identifier < layout.identifiers; identifier++) {
    const slot = layout.sender + identifier * SENDER_STRIDE;
    const held = layout.receiver + identifier * RECEIVER_STRIDE;
    if (s[slot + S_STATE] !== 0 || s[slot + S_STORED] !== 0) return false;
    if (s[held + R_STATE] !== 0 || s[held + R_STORED] !== 0) return false;
  }
  return true;
}
