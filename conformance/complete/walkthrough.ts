// Plays one word of a complete suite: does what the client does, and holds each answer against that of the machine.

import type { RequirementId, Version } from "../../spec/index.ts";
import type { Packet } from "../../src/codec/index.ts";
import type { ConnectDraft } from "../case.ts";
import { ask, type Context, stop } from "../context.ts";
import type { Draft } from "../draft.ts";
import type { Script } from "../script.ts";
import { openWire, sendOn, take, type Wire } from "../wire.ts";
import { type Answer, connackName, type Due, END, publishName, WITH_DUP } from "./answer.ts";
import type { Mealy, Word } from "./mealy.ts";
import type { Input } from "./model.ts";

/** Identifiers of the client's own messages at QoS 2 and 1, and of its subscriptions. */
const ID = { 2: 1, 1: 2, subscribe: 3 } as const;

/** What a client is in the middle of. */
interface Client {
  readonly context: Context;
  readonly clientId: string;
  readonly topicName: string;
  wire: Wire | undefined;
  /** The Packet Identifier of the message that came last. */
  packetId: number;
  /** What must come next. */
  due: readonly string[];
}

/** Plays a word; ends the case where an answer differs. `name` keeps its client and its topic apart from those of others. */
export function* walkThrough(
  context: Context,
  machine: Mealy<Input, Answer>,
  word: Word<Input>,
  name: string,
): Script<void> {
  yield* ask(context, { type: "forget" });
  const { clientPrefix, topicPrefix } = context.options;
  const client: Client = {
    context,
    clientId: `${clientPrefix}${name}`,
    topicName: `${topicPrefix}/${name}`,
    wire: undefined,
    packetId: 0,
    due: [],
  };
  let state = machine.initial;
  for (const [i, input] of word.entries()) {
    const arrow = machine.states.get(state)?.get(input);
    if (arrow === undefined) return stop("error", { reason: `the machine knows no ${input} in ${state}` });
    client.due = arrow.output.due.map(({ packet }) => packet);
    const observed = yield* perform(client, input);
    judge(arrow.output, observed, word.slice(0, i + 1), context.options.version);
    state = arrow.to;
  }
}

function judge({ due, nothingElse }: Answer, observed: readonly string[], word: Word<Input>, version: Version): void {
  const rest = [...observed];
  const missing = due.filter(({ packet }) => {
    const at = rest.indexOf(packet);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && rest.length === 0) return;
  const breach = dupRule(missing[0], rest, version) ?? missing[0]?.cites[0] ?? nothingElse[0];
  stop("fail", {
    ...(breach !== undefined && { breach }),
    expected: `after ${word.join(", ")}: ${due.map(({ packet }) => packet).join(", ") || "nothing"}`,
    observed: observed.join(", ") || "nothing",
  });
}

/** The sentence on DUP, where a message came with the other flag. */
function dupRule(missing: Due | undefined, rest: readonly string[], version: Version): RequirementId | undefined {
  if (missing === undefined) return undefined;
  if (rest.includes(`${missing.packet}${WITH_DUP}`)) return `${version}/MQTT-3.3.1-3`;
  if (missing.packet.endsWith(WITH_DUP) && rest.includes(missing.packet.slice(0, -WITH_DUP.length)))
    return `${version}/MQTT-3.3.1-1`;
  return undefined;
}

/** Does it, and gives what came of it, up to the barrier. */
function* perform(client: Client, input: Input): Script<readonly string[]> {
  const { topicName, packetId } = client;
  switch (input) {
    case "begin":
    case "begin briefly":
    case "resume":
    case "visit":
      return yield* connect(client, input);
    case "begin anew":
    case "take over": {
      const old = client.wire;
      const answers = yield* connect(client, input === "begin anew" ? "begin" : "resume");
      return old !== undefined && (yield* isClosed(old)) ? [...answers, END] : answers;
    }
    case "subscribe":
      return yield* exchange(client, {
        type: "SUBSCRIBE",
        packetId: ID.subscribe,
        subscriptions: [{ topicFilter: topicName, qos: 2 }],
      });
    case "unsubscribe":
      return yield* exchange(client, { type: "UNSUBSCRIBE", packetId: ID.subscribe, topicFilters: [topicName] });
    case "publish":
    case "repeat":
      return yield* exchange(client, { ...message(client, 2), dup: input === "repeat" });
    case "publish once":
      return yield* exchange(client, message(client, 1));
    case "release":
      return yield* exchange(client, { type: "PUBREL", packetId: ID[2] });
    case "acknowledge":
      return yield* exchange(client, { type: "PUBACK", packetId });
    case "received":
      return yield* exchange(client, { type: "PUBREC", packetId });
    case "completed":
      return yield* exchange(client, { type: "PUBCOMP", packetId });
    case "leave":
      return yield* leave(client, { type: "DISCONNECT" });
    case "leave for good":
      return yield* leave(client, { type: "DISCONNECT", properties: { sessionExpiryInterval: 0 } });
    case "lose":
      return yield* leave(client);
  }
}

function message({ topicName }: Client, qos: 1 | 2) {
  return { type: "PUBLISH", topicName, payload: "x", qos, packetId: ID[qos] } as const;
}

function connectDraft(
  { context, clientId }: Client,
  input: "begin" | "begin briefly" | "resume" | "visit",
): ConnectDraft {
  const { version, credentials } = context.options;
  const { userName, password } = credentials;
  const isKept = input === "begin" || input === "resume";
  return {
    type: "CONNECT",
    clientId,
    clean: input.startsWith("begin"),
    keepAlive: 0,
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password }),
    ...(version === "5.0" && isKept && { properties: { sessionExpiryInterval: 300 } }),
  };
}

function* connect(client: Client, input: "begin" | "begin briefly" | "resume" | "visit"): Script<readonly string[]> {
  const wire = yield* openWire(client.context, client.context.options.version, false);
  client.wire = wire;
  yield* sendOn(wire, [connectDraft(client, input)]);
  const isAnswered = yield* until(wire, () => has(wire, "CONNACK"));
  return isAnswered === "yes" ? yield* exchange(client) : namesOf(client, wire);
}

/**
 * Sends packets and a PINGREQ, and gives all that comes up to its PINGRESP. A target that answers PINGREQ before it has done
 * with what came earlier is waited for where something is due.
 */
function* exchange(client: Client, ...packets: readonly Draft[]): Script<readonly string[]> {
  const { wire } = client;
  if (wire === undefined) return stop("error", { reason: "the client is not connected" });
  yield* sendOn(wire, [...packets, { type: "PINGREQ" }]);
  const came = yield* until(wire, () => has(wire, "PINGRESP") && isDecided(wire, client.due));
  if (came === "silence" && !has(wire, "PINGRESP"))
    stop("inconclusive", { reason: "neither PINGRESP nor a close came" });
  return namesOf(client, wire);
}

/** Waits until something holds, the target has closed, or nothing comes any more. */
function* until(wire: Wire, holds: () => boolean): Script<"yes" | "ended" | "silence"> {
  const untilMs = patience(wire.context);
  while (!holds()) {
    const came = yield* take(wire, untilMs);
    if (came !== "packet") return came;
  }
  return "yes";
}

function has(wire: Wire, type: Packet["type"]): boolean {
  return wire.inbox.some(({ packet }) => packet.type === type);
}

/** Whether all that is due on a connection has come on it, or something that is not: then it is no use to wait. */
function isDecided(wire: Wire, due: readonly string[]): boolean {
  const rest = due.filter((name) => name !== END);
  for (const { packet } of wire.inbox) {
    if (packet.type === "PINGRESP") continue;
    const at = rest.indexOf(nameOf(packet));
    if (at < 0) return true;
    rest.splice(at, 1);
  }
  return rest.length === 0;
}

/** Ends the connection, and waits until the target has closed its side too: then it knows. */
function* leave(client: Client, disconnect?: Draft): Script<readonly string[]> {
  const { wire } = client;
  if (wire === undefined) return [];
  client.wire = undefined;
  if (disconnect !== undefined) yield* sendOn(wire, [disconnect]);
  yield* ask(wire.context, { type: "close", connection: wire.number });
  yield* isClosed(wire);
  return namesOf(client, wire).filter((name) => name !== CLOSED);
}

function* isClosed(wire: Wire): Script<boolean> {
  const untilMs = patience(wire.context);
  for (;;) {
    const came = yield* take(wire, untilMs);
    if (came !== "packet") return came === "ended";
  }
}

function patience({ nowMs, options }: Context): number {
  return nowMs + options.deadlineMs + options.graceMs;
}

const CLOSED = "the connection is closed";

/** What has come, in the words of the machine. */
function namesOf(client: Client, wire: Wire): readonly string[] {
  const packets = wire.inbox.splice(0).map(({ packet }) => packet);
  for (const packet of packets) {
    if (packet.type === "PUBLISH" && packet.qos !== 0) client.packetId = packet.packetId;
  }
  const names = packets.filter(({ type }) => type !== "PINGRESP").map(nameOf);
  return wire.ended === undefined ? names : [...names, CLOSED];
}

function nameOf(packet: Packet): string {
  switch (packet.type) {
    case "CONNACK": {
      const code = "returnCode" in packet ? packet.returnCode : packet.reasonCode;
      return code === 0 ? connackName(packet.sessionPresent) : `CONNACK, refused with ${code}`;
    }
    case "PUBLISH":
      return publishName(packet.qos, packet.dup);
    case "PUBACK":
    case "PUBREC":
      return "reasonCode" in packet && packet.reasonCode >= 0x80
        ? `${packet.type}, refused with ${packet.reasonCode}`
        : packet.type;
    default:
      return packet.type;
  }
}
