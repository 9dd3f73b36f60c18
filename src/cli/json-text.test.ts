// Where some text stops being JSON.

import { describe, expect, test } from "vitest";
import { parseJson } from "./json-text.ts";

describe("parseJson", () => {
  test.each([
    ['{"a":1', "line 1, column 7: it ends too early"],
    ["hello", 'line 1, column 1: "h" does not fit'],
    ['{"a": tru}', 'line 1, column 10: "}" does not fit'],
    ["", "line 1, column 1: it ends too early"],
    ['{"a": 1,\n "b": x}', 'line 2, column 7: "x" does not fit'],
    ['{"a": "an unterminated string', "line 1, column 30: it ends too early"],
    ['{"a": 1}}', 'line 1, column 9: "}" does not fit'],
    ['{"a": "a much longer text around the place of the error"; "b": 7}', 'line 1, column 57: ";" does not fit'],
    ['{"a": "a much longer text around the place of the error", "b": x}', 'line 1, column 64: "x" does not fit'],
  ])("%j: %s", (text, place) => {
    expect(() => parseJson(text)).toThrow(`the packet is not JSON: ${place}`);
  });
});
