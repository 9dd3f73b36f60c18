// The packets in a stream, and what of them is the broker's own choice: all as hexadecimal digits.

/** Cuts digits into packets by their Remaining Length; `rest` is what is not a whole one yet. */
export function framesIn(hex: string): { readonly frames: readonly string[]; readonly rest: string } {
  const frames: string[] = [];
  let rest = hex;
  for (let size = frameDigits(rest); size !== undefined && rest.length >= size; size = frameDigits(rest)) {
    frames.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return { frames, rest };
}

/** A packet with `?` for each digit that another run may have otherwise, and the Packet Identifier that the broker chose. */
export function patternOf(hex: string): { readonly pattern: string; readonly id?: string } {
  const head = headerDigits(hex) ?? hex.length;
  const first = Number.parseInt(hex.slice(0, 2), 16);
  switch (first >>> 4) {
    case 2:
      // Session Present, and properties such as an assigned Client Identifier, may differ; the code may not.
      return { pattern: `${hex.slice(0, 2)}${"?".repeat(head - 2)}??${hex.slice(head + 2, head + 4)}*` };
    case 3: {
      if ((first & 0b0110) === 0) return { pattern: hex };
      const at = head + 4 + Number.parseInt(hex.slice(head, head + 4), 16) * 2;
      return masked(hex, at);
    }
    case 6:
      return masked(hex, head);
    default:
      return { pattern: hex };
  }
}

function masked(hex: string, at: number): { readonly pattern: string; readonly id: string } {
  return { pattern: `${hex.slice(0, at)}????${hex.slice(at + 4)}`, id: hex.slice(at, at + 4) };
}

/** The digits of the first byte and the Remaining Length; undefined while they are not all there. */
function headerDigits(hex: string): number | undefined {
  for (let at = 2; at + 2 <= hex.length && at <= 8; at += 2) {
    if (Number.parseInt(hex.slice(at, at + 2), 16) < 0x80) return at + 2;
  }
  return undefined;
}

function frameDigits(hex: string): number | undefined {
  const head = headerDigits(hex);
  if (head === undefined) return undefined;
  let length = 0;
  for (let at = 2; at < head; at += 2) {
    length += (Number.parseInt(hex.slice(at, at + 2), 16) & 0x7f) * 128 ** ((at - 2) / 2);
  }
  return head + length * 2;
}
