// The parts of a packet as fields for a person: each read notes what it saw and where, and what is missing ends the reading quietly. (§1.5)

import { looseText, quoted, sizeOf, textOrSize } from "./quote.ts";

/** One field of a packet. */
export interface Field {
  /** In bytes from the first byte of the packet. */
  readonly offset: number;
  /** In bytes; 0 where the field is missing. */
  readonly length: number;
  /** Its name in the standard. */
  readonly name: string;
  /** What it says, for a person. */
  readonly value: string;
  /** Which bits of its byte it is, where it is less than a byte: `.... .01.`. */
  readonly bits?: string;
  readonly children?: readonly Field[];
  /** Nothing could be made of these bytes; the value says why. */
  readonly unread?: true;
}

/** Where a reading stands. Once `ended`, every further read gives nothing and notes nothing. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  ended: boolean;
  readonly fields: Field[];
}

/** Some bits of a byte under one name. */
export interface BitField {
  readonly name: string;
  readonly mask: number;
  readonly meaning?: (value: number) => string;
}

/** A cursor at the first byte of `bytes`. */
export function cursorOver(bytes: Uint8Array, at = 0, end = bytes.length): Cursor {
  return { bytes, at, end, ended: false, fields: [] };
}

/** The bytes that are left to read. */
export function left(cursor: Cursor): number {
  return cursor.end - cursor.at;
}

/** Marks all that is left as unread, and ends the reading. */
export function endUnread(cursor: Cursor, reason: string): void {
  if (cursor.ended) return;
  cursor.fields.push({ offset: cursor.at, length: left(cursor), name: "unread", value: reason, unread: true });
  cursor.at = cursor.end;
  cursor.ended = true;
}

/** Reads one byte, with its bits as children where `bits` names them. */
export function readByte(
  cursor: Cursor,
  name: string,
  meaning: (value: number) => string = String,
  bits?: readonly BitField[],
): number {
  const offset = take(cursor, 1, name);
  if (offset === undefined) return 0;
  const value = cursor.bytes[offset] as number;
  const children = bits?.map((field) => bitField(offset, value, field));
  cursor.fields.push({ offset, length: 1, name, value: meaning(value), ...(children && { children }) });
  return value;
}

/** Reads a big-endian integer of two or four bytes. */
export function readInteger(cursor: Cursor, name: string, size: 2 | 4): number {
  const offset = take(cursor, size, name);
  if (offset === undefined) return 0;
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 0x100 + (cursor.bytes[offset + i] as number);
  cursor.fields.push({ offset, length: size, name, value: String(value) });
  return value;
}

/** Reads a Variable Byte Integer of at most four bytes. */
export function readVariableByteInteger(
  cursor: Cursor,
  name: string,
  meaning: (value: number) => string = String,
): number {
  const found = variableByteIntegerAt(cursor.bytes, cursor.at, cursor.end);
  if (cursor.ended) return 0;
  if (found === undefined) {
    if (left(cursor) === 0) take(cursor, 1, name);
    const reason = left(cursor) < 4 ? `${name} does not end before the bytes do` : `${name} is longer than four bytes`;
    endUnread(cursor, reason);
    return 0;
  }
  cursor.fields.push({ offset: cursor.at, length: found.size, name, value: meaning(found.value) });
  cursor.at += found.size;
  return found.value;
}

/** The Variable Byte Integer at `at`, or undefined where none ends within four bytes and before `end`. */
export function variableByteIntegerAt(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly value: number; readonly size: number } | undefined {
  let value = 0;
  for (let size = 1; size <= 4 && at + size <= end; size++) {
    const byte = bytes[at + size - 1] as number;
    value += (byte & 0x7f) * 0x80 ** (size - 1);
    if (byte < 0x80) return { value, size };
  }
  return undefined;
}

/** Reads a UTF-8 Encoded String. */
export function readString(cursor: Cursor, name: string): string {
  const found = takePrefixed(cursor, name);
  if (found === undefined) return "";
  cursor.fields.push({ offset: found.offset, length: found.length, name, value: quoted(found.content) });
  return looseText(found.content);
}

/** Reads Binary Data. `describe` says its value; what may be secret is described by its size alone. */
export function readBinary(cursor: Cursor, name: string, describe: (content: Uint8Array) => string = sizeOf): void {
  const found = takePrefixed(cursor, name);
  if (found === undefined) return;
  cursor.fields.push({ offset: found.offset, length: found.length, name, value: describe(found.content) });
}

/** Reads all that is left, be it nothing. */
export function readRest(cursor: Cursor, name: string): void {
  if (cursor.ended) return;
  const content = cursor.bytes.subarray(cursor.at, cursor.end);
  cursor.fields.push({ offset: cursor.at, length: content.length, name, value: textOrSize(content) });
  cursor.at = cursor.end;
}

/** Reads fields into a field of their own, which lies before `end`. */
export function readGroup(cursor: Cursor, name: string, end: number, read: (inner: Cursor) => string): void {
  if (cursor.ended) return;
  const inner = cursorOver(cursor.bytes, cursor.at, Math.min(end, cursor.end));
  const value = read(inner);
  cursor.fields.push({ offset: cursor.at, length: inner.at - cursor.at, name, value, children: inner.fields });
  cursor.at = inner.at;
}

function bitField(offset: number, byte: number, field: BitField): Field {
  const lowest = field.mask & -field.mask;
  const value = (byte & field.mask) / lowest;
  const drawn = Array.from({ length: 8 }, (_, i) =>
    field.mask & (0x80 >> i) ? (byte & (0x80 >> i) ? "1" : "0") : ".",
  );
  const bits = `${drawn.slice(0, 4).join("")} ${drawn.slice(4).join("")}`;
  return { offset, length: 1, name: field.name, value: (field.meaning ?? String)(value), bits };
}

/** Moves over `size` bytes and returns where they began; where they are not all there, ends the reading. */
function take(cursor: Cursor, size: number, name: string): number | undefined {
  if (cursor.ended) return undefined;
  if (size > left(cursor)) {
    const has = left(cursor) === 0 ? "none is left" : `only ${left(cursor)} left`;
    endUnread(cursor, `${name} needs ${size === 1 ? "1 byte" : `${size} bytes`}, ${has}`);
    return undefined;
  }
  const offset = cursor.at;
  cursor.at += size;
  return offset;
}

/** Moves over a length of two bytes and what it announces. */
function takePrefixed(
  cursor: Cursor,
  name: string,
): { readonly offset: number; readonly length: number; readonly content: Uint8Array } | undefined {
  if (cursor.ended) return undefined;
  if (left(cursor) < 2) {
    take(cursor, 2, `the length of ${name}`);
    return undefined;
  }
  const size = ((cursor.bytes[cursor.at] as number) << 8) | (cursor.bytes[cursor.at + 1] as number);
  const offset = take(cursor, 2 + size, name);
  if (offset === undefined) return undefined;
  return { offset, length: 2 + size, content: cursor.bytes.subarray(offset + 2, offset + 2 + size) };
}
