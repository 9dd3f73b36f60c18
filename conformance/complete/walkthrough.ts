// Plays one word of a complete suite: does what the client does, and holds each answer against that of the machine.

import type { Packet } from "../../src/codec/index.ts";
import type { ConnectDraft } from "../case.ts";
import { ask, type Context, stop } from "../context.ts";
import type { Draft } from "../draft.ts";
import type { Script } from "../script.ts";
import { openWire, sendOn, take, type Wire } from "../wire.ts";
import { type Answer, connackName, END, publishName } from "./answer.ts";
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
  };
  let state = machine.initial;
  for (const [i, input] of word.entries()) {
    const arrow = machine.states.get(state)?.get(input);
    if (arrow === undefined) return stop("error", { reason: `the machine knows no ${input} in ${state}` });
    const observed = yield* perform(client, input);
    judge(arrow.output, observed, word.slice(0, i + 1));
    state = arrow.to;
  }
}

function judge({ due, nothingElse }: Answer, observed: readonly string[], word: Word<Input>): void {
  const rest = [...observed];
  const missing = due.filter(({ packet }) => {
    const at = rest.indexOf(packet);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
  if (missing.length === 0 && rest.length === 0) return;
  const breach = missing[0]?.cites[0] ?? nothingElse[0];
  stop("fail", {
    ...(breach !== undefined && { breach }),
    expected: `after ${word.join(", ")}: ${due.map(({ packet }) => packet).join(", ") || "nothing"}`,
    observed: observed.join(", ") || "nothing",
  });
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
  if (!(yield* until(wire, "CONNACK"))) return namesOf(client, wire);
  return yield* exchange(client);
}

/** Sends packets and a PINGREQ, and gives all that comes up to its PINGRESP. */
function* exchange(client: Client, ...packets: readonly Draft[]): Script<readonly string[]> {
  const { wire } = client;
  if (wire === undefined) return stop("error", { reason: "the client is not connected" });
  yield* sendOn(wire, [...packets, { type: "PINGREQ" }]);
  yield* until(wire, "PINGRESP");
  return namesOf(client, wire);
}

/** Waits until a packet of this type has come; false where the target has closed instead. */
function* until(wire: Wire, type: Packet["type"]): Script<boolean> {
  const untilMs = patience(wire.context);
  while (!wire.inbox.some(({ packet }) => packet.type === type)) {
    const came = yield* take(wire, untilMs);
    if (came === "ended") return false;
    if (came === "silence") stop("inconclusive", { reason: `neither ${type} nor a close came` });
  }
  return true;
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
  const names = packets.filter(({ type }) => type !== "PINGRESP").map((packet) => nameOf(client, packet));
  return wire.ended === undefined ? names : [...names, CLOSED];
}

function nameOf(client: Client, packet: Packet): string {
  switch (packet.type) {
    case "CONNACK": {
      const code = "returnCode" in packet ? packet.returnCode : packet.reasonCode;
      return code === 0 ? connackName(packet.sessionPresent) : `CONNACK, refused with ${code}`;
    }
    case "PUBLISH":
      client.packetId = packet.qos === 0 ? 0 : packet.packetId;
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
