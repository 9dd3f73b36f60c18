// UTF-8 Encoded Strings: where bytes are ill-formed, and bytes to string. (5.0 §1.5.4, 3.1.1 §1.5.3)

/** Reads bytes 0x01..0x7F as a string. */
export type AsciiReader = (bytes: Uint8Array, start: number, end: number) => string;

/** U+FEFF is an ordinary character (5.0/MQTT-1.5.4-3, 3.1.1/MQTT-1.5.3-3), so a leading one must not be taken for a mark of byte order. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/** Works everywhere. Short strings are joined by hand, since a call into the platform costs more than their bytes. */
export function portableAscii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 16) return DECODER.decode(bytes.subarray(start, end));
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The platform's own reader of one-byte characters, where it has one: half the cost of TextDecoder. Nothing is imported for it. */
function platformAscii(): AsciiReader {
  const platform = globalThis as { Buffer?: { prototype?: { latin1Slice?: (start: number, end: number) => string } } };
  const slice = platform.Buffer?.prototype?.latin1Slice;
  if (slice === undefined) return portableAscii;
  return (bytes, start, end) => slice.call(bytes, start, end);
}

/** Reads bytes 0x01..0x7F as a string, the fastest way that this platform knows. */
export const ascii: AsciiReader = platformAscii();

/** Reads any UTF-8; what is ill-formed becomes U+FFFD. */
export function utf8(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end));
}

/**
 * The index of the first sequence that is not well-formed UTF-8 (Unicode, table 3-7: no overlong form, no surrogate,
 * nothing above U+10FFFF), or -1 where all of it is.
 */
export function illFormedAt(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const size = sequenceSize(bytes, at, end);
    if (size === 0) return at;
    at += size;
  }
  return -1;
}

/** Whether all of `bytes` is well-formed UTF-8. */
export function isText(bytes: Uint8Array): boolean {
  return illFormedAt(bytes, 0, bytes.length) === -1;
}

/** The size of the well-formed sequence at `at`, or 0. */
function sequenceSize(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  // 0x80..0xC1 is a stray continuation or an overlong pair; above 0xF4 lies beyond U+10FFFF.
  if (lead < 0xc2 || lead > 0xf4 || at + size > end) return 0;
  const second = bytes[at + 1] as number;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + size; next++) {
    if (((bytes[next] as number) & 0xc0) !== 0x80) return 0;
  }
  return size;
}

/** The bytes that `text` takes as UTF-8, or -1 where it holds a lone surrogate. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit < 0xd800 || unit > 0xdfff) length += 3;
    else {
      const low = text.charCodeAt(at + 1);
      if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return -1;
      length += 4;
      at++;
    }
  }
  return length;
}

/** Writes well-formed `text` at `at`, and answers where it ends. The room must be there. */
export function putUtf8(bytes: Uint8Array, start: number, text: string): number {
  let at = start;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    if (point < 0x80) bytes[at++] = point;
    else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else if (point < 0x1_0000) {
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[at++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[at++] = 0x80 | (point & 0x3f);
    }
  }
  return at;
}

const LONGEST_QUOTE = 60;

/** `text` for a person to read: in quotes, without line breaks, and cut where it is long. */
export function quoted(text: string): string {
  return text.length > LONGEST_QUOTE ? `${JSON.stringify(text.slice(0, LONGEST_QUOTE))}...` : JSON.stringify(text);
}
