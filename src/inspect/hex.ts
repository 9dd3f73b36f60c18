// Bytes as hexadecimal digits, and back from what a person may paste.

/** Bytes, or the place in the text where it is no longer hexadecimal. */
export type FromHex =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | {
      readonly kind: "problem";
      /** The index of the first character that does not fit; the length of the text where it ends too early. */
      readonly position: number;
      /** What stands there, as a sentence would call it. */
      readonly found: string;
    };

const SEPARATOR = /[\s:,_-]/;
const DIGIT = /[0-9a-fA-F]/;
const DIGITS = Array.from({ length: 0x100 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Two lower case digits a byte, with `separator` between the bytes. */
export function toHex(bytes: Uint8Array, separator = ""): string {
  return Array.from(bytes, (byte) => DIGITS[byte]).join(separator);
}

/** Reads pairs of digits; white space, `:`, `,`, `-` and `_` may stand between the pairs, and `0x` before one. */
export function fromHex(text: string): FromHex {
  const bytes = new Uint8Array(text.length >>> 1);
  let size = 0;
  let position = 0;
  while (position < text.length) {
    const character = text[position] as string;
    if (SEPARATOR.test(character)) {
      position += 1;
      continue;
    }
    if (character === "0" && (text[position + 1] === "x" || text[position + 1] === "X")) position += 2;
    for (const index of [position, position + 1]) {
      const digit = text[index];
      if (digit === undefined || !DIGIT.test(digit)) {
        return {
          kind: "problem",
          position: Math.min(index, text.length),
          found: whatStands(digit, index !== position),
        };
      }
    }
    bytes[size] = Number.parseInt(text.slice(position, position + 2), 16);
    size += 1;
    position += 2;
  }
  return { kind: "bytes", bytes: bytes.slice(0, size) };
}

function whatStands(digit: string | undefined, isSecond: boolean): string {
  const found = digit === undefined ? "the end" : JSON.stringify(digit);
  return isSecond && (digit === undefined || SEPARATOR.test(digit)) ? `${found}, after half a byte` : found;
}
