// Changes to the bytes of a packet that an honest encoder would not make.

/** The bytes with the first place where `old` stands replaced; as many bytes as before. */
export function swapped(bytes: Uint8Array, old: readonly number[], fresh: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at + old.length <= bytes.length; at += 1) {
    if (!old.every((byte, i) => bytes[at + i] === byte)) continue;
    copy.set(fresh, at);
    return copy;
  }
  return copy;
}

/** The bytes with some put in at a place, and the Remaining Length to fit. For packets shorter than 128 bytes. */
export function inserted(bytes: Uint8Array, at: number, piece: readonly number[]): Uint8Array {
  const copy = Uint8Array.from([...bytes.subarray(0, at), ...piece, ...bytes.subarray(at)]);
  copy[1] = copy.length - 2;
  return copy;
}

/** A PUBLISH of 5.0 with one more property in front. */
export function withRawProperty(bytes: Uint8Array, qos: number, property: readonly number[]): Uint8Array {
  const topicLength = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  const at = 4 + topicLength + (qos > 0 ? 2 : 0);
  const copy = inserted(bytes, at + 1, property);
  copy[at] = (bytes[at] ?? 0) + property.length;
  return copy;
}

/** The bytes with the Remaining Length in one byte more than it takes. */
export function lengthened(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([bytes[0] ?? 0, (bytes[1] ?? 0) | 0x80, 0, ...bytes.subarray(2)]);
}

/** A copy with one byte changed; a negative place counts from the end. */
export function withByte(bytes: Uint8Array, place: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[place < 0 ? bytes.length + place : place] = value;
  return copy;
}
