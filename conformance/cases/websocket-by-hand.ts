// A WebSocket by hand, as far as cases need one: the request of a client, its frames, and what comes back. (RFC 6455)

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The request of a client that offers the subprotocol mqtt. Its key is any sixteen bytes. */
export function requestFor(path: string): Uint8Array {
  const lines = [
    `GET ${path} HTTP/1.1`,
    "Host: touchstone",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dG91Y2hzdG9uZS1tcXR0IQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: mqtt",
  ];
  return encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
}

/** The head of the answer, once it has come whole. */
export function headOf(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  return end < 0 ? undefined : text.slice(0, end);
}

/** A frame of a client, shorter than 126 bytes: masked, by a mask that changes nothing. */
export function frameOf(opcode: number, bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([0x80 | opcode, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
}

/** What the frames behind the head of an answer carry. */
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
  if (head === undefined) return { bytes: new Uint8Array(0), hasOther: false, isClosing: false };
  let rest = all.subarray(encoder.encode(head).length + 4);
  const carried: number[] = [];
  let hasOther = false;
  let isClosing = false;
  while (rest.length >= 2) {
    const opcode = (rest[0] ?? 0) & 0x0f;
    const short = (rest[1] ?? 0) & 0x7f;
    const start = short === 126 ? 4 : 2;
    const length = short === 126 ? ((rest[2] ?? 0) << 8) | (rest[3] ?? 0) : short;
    if (rest.length < start + length) break;
    if (opcode === 0x1) hasOther = true;
    if (opcode === 0x8) isClosing = true;
    if (opcode === 0x0 || opcode === 0x2) carried.push(...rest.subarray(start, start + length));
    rest = rest.subarray(start + length);
  }
  return { bytes: Uint8Array.from(carried), hasOther, isClosing };
}
