import { describe, expect, test } from "vitest";
import { type Draft, draftBytes } from "./draft.ts";
import { frame, hex, join, patched, properties, u16, u32, utf8, variableByteInteger } from "./raw.ts";

function bytes(draft: Draft, version: "3.1.1" | "5.0"): string {
  const encoded = draftBytes(draft, version);
  return "bytes" in encoded ? Buffer.from(encoded.bytes).toString("hex") : encoded.refused;
}

describe("a draft", () => {
  test("is filled in as each version shapes it", () => {
    const message: Draft = { type: "PUBLISH", topicName: "a", payload: "x", properties: { contentType: "t" } };
    expect(bytes(message, "3.1.1")).toBe("3004000161" + "78");
    expect(bytes(message, "5.0")).toBe("3009000161" + "0403000174" + "78");
  });

  test("of CONNECT says clean for Clean Session and for Clean Start", () => {
    const connect: Draft = {
      type: "CONNECT",
      clientId: "a",
      clean: false,
      keepAlive: 5,
      will: { topicName: "w", payload: "x", qos: 1 },
    };
    expect(bytes(connect, "3.1.1")).toBe("101300044d5154540" + "40c0005" + "000161" + "000177" + "000178");
    expect(bytes(connect, "5.0")).toBe("101500044d5154540" + "50c0005" + "00" + "000161" + "00" + "000177" + "000178");
  });

  test("of an acknowledgement leaves out what 3.1.1 does not know", () => {
    const pubrec: Draft = { type: "PUBREC", packetId: 7, reasonCode: 0x80 };
    expect(bytes(pubrec, "3.1.1")).toBe("50020007");
    expect(bytes(pubrec, "5.0")).toBe("5003000780");
  });

  test("of SUBSCRIBE and UNSUBSCRIBE needs the filters alone", () => {
    const subscribe: Draft = {
      type: "SUBSCRIBE",
      packetId: 1,
      subscriptions: [{ topicFilter: "a", qos: 1, noLocal: true }],
    };
    expect(bytes(subscribe, "3.1.1")).toBe("82060001" + "00016101");
    expect(bytes(subscribe, "5.0")).toBe("8207000100" + "00016105");
    expect(bytes({ type: "UNSUBSCRIBE", packetId: 1, topicFilters: ["a"] }, "5.0")).toBe("a206000100000161");
  });

  test("that may not be sent is refused with the sentence [5.0/MQTT-3.3.2-2]", () => {
    expect(bytes({ type: "PUBLISH", topicName: "a/+" }, "5.0")).toBe("5.0/MQTT-3.3.2-2");
  });
});

describe("bytes by hand", () => {
  test("are framed with their length", () => {
    expect(frame(0x30, utf8("a/#"), properties(), [0x78])).toEqual(hex("30 07 0003 612f23 00 78"));
    expect(frame(0x30, new Uint8Array(200)).subarray(0, 3)).toEqual(Uint8Array.of(0x30, 0xc8, 0x01));
  });

  test("are written as the standard writes numbers", () => {
    expect(u16(0x1234)).toEqual(Uint8Array.of(0x12, 0x34));
    expect(u32(0xffff_fffe)).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0xfe));
    expect(variableByteInteger(0)).toEqual(Uint8Array.of(0));
    expect(variableByteInteger(268_435_455)).toEqual(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    expect(properties([0x01, 0x00], [0x23, 0x00, 0x01])).toEqual(hex("05 0100 230001"));
    expect(utf8([0xff])).toEqual(hex("0001ff"));
  });

  test("are changed in one place, from the front or from the back", () => {
    expect(patched(Uint8Array.of(1, 2, 3), { 0: 9, "-1": 8 })).toEqual(Uint8Array.of(9, 2, 8));
    expect(() => patched(Uint8Array.of(1), { 1: 0 })).toThrow("no byte 1");
    expect(join([1], Uint8Array.of(2))).toEqual(Uint8Array.of(1, 2));
    expect(() => hex("0")).toThrow("not hexadecimal");
  });
});
