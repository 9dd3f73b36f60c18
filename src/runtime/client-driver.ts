// The loop of the client: bytes in, one step of the client, effects out. What is decided here is when the application is spoken to.
//
// A message waits until the application has taken the one before, and is acknowledged when it is done with it. Nothing else
// that the server sends waits: an application may await an acknowledgement while it works on a message.

import { createDecoder, type DecoderState, encode, feed, type Packet, type PacketOf } from "../codec/index.ts";
import {
  type ClientEffect,
  type ClientInput,
  type ClientOptions,
  type ClientTimerId,
  createClient,
  handleClient,
} from "../models/index.ts";
import type { ClientLink, ClientTransport } from "./client-link.ts";
import type { Clock } from "./clock.ts";
import { joined } from "./joined.ts";
import type { ClientChange, ClientStore } from "./stores/client-store.ts";

type Done = "openTransport" | "send" | "closeTransport" | "startTimer" | "stopTimer" | "store" | "erase";

/** What the application hears of its client. */
export type ClientEvent = Exclude<ClientEffect, { readonly type: Done }>;

type Untimed<T> = T extends unknown ? Omit<T, "atMs"> : never;

/** What the application tells its client; the time is added. */
export type ClientCommand = Untimed<
  Exclude<ClientInput, { readonly type: "opened" | "closed" | "packet" | "malformed" | "elapsed" }>
>;

/** What a client runs on. */
export interface ClientDriverOptions {
  readonly clock: Clock;
  readonly client: Partial<ClientOptions>;
  /** Begins a network connection; what becomes of it is told to the link, later. */
  readonly dial: (link: ClientLink) => ClientTransport;
  readonly onEvent: (event: ClientEvent) => void;
  /**
   * Told that the server lets us in, before what waits in the client is sent: what it asks for goes out first. It may not connect or
   * disconnect. False leaves a server that did not prove itself, and nothing is sent.
   */
  readonly greet?: (connack: PacketOf<"CONNACK">) => boolean;
  /** Takes a message instead of `onEvent`. It is acknowledged once this is done with it; it never rejects. */
  readonly take?: (message: PacketOf<"PUBLISH">) => Promise<void> | undefined;
  /** Messages that may wait to be taken before the transport is not read any more. */
  readonly maximumHeld?: number;
  /** A message at QoS 0 found no room, while others had to be read on for. */
  readonly onDrop?: () => void;
  /** Where what must outlive this process is kept; the client ends with its first error. */
  readonly store?: ClientStore;
  readonly onFault?: (error: unknown) => void;
}

/** A client that runs. */
export interface ClientDriver {
  tell(command: ClientCommand): void;
  /** Cuts the network connection without a word. */
  cut(): void;
  /** When more may be sent without piling up: undefined for now. */
  drained(): Promise<void> | undefined;
}

interface OpenLink {
  decoder: DecoderState;
  transport: ClientTransport | undefined;
  isOver: boolean;
  isPaused: boolean;
  /** Messages that the application has no time for yet; the client has not heard of them. */
  readonly held: PacketOf<"PUBLISH">[];
}

/** Sets a client going. */
export function createClientDriver(driverOptions: ClientDriverOptions): ClientDriver {
  const { clock, client: options, dial, onEvent, greet, take, store, onFault, onDrop } = driverOptions;
  const { maximumHeld = Number.POSITIVE_INFINITY } = driverOptions;
  const client = createClient(options);
  const timers = new Map<ClientTimerId, () => void>();
  let current: OpenLink | undefined;
  let pending: Uint8Array[] = [];
  let unsaved: ClientChange[] = [];
  let isSettling = false;
  let hasFailed = false;
  /** The application works on a message. */
  let isBusy = false;

  function tell(input: Untimed<ClientInput>): void {
    const effects = handleClient(client, { ...input, atMs: clock.nowMs() } as ClientInput);
    const delivery = take && effects.find((effect) => effect.type === "deliver");
    if (delivery) return hand(delivery.message, effects);
    const events: ClientEvent[] = [];
    let isWelcome = true;
    for (const effect of effects) {
      if (effect.type === "connected" && greet?.(effect.connack) === false) isWelcome = false;
      if (isWelcome || effect.type !== "send") carryOut(effect, events);
    }
    if (!isWelcome) return cut();
    settle();
    regulate();
    for (const event of events) onEvent(event);
  }

  // What follows from a message is stored and sent when the application has done with it: who is killed before gets it again.
  function hand(message: PacketOf<"PUBLISH">, effects: readonly ClientEffect[]): void {
    const link = current;
    const finish = (): void => {
      for (const effect of effects) {
        if (store !== undefined && effect.type === "store" && isHeld(effect)) unsaved.push(effect);
        if (effect.type === "send" && link === current) pending.push(bytesOf(effect.packet));
      }
      settle();
    };
    const taken = take?.(message);
    if (taken === undefined) return finish();
    isBusy = true;
    taken.then(() => {
      isBusy = false;
      finish();
      drain();
    });
  }

  // The session may have ended meanwhile, and the message with it.
  function isHeld({ record }: Extract<ClientEffect, { readonly type: "store" }>): boolean {
    return record.kind !== "inbound" || client.session.inbound.has(record.packetId);
  }

  function carryOut(effect: ClientEffect, events: ClientEvent[]): void {
    switch (effect.type) {
      case "openTransport":
        return openTransport();
      case "send":
        pending.push(bytesOf(effect.packet));
        return;
      case "closeTransport":
        return closeTransport();
      case "startTimer":
        return startTimer(effect.timer, effect.afterMs);
      case "stopTimer":
        return stopTimer(effect.timer);
      case "store":
      case "erase":
        // Without a store all is kept in memory, where the client has it already.
        if (store !== undefined) unsaved.push(effect);
        return;
      default:
        events.push(effect);
    }
  }

  function openTransport(): void {
    const { version, maximumPacketSize } = client.options;
    const limit = maximumPacketSize === undefined ? {} : { maximumPacketSize };
    const decoder = createDecoder({ version, from: "server", ...limit });
    const link: OpenLink = { decoder, transport: undefined, isOver: false, isPaused: false, held: [] };
    current = link;
    link.transport = dial({
      opened: () => {
        if (!link.isOver) tell({ type: "opened" });
      },
      receive: (chunk) => {
        if (!link.isOver) receive(link, chunk);
      },
      closed: () => {
        if (link.isOver) return;
        link.isOver = true;
        current = undefined;
        tell({ type: "closed" });
      },
    });
  }

  function receive(link: OpenLink, chunk: Uint8Array): void {
    const [decoder, results] = feed(link.decoder, chunk);
    link.decoder = decoder;
    for (const result of results) {
      // What comes after the end is not heard.
      if (link.isOver) return;
      if (result.kind !== "packet") tell({ type: "malformed", violation: result.violation });
      else if (result.packet.type === "PUBLISH") hold(link, result.packet);
      else tell({ type: "packet", packet: result.packet });
    }
    regulate();
  }

  function hold(link: OpenLink, packet: PacketOf<"PUBLISH">): void {
    // No promise was given for it. (5.0/MQTT-4.3.1-1, 3.1.1/MQTT-4.3.1-1)
    if (packet.qos === 0 && link.held.length >= maximumHeld && isExpecting()) return onDrop?.();
    link.held.push(packet);
    drain();
  }

  function drain(): void {
    while (!isBusy) {
      const packet = current?.held.shift();
      if (packet === undefined) break;
      tell({ type: "packet", packet });
    }
    regulate();
  }

  /** An answer of the server is waited for, perhaps by an application that takes no message before it comes. */
  function isExpecting(): boolean {
    return client.session.outbound.size > 0 || (client.connection?.requests.size ?? 0) > 0;
  }

  // Who does not read makes the server wait.
  function regulate(): void {
    const link = current;
    if (link === undefined) return;
    const mustPause = link.held.length >= maximumHeld && !isExpecting();
    if (mustPause === link.isPaused) return;
    link.isPaused = mustPause;
    if (mustPause) link.transport?.pause?.();
    else link.transport?.resume?.();
  }

  function bytesOf(packet: Packet): Uint8Array {
    const encoded = encode(packet, client.options.version);
    if (encoded.kind === "bytes") return encoded.bytes;
    const { requirement, found } = encoded.violation;
    throw new Error(`the client made a packet that may not be sent: ${requirement}: ${found}`);
  }

  // What was published in one breath is stored together.
  function settle(): void {
    if (unsaved.length === 0) return flush();
    if (isSettling) return;
    isSettling = true;
    queueMicrotask(() => {
      isSettling = false;
      flush();
    });
  }

  // What is to be stored is stored before anything is sent that may rest on it. (5.0/MQTT-4.1.0-1, 3.1.1/MQTT-4.1.0-1)
  function flush(): void {
    if (!save()) return;
    const bytes = joined(pending);
    pending = [];
    if (bytes.length > 0) current?.transport?.write(bytes);
  }

  function save(): boolean {
    if (hasFailed) return false;
    if (unsaved.length === 0) return true;
    try {
      store?.commit(unsaved);
      unsaved = [];
      return true;
    } catch (error) {
      hasFailed = true;
      onFault?.(error);
      cut();
      return false;
    }
  }

  // What was to be sent goes out first.
  function closeTransport(): void {
    flush();
    const link = current;
    if (link === undefined) return;
    link.isOver = true;
    current = undefined;
    link.transport?.close();
  }

  function startTimer(timer: ClientTimerId, afterMs: number): void {
    stopTimer(timer);
    const run = (): void => {
      timers.delete(timer);
      // Who does not read cannot tell whether the server answers: it is taken to.
      if (timer === "keepAlive" && current?.isPaused === true && client.keepAlive === "asked")
        tell({ type: "packet", packet: { type: "PINGRESP" } });
      else tell({ type: "elapsed", timer });
    };
    timers.set(timer, clock.start(afterMs, run));
  }

  function stopTimer(timer: ClientTimerId): void {
    timers.get(timer)?.();
    timers.delete(timer);
  }

  function cut(): void {
    const link = current;
    if (link === undefined) return;
    link.isOver = true;
    current = undefined;
    link.transport?.close();
    tell({ type: "closed" });
  }

  return { tell, cut, drained: () => current?.transport?.drained?.() };
}
