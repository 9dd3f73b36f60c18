// WebSocket by hand, as far as MQTT needs it: both sides of the handshake, and frames. (RFC 6455)

import { createHash } from "node:crypto";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What the answer is made from, with the key of the request. */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const END_OF_HEAD = "\r\n\r\n";
const FINAL = 0x80;
const MASKED = 0x80;
const EXTENDED = 126;
/** Any sixteen bytes. */
const KEY = "dG91Y2hzdG9uZS1tcXR0IQ==";

/** What a frame carries. */
export const OPCODE = { more: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9 } as const;

/** One frame. */
export interface WebSocketFrame {
  readonly opcode: number;
  /** Without their mask. */
  readonly bytes: Uint8Array;
  readonly isMasked: boolean;
}

/** The request of a client; `subprotocol` as it stands in its line, none where it is empty. */
export function requestFor(path: string, subprotocol = "mqtt"): Uint8Array {
  return headBytes([
    `GET ${path} HTTP/1.1`,
    "Host: touchstone",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${KEY}`,
    "Sec-WebSocket-Version: 13",
    ...(subprotocol === "" ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ]);
}

/** The answer of a server that takes the request; undefined where that is no request for a WebSocket. */
export function answerTo(request: string, subprotocol: string | undefined): Uint8Array | undefined {
  const key = fieldOf(request, "sec-websocket-key");
  if (key === undefined) return undefined;
  return headBytes([
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${createHash("sha1").update(`${key}${MAGIC}`).digest("base64")}`,
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ]);
}

/** The head of a request or of an answer, once it has come whole. */
export function headOf(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  const end = text.indexOf(END_OF_HEAD);
  return end < 0 ? undefined : text.slice(0, end);
}

/** The bytes behind a head that has come whole. */
export function behindHead(bytes: Uint8Array, head: string): Uint8Array {
  return bytes.subarray(encoder.encode(head + END_OF_HEAD).length);
}

/** One line of a head, by its name in lower case. */
export function fieldOf(head: string, name: string): string | undefined {
  const lines = head.split("\r\n").slice(1);
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}

/** A frame, shorter than 65,536 bytes: masked where a client sends it, by a mask that changes nothing. */
export function frameOf(opcode: number, bytes: Uint8Array, from: "client" | "server"): Uint8Array {
  const mask = from === "client" ? MASKED : 0;
  const length =
    bytes.length < EXTENDED
      ? [mask | bytes.length]
      : [mask | EXTENDED, (bytes.length >> 8) & 0xff, bytes.length & 0xff];
  return Uint8Array.from([FINAL | opcode, ...length, ...(mask ? [0, 0, 0, 0] : []), ...bytes]);
}

/** The frame at the front, and how many bytes it takes; undefined where it has not come whole. */
export function frameIn(bytes: Uint8Array): (WebSocketFrame & { readonly size: number }) | undefined {
  const [first = 0, second = 0, high = 0, low = 0] = bytes;
  if (bytes.length < 2) return undefined;
  const isMasked = (second & MASKED) !== 0;
  const short = second & 0x7f;
  const head = short === EXTENDED ? 4 : 2;
  const length = short === EXTENDED ? (high << 8) | low : short;
  const start = head + (isMasked ? 4 : 0);
  const size = start + length;
  if (bytes.length < size) return undefined;
  const mask = bytes.subarray(head, start);
  const payload = bytes.subarray(start, size);
  const plain = isMasked ? payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0)) : payload;
  return { opcode: first & 0x0f, bytes: plain, isMasked, size };
}

/** What the frames behind a head carry. */
export interface Messages {
  /** The bytes of all frames that carry bytes. */
  readonly bytes: Uint8Array;
  /** Whether one was a frame of text. */
  readonly hasOther: boolean;
  /** Whether one was a Close frame. */
  readonly isClosing: boolean;
}

/** Takes apart what came behind the head. */
export function messagesIn(all: Uint8Array): Messages {
  const head = headOf(all);
  const carried: number[] = [];
  let hasOther = false;
  let isClosing = false;
  let rest = head === undefined ? new Uint8Array(0) : behindHead(all, head);
  for (let frame = frameIn(rest); frame !== undefined; frame = frameIn(rest)) {
    rest = rest.subarray(frame.size);
    if (frame.opcode === OPCODE.text) hasOther = true;
    if (frame.opcode === OPCODE.close) isClosing = true;
    if (frame.opcode === OPCODE.more || frame.opcode === OPCODE.binary) carried.push(...frame.bytes);
  }
  return { bytes: Uint8Array.from(carried), hasOther, isClosing };
}

function headBytes(lines: readonly string[]): Uint8Array {
  return encoder.encode(lines.join("\r\n") + END_OF_HEAD);
}
