// Brokers and clients that are wrong on purpose: `handle` and `handleClient`, each with one small thing changed around it.

import {
  type BrokerEffect,
  type BrokerInput,
  type Client,
  type ClientEffect,
  type ClientInput,
  handle,
  handleClient,
} from "../../../src/models/index.ts";
import type { Handle } from "./lifetime.ts";

/** One wrong broker. */
export interface BrokerFault {
  readonly name: string;
  readonly handle: Handle;
}

type Change = (effect: BrokerEffect) => readonly BrokerEffect[];

function effects(name: string, change: Change): BrokerFault {
  return { name: `broker ${name}`, handle: (broker, input) => handle(broker, input).flatMap(change) };
}

function inputs(name: string, change: (input: BrokerInput) => BrokerInput): BrokerFault {
  return { name: `broker ${name}`, handle: (broker, input) => handle(broker, change(input)) };
}

const isTimer = (effect: BrokerEffect, type: "startTimer" | "stopTimer", kind: string): boolean =>
  effect.type === type && effect.timer.startsWith(`${kind}/`);

/** All wrong brokers. */
export const BROKER_FAULTS: readonly BrokerFault[] = [
  inputs("publishes a will after a farewell", (input) => {
    if (input.type !== "packet" || input.packet.type !== "DISCONNECT") return input;
    return { type: "closed", atMs: input.atMs, connection: input.connection };
  }),
  inputs("takes DISCONNECT 0x04 for a farewell without a will", (input) => {
    if (input.type !== "packet" || input.packet.type !== "DISCONNECT") return input;
    return { ...input, packet: { type: "DISCONNECT", reasonCode: 0x00, properties: {} } };
  }),
  inputs("knows no Will Delay Interval", (input) => {
    if (input.type !== "packet" || input.packet.type !== "CONNECT" || input.packet.will === undefined) return input;
    return { ...input, packet: { ...input.packet, will: { ...input.packet.will, properties: {} } } as never };
  }),
  inputs("resumes a session that was to be clean", (input) => {
    if (input.type !== "packet" || input.packet.type !== "CONNECT") return input;
    return { ...input, packet: { ...input.packet, cleanStart: false } as never };
  }),
  inputs("resumes no session", (input) => {
    if (input.type !== "packet" || input.packet.type !== "CONNECT") return input;
    return { ...input, packet: { ...input.packet, cleanStart: true } as never };
  }),
  effects("forgets that a session expires", (effect) =>
    isTimer(effect, "startTimer", "sessionExpiry") ? [] : [effect],
  ),
  effects("lets a session expire a second too early", (effect) =>
    effect.type === "startTimer" && isTimer(effect, "startTimer", "sessionExpiry")
      ? [{ ...effect, afterMs: effect.afterMs - 1000 }]
      : [effect],
  ),
  effects("forgets that a will is due", (effect) => (isTimer(effect, "startTimer", "willDelay") ? [] : [effect])),
  effects("delays a will by a second too much", (effect) =>
    effect.type === "startTimer" && isTimer(effect, "startTimer", "willDelay")
      ? [{ ...effect, afterMs: effect.afterMs + 1000 }]
      : [effect],
  ),
  effects("always says that there is no session", (effect) =>
    effect.type === "send" && effect.packet.type === "CONNACK"
      ? [{ ...effect, packet: { ...effect.packet, sessionPresent: false } as never }]
      : [effect],
  ),
  effects("takes over without a word", (effect) =>
    effect.type === "send" && effect.packet.type === "DISCONNECT" ? [] : [effect],
  ),
  effects("leaves an ended session in its store", (effect) =>
    effect.type === "erase" && effect.key.kind === "session" ? [] : [effect],
  ),
  effects("does not store a will", (effect) =>
    effect.type === "store" && effect.record.kind === "will" ? [] : [effect],
  ),
  effects("publishes a will twice", (effect) =>
    effect.type === "send" && effect.packet.type === "PUBLISH" ? [effect, effect] : [effect],
  ),
];

/** Brokers that are wrong about what must outlive a crash. */
export const STORE_FAULTS: readonly BrokerFault[] = [
  effects("does not store what is on its way", (effect) =>
    effect.type === "store" && effect.record.kind === "outbound" ? [] : [effect],
  ),
  effects("does not store what it has taken", (effect) =>
    effect.type === "store" && effect.record.kind === "inbound" ? [] : [effect],
  ),
  effects("does not store that PUBREC has come", (effect) =>
    effect.type === "store" && effect.record.kind === "outbound" && effect.record.message === undefined ? [] : [effect],
  ),
  effects("does not store its subscriptions", (effect) =>
    effect.type === "store" && effect.record.kind === "subscription" ? [] : [effect],
  ),
  effects("leaves in its store what it has released", (effect) =>
    effect.type === "erase" && effect.key.kind === "inbound" ? [] : [effect],
  ),
];

/** One wrong client. */
export interface ClientFault {
  readonly name: string;
  readonly handleClient: typeof handleClient;
}

function client(
  name: string,
  change: (effects: readonly ClientEffect[], client: Client, input: ClientInput) => readonly ClientEffect[],
): ClientFault {
  return {
    name: `client ${name}`,
    handleClient: (model, input) => change(handleClient(model, input), model, input),
  };
}

/** All wrong clients. */
export const CLIENT_FAULTS: readonly ClientFault[] = [
  client("forgets what it holds when the network fails", (effects, { session }, input) => {
    if (input.type === "closed") session.inbound.clear();
    return effects;
  }),
  client("forgets what it has sent when the network fails", (effects, { session }, input) => {
    if (input.type === "closed") session.outbound.clear();
    return effects;
  }),
  client("delivers a repeated message again", (effects, _, input) => {
    const isRepeat = input.type === "packet" && input.packet.type === "PUBLISH" && input.packet.dup;
    if (!isRepeat || effects.some(({ type }) => type === "deliver")) return effects;
    return [{ type: "deliver", message: input.packet as never }, ...effects];
  }),
  client("does not answer PUBREL", (effects) =>
    effects.filter((effect) => effect.type !== "send" || effect.packet.type !== "PUBCOMP"),
  ),
  client("starts every session anew", (effects) =>
    effects.map((effect) =>
      effect.type === "send" && effect.packet.type === "CONNECT"
        ? { ...effect, packet: { ...effect.packet, cleanStart: true } as never }
        : effect,
    ),
  ),
  client("calls a message done when it is sent", (effects) => effects.flatMap(doneWhenSent)),
];

/** Clients that are wrong about what must outlive a crash. */
export const CLIENT_STORE_FAULTS: readonly ClientFault[] = [
  client("does not store what it sends", (effects) =>
    effects.filter((effect) => effect.type !== "store" || effect.record.kind !== "outbound"),
  ),
  client("does not store what it holds", (effects) =>
    effects.filter((effect) => effect.type !== "store" || effect.record.kind !== "inbound"),
  ),
];

function doneWhenSent(effect: ClientEffect): readonly ClientEffect[] {
  if (effect.type === "completed") return [];
  if (effect.type !== "send" || effect.packet.type !== "PUBLISH" || effect.packet.dup) return [effect];
  return [{ type: "completed", token: effect.packet.payload[0] as number, packet: undefined }, effect];
}
