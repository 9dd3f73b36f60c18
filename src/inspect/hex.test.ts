// Hexadecimal digits as people paste them, and where they go wrong.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./index.ts";

describe("fromHex", () => {
  test("digits that toHex wrote give the bytes back", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom("", " ", ":", ", ", "\n"), (bytes, separator) => {
        expect(fromHex(toHex(bytes, separator))).toEqual({ kind: "bytes", bytes });
      }),
    );
  });

  test.each(["c000", "C0 00", "c0:00", "0xc0 0x00", "0xC000", " c0\n00\t", "c0-00", "0xc0,0x00"])(
    "%j is PINGREQ",
    (text) => {
      expect(fromHex(text)).toEqual({ kind: "bytes", bytes: Uint8Array.of(0xc0, 0x00) });
    },
  );

  test.each([
    ["c0zz", 2, '"z"'],
    ["c00", 3, "the end, after half a byte"],
    ["c 00", 1, '" ", after half a byte'],
    ["0x", 2, "the end"],
    ["cx", 1, '"x"'],
  ])("%j goes wrong at position %d", (text, position, found) => {
    expect(fromHex(text)).toEqual({ kind: "problem", position, found });
  });
});
