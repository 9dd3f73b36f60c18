// The loop of the client: bytes in, one step of the client, effects out. Nothing is decided here.

import { createDecoder, type DecoderState, encode, feed, type Packet } from "../codec/index.ts";
import {
  type ClientEffect,
  type ClientInput,
  type ClientOptions,
  type ClientTimerId,
  createClient,
  handleClient,
} from "../models/index.ts";
import type { Clock } from "./clock.ts";
import type { Transport } from "./driver.ts";

/** The driver's end of the way to a server: what the transport tells. */
export interface ClientLink {
  opened(): void;
  receive(chunk: Uint8Array): void;
  /** The other side is gone, or it never was there. */
  closed(): void;
}

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
  readonly dial: (link: ClientLink) => Transport;
  readonly onEvent: (event: ClientEvent) => void;
}

/** A client that runs. */
export interface ClientDriver {
  tell(command: ClientCommand): void;
  /** Cuts the network connection without a word. */
  cut(): void;
}

interface OpenLink {
  decoder: DecoderState;
  transport: Transport | undefined;
  isOver: boolean;
}

/** Sets a client going. */
export function createClientDriver({ clock, client: options, dial, onEvent }: ClientDriverOptions): ClientDriver {
  const client = createClient(options);
  const timers = new Map<ClientTimerId, () => void>();
  let current: OpenLink | undefined;
  let pending: Uint8Array[] = [];

  function tell(input: Untimed<ClientInput>): void {
    const effects = handleClient(client, { ...input, atMs: clock.nowMs() } as ClientInput);
    for (const effect of effects) carryOut(effect);
    flush();
  }

  function carryOut(effect: ClientEffect): void {
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
        // All is kept in memory, where the client has it already.
        return;
      default:
        return onEvent(effect);
    }
  }

  function openTransport(): void {
    const { version, maximumPacketSize } = client.options;
    const limit = maximumPacketSize === undefined ? {} : { maximumPacketSize };
    const link: OpenLink = {
      decoder: createDecoder({ version, from: "server", ...limit }),
      transport: undefined,
      isOver: false,
    };
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
      if (result.kind === "packet") tell({ type: "packet", packet: result.packet });
      else tell({ type: "malformed", violation: result.violation });
    }
  }

  function bytesOf(packet: Packet): Uint8Array {
    const encoded = encode(packet, client.options.version);
    if (encoded.kind === "bytes") return encoded.bytes;
    const { requirement, found } = encoded.violation;
    throw new Error(`the client made a packet that may not be sent: ${requirement}: ${found}`);
  }

  function flush(): void {
    const bytes = pending.length === 1 ? pending[0] : Uint8Array.from(pending.flatMap((piece) => [...piece]));
    pending = [];
    if (bytes !== undefined && bytes.length > 0) current?.transport?.write(bytes);
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
      tell({ type: "elapsed", timer });
    };
    timers.set(timer, clock.start(afterMs, run));
  }

  function stopTimer(timer: ClientTimerId): void {
    timers.get(timer)?.();
    timers.delete(timer);
  }

  return {
    tell,
    cut() {
      const link = current;
      if (link === undefined) return;
      link.isOver = true;
      current = undefined;
      link.transport?.close();
      tell({ type: "closed" });
    },
  };
}
