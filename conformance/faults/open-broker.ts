// The reference broker in this process with its seams open: what it reads, is told, asks for and writes.
// With nothing laid over a seam it does what the memory broker of src/runtime does; a test holds that.

import type { RequirementId, Version } from "../../spec/index.ts";
import { createDecoder, type DecoderState, encode, feed, type Packet, type Violation } from "../../src/codec/index.ts";
import {
  type Broker,
  type BrokerEffect,
  type BrokerInput,
  type BrokerOptions,
  type ConnectionId,
  createBroker,
  handle,
  type TimerId,
} from "../../src/models/index.ts";
import { HOUSE_OPTIONS, houseAnswer } from "../players/house.ts";
import type { Embedded } from "../players/in-process.ts";
import type { Listener } from "../players/player.ts";
import { type GatewayRules, HONEST_GATEWAY } from "../players/web-socket-gateway.ts";
import { createTimers } from "./timers.ts";

/** Where a broker may be broken from outside. */
export interface Seams {
  readonly options: Partial<BrokerOptions>;
  /** The bytes that have come on a connection, as its decoder is to see them. */
  readonly receive: (chunk: Uint8Array, connection: ConnectionId) => readonly Uint8Array[];
  /** What is made of a packet that breaks a rule: a packet after all, nothing, or the breach that it is. */
  readonly read: (refused: Refused) => Packet | "ignored" | "refused";
  /** One step of the broker. */
  readonly handle: (broker: Broker, input: BrokerInput) => readonly BrokerEffect[];
  /** The bytes of a packet that is sent. */
  readonly write: (bytes: Uint8Array, packet: Packet, version: Version) => Uint8Array;
  /** How its WebSocket goes. */
  readonly gateway: GatewayRules;
}

/** A packet that the codec refuses. */
export interface Refused {
  readonly frame: Uint8Array;
  readonly violation: Violation;
  readonly version: Version;
  readonly requirement: RequirementId;
}

/** A broker with nothing broken. */
export const HONEST: Seams = {
  options: HOUSE_OPTIONS,
  gateway: HONEST_GATEWAY,
  receive: (chunk) => [chunk],
  read: () => "refused",
  handle: handleAtHome,
  write: (bytes) => bytes,
};

/** One step, with what the house decides about a client in its place. */
function handleAtHome(broker: Broker, input: BrokerInput): readonly BrokerEffect[] {
  return handle(broker, input).flatMap((effect) => {
    if (effect.type !== "authenticate") return effect;
    const { connection, question } = effect;
    const outcome = houseAnswer(question, broker.options.authenticate);
    return handleAtHome(broker, { type: "authenticated", atMs: input.atMs, connection, outcome });
  });
}

interface Line {
  readonly id: ConnectionId;
  readonly listener: Listener;
  decoder: DecoderState;
  /** Bytes that have come and are no whole packet yet. */
  pending: Uint8Array;
  written: Uint8Array[];
  isClosing: boolean;
  isEnded: boolean;
}

/** Sets a broker going on virtual time. */
export function openBroker(seams: Seams): Embedded {
  const broker = createBroker(seams.options);
  const lines = new Map<ConnectionId, Line>();
  const touched = new Set<Line>();
  const timers = createTimers<TimerId>((timer) => turn(() => tell({ type: "elapsed", atMs: timers.nowMs(), timer })));
  let lastId = 0;

  const tell = (input: BrokerInput): void => {
    for (const effect of seams.handle(broker, input)) carryOut(effect);
  };

  const carryOut = (effect: BrokerEffect): void => {
    switch (effect.type) {
      case "send":
        return send(effect.connection, effect.packet);
      case "close":
        return hangUp(effect.connection);
      case "startTimer":
        return timers.start(effect.timer, effect.afterMs);
      case "stopTimer":
        return timers.stop(effect.timer);
      case "authenticate":
      case "store":
      case "erase":
      case "drop":
        return;
    }
  };

  const send = (id: ConnectionId, packet: Packet): void => {
    const line = lines.get(id);
    if (line === undefined) return;
    const version = line.decoder.version ?? ("reasonCode" in packet ? "5.0" : "3.1.1");
    const encoded = encode(packet, version);
    if (encoded.kind !== "bytes") throw new Error(`a fault makes bytes that are none: ${encoded.violation.found}`);
    line.written.push(seams.write(encoded.bytes, packet, version));
    touched.add(line);
  };

  const hangUp = (id: ConnectionId): void => {
    const line = lines.get(id);
    if (line === undefined) return;
    lines.delete(id);
    line.isClosing = true;
    touched.add(line);
  };

  // All that one thing from outside brings about; then each connection is written to once.
  const turn = (act: () => void): void => {
    act();
    for (const line of [...touched]) flush(line);
    touched.clear();
  };

  const receive = (line: Line, chunk: Uint8Array): void => {
    for (let rest: Uint8Array | undefined = chunk; rest !== undefined && !line.isClosing; ) {
      rest = readOn(line, rest);
    }
  };

  // Reads as far as the first breach. Where that is passed over, what stands behind it is left to be read.
  const readOn = (line: Line, chunk: Uint8Array): Uint8Array | undefined => {
    line.pending = joined([line.pending, chunk]);
    const [decoder, results] = feed(line.decoder, chunk);
    line.decoder = decoder;
    const input = { atMs: timers.nowMs(), connection: line.id };
    for (const result of results) {
      if (line.isClosing) return undefined;
      if (result.kind === "packet") {
        line.pending = line.pending.subarray(result.size);
        tell({ ...input, type: "packet", packet: result.packet });
        continue;
      }
      const { violation } = result;
      const frame = line.pending.subarray(0, frameLength(line.pending));
      const version = decoder.version ?? versionIn(frame);
      const packet = seams.read({ frame, violation, version, requirement: violation.requirement });
      if (packet === "refused") {
        tell({ ...input, type: "malformed", violation });
        return undefined;
      }
      const rest = line.pending.subarray(frame.length);
      line.pending = new Uint8Array(0);
      const told = packet !== "ignored" && packet.type === "CONNECT" ? packet.version : decoder.version;
      line.decoder = createDecoder({ ...decoder.options, ...(told !== undefined && { version: told }) });
      if (packet !== "ignored") tell({ ...input, type: "packet", packet });
      return rest.length > 0 ? rest : undefined;
    }
    return undefined;
  };

  return {
    gateway: seams.gateway,
    connect(listener) {
      const id = ++lastId;
      const { maximumPacketSize } = broker.options;
      const line: Line = {
        id,
        listener,
        decoder: createDecoder({ from: "client", maximumPacketSize }),
        pending: new Uint8Array(0),
        written: [],
        isClosing: false,
        isEnded: false,
      };
      lines.set(id, line);
      turn(() => tell({ type: "opened", atMs: timers.nowMs(), connection: id }));
      const gone = (): void => {
        if (!lines.delete(id)) return;
        line.isClosing = true;
        line.isEnded = true;
        turn(() => tell({ type: "closed", atMs: timers.nowMs(), connection: id }));
      };
      const send = (bytes: Uint8Array): void => {
        for (const chunk of seams.receive(bytes, id)) if (!line.isClosing) turn(() => receive(line, chunk));
      };
      return { send, close: gone, abort: gone };
    },
    nowMs: timers.nowMs,
    nextTimerAtMs: timers.nextAtMs,
    advance: timers.advance,
    stop: () => turn(() => tell({ type: "stopped", atMs: timers.nowMs() })),
  };
}

function flush(line: Line): void {
  const bytes = joined(line.written);
  line.written = [];
  if (bytes.length > 0) line.listener.onBytes(bytes);
  if (!line.isClosing || line.isEnded) return;
  line.isEnded = true;
  line.listener.onEnd("closed");
}

/** The bytes of the packet at the front; all there are where its length cannot be told or more is due. */
export function frameLength(bytes: Uint8Array): number {
  let length = 0;
  for (let at = 1; at < 5 && at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 0x80) return Math.min(at + 1 + length, bytes.length);
  }
  return bytes.length;
}

// A Remaining Length of five bytes is no length: nothing that comes makes such a packet more whole.
function isOverlong(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes.subarray(1, 5).every((byte) => byte >= 0x80);
}

/** Whether the last of some bytes is the last of a packet. */
export function isWhole(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const rest = bytes.subarray(at);
    if (isOverlong(rest)) return true;
    if (frameLength(new Uint8Array([...rest.subarray(0, 5), ...new Uint8Array(rest.length)])) > rest.length)
      return false;
    at += frameLength(rest);
  }
  return true;
}

// What CONNECT says of its version, as the decoder reads it: it stands behind the six bytes of the protocol name.
function versionIn(connect: Uint8Array): Version {
  let at = 1;
  while (at < 5 && (connect[at] ?? 0) >= 0x80) at += 1;
  return connect[at + 7] === 4 ? "3.1.1" : "5.0";
}

/** Bytes put together. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const filled = pieces.filter(({ length }) => length > 0);
  const [first] = filled;
  if (first !== undefined && filled.length === 1) return first;
  const whole = new Uint8Array(filled.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const piece of filled) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
