// A WebSocket in front of a broker that is a function: the bytes of a client in frames, and no socket. (RFC 6455, as far as MQTT needs it)

import { createHash } from "node:crypto";
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
  answersIn: 0x2,
  takesText: false,
  pieceOf: (bytes) => bytes,
  path: undefined,
};

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const FINAL = 0x80;
const CLOSE = 0x88;

/** A connection through the gateway: what is sent into the link is HTTP, and then frames. */
export function throughGateway(
  connect: (listener: Listener) => Link,
  listener: Listener,
  rules: GatewayRules = HONEST_GATEWAY,
): Link {
  let pending: Buffer = Buffer.alloc(0);
  let broker: Link | undefined;
  let isOver = false;

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    broker?.close();
    listener.onEnd("closed");
  };

  const greet = (): boolean => {
    const at = pending.indexOf("\r\n\r\n");
    if (at < 0) return false;
    const request = pending.subarray(0, at).toString();
    pending = pending.subarray(at + 4);
    const key = /^sec-websocket-key: *(.*)$/im.exec(request)?.[1]?.trim();
    const path = /^GET (\S*)/.exec(request)?.[1];
    if (key === undefined || (rules.path !== undefined && path !== rules.path)) {
      listener.onBytes(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
      end();
      return false;
    }
    const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
    const lines = [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      ...(rules.subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${rules.subprotocol}`]),
    ];
    listener.onBytes(Buffer.from(`${lines.join("\r\n")}\r\n\r\n`));
    broker = connect({
      onBytes: (bytes) => listener.onBytes(frameOf(FINAL | rules.answersIn, bytes)),
      onEnd: () => {
        if (isOver) return;
        isOver = true;
        listener.onBytes(frameOf(CLOSE, new Uint8Array(0)));
        listener.onEnd("closed");
      },
    });
    return true;
  };

  const readFrame = (): boolean => {
    const frame = frameIn(pending);
    if (frame === undefined) return false;
    pending = pending.subarray(frame.size);
    if (frame.opcode === 0x8) end();
    else if (frame.opcode === 0x1 && !rules.takesText) end();
    else if (frame.opcode <= 0x2) broker?.send(rules.pieceOf(frame.bytes));
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

function frameOf(first: number, bytes: Uint8Array): Uint8Array {
  const length = bytes.length < 126 ? [bytes.length] : [126, bytes.length >> 8, bytes.length & 0xff];
  return Buffer.concat([Buffer.from([first, ...length]), bytes]);
}

/** The frame at the front: masked, as clients send them, and shorter than 65,536 bytes. */
function frameIn(
  bytes: Buffer,
): { readonly opcode: number; readonly bytes: Uint8Array; readonly size: number } | undefined {
  if (bytes.length < 6) return undefined;
  const short = (bytes[1] ?? 0) & 0x7f;
  const head = short === 126 ? 4 : 2;
  const length = short === 126 ? bytes.readUInt16BE(2) : short;
  const size = head + 4 + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(head, head + 4);
  const payload = Uint8Array.from(bytes.subarray(head + 4, size), (byte, i) => byte ^ (mask[i % 4] ?? 0));
  return { opcode: (bytes[0] ?? 0) & 0x0f, bytes: payload, size };
}
