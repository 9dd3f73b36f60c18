// The characters that mean something in a topic, and how many bytes the others take. (5.0 §4.7.1, §4.7.3)

export const NULL = 0x00;
export const HASH = 0x23;
export const DOLLAR = 0x24;
export const PLUS = 0x2b;
export const SLASH = 0x2f;

const MAXIMUM_BYTES = 65_535;
const MOST_BYTES_OF_ONE_UNIT = 3;

/** The index of the first character of `text` that lies beyond 65,535 bytes of UTF-8, or undefined where all fit. */
export function overflowAt(text: string): number | undefined {
  // Nearly every topic is so short that counting cannot change the answer.
  if (text.length * MOST_BYTES_OF_ONE_UNIT <= MAXIMUM_BYTES) return undefined;
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    bytes += bytesOf(text.charCodeAt(at));
    if (bytes > MAXIMUM_BYTES) return at;
  }
  return undefined;
}

// A surrogate pair takes four bytes, all of them counted at its first half, so that an overflow never points into a pair.
function bytesOf(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit >= 0xd800 && unit < 0xdc00) return 4;
  if (unit >= 0xdc00 && unit < 0xe000) return 0;
  return 3;
}
