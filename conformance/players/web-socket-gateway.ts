// A WebSocket in front of a broker that is a function: the bytes of a client in frames, and no socket.

import { answerTo, behindHead, frameIn, frameOf, headOf, OPCODE } from "../web-socket.ts";
import type { Link, Listener } from "./player.ts";

/** Where a gateway may be broken from outside. */
export interface GatewayRules {
  /** The subprotocol that it answers with; undefined for none. */
  readonly subprotocol: string | undefined;
  /** The opcode of its own frames. */
  readonly answersIn: number;
  /** Whether frames of text are taken for frames of bytes. */
  readonly takesText: boolean;
  /** What is made of the bytes of one frame before they reach the broker. */
  readonly pieceOf: (bytes: Uint8Array) => Uint8Array;
  /** Whether the path of the request matters. */
  readonly path: string | undefined;
}

/** A gateway with nothing broken. */
export const HONEST_GATEWAY: GatewayRules = {
  subprotocol: "mqtt",
  answersIn: OPCODE.binary,
  takesText: false,
  pieceOf: (bytes) => bytes,
  path: undefined,
};

/** A connection through the gateway: what is sent into the link is HTTP, and then frames. */
export function throughGateway(
  connect: (listener: Listener) => Link,
  listener: Listener,
  rules: GatewayRules = HONEST_GATEWAY,
): Link {
  let pending: Uint8Array = new Uint8Array(0);
  let broker: Link | undefined;
  let isOver = false;

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    broker?.close();
    listener.onEnd("closed");
  };

  const greet = (): boolean => {
    const request = headOf(pending);
    if (request === undefined) return false;
    pending = behindHead(pending, request);
    const path = /^GET (\S*)/.exec(request)?.[1];
    const answer = rules.path === undefined || path === rules.path ? answerTo(request, rules.subprotocol) : undefined;
    if (answer === undefined) {
      listener.onBytes(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
      end();
      return false;
    }
    listener.onBytes(answer);
    broker = connect({
      onBytes: (bytes) => listener.onBytes(frameOf(rules.answersIn, bytes, "server")),
      onEnd: () => {
        if (isOver) return;
        isOver = true;
        listener.onBytes(frameOf(OPCODE.close, new Uint8Array(0), "server"));
        listener.onEnd("closed");
      },
    });
    return true;
  };

  const readFrame = (): boolean => {
    const frame = frameIn(pending);
    if (frame === undefined) return false;
    pending = pending.subarray(frame.size);
    if (!frame.isMasked || frame.opcode === OPCODE.close) end();
    else if (frame.opcode === OPCODE.text && !rules.takesText) end();
    else if (frame.opcode <= OPCODE.binary) broker?.send(rules.pieceOf(frame.bytes));
    return !isOver;
  };

  return {
    send(bytes) {
      pending = Buffer.concat([pending, bytes]);
      while (!isOver && (broker === undefined ? greet() : readFrame()));
    },
    close: end,
    abort: end,
  };
}
