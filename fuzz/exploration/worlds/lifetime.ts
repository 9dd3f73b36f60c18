// The broker itself, one client that comes and goes, and one that watches for its will: every order of connects, take-overs,
// farewells, cuts and seconds, held against what the standard says must come of it.

import type { PacketOf } from "../../../src/codec/index.ts";
import {
  applyToStore,
  type Broker,
  type BrokerEffect,
  type BrokerInput,
  createBroker,
  handle,
  type RecordStore,
  type TimerId,
} from "../../../src/models/index.ts";
import type { Invariant } from "../search.ts";
import { copied, keyOf } from "./copy.ts";
import {
  type Expectation,
  expectConnect,
  expectEnd,
  expectSecond,
  hasSession,
  NEVER,
  nothingExpected,
  type Wish,
} from "./expectation.ts";
import type { Act, World } from "./world.ts";

/** The broker as it is searched: a fault stands in for `handle`. */
export type Handle = (broker: Broker, input: BrokerInput) => readonly BrokerEffect[];

/** How much of it is searched. */
export interface LifetimeSizes {
  readonly expiries: readonly number[];
  readonly willDelays: readonly number[];
}

const LIFETIME_INVARIANTS = {
  willWhenDue: {
    text: "a will is published exactly when it is due, once, and never when it is not",
    cites: ["5.0/MQTT-3.1.2-8", "5.0/MQTT-3.1.2-10", "5.0/MQTT-3.1.3-9", "5.0/MQTT-3.14.4-3"],
  },
  sessionPresent: {
    text: "Session Present tells whether there is a session",
    cites: ["5.0/MQTT-3.2.2-2", "5.0/MQTT-3.2.2-3", "5.0/MQTT-3.1.2-4", "5.0/MQTT-3.1.2-5"],
  },
  takenOver: {
    text: "a connection that is taken over is told so and closed",
    cites: ["5.0/MQTT-3.1.4-3"],
  },
  silentAfterClose: { text: "nothing is sent on a connection that has been closed", cites: ["5.0/MQTT-3.14.4-1"] },
  noLongerThanItsTime: {
    text: "a session ends when its time is over, and not before",
    cites: ["5.0/MQTT-3.1.2-23", "5.0/MQTT-4.1.0-1", "5.0/MQTT-4.1.0-2"],
  },
  storeFollows: {
    text: "the store holds a session as long as it lives, and nothing of it afterwards",
    cites: ["5.0/MQTT-4.1.0-1"],
  },
} as const satisfies Readonly<Record<string, Invariant>>;

type Name = keyof typeof LIFETIME_INVARIANTS;

interface State {
  broker: Broker;
  atMs: number;
  /** Timers that run, with the time at which they are due. */
  dueAtMs: Map<TimerId, number>;
  /** The client's connection, as the client knows it. */
  connection: number | undefined;
  /** What was told of the last act. */
  wills: number;
  present: boolean | undefined;
  closedWith: number | undefined;
  stored: RecordStore;
  expected: Expectation;
  broken: Name | undefined;
}

const CLIENT = "traveller";
const WATCHER = 1;
const TOPIC = "news/traveller";

/** The world of one session and its will. */
export function lifetimeWorld(sizes: LifetimeSizes, handleInput: Handle = handle): World<State> {
  const broker = createBroker({ connectTimeoutMs: 0 });
  const shared = new Set<unknown>([broker.options]);
  const { expiries, willDelays } = sizes;
  return {
    name: `broker, session and will of one client: expiry ${list(expiries)} s, will delay ${list(willDelays)} s`,
    invariants: Object.values(LIFETIME_INVARIANTS),
    begin: () => begin(broker, handleInput),
    copy: (state) => copied(state, shared),
    key: (state) => keyOf({ ...state, atMs: 0, dueAtMs: timersLeft(state) }, state.atMs, shared),
    acts: (state) => actsOf(state, sizes, handleInput),
    broken: ({ broken }) => (broken === undefined ? undefined : LIFETIME_INVARIANTS[broken]),
    isDone: ({ expected }) => !hasSession(expected),
  };
}

function list(seconds: readonly number[]): string {
  return seconds.map((each) => (each === NEVER ? "for ever" : each)).join(", ");
}

function begin(broker: Broker, handleInput: Handle): State {
  const state: State = {
    broker,
    atMs: 0,
    dueAtMs: new Map(),
    connection: undefined,
    wills: 0,
    present: undefined,
    closedWith: undefined,
    stored: new Map(),
    expected: nothingExpected(),
    broken: undefined,
  };
  const told = (input: BrokerInput) => tell(state, handleInput, input);
  told({ type: "opened", atMs: 0, connection: WATCHER });
  told({
    type: "packet",
    atMs: 0,
    connection: WATCHER,
    packet: connectOf("watcher", { clean: true, expiry: 0, willDelay: undefined }),
  });
  const options = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const subscriptions = [{ topicFilter: TOPIC, ...options }] as const;
  told({
    type: "packet",
    atMs: 0,
    connection: WATCHER,
    packet: { type: "SUBSCRIBE", packetId: 1, properties: {}, subscriptions },
  });
  return state;
}

function actsOf(state: State, { expiries, willDelays }: LifetimeSizes, handleInput: Handle): readonly Act<State>[] {
  const acts: Act<State>[] = [];
  const add = (text: string, isFault: boolean, act: (state: State) => void): void => {
    acts.push({ text, isFault, act: (next) => run(next, act) });
  };
  for (const clean of [true, false]) {
    for (const expiry of expiries) {
      for (const willDelay of [undefined, ...willDelays]) {
        const wish = { clean, expiry, willDelay };
        add(wishText(wish), false, (next) => connect(next, handleInput, wish));
      }
    }
  }
  add("a second goes by", false, (next) => second(next, handleInput));
  if (state.connection === undefined) return acts;
  add("DISCONNECT 0x00", false, (next) => disconnect(next, handleInput, 0x00));
  add("DISCONNECT 0x04, with the will", false, (next) => disconnect(next, handleInput, 0x04));
  add("the connection fails", true, (next) => cut(next, handleInput));
  return acts;
}

function wishText({ clean, expiry, willDelay }: Wish): string {
  const will = willDelay === undefined ? "no will" : `a will after ${willDelay} s`;
  return `CONNECT with Clean Start ${clean ? 1 : 0}, expiry ${expiry} s, ${will}`;
}

// Runs one act, and lets what never will matter be the same in all states.
function run(state: State, act: (state: State) => void): void {
  state.wills = 0;
  state.present = undefined;
  state.closedWith = undefined;
  act(state);
  judge(state);
  state.wills = 0;
  state.present = undefined;
  state.closedWith = undefined;
  for (const connection of state.broker.connections.values()) connection.lastPacketAtMs = state.atMs;
}

function connect(state: State, handleInput: Handle, wish: Wish): void {
  const older = state.connection;
  const connection = older === 2 ? 3 : 2;
  state.connection = connection;
  const { wills, isPresent } = expectConnect(state.expected, wish);
  tell(state, handleInput, { type: "opened", atMs: state.atMs, connection });
  tell(state, handleInput, { type: "packet", atMs: state.atMs, connection, packet: connectOf(CLIENT, wish) }, older);
  if (state.wills !== wills) breaks(state, "willWhenDue");
  if (state.present !== isPresent) breaks(state, "sessionPresent");
  if (older !== undefined && state.closedWith !== 0x8e) breaks(state, "takenOver");
}

function disconnect(state: State, handleInput: Handle, reasonCode: 0x00 | 0x04): void {
  const connection = state.connection as number;
  const packet = { type: "DISCONNECT", reasonCode, properties: {} } as const;
  tell(state, handleInput, { type: "packet", atMs: state.atMs, connection, packet });
  state.connection = undefined;
  if (state.wills !== expectEnd(state.expected, reasonCode === 0x00 ? "farewell" : "cut")) breaks(state, "willWhenDue");
}

function cut(state: State, handleInput: Handle): void {
  tell(state, handleInput, { type: "closed", atMs: state.atMs, connection: state.connection as number });
  state.connection = undefined;
  if (state.wills !== expectEnd(state.expected, "cut")) breaks(state, "willWhenDue");
}

function second(state: State, handleInput: Handle): void {
  state.atMs += 1000;
  for (const [timer, dueAtMs] of [...state.dueAtMs].sort((left, right) => left[1] - right[1])) {
    if (dueAtMs > state.atMs || !state.dueAtMs.delete(timer)) continue;
    tell(state, handleInput, { type: "elapsed", atMs: state.atMs, timer });
  }
  if (state.wills !== expectSecond(state.expected)) breaks(state, "willWhenDue");
}

function timersLeft({ dueAtMs, atMs }: State): readonly string[] {
  return [...dueAtMs].map(([timer, due]) => `${timer} in ${due - atMs}`).sort();
}

function judge(state: State): void {
  const { broker, expected, stored } = state;
  if (broker.sessions.has(CLIENT) !== hasSession(expected)) breaks(state, "noLongerThanItsTime");
  const isDurable = (expected.connected?.expiry ?? 0) > 0 || expected.sessionLeft !== undefined;
  if (stored.has(`session/${CLIENT}`) !== isDurable) breaks(state, "storeFollows");
  const hasWill = (isDurable && expected.connected?.willDelay !== undefined) || expected.willLeft !== undefined;
  if (stored.has(`will/${CLIENT}`) !== hasWill) breaks(state, "storeFollows");
}

function breaks(state: State, name: Name): void {
  state.broken ??= name;
}

/** Tells the broker, and notes what it asks for. `older` is a connection that may be closed by this. */
function tell(state: State, handleInput: Handle, input: BrokerInput, older?: number): void {
  const closed = new Set<number>();
  for (const effect of handleInput(state.broker, input)) {
    switch (effect.type) {
      case "send":
        if (closed.has(effect.connection)) breaks(state, "silentAfterClose");
        hear(state, effect.connection, effect.packet, older);
        break;
      case "close":
        closed.add(effect.connection);
        if (effect.connection === state.connection) state.connection = undefined;
        break;
      case "startTimer":
        state.dueAtMs.set(effect.timer, input.atMs + effect.afterMs);
        break;
      case "stopTimer":
        state.dueAtMs.delete(effect.timer);
        break;
      case "store":
      case "erase":
        applyToStore(state.stored, effect);
        break;
    }
  }
  if (older !== undefined && !closed.has(older)) state.closedWith = undefined;
}

function hear(state: State, connection: number, packet: { readonly type: string }, older: number | undefined): void {
  if (packet.type === "PUBLISH" && connection === WATCHER) state.wills++;
  if (packet.type === "CONNACK" && connection === state.connection) {
    state.present = (packet as PacketOf<"CONNACK">).sessionPresent;
  }
  if (packet.type === "DISCONNECT" && connection === older) {
    state.closedWith = (packet as PacketOf<"DISCONNECT", "5.0">).reasonCode;
  }
}

function connectOf(clientId: string, { clean, expiry, willDelay }: Wish): PacketOf<"CONNECT", "5.0"> {
  const will = {
    topicName: TOPIC,
    payload: new Uint8Array([1]),
    qos: 0,
    retain: false,
    properties: { ...(willDelay && { willDelayInterval: willDelay }) },
  } as const;
  return {
    type: "CONNECT",
    version: "5.0",
    clientId,
    cleanStart: clean,
    keepAlive: 0,
    properties: { ...(expiry > 0 && { sessionExpiryInterval: expiry }) },
    ...(willDelay !== undefined && { will }),
  };
}
