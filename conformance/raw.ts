// Bytes by hand, for what the codec refuses to send: a frame whose length is right and whose body is the author's.

/** Bytes, or numbers that are bytes. */
export type Piece = Uint8Array | readonly number[];

/** A packet: its first byte, its Remaining Length, and its body, pieces joined. */
export function frame(first: number, ...body: readonly Piece[]): Uint8Array {
  const rest = join(...body);
  return join([first], variableByteInteger(rest.length), rest);
}

/** Pieces, one after the other. */
export function join(...pieces: readonly Piece[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A Two Byte Integer. */
export function u16(value: number): Uint8Array {
  return Uint8Array.of(value >>> 8, value & 0xff);
}

/** A Four Byte Integer. */
export function u32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 0xff, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** A UTF-8 Encoded String with its length; of bytes, whatever they are. */
export function utf8(text: string | Piece): Uint8Array {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return join(u16(bytes.length), bytes);
}

/** A Variable Byte Integer in its shortest form. */
export function variableByteInteger(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Uint8Array.from(bytes);
}

/** The properties of a packet of MQTT 5.0: their length, and their bytes. None: a single 0. */
export function properties(...pieces: readonly Piece[]): Uint8Array {
  const all = join(...pieces);
  return join(variableByteInteger(all.length), all);
}

/** Bytes from hexadecimal text; spaces are free. */
export function hex(text: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error(`not hexadecimal: ${text}`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A copy with some bytes changed: `patched(connect, { 0: 0x11 })`. A negative place counts from the end. */
export function patched(bytes: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, value] of Object.entries(changes)) {
    const place = Number(at) < 0 ? bytes.length + Number(at) : Number(at);
    if (!(place in copy)) throw new Error(`there is no byte ${at} in ${bytes.length} bytes`);
    copy[place] = value;
  }
  return copy;
}
