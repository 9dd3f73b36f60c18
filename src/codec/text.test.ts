// UTF-8 at every edge of Unicode table 3-7, against the platform's own encoder and decoder. (5.0 §1.5.4)

import { expect, test } from "vitest";
import { ascii, illFormedAt, portableAscii, putUtf8, quoted, utf8, utf8Length } from "./text.ts";

const ENCODER = new TextEncoder();
const FATAL = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The first and the last of each row of Unicode table 3-7, and what lies just outside. */
const EDGES = [
  0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0,
  0xf1, 0xf3, 0xf4, 0xf5, 0xff,
];

function isWellFormed(bytes: Uint8Array): boolean {
  try {
    FATAL.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function strings(length: number): readonly (readonly number[])[] {
  if (length === 0) return [[]];
  return strings(length - 1).flatMap((shorter) => EDGES.map((edge) => [...shorter, edge]));
}

test("every string of up to three bytes at the edges of table 3-7 is well-formed where the platform says so", () => {
  const wrong = [1, 2, 3]
    .flatMap(strings)
    .filter(
      (bytes) => (illFormedAt(Uint8Array.from(bytes), 0, bytes.length) === -1) !== isWellFormed(Uint8Array.from(bytes)),
    );
  expect(wrong).toEqual([]);
});

test("every string of four bytes that begins as one character is well-formed where the platform says so", () => {
  const ends = [0x7f, 0x80, 0xbf, 0xc0];
  const thirdAndFourth = ends.flatMap((third) => ends.map((fourth) => [third, fourth]));
  const wrong = [0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5]
    .flatMap((lead) => EDGES.flatMap((second) => thirdAndFourth.map((rest) => [lead, second, ...rest])))
    .filter((bytes) => (illFormedAt(Uint8Array.from(bytes), 0, 4) === -1) !== isWellFormed(Uint8Array.from(bytes)));
  expect(wrong).toEqual([]);
});

test.each([
  ["a stray continuation", [0x61, 0x80], 1],
  ["an overlong form of two bytes", [0xc3, 0xa4, 0xc1, 0xbf], 2],
  ["an overlong form of three bytes", [0xe0, 0x9f, 0xbf], 0],
  ["an overlong form of four bytes", [0xf0, 0x8f, 0xbf, 0xbf], 0],
  ["a surrogate", [0x61, 0xed, 0xa0, 0x80], 1],
  ["what lies beyond U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 0],
  ["a sequence cut short by the end", [0x61, 0x62, 0xe2, 0x82], 2],
  ["a sequence cut short by a letter", [0xe2, 0x82, 0x61], 0],
  ["nothing, where all is well", [0x61, 0xc2, 0x80, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], -1],
])("%s is found where its sequence begins", (_, bytes, at) => {
  expect(illFormedAt(Uint8Array.from(bytes), 0, bytes.length)).toBe(at);
});

test("only the bytes from start to end are looked at", () => {
  const bytes = Uint8Array.of(0xff, 0x61, 0xe2, 0x82, 0xac, 0xff);
  expect(illFormedAt(bytes, 1, 5)).toBe(-1);
  expect(illFormedAt(bytes, 1, 4)).toBe(2);
  expect(illFormedAt(bytes, 1, 6)).toBe(5);
  expect(illFormedAt(bytes, 0, 5)).toBe(0);
  expect(illFormedAt(bytes, 3, 3)).toBe(-1);
});

/** Around every point where the size of a character in UTF-8 or in UTF-16 changes. */
const CHARACTERS = [0x01, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x1_0000, 0x1_f600, 0x10_ffff].map(
  (point) => String.fromCodePoint(point),
);
const TEXTS = ["", ...CHARACTERS, ...CHARACTERS.flatMap((left) => CHARACTERS.map((right) => `${left}a${right}`))];

test("every text takes the bytes that the platform gives it, and is written so", () => {
  const before = 2;
  for (const text of TEXTS) {
    const expected = ENCODER.encode(text);
    const written = new Uint8Array(before + expected.length + 1).fill(0xee);
    expect(utf8Length(text)).toBe(expected.length);
    expect(putUtf8(written, before, text)).toBe(before + expected.length);
    expect(written).toEqual(Uint8Array.of(0xee, 0xee, ...expected, 0xee));
  }
});

test("every text is read as it was written, a leading U+FEFF included [5.0/MQTT-1.5.4-3]", () => {
  for (const text of TEXTS) {
    const bytes = ENCODER.encode(`<${text}>`);
    expect(utf8(bytes, 1, bytes.length - 1)).toBe(text);
  }
});

test("what is ill-formed is read as U+FFFD", () => {
  expect(utf8(Uint8Array.of(0x61, 0xff, 0x62), 0, 3)).toBe("a\ufffdb");
});

test.each([
  ["\ud800"],
  ["\udbff"],
  ["\udc00"],
  ["\udfff"],
  ["a\ud800"],
  ["\ud800a"],
  ["\udc00\ud800"],
  ["\udc00\udc00"],
  ["\udfff\udfff"],
  ["\ud800\ud800"],
  ["\ud800\ue000"],
  ["\ud800\udbff"],
])("a lone surrogate has no length", (text) => {
  expect(utf8Length(text)).toBe(-1);
});

test("plain ASCII of any length is read alike by the platform and without it", () => {
  const all = Uint8Array.from({ length: 0x7f }, (_, at) => at + 1);
  for (let size = 0; size <= 40; size++) {
    for (const start of [0, 1, 60]) {
      const expected = String.fromCharCode(...all.subarray(start, start + size));
      expect(ascii(all, start, start + size)).toBe(expected);
      expect(portableAscii(all, start, start + size)).toBe(expected);
    }
  }
});

test("a quote is cut behind 60 characters, and has no line break", () => {
  const sixty = "x".repeat(60);
  expect(quoted('a\n"b"')).toBe('"a\\n\\"b\\""');
  expect(quoted(sixty)).toBe(`"${sixty}"`);
  expect(quoted(`${sixty}y`)).toBe(`"${sixty}"...`);
});
