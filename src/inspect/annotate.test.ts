// The annotated tree: every byte under a name, for well-formed and for broken packets.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXAMPLES } from "../../spec/examples/index.ts";
import type { Field } from "./index.ts";
import { annotate, frameSize, fromHex, versionOfConnect } from "./index.ts";

function bytesOf(hex: string): Uint8Array {
  const read = fromHex(hex);
  if (read.kind === "problem") throw new Error(`${hex}: ${read.found}`);
  return read.bytes;
}

function rows(fields: readonly Field[], depth = 0): readonly string[] {
  return fields.flatMap((field) => [
    `${"  ".repeat(depth)}${field.offset}+${field.length} ${field.bits ? `[${field.bits}] ` : ""}${field.name}: ${field.value}`,
    ...rows(field.children ?? [], depth + 1),
  ]);
}

/** The fields that hold the bytes: those without fields of their own, but for bits. */
function leaves(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) =>
    field.children === undefined || field.children.some((child) => child.bits !== undefined)
      ? [field]
      : leaves(field.children),
  );
}

/** Where each leaf begins and the one before it ends: the same places, where no byte is left out and none is told twice. */
function seams(fields: readonly Field[]): readonly [begins: readonly number[], ends: readonly number[]] {
  const held = leaves(fields);
  const ends = held.map((field) => field.offset + field.length);
  return [held.map((field) => field.offset), [0, ...ends.slice(0, -1)]];
}

describe("annotate", () => {
  test("a PUBLISH of MQTT 5.0 is told field by field, with the bits of its first byte", () => {
    expect(rows(annotate(bytesOf("3a 0f 0003 612f62 0007 03 230005 68656c6c"), "5.0"))).toEqual([
      "0+1 Control Packet: PUBLISH",
      "  0+1 [0011 ....] type: 3 (PUBLISH)",
      "  0+1 [.... 1...] DUP flag: 1",
      "  0+1 [.... .01.] QoS level: 1",
      "  0+1 [.... ...0] RETAIN: 0",
      "1+1 Remaining Length: 15",
      '2+5 Topic Name: "a/b"',
      "7+2 Packet Identifier: 7",
      "9+1 Property Length: 3",
      "10+3 Properties: 3 bytes",
      "  10+3 Topic Alias: 5",
      "    10+1 identifier: 0x23",
      "    11+2 value: 5",
      '13+4 Payload: "hell"',
    ]);
  });

  test("a CONNECT with all its parts is told, and of a password only the size", () => {
    const hex = "10 2f 0004 4d515454 05 ee 003c 00 0001 63 05 18 00000001 0001 77 0002 7700 0001 75 0002 7077";
    const told = rows(annotate(bytesOf(hex), "5.0"));
    expect(told).toContain("  9+1 [...0 1...] Will QoS: 1");
    expect(told).toContain("    17+1 identifier: 0x18");
    expect(told).toContain('22+3 Will Topic: "w"');
    expect(told).toContain("25+4 Will Payload: 2 bytes");
    expect(told).toContain('29+3 User Name: "u"');
    expect(told).toContain("32+4 Password: 2 bytes");
  });

  test("a CONNECT of MQTT 3.1.1 has a Protocol Level, a Clean Session flag and no properties", () => {
    expect(rows(annotate(bytesOf("100d00044d51545404020000000163"), "3.1.1")).slice(4)).toEqual([
      '2+6 Protocol Name: "MQTT"',
      "8+1 Protocol Level: 4 (MQTT 3.1.1)",
      "9+1 Connect Flags: 0x02",
      "  9+1 [0... ....] User Name Flag: 0",
      "  9+1 [.0.. ....] Password Flag: 0",
      "  9+1 [..0. ....] Will Retain: 0",
      "  9+1 [...0 0...] Will QoS: 0",
      "  9+1 [.... .0..] Will Flag: 0",
      "  9+1 [.... ..1.] Clean Session: 1",
      "  9+1 [.... ...0] Reserved: 0",
      "10+2 Keep Alive: 0",
      '12+3 Client Identifier: "c"',
    ]);
  });

  test("the options of a subscription are told bit by bit, other ones in each version", () => {
    expect(rows(annotate(bytesOf("8207 0001 00 0001 61 2d"), "5.0")).slice(6)).toEqual([
      '5+4 Subscription: "a"',
      '  5+3 Topic Filter: "a"',
      "  8+1 Subscription Options: 0x2D",
      "    8+1 [00.. ....] Reserved: 0",
      "    8+1 [..10 ....] Retain Handling: 2",
      "    8+1 [.... 1...] Retain As Published: 1",
      "    8+1 [.... .1..] No Local: 1",
      "    8+1 [.... ..01] Maximum QoS: 1",
    ]);
    expect(rows(annotate(bytesOf("8206 0001 0001 61 02"), "3.1.1")).slice(-2)).toEqual([
      "    7+1 [0000 00..] Reserved: 0",
      "    7+1 [.... ..10] QoS: 2",
    ]);
  });

  test.each([
    ["e0018e", "5.0", "2+1 Reason Code: 0x8E Session taken over"],
    ["40030001 8e", "5.0", "4+1 Reason Code: 0x8E Session taken over (not for PUBACK)"],
    ["40030001 05", "5.0", "4+1 Reason Code: 0x05 unknown"],
    ["2002 00 05", "3.1.1", "3+1 Connect Return code: 0x05 Connection Refused, not authorized"],
    ["9003 0001 80", "3.1.1", "4+1 Return Code: 0x80 Failure"],
    ["9003 0001 03", "3.1.1", "4+1 Return Code: 0x03 reserved"],
    ["9004 0001 00 02", "5.0", "5+1 Reason Code: 0x02 Granted QoS 2"],
    ["b004 0001 00 11", "5.0", "5+1 Reason Code: 0x11 No subscription existed"],
    ["f00118", "5.0", "2+1 Reason Code: 0x18 Continue authentication"],
    ["b002 0001", "3.1.1", "2+2 Packet Identifier: 1"],
    ["a205 0001 0001 61", "3.1.1", '4+3 Topic Filter: "a"'],
  ] as const)("the last field of %s in MQTT %s is %j", (hex, version, last) => {
    expect(rows(annotate(bytesOf(hex), version)).at(-1)).toBe(last);
  });

  test.each([
    ["", "0+0 unread: Control Packet needs 1 byte, none is left"],
    ["10", "1+0 unread: Remaining Length needs 1 byte, none is left"],
    ["1080", "1+1 unread: Remaining Length does not end before the bytes do"],
    ["30ffffffff01", "1+5 unread: Remaining Length is longer than four bytes"],
    ["0000", "2+0 unread: type 0 is reserved"],
    ["3003000561", "2+3 unread: Topic Name needs 7 bytes, only 3 left"],
    ["c00100", "2+1 unread: PINGREQ ends before these bytes"],
    ["200200 00", "4+0 unread: Property Length needs 1 byte, none is left"],
    ["e003000104", "4+1 unread: there is no property 0x04"],
    ["e003000180", "4+1 unread: a property identifier does not end"],
  ] as const)("what cannot be told of %j is marked", (hex, marked) => {
    expect(rows(annotate(bytesOf(hex), "5.0")).map((row) => row.trim())).toContain(marked);
  });

  test("MQTT 3.1.1 has no AUTH", () => {
    expect(rows(annotate(bytesOf("f0020000"), "3.1.1")).at(-1)).toBe("2+2 unread: MQTT 3.1.1 has no AUTH");
  });

  test("bytes that are not there yet are named with the Remaining Length", () => {
    expect(rows(annotate(bytesOf("300a000161"), "5.0"))).toContain("1+1 Remaining Length: 10, of which 3 are here");
  });

  test("text that is no UTF-8, or would steer a terminal, is shown harmlessly", () => {
    const told = rows(annotate(bytesOf("3009 0007 1b5b6d c29b ff61"), "3.1.1"));
    expect(told).toContain('2+9 Topic Name: "\\u001b[m\\u{9b}\u{fffd}a" (ill-formed UTF-8)');
  });

  test("in all golden examples every byte of the packet has one name", () => {
    const broken = EXAMPLES.flatMap((example) => ("hex" in example ? [example] : [])).filter((example) => {
      const bytes = bytesOf(example.hex);
      const fields = annotate(bytes, example.version);
      const [begins, ends] = seams(fields);
      const size = Math.min(bytes.length, frameSize(bytes) ?? bytes.length);
      return begins.join() !== ends.join() || leaves(fields).reduce((sum, field) => sum + field.length, 0) !== size;
    });
    expect(broken.map((example) => example.name)).toEqual([]);
  });

  test("a well-formed example leaves nothing unread", () => {
    const unread = EXAMPLES.flatMap((example) => (example.kind === "valid" ? [example] : [])).filter((example) =>
      leaves(annotate(bytesOf(example.hex), example.version)).some((field) => field.unread),
    );
    expect(unread.map((example) => example.name)).toEqual([]);
  });

  test("any bytes at all are annotated, and no byte of the packet is left out or told twice", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        fc.constantFrom("3.1.1" as const, "5.0" as const),
        (bytes, version) => {
          const fields = annotate(bytes, version);
          const [begins, ends] = seams(fields);
          const size = Math.min(bytes.length, frameSize(bytes) ?? bytes.length);
          expect(begins).toEqual(ends);
          expect(leaves(fields).reduce((sum, field) => sum + field.length, 0)).toBe(size);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("versionOfConnect", () => {
  test.each([
    ["100d00044d51545405", "5.0"],
    ["100d00044d51545404", "3.1.1"],
    ["100d00064d514973647003", "3.1.1"],
    ["100d00044d51545409", undefined],
    ["c000", undefined],
    ["10", undefined],
  ])("%s speaks %s", (hex, version) => {
    expect(versionOfConnect(bytesOf(hex))).toBe(version);
  });
});
