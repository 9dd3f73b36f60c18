import { describe, expect, test } from "vitest";
import { absent, between, matches, oneOf, present, say, sayFields } from "./fields.ts";

const publish = {
  type: "PUBLISH",
  qos: 1,
  payload: new TextEncoder().encode("on"),
  properties: { topicAlias: 3, userProperties: [["a", "b"]] },
};

describe("a received packet", () => {
  test("is matched by some of its fields, in depth", () => {
    expect(matches({ qos: 1, properties: { topicAlias: 3 } }, publish)).toBe(true);
    expect(matches({ qos: 2 }, publish)).toBe(false);
    expect(matches({ properties: { topicAlias: 4 } }, publish)).toBe(false);
    expect(matches({ properties: { nothing: { deeper: 1 } } }, publish)).toBe(false);
  });

  test("is matched by text or bytes for its payload", () => {
    expect(matches({ payload: "on" }, publish)).toBe(true);
    expect(matches({ payload: Uint8Array.of(0x6f, 0x6e) }, publish)).toBe(true);
    expect(matches({ payload: "off" }, publish)).toBe(false);
    expect(matches({ payload: 1 }, publish)).toBe(false);
  });

  test("is matched by lists as a whole, in order", () => {
    expect(matches({ properties: { userProperties: [["a", "b"]] } }, publish)).toBe(true);
    expect(matches({ properties: { userProperties: [] } }, publish)).toBe(false);
    expect(matches({ properties: { userProperties: [["b", "a"]] } }, publish)).toBe(false);
  });

  test("is matched by conditions on its fields", () => {
    expect(matches({ qos: oneOf(0, 1), dup: absent, payload: present }, publish)).toBe(true);
    expect(matches({ qos: oneOf(0, 2) }, publish)).toBe(false);
    expect(matches({ qos: absent }, publish)).toBe(false);
    expect(matches({ dup: present }, publish)).toBe(false);
    expect(matches({ qos: between(1, 2) }, publish)).toBe(true);
    expect(matches({ qos: between(2, 3) }, publish)).toBe(false);
  });

  test("is said in words, codes in hexadecimal", () => {
    expect(sayFields({ qos: oneOf(1, 2), reasonCode: 0x82, payload: Uint8Array.of(0xff) })).toBe(
      "qos 1 or 2, reasonCode 0x82, payload 0xff",
    );
    expect(say([0x00, 0x80], "reasonCodes")).toBe("[0x00, 0x80]");
    expect(say(new Uint8Array(40))).toBe("40 bytes");
  });
});
