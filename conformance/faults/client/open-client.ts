// The reference client in this process with its seams open: how it is set up, what it reads, is told, asks for and writes.

import { createDecoder, type DecoderState, encode, feed, type Packet } from "../../../src/codec/index.ts";
import {
  type Client,
  type ClientEffect,
  type ClientInput,
  type ClientOptions,
  type ClientTimerId,
  createClient,
  handleClient,
} from "../../../src/models/index.ts";
import { clientOptionsOf, inputOf } from "../../adapters/orders.ts";
import type { Answer, ClientSaying, Command } from "../../client/command.ts";
import type { Bell, Listener, Opened, Player } from "../../players/player.ts";
import { type DiallerRules, dialThrough, HONEST_DIALLER } from "../../players/web-socket-dialler.ts";
import { frameLength, joined, type Refused } from "../open-broker.ts";
import { createTimers } from "../timers.ts";

/** Where a client may be broken from outside. */
export interface ClientSeams {
  readonly options: (honest: Partial<ClientOptions>) => Partial<ClientOptions>;
  /** What it understands of what it is told. */
  readonly told: (command: Command) => Command;
  /** What is made of a packet that breaks a rule: a packet after all, nothing, or the breach that it is. */
  readonly read: (refused: Refused) => Packet | "ignored" | "refused";
  /** One step of the client. */
  readonly handle: (client: Client, input: ClientInput) => readonly ClientEffect[];
  /** The bytes of a packet that is sent. */
  readonly write: (bytes: Uint8Array, packet: Packet) => Uint8Array;
  /** The order in which what one piece of bytes brought about is sent. */
  readonly order: (packets: readonly Packet[]) => readonly Packet[];
  /** How it speaks over WebSocket. */
  readonly webSocket: DiallerRules;
  /** Under which name the session of a Client Identifier is kept. */
  readonly sessionName: (clientId: string) => string;
}

/** A client with nothing broken. */
export const HONEST_CLIENT: ClientSeams = {
  options: (honest) => honest,
  told: (command) => command,
  read: () => "refused",
  handle: handleClient,
  write: (bytes) => bytes,
  order: (packets) => packets,
  webSocket: HONEST_DIALLER,
  sessionName: (clientId) => clientId,
};

interface Line {
  decoder: DecoderState;
  pending: Uint8Array;
  written: Packet[];
  listener: Listener | undefined;
  isOver: boolean;
  readonly isWebSocket: boolean;
}

type Untimed<T> = T extends unknown ? Omit<T, "atMs"> : never;

/** A player whose client is the reference client, on virtual time. */
export function openClient(seams: ClientSeams): Player {
  let client: Client | undefined;
  /** By Client Identifier: a session belongs to it. */
  const clients = new Map<string, Client>();
  let current: Line | undefined;
  let token = 0;
  let isWebSocket = false;
  let isReading = false;
  let refusal: string | undefined;
  const waiting: Line[] = [];
  const hearers: ((saying: ClientSaying) => void)[] = [];
  const timers = createTimers<ClientTimerId>((timer) => tell({ type: "elapsed", timer }));

  const say = (saying: ClientSaying): void => {
    for (const hear of hearers) hear(saying);
  };

  const tell = (input: Untimed<ClientInput>): void => {
    if (client === undefined) return;
    for (const effect of seams.handle(client, { ...input, atMs: timers.nowMs() } as ClientInput)) carryOut(effect);
    if (!isReading) flush(current);
  };

  const carryOut = (effect: ClientEffect): void => {
    switch (effect.type) {
      case "openTransport":
        return dial();
      case "send":
        current?.written.push(effect.packet);
        return;
      case "closeTransport":
        return hangUp();
      case "startTimer":
        return timers.start(effect.timer, effect.afterMs);
      case "stopTimer":
        return timers.stop(effect.timer);
      case "deliver": {
        const { topicName, payload, qos, retain } = effect.message;
        return say({ event: "message", topicName, payload: new TextDecoder().decode(payload), qos, retain });
      }
      case "connected":
        return say({ event: "connected" });
      case "disconnected":
        return say({ event: "disconnected", reason: effect.failure.kind });
      case "completed":
        return say({ event: "published", ok: true });
      case "failed":
        if (effect.failure.kind === "notAllowed") refusal = effect.failure.requirement;
        return say({ event: "published", ok: false });
      case "askAuthentication":
        return tell({ type: "answer", authenticationData: effect.data ?? new Uint8Array(0) });
      case "reauthenticated":
      case "store":
      case "erase":
        return;
    }
  };

  const bytesOf = (packet: Packet): Uint8Array => {
    const encoded = encode(packet, client?.options.version ?? "5.0");
    if (encoded.kind !== "bytes") throw new Error(`a fault makes bytes that are none: ${encoded.violation.found}`);
    return seams.write(encoded.bytes, packet);
  };

  const dial = (): void => {
    const { version = "5.0", maximumPacketSize } = client?.options ?? {};
    const limit = maximumPacketSize === undefined ? {} : { maximumPacketSize };
    const decoder = createDecoder({ version, from: "server", ...limit });
    current = { decoder, pending: new Uint8Array(0), written: [], listener: undefined, isOver: false, isWebSocket };
    waiting.push(current);
  };

  const hangUp = (): void => {
    const line = current;
    if (line === undefined) return;
    flush(line);
    line.isOver = true;
    current = undefined;
    line.listener?.onEnd("closed");
  };

  const receive = (line: Line, chunk: Uint8Array): void => {
    isReading = true;
    for (let rest: Uint8Array | undefined = chunk; rest !== undefined && !line.isOver; ) rest = readOn(line, rest);
    isReading = false;
    flush(line);
  };

  // Reads as far as the first breach. Where that is passed over, what stands behind it is left to be read.
  const readOn = (line: Line, chunk: Uint8Array): Uint8Array | undefined => {
    line.pending = joined([line.pending, chunk]);
    const [decoder, results] = feed(line.decoder, chunk);
    line.decoder = decoder;
    for (const result of results) {
      if (line.isOver) return undefined;
      if (result.kind === "packet") {
        line.pending = line.pending.subarray(result.size);
        tell({ type: "packet", packet: result.packet });
        continue;
      }
      const { violation } = result;
      const frame = line.pending.subarray(0, frameLength(line.pending));
      const version = client?.options.version ?? "5.0";
      const packet = seams.read({ frame, violation, version, requirement: violation.requirement });
      if (packet === "refused") {
        tell({ type: "malformed", violation });
        return undefined;
      }
      const rest = line.pending.subarray(frame.length);
      line.pending = new Uint8Array(0);
      line.decoder = createDecoder(decoder.options);
      if (packet !== "ignored") tell({ type: "packet", packet });
      return rest.length > 0 ? rest : undefined;
    }
    return undefined;
  };

  const forget = (): void => {
    hangUp();
    client = undefined;
    clients.clear();
    waiting.length = 0;
  };

  const answerTo = (command: Command): Answer => {
    if (command.verb === "reset") {
      forget();
      return { kind: "ok" };
    }
    if (command.verb === "run-subscriber" || command.verb === "run-publisher") {
      return { kind: "unsupported", what: command.verb };
    }
    if (command.verb === "connect") {
      isWebSocket = command.transport === "websocket";
      const name = seams.sessionName(command.clientId);
      client = clients.get(name) ?? createClient(seams.options(clientOptionsOf(command)));
      clients.set(name, client);
    }
    if (client === undefined) return { kind: "refused", reason: "it has not connected" };
    token += 1;
    const input = inputOf(command, token);
    if (input === undefined) return { kind: "unsupported", what: "topicAlias" };
    refusal = undefined;
    tell(input);
    return refusal === undefined ? { kind: "ok" } : { kind: "refused", reason: refusal };
  };

  const flush = (line: Line | undefined): void => {
    if (line === undefined) return;
    const bytes = joined(seams.order(line.written).map(bytesOf));
    line.written = [];
    if (bytes.length > 0) line.listener?.onBytes(bytes);
  };

  return {
    now: () => timers.nowMs(),
    async open(listener, untilMs = timers.nowMs()): Promise<Opened> {
      while (waiting.length === 0 && timers.nowMs() < untilMs) {
        timers.advance(Math.min(untilMs, timers.nextAtMs() ?? untilMs) - timers.nowMs());
      }
      const line = waiting.shift();
      if (line === undefined) return { kind: "unreachable", cause: "network", reason: "the client did not connect" };
      const gone = (): void => {
        if (line.isOver) return;
        line.isOver = true;
        current = undefined;
        tell({ type: "closed" });
      };
      if (line.isWebSocket) {
        const opened = (): void => tell({ type: "opened" });
        const behind = { opened, receive: (bytes: Uint8Array) => receive(line, bytes), closed: gone };
        const dialled = dialThrough(listener, behind, seams.webSocket);
        line.listener = { onBytes: dialled.send, onEnd: dialled.close };
        return { kind: "open", link: dialled.link };
      }
      line.listener = listener;
      tell({ type: "opened" });
      if (line.isOver) listener.onEnd("closed");
      return { kind: "open", link: { send: (bytes) => receive(line, bytes), close: gone, abort: gone } };
    },
    async pause(untilMs: number, bell: Bell) {
      while (!bell.rung && timers.nowMs() < untilMs) {
        timers.advance(Math.min(untilMs, timers.nextAtMs() ?? untilMs) - timers.nowMs());
      }
    },
    dispose: async () => undefined,
    client: {
      tell: async (command) => answerTo(seams.told(command)),
      onSaying: (hear) => void hearers.push(hear),
    },
  };
}
