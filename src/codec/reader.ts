// Reads the fields of one packet, left to right, and never past its end. (5.0 §1.5, 3.1.1 §1.5)

import type { ReasonCode, RequirementId, Version } from "../../spec/index.ts";
import type { Rule } from "./rules.ts";
import * as rules from "./rules.ts";
import { ascii, illFormedAt, quoted, utf8 } from "./text.ts";
import type { Violation } from "./violation.ts";
import { Malformed } from "./violation.ts";

const EMPTY = new Uint8Array(0);

const WILDCARD = 1;
const NOT_ASCII = 2;

/** For each byte what keeps it from being plain in a topic: nothing, that it is `#` or `+`, or that it is not of 0x01..0x7F. */
const NOT_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === 0x00 || byte > 0x7f ? NOT_ASCII : byte === 0x23 || byte === 0x2b ? WILDCARD : 0,
);

/** The reader of a packet. One is used again and again: `open` sets it at the next packet. */
export class Reader {
  bytes: Uint8Array = EMPTY;
  /** Where the packet starts. Offsets of violations count from here. */
  start = 0;
  /** The next byte to read. */
  at = 0;
  /** The end of what may be read: of the packet, or of the properties inside it. */
  end = 0;
  version: Version = "5.0";
  isV5 = true;
  from: "client" | "server" | undefined;
  checkPayloadFormat = false;
  /** Where a lenient reading notes what it passes over; undefined in a strict one. */
  noted: Violation[] | undefined;

  open(bytes: Uint8Array, start: number, end: number, version: Version): void {
    this.bytes = bytes;
    this.start = start;
    this.at = start;
    this.end = end;
    this.version = version;
    this.isV5 = version === "5.0";
  }

  left(): number {
    return this.end - this.at;
  }

  /** The packet cannot be read on. */
  fail(broken: Rule, at: number, found: string): never {
    throw new Malformed(this.violation(rules.sentence(broken, this.version), broken.earns, at, found));
  }

  /** The packet may not be so, and could be read on. */
  breach(broken: Rule, at: number, found: string): void {
    this.breachOf(rules.sentence(broken, this.version), broken.earns, at, found);
  }

  breachOf(requirement: RequirementId, reasonCode: ReasonCode, at: number, found: string): void {
    const violation = this.violation(requirement, reasonCode, at, found);
    if (this.noted === undefined) throw new Malformed(violation);
    this.noted.push(violation);
  }

  private violation(requirement: RequirementId, reasonCode: ReasonCode, at: number, found: string): Violation {
    return { requirement, reasonCode, offset: at - this.start, found };
  }

  /** Makes sure that a field of `size` bytes is there. */
  private take(size: number): number {
    const at = this.at;
    if (at + size > this.end) this.fail(rules.fieldsDoNotFit, at, `a field of ${size} bytes, and ${this.left()} left`);
    this.at = at + size;
    return at;
  }

  byte(): number {
    return this.bytes[this.take(1)] as number;
  }

  twoByteInteger(): number {
    const at = this.take(2);
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  fourByteInteger(): number {
    const at = this.take(4);
    const { bytes } = this;
    const low = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    return (bytes[at] as number) * 0x100_0000 + low;
  }

  variableByteInteger(): number {
    const first = this.at;
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.at === this.end) this.fail(rules.fieldsDoNotFit, first, "a Variable Byte Integer cut short");
      const byte = this.bytes[this.at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (byte === 0 && shift !== 0) this.notShortest(first, value);
        return value;
      }
    }
    return this.fail(rules.lengthTooLong, first, "a Variable Byte Integer of more than four bytes");
  }

  private notShortest(at: number, value: number): void {
    if (this.isV5) this.breach(rules.notShortest, at, `${value} in ${this.at - at} bytes`);
  }

  /** A Packet Identifier, which is never 0. */
  packetId(zero: Rule): number {
    const value = this.twoByteInteger();
    if (value === 0) this.breach(zero, this.at - 2, "Packet Identifier 0");
    return value;
  }

  /** A length of two bytes and that many bytes behind it: answers where these start, and stands behind them. */
  private prefixed(): number {
    const first = this.at;
    const length = this.twoByteInteger();
    if (length > this.left())
      this.fail(rules.fieldsDoNotFit, first, `a length of ${length}, and ${this.left()} bytes left`);
    const start = this.at;
    this.at = start + length;
    return start;
  }

  binary(): Uint8Array {
    const start = this.prefixed();
    return this.view(start, this.at);
  }

  rest(): Uint8Array {
    const start = this.at;
    this.at = this.end;
    return this.view(start, this.end);
  }

  // Always a plain Uint8Array, also of a Buffer: half the cost of `subarray`, and the same everywhere.
  private view(start: number, end: number): Uint8Array {
    const { bytes } = this;
    return start === end ? EMPTY : new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
  }

  /** A UTF-8 Encoded String; ill-formed, it breaks `illFormed`. */
  string(illFormed: Rule): string {
    const start = this.prefixed();
    const { bytes, at: end } = this;
    let seen = 0;
    for (let at = start; at < end; at++) seen |= NOT_PLAIN[bytes[at] as number] as number;
    return seen < NOT_ASCII ? ascii(bytes, start, end) : this.text(start, end, illFormed);
  }

  /** A string that is not all ASCII. */
  text(start: number, end: number, illFormed: Rule): string {
    const { bytes } = this;
    const bad = illFormedAt(bytes, start, end);
    let zero = start;
    while (zero < end && bytes[zero] !== 0) zero++;
    if (zero < end && (bad === -1 || zero < bad)) this.breach(rules.nullCharacter, zero, "U+0000");
    else if (bad !== -1) this.breach(illFormed, bad, `ill-formed UTF-8 at byte 0x${hex(bytes[bad] as number)}`);
    return utf8(bytes, start, end);
  }

  /** A Topic Name; an empty one is for the caller to judge. */
  topicName(illFormed: Rule, wildcard: Rule): string {
    const first = this.at;
    const start = this.prefixed();
    const { bytes, at: end } = this;
    let seen = 0;
    for (let at = start; at < end; at++) seen |= NOT_PLAIN[bytes[at] as number] as number;
    if (seen === 0) return ascii(bytes, start, end);
    const name = this.text(start, end, illFormed);
    if (name.includes("#") || name.includes("+")) this.breach(wildcard, first, `Topic Name ${quoted(name)}`);
    return name;
  }

  /** All bytes must have been read. */
  finish(leftOver: Rule = rules.fieldsDoNotFit): void {
    if (this.at !== this.end) this.breach(leftOver, this.at, `${this.left()} bytes left over`);
  }
}

/** A byte as two hexadecimal digits. */
export function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
