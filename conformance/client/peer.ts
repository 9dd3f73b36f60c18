// One connection of a client as a script sees it, which is the server: what is sent and comes, and the exchanges that prepare a case.

import type { Packet } from "../../src/codec/index.ts";
import { ask, type Context, controlArm, move, stop } from "../context.ts";
import { describe } from "../describe.ts";
import { type Fields, matches, type Seen, sayFields } from "../fields.ts";
import type { Script } from "../script.ts";
import { bytesOn, closedOn, createWire, endOn, expectOn, nextOn, sendOn, take, type Wire } from "../wire.ts";
import type { ClientMessage, Connack, Delivery, Peer } from "./case.ts";
import type { Answer, Command, PublishSettings, SubscriptionSettings } from "./command.ts";
import { clientJudge } from "./duties.ts";

/** Identifiers of the messages by which we learn that all before them has been read. */
const FIRST_BARRIER = 60_000;

/** Waits for the next network connection of the client. */
export function* acceptPeer(context: Context, raw: boolean, withinMs: number): Script<ClientWire> {
  const { version } = context.options;
  const outcome = yield* ask(context, { type: "open", version, raw, untilMs: context.nowMs + withinMs });
  if (outcome.kind !== "opened") {
    const observed = outcome.kind === "unreachable" ? outcome.reason : outcome.kind;
    return stop("fail", { expected: "the client opens a network connection", observed });
  }
  return clientWireOf(context, outcome.connection, raw);
}

/** A connection of the client's that has come about. */
export function clientWireOf(context: Context, number: number, raw = false): ClientWire {
  const { version } = context.options;
  const wire = createWire(context, number, version, raw, clientJudge(version));
  wire.lastPacketId = 0;
  return { wire, connect: undefined, barriers: 0, isSubscriber: false };
}

/** A connection of the client's, with what the toolkit knows of it. */
export interface ClientWire {
  readonly wire: Wire;
  connect: Seen<"CONNECT"> | undefined;
  barriers: number;
  /** Whether it subscribes of its own accord as soon as it is let in. */
  isSubscriber: boolean;
}

/** The connection that a script sees. */
export function peerOf(client: ClientWire): Peer {
  const { wire } = client;
  const { context } = wire;
  const own = <T>(name: string, body: () => Script<T>): Script<T> => move(context, name, body);
  const arm = <T>(name: string, body: () => Script<T>): Script<T> => own(name, () => controlArm(name, body));
  return {
    version: wire.version,
    get connect() {
      return client.connect ?? stop("error", { reason: "the case asks for a CONNECT that has not come" });
    },
    send: (...what) => own("send", () => sendOn(wire, what)),
    expect: (type, fields, options) => own("expect", () => expectOn(wire, type, fields, options?.within)),
    next: (options) => own("next", () => nextOn(wire, options?.within)),
    expectBytes: (words, isEnough) => own("expectBytes", () => bytesOn(wire, words, isEnough)),
    expectClosed: (options) => own("expectClosed", () => closedOn(wire, options?.within)),
    expectNothing: (type, fields) => own("expectNothing", () => nothing(client, type, fields)),
    barrier: () => own("barrier", () => barrier(client)),
    settle: () => own("settle", () => settle(client, true)),
    received: <T extends Packet["type"]>(type: T) =>
      wire.inbox.map(({ packet }) => packet).filter((packet): packet is Seen<T> => packet.type === type),
    packetId: () => (wire.lastPacketId += 1),
    close: () => own("close", () => endOn(wire, "close")),
    abort: () => own("abort", () => endOn(wire, "abort")),
    accept: (connack) => arm("accept", () => acceptConnect(client, connack)),
    subscribes: (...subscriptions) => arm("subscribe", () => subscribes(wire, subscriptions)),
    publishes: (message) => arm("publish", () => publishes(wire, message)),
    acknowledge: (publish) => arm("acknowledge", () => acknowledge(wire, publish)),
    deliver: (delivery) => arm("deliver", () => deliver(wire, delivery)),
  };
}

/** CONNACK; and where the client is a program that subscribes at once, that too. */
export function* acceptConnect(client: ClientWire, connack: Connack = {}): Script<void> {
  const { wire } = client;
  yield* sendOn(wire, [{ type: "CONNACK", ...connack }]);
  if (client.isSubscriber && (connack.reasonCode ?? 0) === 0) yield* grant(wire);
}

function* grant(wire: Wire): Script<Seen<"SUBSCRIBE">> {
  const subscribe = yield* expectOn(wire, "SUBSCRIBE");
  const asked: readonly { readonly qos: number }[] = subscribe.subscriptions;
  const reasonCodes = asked.map(({ qos }) => qos);
  yield* sendOn(wire, [{ type: "SUBACK", packetId: subscribe.packetId, reasonCodes }]);
  return subscribe;
}

function* subscribes(wire: Wire, subscriptions: readonly SubscriptionSettings[]): Script<Seen<"SUBSCRIBE">> {
  yield* told(wire.context, { verb: "subscribe", subscriptions });
  return yield* grant(wire);
}

function* publishes(wire: Wire, message: ClientMessage = {}): Script<Seen<"PUBLISH">> {
  yield* told(wire.context, { verb: "publish", ...messageOf(wire.context, message) });
  return yield* expectOn(wire, "PUBLISH");
}

/** A message with what the case leaves out. */
export function messageOf({ options }: Context, message: ClientMessage): PublishSettings {
  return { topicName: `${options.topicPrefix}/m`, payload: "message", qos: 0, retain: false, ...message };
}

function* acknowledge(wire: Wire, { qos, packetId }: Seen<"PUBLISH">): Script<void> {
  if (qos === 0 || packetId === undefined) return;
  yield* sendOn(wire, [{ type: qos === 1 ? "PUBACK" : "PUBREC", packetId }]);
  if (qos === 1) return;
  yield* expectOn(wire, "PUBREL", { packetId });
  yield* sendOn(wire, [{ type: "PUBCOMP", packetId }]);
}

function* deliver(wire: Wire, delivery: Delivery = {}): Script<number> {
  const { topicName = `${wire.context.options.topicPrefix}/m`, payload = "message", qos = 0, ...more } = delivery;
  const message = { type: "PUBLISH", topicName, payload, qos, ...more } as const;
  if (qos === 0) {
    yield* sendOn(wire, [message]);
    return 0;
  }
  wire.lastPacketId += 1;
  const packetId = wire.lastPacketId;
  yield* sendOn(wire, [{ ...message, packetId }]);
  yield* expectOn(wire, qos === 1 ? "PUBACK" : "PUBREC", { packetId });
  if (qos === 1) return packetId;
  yield* sendOn(wire, [{ type: "PUBREL", packetId }]);
  yield* expectOn(wire, "PUBCOMP", { packetId });
  return packetId;
}

/** A message of QoS 1 and its PUBACK. */
function* barrier(client: ClientWire): Script<void> {
  const { wire } = client;
  client.barriers += 1;
  const packetId = FIRST_BARRIER + client.barriers;
  yield* sendOn(wire, [{ type: "PUBLISH", topicName: wire.sentinelTopic, payload: "", qos: 1, packetId }]);
  yield* expectOn(wire, "PUBACK", { packetId });
}

/** Reads until the client has answered a message of QoS 1, or has left as clients do, or, where `orClosed`, has closed in any way. */
function* settle(client: ClientWire, orClosed: boolean): Script<void> {
  const { wire } = client;
  client.barriers += 1;
  const packetId = FIRST_BARRIER + client.barriers;
  yield* sendOn(wire, [{ type: "PUBLISH", topicName: wire.sentinelTopic, payload: "", qos: 1, packetId }]);
  const { deadlineMs, graceMs } = wire.context.options;
  const untilMs = wire.context.nowMs + deadlineMs + graceMs;
  const isAnswered = (): boolean =>
    wire.inbox.some(({ packet }) => packet.type === "PUBACK" && packet.packetId === packetId);
  while (!isAnswered()) {
    const came = yield* take(wire, untilMs);
    if (came === "ended") {
      const hasLeft = wire.inbox.some(({ packet }) => packet.type === "DISCONNECT");
      if (hasLeft || orClosed) return;
      stop("fail", { expected: "PUBACK", observed: `the connection was ${wire.ended?.how} by the client` });
    }
    if (came === "silence") stop("inconclusive", { reason: "the client neither answers nor closes" });
  }
}

function* nothing<T extends Packet["type"]>(client: ClientWire, type: T, fields: Fields<T> = {}): Script<void> {
  yield* controlArm("a message of QoS 1 is acknowledged", () => settle(client, false));
  const found = client.wire.inbox.find(({ packet }) => packet.type === type && matches(fields, packet));
  if (found === undefined) return;
  const words = [type, sayFields(fields)].filter((part) => part !== "").join(" with ");
  stop("fail", { expected: `no ${words}`, observed: describe(found.packet) });
}

/** Tells the client something. A client that cannot do it: the case does not apply. */
export function* told(context: Context, command: Command): Script<Exclude<Answer, { readonly kind: "unsupported" }>> {
  const answer = yield* tellOnly(context, command);
  if (answer.kind !== "unsupported") return answer;
  return stop("not-applicable", {
    reason: `the client cannot do it: its adapter answers that ${answer.what} is unsupported`,
  });
}

/** Tells the client something, whatever it answers. */
export function* tellOnly(context: Context, command: Command): Script<Answer> {
  const outcome = yield* ask(context, { type: "tell", command });
  if (outcome.kind !== "answered") return stop("error", { reason: `a player answered tell with ${outcome.kind}` });
  return outcome.answer;
}
