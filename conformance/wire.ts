// The script's end of one network connection: what is sent, an inbox in the order of arrival, and what is judged for free on the way.

import type { Version } from "../spec/index.ts";
import { decode, type Packet, type Violation } from "../src/codec/index.ts";
import type { Closed, Sendable } from "./case.ts";
import { ask, type Context, noteTraces, stop } from "./context.ts";
import { describeAll } from "./describe.ts";
import { complete, draftBytes } from "./draft.ts";
import { type Judge, serverJudge } from "./duties.ts";
import { type Fields, matches, type Seen, sayFields } from "./fields.ts";
import { hex, join } from "./raw.ts";
import type { End, Script, Via } from "./script.ts";

/** A connection as the parts of a script's toolkit see it. */
export interface Wire {
  readonly context: Context;
  readonly number: number;
  readonly version: Version;
  readonly raw: boolean;
  readonly judge: Judge;
  readonly inbox: { readonly packet: Packet; readonly atMs: number }[];
  /** What has come on a raw connection. */
  bytes: Uint8Array;
  ended: { readonly how: End; readonly atMs: number } | undefined;
  clientId: string;
  connack: Seen<"CONNACK"> | undefined;
  lastPacketId: number;
  /** The topic of the messages by which this connection learns that others have arrived; they never enter the inbox. */
  readonly sentinelTopic: string;
  sentinelsSent: number;
  sentinelHeard: number;
}

/** Opens a network connection to a broker. */
export function* openWire(context: Context, version: Version, raw: boolean, via?: Via): Script<Wire> {
  const outcome = yield* ask(context, { type: "open", version, raw, ...(via && { via }) });
  if (outcome.kind !== "opened") {
    const reason = outcome.kind === "unreachable" ? outcome.reason : outcome.kind;
    return stop("inconclusive", { reason: `no network connection: ${reason}` });
  }
  return createWire(context, outcome.connection, version, raw, serverJudge(version));
}

/** The script's end of a connection that has come about. */
export function createWire(context: Context, number: number, version: Version, raw: boolean, judge: Judge): Wire {
  return {
    context,
    number,
    version,
    raw,
    judge,
    inbox: [],
    bytes: new Uint8Array(0),
    ended: undefined,
    clientId: "",
    connack: undefined,
    lastPacketId: 1000,
    sentinelTopic: `${context.options.topicPrefix}-sentinel/${number}`,
    sentinelsSent: 0,
    sentinelHeard: 0,
  };
}

/** Sends packets and bytes in one write. */
export function* sendOn(wire: Wire, what: readonly Sendable[]): Script<void> {
  const pieces = what.map((one) => {
    if (typeof one === "string") return hex(one);
    if (one instanceof Uint8Array) return one;
    const encoded = draftBytes(one, wire.version);
    if ("bytes" in encoded) return encoded.bytes;
    return stop("error", {
      reason: `the codec refuses to send ${one.type}: ${encoded.found} (${encoded.refused}); send bytes instead`,
    });
  });
  for (const [i, one] of what.entries()) {
    const isDraft = typeof one === "object" && !(one instanceof Uint8Array);
    const packets = readable(pieces[i] ?? new Uint8Array(0), wire.version).map(({ packet }) => packet);
    noteAll(wire, isDraft ? [complete(one, wire.version)] : packets);
  }
  yield* ask(wire.context, { type: "send", connection: wire.number, bytes: join(...pieces) });
}

function noteAll(wire: Wire, packets: readonly Packet[]): void {
  for (const packet of packets) {
    if (packet.type === "CONNECT") wire.clientId = packet.clientId;
    wire.judge.noteSent(packet);
    noteTraces(wire.context, packet, wire.clientId, wire.version);
  }
}

/** The packets that can be read at the front of some bytes, and the bytes that each takes. */
export function readable(
  bytes: Uint8Array,
  version: Version,
): readonly { readonly packet: Packet; readonly size: number }[] {
  const packets: { packet: Packet; size: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const decoded = decode(bytes.subarray(at), version, { lenient: true });
    if (decoded.kind !== "packet") return packets;
    packets.push({ packet: decoded.packet, size: decoded.size });
    at += decoded.size;
  }
  return packets;
}

/** Reads one thing more into the inbox; what is no packet ends the case, unless `onMalformed` takes it. */
export function* take(
  wire: Wire,
  untilMs: number,
  onMalformed: (violation: Violation) => void = failFor,
): Script<"packet" | "ended" | "silence"> {
  if (wire.ended) return "ended";
  const outcome = yield* ask(wire.context, { type: "receive", connection: wire.number, untilMs });
  switch (outcome.kind) {
    case "packet": {
      const breach = wire.judge.judgeReceived(outcome.packet, outcome.size);
      if (breach) {
        const { requirement, also = [], expected, observed } = breach;
        return stop("fail", { breach: requirement, also, expected, observed });
      }
      noteAssigned(wire, outcome.packet);
      if (outcome.packet.type === "PUBLISH" && outcome.packet.topicName === wire.sentinelTopic) {
        wire.sentinelHeard = Number(new TextDecoder().decode(outcome.packet.payload));
        return "packet";
      }
      wire.inbox.push({ packet: outcome.packet, atMs: outcome.atMs });
      return "packet";
    }
    case "malformed":
      onMalformed(outcome.violation);
      return "packet";
    case "ended":
      wire.ended = { how: outcome.how, atMs: outcome.atMs };
      return "ended";
    case "bytes":
      wire.bytes = join(wire.bytes, outcome.bytes);
      return "packet";
    case "silence":
      return "silence";
    default:
      return stop("error", { reason: `a player answered receive with ${outcome.kind}` });
  }
}

function failFor({ requirement, found }: Violation): never {
  return stop("fail", { breach: requirement, expected: "a well-formed packet", observed: found });
}

/** A session under an identifier that the server chose has to be put away too. */
function noteAssigned(wire: Wire, packet: Packet): void {
  if (packet.type !== "CONNACK" || !("properties" in packet)) return;
  const assigned = packet.properties.assignedClientIdentifier;
  if (assigned === undefined) return;
  if (wire.context.sessions.delete(wire.clientId)) wire.context.sessions.set(assigned, wire.version);
  wire.clientId = assigned;
}

/** The next packet of a type with some fields. */
export function* expectOn<T extends Packet["type"]>(
  wire: Wire,
  type: T,
  fields: Fields<T> = {},
  within?: number,
): Script<Seen<T>> {
  const words = [type, sayFields(fields)].filter((part) => part !== "").join(" with ");
  const packet = yield* awaitOn(wire, words, within, () => {
    const at = wire.inbox.findIndex((one) => one.packet.type === type && matches(fields, one.packet));
    return at < 0 ? undefined : wire.inbox.splice(at, 1)[0];
  });
  return packet as Seen<T>;
}

/** The next packet, whatever it is. */
export function* nextOn(wire: Wire, within: number | undefined): Script<Packet> {
  return yield* awaitOn(wire, "a packet", within, () => wire.inbox.shift());
}

/** All bytes that have come on a raw connection, once they are enough; what is enough may depend on its being over. */
export function* bytesOn(
  wire: Wire,
  words: string,
  isEnough: (bytes: Uint8Array, isOver: boolean) => boolean,
): Script<Uint8Array> {
  const { untilMs } = limits(wire.context);
  while (!isEnough(wire.bytes, false)) {
    const came = yield* take(wire, untilMs);
    if (came === "packet") continue;
    if (came === "ended" && isEnough(wire.bytes, true)) break;
    const observed = `${wire.bytes.length} bytes, then ${came === "ended" ? "the connection was closed" : "silence"}`;
    stop("fail", { expected: words, observed });
  }
  return wire.bytes;
}

/** Reads until `pick` finds something in the inbox; fails if the target closes, or says nothing for too long. */
function* awaitOn(
  wire: Wire,
  words: string,
  within: number | undefined,
  pick: () => Wire["inbox"][number] | undefined,
): Script<Packet> {
  const { context } = wire;
  const startMs = context.nowMs;
  const { allowedMs, untilMs } = limits(context, within);
  for (;;) {
    const found = pick();
    if (found) {
      noteLate(context, words, found.atMs - startMs, allowedMs);
      return found.packet;
    }
    const came = yield* take(wire, untilMs);
    if (came === "packet") continue;
    const others = describeAll(wire.inbox.map(({ packet }) => packet));
    const observed =
      came === "ended"
        ? `${others}, then the connection was ${wire.ended?.how} by the target`
        : `${others} within ${Math.round(context.nowMs - startMs)} ms`;
    stop("fail", { expected: words, observed });
  }
}

/** Reads until the target has closed the connection. */
export function* closedOn(wire: Wire, within?: number): Script<Closed> {
  const { context } = wire;
  const startMs = context.nowMs;
  const { allowedMs, untilMs } = limits(context, within);
  // Where it should have closed, it may send our own fault back: the fault is ours, and that it goes on is its own.
  let malformed: Violation | undefined;
  for (;;) {
    const came = yield* take(wire, untilMs, (violation) => {
      malformed ??= violation;
    });
    const packets = wire.inbox.map(({ packet }) => packet);
    if (came === "silence") {
      const waitedMs = Math.round(context.nowMs - startMs);
      const noPacket = malformed === undefined ? "" : `, and what is no packet: ${malformed.found}`;
      const observed = `it is still open after ${waitedMs} ms; the target sent ${describeAll(packets)}${noPacket}`;
      stop("fail", { expected: "the target closes the network connection", observed });
    }
    if (wire.ended === undefined) continue;
    if (malformed !== undefined) failFor(malformed);
    noteLate(context, "the target closes the network connection", wire.ended.atMs - startMs, allowedMs);
    return {
      ...wire.ended,
      packets,
      disconnect: packets.find((packet): packet is Seen<"DISCONNECT"> => packet.type === "DISCONNECT"),
      connack: packets.find((packet): packet is Seen<"CONNACK"> => packet.type === "CONNACK"),
    };
  }
}

/** How long an answer may take, and until when it is waited for. The target's own pace is added to what the standard gives. */
function limits({ nowMs, options }: Context, within = 0): { readonly allowedMs: number; readonly untilMs: number } {
  const allowedMs = within + options.deadlineMs;
  return { allowedMs, untilMs: nowMs + allowedMs + Math.max(options.graceMs, within) };
}

function noteLate(context: Context, expected: string, measuredMs: number, allowedMs: number): void {
  if (measuredMs > allowedMs) context.late.push({ expected, allowedMs, measuredMs });
}

/** All until PINGRESP, or until the target has closed. */
export function* settledOn(wire: Wire): Script<"open" | "closed"> {
  const { untilMs } = limits(wire.context);
  for (;;) {
    const at = wire.inbox.findIndex(({ packet }) => packet.type === "PINGRESP");
    if (at >= 0) {
      wire.inbox.splice(at, 1);
      return "open";
    }
    const came = yield* take(wire, untilMs);
    if (came === "ended") return "closed";
    if (came === "silence") stop("inconclusive", { reason: "neither PINGRESP nor a close came" });
  }
}

/** PINGREQ, and all until PINGRESP. */
export function* barrierOn(wire: Wire): Script<void> {
  const { context } = wire;
  yield* sendOn(wire, [{ type: "PINGREQ" }]);
  const { untilMs } = limits(context);
  for (;;) {
    const at = wire.inbox.findIndex(({ packet }) => packet.type === "PINGRESP");
    if (at >= 0) {
      wire.inbox.splice(at, 1);
      return;
    }
    const came = yield* take(wire, untilMs);
    if (came === "packet") continue;
    const others = describeAll(wire.inbox.map(({ packet }) => packet));
    if (came === "silence") stop("inconclusive", { reason: `no PINGRESP came; the target sent ${others}` });
    stop("fail", {
      expected: "the connection stays open",
      observed: `${others}, then it was ${wire.ended?.how} by the target`,
    });
  }
}

/** Ends the connection from our side. */
export function* endOn(wire: Wire, type: "close" | "abort"): Script<void> {
  wire.ended ??= { how: "closed", atMs: wire.context.nowMs };
  yield* ask(wire.context, { type, connection: wire.number });
}
