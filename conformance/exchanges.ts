// What takes more than one packet: subscribe, publish at any QoS, acknowledge, disconnect, the proof that nothing came.
// All but the last are control arms: they prepare, and judge nothing.

import type { Packet } from "../src/codec/index.ts";
import type { Bytes, Connection, PublishOptions, SubscribeOptions, SubscriptionDraft } from "./case.ts";
import { ask, controlArm, stop } from "./context.ts";
import { describe } from "./describe.ts";
import { type Fields, matches, type Seen, sayFields } from "./fields.ts";
import type { Script } from "./script.ts";
import { barrierOn, expectOn, sendOn, take, type Wire } from "./wire.ts";

type Own = <T>(name: string, body: () => Script<T>) => Script<T>;
type Exchanges = Pick<
  Connection,
  "subscribe" | "unsubscribe" | "publish" | "acknowledge" | "disconnect" | "expectNothing"
>;

/** The exchanges of a connection. */
export function exchanges(wire: Wire, own: Own): Exchanges {
  return {
    subscribe: (filters, options) =>
      own("subscribe", () => controlArm("subscribe", () => subscribe(wire, filters, options))),
    unsubscribe: (...topicFilters) =>
      own("unsubscribe", () => controlArm("unsubscribe", () => unsubscribe(wire, topicFilters))),
    publish: (topicName, payload, options) =>
      own("publish", () => controlArm("publish", () => publish(wire, topicName, payload, options))),
    acknowledge: (received) => own("acknowledge", () => controlArm("acknowledge", () => acknowledge(wire, received))),
    disconnect: (options) => own("disconnect", () => disconnect(wire, options)),
    expectNothing: (type, fields, options) => own("expectNothing", () => nothing(wire, type, fields, options?.after)),
  };
}

function* subscribe(
  wire: Wire,
  filters: string | readonly (string | SubscriptionDraft)[],
  { subscriptionIdentifier, ...common }: SubscribeOptions = {},
): Script<readonly number[]> {
  const packetId = nextPacketId(wire);
  const subscriptions = (typeof filters === "string" ? [filters] : filters).map((filter) =>
    typeof filter === "string" ? { ...common, topicFilter: filter } : { ...common, ...filter },
  );
  const properties = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
  yield* sendOn(wire, [{ type: "SUBSCRIBE", packetId, subscriptions, properties }]);
  const suback = yield* expectOn(wire, "SUBACK", { packetId });
  const codes = suback.reasonCodes ?? suback.returnCodes ?? [];
  if (codes.some((code) => code >= 0x80))
    stop("inconclusive", { reason: `the subscription was refused: ${describe(suback)}` });
  return codes;
}

function* unsubscribe(wire: Wire, topicFilters: readonly string[]): Script<void> {
  const packetId = nextPacketId(wire);
  yield* sendOn(wire, [{ type: "UNSUBSCRIBE", packetId, topicFilters }]);
  yield* expectOn(wire, "UNSUBACK", { packetId });
}

function* publish(
  wire: Wire,
  topicName: string,
  payload: Bytes = "",
  { qos = 0, retain = false, properties = {} }: PublishOptions = {},
): Script<void> {
  const message = { type: "PUBLISH", topicName, payload, qos, retain, properties } as const;
  if (qos === 0) return yield* sendOn(wire, [message]);
  const packetId = nextPacketId(wire);
  yield* sendOn(wire, [{ ...message, packetId }]);
  const answer = yield* expectOn(wire, qos === 1 ? "PUBACK" : "PUBREC", { packetId });
  if ((answer.reasonCode ?? 0) >= 0x80)
    stop("inconclusive", { reason: `the message was refused: ${describe(answer)}` });
  if (qos === 1) return;
  yield* sendOn(wire, [{ type: "PUBREL", packetId }]);
  yield* expectOn(wire, "PUBCOMP", { packetId });
}

function* acknowledge(wire: Wire, { qos, packetId }: Seen<"PUBLISH">): Script<void> {
  if (qos === 0 || packetId === undefined) return;
  yield* sendOn(wire, [{ type: qos === 1 ? "PUBACK" : "PUBREC", packetId }]);
  if (qos === 1) return;
  yield* expectOn(wire, "PUBREL", { packetId });
  yield* sendOn(wire, [{ type: "PUBCOMP", packetId }]);
}

/** What the target does after DISCONNECT is another case's matter: closed or not, we close. */
function* disconnect(
  wire: Wire,
  {
    reasonCode = 0,
    sessionExpiryInterval,
  }: { readonly reasonCode?: number; readonly sessionExpiryInterval?: number } = {},
): Script<void> {
  const properties = sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval };
  yield* sendOn(wire, [{ type: "DISCONNECT", reasonCode, properties }]);
  const { deadlineMs } = wire.context.options;
  const untilMs = wire.context.nowMs + deadlineMs;
  while (wire.ended === undefined) {
    const outcome = yield* ask(wire.context, { type: "receive", connection: wire.number, untilMs });
    if (outcome.kind === "ended") wire.ended = { how: outcome.how, atMs: outcome.atMs };
    if (outcome.kind === "silence" || outcome.kind === "malformed") break;
  }
  wire.ended ??= { how: "closed", atMs: wire.context.nowMs };
  yield* ask(wire.context, { type: "close", connection: wire.number });
}

/** That no such packet came, once all that could bring it has been waited for. */
function* nothing<T extends Packet["type"]>(
  wire: Wire,
  type: T,
  fields: Fields<T> = {},
  after?: Connection,
): Script<void> {
  if (after) yield* controlArm("a later message arrives", () => sentinel(wire, after));
  yield* barrierOn(wire);
  const found = wire.inbox.find(({ packet }) => packet.type === type && matches(fields, packet));
  if (found === undefined) return;
  const words = [type, sayFields(fields)].filter((part) => part !== "").join(" with ");
  stop("fail", { expected: `no ${words}`, observed: describe(found.packet) });
}

/** A message from `from` to this connection: when it has arrived, what `from` caused before it has too. */
function* sentinel(wire: Wire, from: Connection): Script<void> {
  if (wire.sentinelsSent === 0) yield* subscribe(wire, wire.sentinelTopic);
  wire.sentinelsSent += 1;
  if (from.clientId !== wire.clientId) yield* from.barrier();
  yield* from.send({ type: "PUBLISH", topicName: wire.sentinelTopic, payload: String(wire.sentinelsSent) });
  const untilMs = wire.context.nowMs + wire.context.options.deadlineMs + wire.context.options.graceMs;
  while (wire.sentinelHeard < wire.sentinelsSent) {
    const came = yield* take(wire, untilMs);
    if (came !== "packet") stop("fail", { expected: "the sentinel message arrives", observed: came });
  }
}

function nextPacketId(wire: Wire): number {
  wire.lastPacketId += 1;
  return wire.lastPacketId;
}
