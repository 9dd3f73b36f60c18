// The formats of `touchstone sub`, against what mosquitto_sub 2.0.11 wrote of the same message.

import { describe, expect, test } from "vitest";
import type { ReceivedMessage } from "../runtime/client/index.ts";
import { NotJson, plainFormat, readFormat } from "./message-format.ts";

const PAYLOAD = '{"a": "hé\\u0001", "b":[1,2]}';
const MOMENT = new Date(2026, 10, 9, 6, 5, 4, 78);

function message(payload: string | Uint8Array = PAYLOAD, more: Partial<ReceivedMessage> = {}): ReceivedMessage {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  return {
    topic: "fmt",
    payload: bytes,
    qos: 1,
    retain: false,
    dup: false,
    packetId: 1,
    properties: {
      contentType: "text",
      correlationData: new TextEncoder().encode("cd"),
      messageExpiryInterval: 60,
      payloadFormatIndicator: 1,
      responseTopic: "r",
      userProperties: [
        ["k", "v"],
        ["k2", "v2"],
      ],
    },
    text: () => new TextDecoder().decode(bytes),
    ...more,
  };
}

const written = (format: string, of = message()): string => Buffer.from(readFormat(format)(of, MOMENT)).toString();

test.each([
  [
    "%t|%p|%q|%r|%l|%m|%x|%X",
    `fmt|${PAYLOAD}|1|0|29|1|7b2261223a202268c3a95c7530303031222c202262223a5b312c325d7d|7B2261223A202268C3A95C7530303031222C202262223A5B312C325D7D`,
  ],
  ["[%10t][%-10t][%.2t][%010l][%-6l][%6l]", "[       fmt][fmt       ][fm][0000000029][29    ][    29]"],
  ["[%20p][%-20p][%3p][%020x][%4x]", '[{"a": "hé\\u0001", "][{"a": "hé\\u0001", "][{"a][7b2261223a202268c3a9][7b22]'],
  ["a\\tb\\n\\\\%%@@ \\0z", "a\tb\n\\%@ \0z"],
  ["%C|%D|%E|%F|%P|%R|%S|%A", "text|cd|60|1|k:v k2:v2|r||"],
  ["[%5A][%05E][%8C][%q3]", "[     ][00060][    text][13]"],
  ["", ""],
])("%s is what mosquitto_sub makes of it", (format, text) => {
  expect(written(format)).toBe(text);
});

test("a message is an object of JSON, its payload quoted or embedded", () => {
  const fields = {
    topic: "fmt",
    qos: 1,
    retain: 0,
    payloadlen: 29,
    mid: 1,
    properties: {
      "user-properties": { k: "v", k2: "v2" },
      "content-type": "text",
      "response-topic": "r",
      "correlation-data": "cd",
      "payload-format-indicator": 1,
      "message-expiry-interval": 60,
    },
  };
  const tst = expect.stringMatching(/^2026-11-09T06:05:04\.078000Z[+-]\d{4}$/);
  expect(JSON.parse(written("%j"))).toEqual({ ...fields, tst, payload: PAYLOAD });
  expect(JSON.parse(written("%J"))).toEqual({ ...fields, tst, payload: { a: "hé\u0001", b: [1, 2] } });
});

test("a payload that is no text is a list of bytes, an empty one is null, and what is no JSON is not embedded", () => {
  const payloadOf = (payload: string | Uint8Array): unknown => JSON.parse(written("%j", message(payload))).payload;
  expect(payloadOf(new Uint8Array([0xff, 0]))).toEqual([255, 0]);
  expect(payloadOf("")).toBe(null);
  expect(() => written("%J", message("{"))).toThrow(NotJson);
});

test("what a message has not is left out of its JSON", () => {
  const bare = JSON.parse(written("%j", message("x", { qos: 0, packetId: 0, properties: {} })));
  expect(Object.keys(bare)).toEqual(["tst", "topic", "qos", "retain", "payloadlen", "payload"]);
});

test.each([
  ["@Y-@m-@d @H:@M:@S @N", "2026-11-09 06:05:04 078000000"],
  ["@a @A @b @B @e @j @y @C @p @I @u @w @n@t", "Mon Monday Nov November  9 313 26 20 AM 06 1 1 \n\t"],
  ["@F @T @R @D @c", "2026-11-09 06:05:04 06:05 11/09/26 Mon Nov  9 06:05:04 2026"],
])("%s is the moment", (format, text) => {
  expect(written(format)).toBe(text);
});

test("%I and %U are the moment, too", () => {
  expect(written("%I")).toMatch(/^2026-11-09T06:05:04[+-]\d{4}$/);
  expect(written("%U")).toBe(`${Math.floor(MOMENT.getTime() / 1000)}.078000000`);
});

describe("what is no format", () => {
  test.each([
    ["%z", 'the format has "%z", which is unknown'],
    ["x%", 'the format has "%", which is cut short'],
    ["%10", 'the format has "%10", which is cut short'],
    ["@!", 'the format has "@!": after @ stands'],
    ["@", 'the format has "@": after @ stands'],
    ["\\q", 'the format has "\\\\q": known are'],
    ["\\", 'the format has "\\\\": known are'],
  ])("%s is told", (format, words) => {
    expect(() => readFormat(format)).toThrow(words);
  });
});

test("without a format the payload stands as it is, with its topic before it where asked for", () => {
  const bytes = new Uint8Array([0xff, 0x00]);
  expect(plainFormat(false)(message(bytes), MOMENT)).toEqual(bytes);
  expect(Buffer.from(plainFormat(true)(message("x"), MOMENT)).toString()).toBe("fmt x");
});
