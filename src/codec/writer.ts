// Writes the fields of one packet, left to right, into a buffer of its own or of the caller's. (5.0 §1.5, 3.1.1 §1.5)

import type { ReasonCode, RequirementId, Version } from "../../spec/index.ts";
import type { Rule } from "./rules.ts";
import * as rules from "./rules.ts";
import { putUtf8, quoted, utf8Length } from "./text.ts";
import { Malformed } from "./violation.ts";

/** Says that the caller's buffer is too small. A value, so that it can be told from a fault of ours. */
export const SHORT = Symbol("the buffer is too small");

const LARGEST_LENGTH = 268_435_455;

/** The writer of a packet. One is used again and again: `open` sets it at the next packet. */
export class Writer {
  bytes: Uint8Array;
  /** Where the packet starts. */
  start = 0;
  /** The next byte to write. */
  at = 0;
  version: Version = "5.0";
  isV5 = true;
  checkPayloadFormat = true;
  /** Whether the buffer is ours, and may grow. */
  private owned: boolean;

  constructor(bytes: Uint8Array, owned: boolean) {
    this.bytes = bytes;
    this.owned = owned;
  }

  open(bytes: Uint8Array, at: number, version: Version): void {
    this.bytes = bytes;
    this.start = at;
    this.at = at;
    this.version = version;
    this.isV5 = version === "5.0";
  }

  /** The packet may not be sent so. */
  refuse(broken: Rule, found: string): never {
    return this.refuseAs(rules.sentence(broken, this.version), broken.earns, found);
  }

  refuseAs(requirement: RequirementId, reasonCode: ReasonCode, found: string): never {
    throw new Malformed({ requirement, reasonCode, offset: this.at - this.start, found });
  }

  /** Makes room for `size` more bytes. */
  private room(size: number): void {
    const needed = this.at + size;
    if (needed <= this.bytes.length) return;
    if (!this.owned) throw SHORT;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }

  /** Leaves the bytes up to `at` for later. */
  skip(at: number): void {
    this.room(at - this.at);
    this.at = at;
  }

  /** A byte that is known to fit. */
  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  /** An integer of `size` bytes. */
  integer(value: number, size: 1 | 2 | 4): void {
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** (8 * size))) {
      this.refuse(rules.integerTooLarge, `${value} as an integer of ${size} bytes`);
    }
    this.room(size);
    const { bytes } = this;
    if (size === 4) {
      bytes[this.at++] = value >>> 24;
      bytes[this.at++] = value >>> 16;
    }
    if (size !== 1) bytes[this.at++] = value >>> 8;
    bytes[this.at++] = value;
  }

  /** A Packet Identifier, which is never 0. */
  packetId(value: number, zero: Rule): void {
    if (value === 0) this.refuse(zero, "Packet Identifier 0");
    this.integer(value, 2);
  }

  variableByteInteger(value: number): void {
    if (!(Number.isInteger(value) && value >= 0 && value <= LARGEST_LENGTH)) {
      this.refuse(rules.integerTooLarge, `${value} as a Variable Byte Integer`);
    }
    this.room(variableByteIntegerSize(value));
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  binary(value: Uint8Array): void {
    if (value.length > 0xffff) this.refuse(rules.stringTooLong, `Binary Data of ${value.length} bytes`);
    this.integer(value.length, 2);
    this.put(value);
  }

  /** Bytes as they are. A string would be taken for a list of numbers, so what is not bytes is a mistake of the caller's. */
  put(value: Uint8Array): void {
    if (!ArrayBuffer.isView(value)) throw new TypeError(`bytes are needed, not ${typeof value}`);
    this.room(value.length);
    this.bytes.set(value, this.at);
    this.at += value.length;
  }

  /** A UTF-8 Encoded String; with a lone surrogate it breaks `illFormed`, too long `tooLong`. */
  string(text: string, illFormed: Rule, tooLong: Rule = rules.stringTooLong): void {
    if (typeof text !== "string") throw new TypeError(`a string is needed, not ${typeof text}`);
    const first = this.at;
    const { length } = text;
    if (length > 0xffff) this.refuse(tooLong, `a string of ${length} characters`);
    this.room(2 + length);
    const { bytes } = this;
    let at = first + 2;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      // Not 0x01..0x7F: not plain ASCII.
      if ((unit - 1) >>> 0 >= 0x7f) return this.text(text, illFormed, tooLong);
      bytes[at++] = unit;
    }
    bytes[first] = length >>> 8;
    bytes[first + 1] = length;
    this.at = at;
  }

  /** A string that is not all ASCII. */
  private text(text: string, illFormed: Rule, tooLong: Rule): void {
    const length = utf8Length(text);
    if (length === -1) this.refuse(illFormed, "a lone surrogate");
    if (text.includes("\0")) this.refuse(rules.nullCharacter, "U+0000");
    if (length > 0xffff) this.refuse(tooLong, `a string of ${length} bytes`);
    this.room(2 + length);
    this.integer(length, 2);
    this.at = putUtf8(this.bytes, this.at, text);
  }

  /** A Topic Name; an empty one is for the caller to judge. */
  topicName(name: string, illFormed: Rule, wildcard: Rule): void {
    if (name.includes("#") || name.includes("+")) this.refuse(wildcard, `Topic Name ${quoted(name)}`);
    this.string(name, illFormed, rules.topicTooLong);
  }

  /**
   * Puts the length of what stands from `from` to here at `lengthAt`, where bytes up to `from` were kept for it. What
   * stands behind moves if the length takes more than was kept.
   */
  length(lengthAt: number, from: number): void {
    const length = this.at - from;
    if (length > LARGEST_LENGTH) this.refuse(rules.lengthTooLong, `${length} bytes`);
    const kept = from - lengthAt;
    const size = variableByteIntegerSize(length);
    if (size !== kept) {
      this.room(size - kept);
      this.bytes.copyWithin(lengthAt + size, from, this.at);
    }
    this.at = lengthAt;
    this.variableByteInteger(length);
    this.at += length;
  }
}

/** The bytes that the shortest form of a Variable Byte Integer takes (5.0/MQTT-1.5.5-1). */
export function variableByteIntegerSize(value: number): 1 | 2 | 3 | 4 {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}
