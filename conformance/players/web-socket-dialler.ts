// A WebSocket in front of a client that is a function: its bytes in frames, and no socket.

import { behindHead, frameIn, frameOf, headOf, OPCODE, requestFor } from "../web-socket.ts";
import type { Link, Listener } from "./player.ts";

/** Where the client's side of a WebSocket may be broken from outside. */
export interface DiallerRules {
  /** The subprotocols that it offers; empty for none. */
  readonly subprotocol: string;
  /** The opcode of its own frames. */
  readonly sendsIn: number;
  /** Whether frames of text are taken for frames of bytes. */
  readonly takesText: boolean;
  /** What is made of the bytes of one frame before they reach the client. */
  readonly pieceOf: (bytes: Uint8Array) => Uint8Array;
}

/** A dialler with nothing broken. */
export const HONEST_DIALLER: DiallerRules = {
  subprotocol: "mqtt",
  sendsIn: OPCODE.binary,
  takesText: false,
  pieceOf: (bytes) => bytes,
};

/** The client behind the WebSocket. */
export interface Behind {
  /** The handshake is done. */
  opened(): void;
  receive(bytes: Uint8Array): void;
  closed(): void;
}

/** Both ends: of the server, which hears HTTP and frames, and of the client, which sends bytes. */
export interface DialledWebSocket {
  readonly link: Link;
  send(bytes: Uint8Array): void;
  close(): void;
}

/** Sends its request at once. */
export function dialThrough(listener: Listener, client: Behind, rules: DiallerRules): DialledWebSocket {
  let pending: Uint8Array = new Uint8Array(0);
  let isOpen = false;
  let isOver = false;

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    client.closed();
  };

  const greet = (): boolean => {
    const answer = headOf(pending);
    if (answer === undefined) return false;
    pending = behindHead(pending, answer);
    isOpen = true;
    client.opened();
    return true;
  };

  const close = (): void => {
    if (isOver) return;
    isOver = true;
    listener.onBytes(frameOf(OPCODE.close, new Uint8Array(0), "client"));
    listener.onEnd("closed");
  };

  const readFrame = (): boolean => {
    const frame = frameIn(pending);
    if (frame === undefined) return false;
    pending = pending.subarray(frame.size);
    if (frame.opcode === OPCODE.close || (frame.opcode === OPCODE.text && !rules.takesText)) {
      close();
      client.closed();
    } else if (frame.opcode <= OPCODE.binary) client.receive(rules.pieceOf(frame.bytes));
    return !isOver;
  };

  listener.onBytes(requestFor("/mqtt", rules.subprotocol));
  return {
    link: {
      send(bytes) {
        pending = Buffer.concat([pending, bytes]);
        while (!isOver && (isOpen ? readFrame() : greet()));
      },
      close: end,
      abort: end,
    },
    send: (bytes) => {
      if (!isOver) listener.onBytes(frameOf(rules.sendsIn, bytes, "client"));
    },
    close,
  };
}
