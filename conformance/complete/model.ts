// What a broker is to one client that publishes to itself: the machines of the session, of its subscription and of both halves
// of QoS 1 and 2, run side by side. (5.0 §3.1.2.4, §4.1, §4.3, §4.4; 3.1.1 §3.1.2.4, §4.1, §4.3, §4.4)

import { type RequirementId, type Version, versionOf } from "../../spec/index.ts";
import {
  type AnyStateMachine,
  citesOf,
  qos1Receiver,
  qos1Sender,
  qos2Receiver,
  qos2ReceiverMethodA,
  qos2Sender,
  sessionMachine,
  step,
  subscriptionMachine,
} from "../../src/models/index.ts";
import { type Answer, connackName, type Due, END, keyOf, publishName } from "./answer.ts";
import type { Arrow, Mealy } from "./mealy.ts";

/** What the client does. */
export type Input =
  /** CONNECT with a clean start; in 3.1.1 its session ends with the connection. */
  | "begin"
  /** The same in 5.0, with a session that ends with the connection. */
  | "begin briefly"
  /** CONNECT that takes up the session, and wants it kept afterwards. */
  | "resume"
  /** The same, but the session is to end with the connection; in 3.1.1 there is no such CONNECT. */
  | "visit"
  /** The two first ones, while another connection is open, which is closed for it. */
  | "begin anew"
  | "take over"
  | "subscribe"
  | "unsubscribe"
  /** PUBLISH at QoS 2 to the topic that it may have subscribed to. */
  | "publish"
  /** The same with DUP. */
  | "repeat"
  | "release"
  /** PUBLISH at QoS 1. */
  | "publish once"
  /** PUBACK for the message that has come. */
  | "acknowledge"
  /** PUBREC, and PUBCOMP, for the message that has come. */
  | "received"
  | "completed"
  /** DISCONNECT. */
  | "leave"
  /** DISCONNECT that lets the session end; in 3.1.1 there is none. */
  | "leave for good"
  /** The connection ends without DISCONNECT. */
  | "lose";

/** How the broker hands a message of QoS 2 onward. */
export type Onward = "on PUBLISH" | "on PUBREL";

interface State {
  readonly isUp: boolean;
  /** Whether the session outlives its connection. */
  readonly isKept: boolean;
  readonly session: string;
  readonly subscription: string;
  /** The message that the client publishes. */
  readonly inward: string;
  /** The message that comes back, and its QoS. */
  readonly outward: string;
  readonly outwardQos: 1 | 2;
}

const NEW: State = {
  isUp: false,
  isKept: false,
  session: "absent",
  subscription: "absent",
  inward: "idle",
  outward: "idle",
  outwardQos: 2,
};

type Row = readonly [next: State, answer: Answer];

/** The machine of one version. */
export function sessionModel(version: Version, onward: Onward): Mealy<Input, Answer> {
  const states = new Map<string, Map<Input, Arrow<Answer>>>();
  const reached: State[] = [NEW];
  for (const state of reached) {
    const row = new Map<Input, Arrow<Answer>>();
    states.set(nameOf(state), row);
    for (const input of INPUTS) {
      const made = answer(state, input, version, onward);
      if (made === undefined) continue;
      const [next, output] = made;
      row.set(input, { to: nameOf(next), output: ofVersion(output, version) });
      if (!reached.some((one) => nameOf(one) === nameOf(next))) reached.push(next);
    }
  }
  return { initial: nameOf(NEW), states, lookOf: (name) => name.split(",")[0] ?? "", keyOf };
}

const INPUTS: readonly Input[] = [
  "begin",
  "begin briefly",
  "resume",
  "visit",
  "begin anew",
  "take over",
  "subscribe",
  "unsubscribe",
  "publish",
  "repeat",
  "release",
  "publish once",
  "acknowledge",
  "received",
  "completed",
  "leave",
  "leave for good",
  "lose",
];

const NOTHING: Answer = { due: [], nothingElse: [] };

/** What a broker does; undefined where the input makes no sense, or leaves it free. */
function answer(state: State, input: Input, version: Version, onward: Onward): Row | undefined {
  const { isUp, subscription, inward, outward } = state;
  const receiver = onward === "on PUBLISH" ? qos2Receiver : qos2ReceiverMethodA;
  switch (input) {
    case "begin":
      return isUp ? undefined : connect(cleared(state), version === "5.0");
    case "begin briefly":
      return isUp || version === "3.1.1" ? undefined : connect(cleared(state), false);
    case "resume":
      return isUp ? undefined : connect(state, true);
    case "visit":
      return isUp || version === "3.1.1" ? undefined : connect(state, false);
    // A session that ends with its connection may be gone before its client takes it over, or not.
    case "begin anew":
    case "take over": {
      if (!isUp || !state.isKept) return undefined;
      const [away] = left(state, true);
      const [next, { due }] = input === "begin anew" ? connect(cleared(away), version === "5.0") : connect(away, true);
      return [next, { due: [...due, OLD_IS_CLOSED], nothingElse: [] }];
    }
    case "leave":
    case "lose":
      return isUp ? left(state, state.isKept) : undefined;
    case "leave for good":
      return isUp && state.isKept && version === "5.0" ? left(state, false) : undefined;
    case "subscribe":
    case "unsubscribe": {
      // For whom a message is that came before and is handed onward later is the broker's matter.
      if (!isUp || (inward !== "idle" && onward === "on PUBREL")) return undefined;
      const kind = input === "subscribe" ? "SUBSCRIBE, retained always" : "UNSUBSCRIBE";
      const [next] = step(subscriptionMachine, subscription, { type: kind });
      const packet = input === "subscribe" ? "SUBACK" : "UNSUBACK";
      const cites: readonly RequirementId[] =
        input === "subscribe"
          ? ["5.0/MQTT-3.8.4-1", "3.1.1/MQTT-3.8.4-1"]
          : ["5.0/MQTT-3.10.4-4", "3.1.1/MQTT-3.10.4-4"];
      const nothingElse = citesOf(subscriptionMachine, subscription, kind);
      return [
        { ...state, subscription: next },
        { due: [{ packet, cites }], nothingElse },
      ];
    }
    // One message at a time in each direction: the client does not confuse itself.
    case "publish":
      return isUp && inward === "idle" && outward === "idle" ? passed(state, receiver, "PUBLISH", 2) : undefined;
    case "repeat":
      return isUp && (inward === "held" || outward === "idle") ? passed(state, receiver, "PUBLISH", 2) : undefined;
    case "release":
      return isUp ? passed(state, receiver, "PUBREL", 2) : undefined;
    case "publish once":
      return isUp && inward === "idle" && outward === "idle" ? passed(state, qos1Receiver, "PUBLISH", 1) : undefined;
    case "acknowledge":
      return isUp && outward === "awaitingPuback" ? acknowledged(state, "PUBACK") : undefined;
    case "received":
      return isUp && outward === "awaitingPubrec" ? acknowledged(state, "PUBREC") : undefined;
    case "completed":
      return isUp && outward === "awaitingPubcomp" ? acknowledged(state, "PUBCOMP") : undefined;
  }
}

/** The session is ended before the CONNECT that wants a clean one. */
function cleared(state: State): State {
  const [session] = step(sessionMachine, state.session, { type: "cleanStart" });
  return session === "absent" ? { ...NEW, session } : { ...state, session };
}

function connect(state: State, isKept: boolean): Row {
  const isThere = state.session !== "absent";
  const cites = citesOf(sessionMachine, state.session, "connected");
  const [session] = step(sessionMachine, state.session, { type: "connected" });
  const connack = { packet: connackName(isThere), cites };
  const sender = senderOf(state);
  const resumed = citesOf(sender, state.outward, "resume");
  const [, effects] = step(sender, state.outward, { type: "resume" });
  const again = effects.flatMap((effect) =>
    effect.type === "send" ? [{ packet: packetOf(effect, state.outwardQos), cites: resumed }] : [],
  );
  return [
    { ...state, isUp: true, isKept, session },
    { due: [connack, ...again], nothingElse: resumed },
  ];
}

function left(state: State, isKept: boolean): Row {
  const [session] = step(sessionMachine, state.session, { type: isKept ? "left, for ever" : "left, and over" });
  return [session === "absent" ? NEW : { ...state, isUp: false, session }, NOTHING];
}

/** The half of a message that comes in, and what it sets going. */
function passed(state: State, receiver: AnyStateMachine, type: "PUBLISH" | "PUBREL", qos: 1 | 2): Row {
  const cites = citesOf(receiver, state.inward, type);
  const [inward, effects] = step(receiver, state.inward, { type });
  let next: State = { ...state, inward };
  const due: Due[] = [];
  for (const effect of effects) {
    if (effect.type === "send") due.push({ packet: packetOf(effect), cites });
    if (effect.type !== "deliver" || state.subscription === "absent") continue;
    const [outward, sent] = step(SENDERS[qos], state.outward, { type: "submit" });
    next = { ...next, outward, outwardQos: qos };
    for (const one of sent) if (one.type === "send") due.push({ packet: packetOf(one, qos), cites: ROUTED });
  }
  const isUnasked = state.subscription === "absent" && effects.some((effect) => effect.type === "deliver");
  return [next, { due, nothingElse: isUnasked ? [...UNSUBSCRIBED, ...cites] : cites }];
}

const SENDERS = { 1: qos1Sender, 2: qos2Sender } as const;

function senderOf({ outwardQos }: State): AnyStateMachine {
  return SENDERS[outwardQos];
}

const OLD_IS_CLOSED: Due = {
  packet: END,
  cites: ["5.0/MQTT-3.1.4-3", "3.1.1/MQTT-3.1.4-2"],
};
const ROUTED: readonly RequirementId[] = ["5.0/MQTT-3.3.4-2", "3.1.1/MQTT-3.3.5-1"];
const UNSUBSCRIBED: readonly RequirementId[] = ["5.0/MQTT-3.10.4-2", "3.1.1/MQTT-3.10.4-2"];

/** The half of a message that goes out. */
function acknowledged(state: State, type: "PUBACK" | "PUBREC" | "PUBCOMP"): Row {
  const sender = senderOf(state);
  const cites = citesOf(sender, state.outward, type);
  const [outward, effects] = step(sender, state.outward, { type });
  const due = effects.flatMap((effect) => (effect.type === "send" ? [{ packet: packetOf(effect), cites }] : []));
  return [
    { ...state, outward },
    { due, nothingElse: cites },
  ];
}

function packetOf(effect: { readonly packet: string; readonly dup?: boolean }, qos?: 1 | 2): string {
  return effect.dup === undefined ? effect.packet : publishName(qos ?? 2, effect.dup);
}

function ofVersion({ due, nothingElse }: Answer, version: Version): Answer {
  const own = (ids: readonly RequirementId[]): readonly RequirementId[] =>
    ids.filter((id) => versionOf(id) === version);
  return { due: due.map(({ packet, cites }) => ({ packet, cites: own(cites) })), nothingElse: own(nothingElse) };
}

/** `up, kept, subscribed, inward held`: what a state is, in words. */
function nameOf({ isUp, isKept, session, subscription, inward, outward }: State): string {
  const words = [
    isUp ? "connected" : "away",
    session === "absent" ? "no session" : isUp ? (isKept ? "session kept" : "session brief") : "session kept",
    ...(subscription === "absent" ? [] : ["subscribed"]),
    ...(inward === "idle" ? [] : [`inward ${inward}`]),
    ...(outward === "idle" ? [] : [`outward ${outward}`]),
  ];
  return words.join(", ");
}
