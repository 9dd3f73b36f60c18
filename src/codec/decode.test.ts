// Reading with options: what a lenient reading passes over and in which order, who sent it, sizes, and payloads called text.

import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import type { Version } from "../../spec/index.ts";
import type { Violation } from "./index.ts";
import { decode } from "./index.ts";

function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function violation(
  requirement: Violation["requirement"],
  reasonCode: Violation["reasonCode"],
  offset: number,
  found: string,
): Violation {
  return { requirement, reasonCode, offset, found };
}

/** What a lenient reading passed over, or undefined where it refused all the same. The strict one must refuse the first of it. */
function passedOver(hex: string, version: Version): readonly Violation[] | undefined {
  const lenient = decode(bytes(hex), version, { lenient: true });
  if (lenient.kind !== "packet") return undefined;
  expect(decode(bytes(hex), version)).toEqual({ kind: "malformed", violation: lenient.violations[0] });
  return lenient.violations;
}

/** The packet of a lenient reading. */
function read(hex: string, version: Version): unknown {
  const lenient = decode(bytes(hex), version, { lenient: true });
  return lenient.kind === "packet" ? lenient.packet : lenient;
}

test.each<[string, Version, string, Violation]>([
  ["flags", "3.1.1", "4f020001", violation("3.1.1/MQTT-2.2.2-1", 0x81, 0, "PUBACK with flags 0x0f")],
  ["flags", "5.0", "60020001", violation("5.0/MQTT-3.6.1-1", 0x81, 0, "PUBREL with flags 0x00")],
  [
    "an overlong Remaining Length",
    "5.0",
    "c08000",
    violation("5.0/MQTT-1.5.5-1", 0x81, 1, "Remaining Length 0 in 2 bytes"),
  ],
  ["an overlong Property Length", "5.0", "b005 0001 8000 00", violation("5.0/MQTT-1.5.5-1", 0x81, 4, "0 in 2 bytes")],
  ["bytes left over", "3.1.1", "c00102", violation("3.1.1/U3-045", 0x81, 2, "1 bytes left over")],
  ["bytes left over", "3.1.1", "4004 0001 0000", violation("3.1.1/U3-045", 0x81, 4, "2 bytes left over")],
  ["bytes left over", "5.0", "4005 0001 00 00 ff", violation("5.0/U5-152", 0x81, 6, "1 bytes left over")],
  ["bytes left over", "3.1.1", "e00100", violation("3.1.1/U3-045", 0x81, 2, "1 bytes left over")],
  [
    "Packet Identifier 0",
    "3.1.1",
    "3205 0001 61 0000",
    violation("3.1.1/MQTT-2.3.1-1", 0x82, 5, "Packet Identifier 0"),
  ],
  ["Packet Identifier 0", "5.0", "b004 0000 00 00", violation("5.0/MQTT-2.2.1-6", 0x82, 2, "Packet Identifier 0")],
  ["DUP at QoS 0", "3.1.1", "38030001 61", violation("3.1.1/MQTT-3.3.1-2", 0x81, 0, "DUP at QoS 0")],
  ["an empty Topic Name", "3.1.1", "30020000", violation("3.1.1/MQTT-4.7.3-1", 0x82, 2, "an empty Topic Name")],
  [
    "an empty Topic Name",
    "5.0",
    "30030000 00",
    violation("5.0/U5-078", 0x82, 2, "an empty Topic Name without a Topic Alias"),
  ],
  [
    "a wildcard in a Topic Name",
    "3.1.1",
    "3005 0003 612f23",
    violation("3.1.1/MQTT-3.3.2-2", 0x82, 2, 'Topic Name "a/#"'),
  ],
  [
    "a wildcard in a Topic Name",
    "5.0",
    "3006 0003 2bc3a4 00",
    violation("5.0/MQTT-3.3.2-2", 0x82, 2, 'Topic Name "+\u00e4"'),
  ],
  [
    "ill-formed UTF-8",
    "3.1.1",
    "3005 0003 61c361",
    violation("3.1.1/MQTT-3.3.2-1", 0x81, 5, "ill-formed UTF-8 at byte 0xc3"),
  ],
  ["U+0000", "5.0", "3006 0003 610062 00", violation("5.0/MQTT-1.5.4-2", 0x81, 5, "U+0000")],
  [
    "U+0000 in front of what is ill-formed",
    "3.1.1",
    "3004 0002 00c3",
    violation("3.1.1/MQTT-1.5.3-2", 0x81, 4, "U+0000"),
  ],
  [
    "what is ill-formed in front of U+0000",
    "3.1.1",
    "3004 0002 c300",
    violation("3.1.1/MQTT-3.3.2-1", 0x81, 4, "ill-formed UTF-8 at byte 0xc3"),
  ],
  [
    "a property twice",
    "5.0",
    "e00c 00 0a 1100000001 1100000002",
    violation("5.0/U5-115", 0x82, 9, "Session Expiry Interval twice"),
  ],
  ["a property out of range", "5.0", "2006 00 00 03 210000", violation("5.0/U5-051", 0x82, 6, "Receive Maximum 0")],
  [
    "a property out of range",
    "5.0",
    "3008 0001 61 03 230000 78",
    violation("5.0/MQTT-3.3.2-8", 0x94, 7, "Topic Alias 0"),
  ],
  [
    "a property out of range",
    "5.0",
    "3006 0001 61 02 0102",
    violation("5.0/U5-156", 0x82, 7, "Payload Format Indicator 2"),
  ],
  [
    "a property out of range",
    "5.0",
    "3007 0001 61 02 0b00 78",
    violation("5.0/U5-085", 0x82, 7, "Subscription Identifier 0"),
  ],
  [
    "a property of other packets",
    "5.0",
    "4007 0001 00 03 21000a",
    violation("5.0/U5-012", 0x81, 6, "Receive Maximum in PUBACK"),
  ],
  [
    "an empty Response Topic",
    "5.0",
    "3007 0001 61 03 080000",
    violation("5.0/MQTT-4.7.3-1", 0x82, 7, "an empty Response Topic"),
  ],
  [
    "a wildcard in a Response Topic",
    "5.0",
    "3008 0001 61 04 0800012b",
    violation("5.0/MQTT-3.3.2-14", 0x82, 7, 'Topic Name "+"'),
  ],
  [
    "an ill-formed Response Topic",
    "5.0",
    "3008 0001 61 04 080001ff",
    violation("5.0/MQTT-3.3.2-13", 0x81, 9, "ill-formed UTF-8 at byte 0xff"),
  ],
  [
    "an ill-formed Content Type",
    "5.0",
    "3008 0001 61 04 030001ff",
    violation("5.0/MQTT-3.3.2-19", 0x81, 9, "ill-formed UTF-8 at byte 0xff"),
  ],
  [
    "an ill-formed User Property",
    "5.0",
    "400a 0001 00 06 26 0001 ff 0000",
    violation("5.0/MQTT-1.5.7-1", 0x81, 9, "ill-formed UTF-8 at byte 0xff"),
  ],
  [
    "an ill-formed Reason String",
    "5.0",
    "4008 0001 00 04 1f 0001 ff",
    violation("5.0/MQTT-1.5.4-1", 0x81, 9, "ill-formed UTF-8 at byte 0xff"),
  ],
  [
    "a Reason Code of other packets",
    "5.0",
    "40030001 92",
    violation("5.0/MQTT-3.4.2-1", 0x81, 4, "Reason Code 0x92 in PUBACK"),
  ],
  ["acknowledge flags", "3.1.1", "20020200", violation("3.1.1/U3-021", 0x81, 2, "acknowledge flags 0x02")],
  ["a return code", "3.1.1", "20020006", violation("3.1.1/U3-046", 0x81, 3, "return code 6")],
  [
    "Session Present on refusal",
    "5.0",
    "2003018000",
    violation("5.0/MQTT-3.2.2-6", 0x82, 2, "Session Present with code 0x80"),
  ],
  ["a SUBACK code", "3.1.1", "9003 0001 03", violation("3.1.1/MQTT-3.9.3-2", 0x81, 4, "return code 0x03")],
  ["a SUBACK without codes", "5.0", "9003 0001 00", violation("5.0/MQTT-3.8.4-6", 0x81, 5, "no code")],
  ["an UNSUBACK without codes", "5.0", "b003 0001 00", violation("5.0/MQTT-3.11.3-2", 0x81, 5, "no code")],
  ["a SUBSCRIBE without filters", "3.1.1", "8202 0001", violation("3.1.1/MQTT-3.8.3-3", 0x82, 4, "no Topic Filter")],
  ["an UNSUBSCRIBE without filters", "5.0", "a203 0001 00", violation("5.0/MQTT-3.10.3-2", 0x82, 5, "no Topic Filter")],
  [
    "reserved option bits",
    "3.1.1",
    "8206 0001 0001 61 04",
    violation("3.1.1/MQTT-3.8.3-4", 0x81, 7, "subscription options 0x04"),
  ],
  [
    "reserved option bits",
    "5.0",
    "8207 0001 00 0001 61 40",
    violation("5.0/MQTT-3.8.3-5", 0x81, 8, "subscription options 0x40"),
  ],
  [
    "subscription QoS 3",
    "5.0",
    "8207 0001 00 0001 61 03",
    violation("5.0/U5-101", 0x82, 8, "subscription options 0x03"),
  ],
  [
    "Retain Handling 3",
    "5.0",
    "8207 0001 00 0001 61 30",
    violation("5.0/U5-102", 0x82, 8, "subscription options 0x30"),
  ],
  [
    "No Local on a Shared Subscription",
    "5.0",
    "8210 0001 00 000a 2473686172652f612f62 04",
    violation("5.0/MQTT-3.8.3-4", 0x82, 17, "subscription options 0x04"),
  ],
  [
    "a misplaced wildcard",
    "3.1.1",
    "8208 0001 0003 612b62 00",
    violation("3.1.1/MQTT-4.7.1-3", 0x82, 4, 'Topic Filter "a+b"'),
  ],
  [
    "a share without a filter",
    "5.0",
    "a20c 0001 00 0007 2473686172652f",
    violation("5.0/MQTT-4.8.2-1", 0x82, 5, 'Topic Filter "$share/"'),
  ],
  [
    "a reserved CONNECT flag",
    "3.1.1",
    "100c 0004 4d515454 04 03 0000 0000",
    violation("3.1.1/MQTT-3.1.2-3", 0x81, 9, "CONNECT flags 0x03"),
  ],
  [
    "a Will QoS without a will",
    "5.0",
    "100d 0004 4d515454 05 0a 0000 00 0000",
    violation("5.0/MQTT-3.1.2-11", 0x81, 9, "CONNECT flags 0x0a"),
  ],
  [
    "a Will Retain without a will",
    "3.1.1",
    "100c 0004 4d515454 04 22 0000 0000",
    violation("3.1.1/MQTT-3.1.2-15", 0x81, 9, "CONNECT flags 0x22"),
  ],
  [
    "a Password without a User Name",
    "3.1.1",
    "100e 0004 4d515454 04 42 0000 0000 0000",
    violation("3.1.1/MQTT-3.1.2-22", 0x81, 9, "CONNECT flags 0x42"),
  ],
  [
    "an empty ClientId",
    "3.1.1",
    "100c 0004 4d515454 04 00 0000 0000",
    violation("3.1.1/MQTT-3.1.3-7", 0x85, 12, "an empty ClientId without Clean Session"),
  ],
  [
    "Authentication Data without a method",
    "5.0",
    "1010 0004 4d515454 05 02 0000 03 160000 0000",
    violation("5.0/U5-034", 0x82, 16, "Authentication Data without Authentication Method"),
  ],
  [
    "an empty Will Topic",
    "3.1.1",
    "1010 0004 4d515454 04 06 0000 0000 0000 0000",
    violation("3.1.1/MQTT-4.7.3-1", 0x82, 14, "an empty Will Topic"),
  ],
  [
    "a wildcard in a Will Topic",
    "3.1.1",
    "1011 0004 4d515454 04 06 0000 0000 0001 23 0000",
    violation("3.1.1/MQTT-4.7.1-1", 0x82, 14, 'Topic Name "#"'),
  ],
  [
    "a User Name that was not announced",
    "3.1.1",
    "100e 0004 4d515454 04 02 0000 0000 0000",
    violation("3.1.1/MQTT-3.1.2-18", 0x81, 14, "2 bytes left over"),
  ],
  [
    "a Password that was not announced",
    "3.1.1",
    "1010 0004 4d515454 04 82 0000 0000 0000 0000",
    violation("3.1.1/MQTT-3.1.2-20", 0x81, 16, "2 bytes left over"),
  ],
  [
    "bytes behind the Password",
    "3.1.1",
    "1011 0004 4d515454 04 c2 0000 0000 0000 0000 00",
    violation("3.1.1/U3-045", 0x81, 18, "1 bytes left over"),
  ],
  ["an AUTH without a method", "5.0", "f000", violation("5.0/U5-120", 0x82, 2, "no Authentication Method")],
])("%s in %s: a lenient reading passes over it and says so, a strict one refuses it", (_, version, hex, expected) => {
  expect(passedOver(hex, version)).toEqual([expected]);
});

test.each<[string, Version, string, Violation]>([
  ["QoS 3", "5.0", "36030001 61", violation("5.0/MQTT-3.3.1-4", 0x81, 0, "QoS 3")],
  [
    "Will QoS 3",
    "3.1.1",
    "1011 0004 4d515454 04 1e 0000 0000 0001 61 0000",
    violation("3.1.1/MQTT-3.1.2-14", 0x81, 9, "CONNECT flags 0x1e"),
  ],
  ["a reserved type", "3.1.1", "f000", violation("3.1.1/U3-003", 0x81, 0, "packet type 15")],
  ["a reserved type", "5.0", "0000", violation("5.0/U5-008", 0x81, 0, "packet type 0")],
  [
    "a property that does not exist",
    "5.0",
    "4006 0001 00 02 7f00",
    violation("5.0/U5-012", 0x81, 6, "property 0x7f, which does not exist"),
  ],
  [
    "a string longer than its packet",
    "3.1.1",
    "30040003 6162",
    violation("3.1.1/U3-045", 0x81, 2, "a length of 3, and 2 bytes left"),
  ],
  [
    "properties longer than their packet",
    "5.0",
    "40040001 0001",
    violation("5.0/U5-152", 0x81, 5, "a Property Length of 1, and 0 bytes left"),
  ],
  [
    "a property longer than the properties",
    "5.0",
    "4008 0001 00 03 1f0001 61",
    violation("5.0/U5-152", 0x81, 7, "a length of 1, and 0 bytes left"),
  ],
  ["a missing Property Length", "5.0", "b0020001", violation("5.0/MQTT-2.2.2-1", 0x81, 4, "no Property Length")],
  [
    "a Remaining Length of five bytes",
    "3.1.1",
    "c080808080",
    violation("3.1.1/U3-004", 0x81, 1, "a Remaining Length of more than four bytes"),
  ],
  [
    "a Property Length of five bytes",
    "5.0",
    "b008 0001 80808080 0000",
    violation("5.0/U5-005", 0x81, 4, "a Variable Byte Integer of more than four bytes"),
  ],
  [
    "a Property Length cut short",
    "5.0",
    "b0030001 80",
    violation("5.0/U5-152", 0x81, 4, "a Variable Byte Integer cut short"),
  ],
  [
    "another protocol",
    "3.1.1",
    "100e 0006 4d5149736470 03 02 0000 0000",
    violation("3.1.1/MQTT-3.1.2-1", 0x84, 2, 'protocol name "MQIsdp"'),
  ],
])("%s in %s cannot be read on, and is refused in a lenient reading too", (_, version, hex, expected) => {
  expect(decode(bytes(hex), version, { lenient: true })).toEqual({ kind: "malformed", violation: expected });
  expect(decode(bytes(hex), version)).toEqual({ kind: "malformed", violation: expected });
});

test("several breaches in one packet are named in the order of the wire", () => {
  expect(passedOver("39 8d00 0003 61ff23 07 0102 0100 230000", "5.0")).toEqual([
    violation("5.0/MQTT-3.3.1-2", 0x81, 0, "DUP at QoS 0"),
    violation("5.0/MQTT-1.5.5-1", 0x81, 1, "Remaining Length 13 in 2 bytes"),
    violation("5.0/MQTT-3.3.2-1", 0x81, 6, "ill-formed UTF-8 at byte 0xff"),
    violation("5.0/MQTT-3.3.2-2", 0x82, 3, 'Topic Name "a\ufffd#"'),
    violation("5.0/U5-156", 0x82, 10, "Payload Format Indicator 2"),
    violation("5.0/U5-155", 0x82, 11, "Payload Format Indicator twice"),
    violation("5.0/MQTT-3.3.2-8", 0x94, 14, "Topic Alias 0"),
  ]);
});

test("a lenient reading gives the packet as the bytes have it", () => {
  expect(read("39 8d00 0003 61ff23 07 0102 0100 230000", "5.0")).toEqual({
    type: "PUBLISH",
    qos: 0,
    dup: true,
    retain: true,
    topicName: "a\ufffd#",
    properties: { payloadFormatIndicator: 0, topicAlias: 0 },
    payload: new Uint8Array(0),
  });
  expect(read("8206 0000 0001 61 ff", "3.1.1")).toEqual({
    type: "SUBSCRIBE",
    packetId: 0,
    subscriptions: [{ topicFilter: "a", qos: 3 }],
  });
  expect(read("8207 0001 00 0001 61 ff", "5.0")).toEqual({
    type: "SUBSCRIBE",
    packetId: 1,
    properties: {},
    subscriptions: [{ topicFilter: "a", qos: 3, noLocal: true, retainAsPublished: true, retainHandling: 3 }],
  });
  expect(read("4009 0001 00 05 0b81010b02", "5.0")).toEqual({
    type: "PUBACK",
    packetId: 1,
    reasonCode: 0,
    properties: { subscriptionIdentifiers: [129, 2] },
  });
  expect(read("20020306", "3.1.1")).toEqual({ type: "CONNACK", sessionPresent: true, returnCode: 6 });
});

test("a lenient reading of what is right gives no violation, and an incomplete packet stays so", () => {
  expect(decode(bytes("40020001"), "5.0", { lenient: true })).toEqual({
    kind: "packet",
    packet: { type: "PUBACK", packetId: 1, reasonCode: 0, properties: {} },
    size: 4,
    violations: [],
  });
  expect(decode(bytes("4f0200"), "5.0", { lenient: true })).toEqual({ kind: "incomplete", missing: 1 });
  expect(decode(bytes("4f"), "5.0", { lenient: true })).toEqual({ kind: "incomplete", missing: undefined });
});

test.each<[string, Version, string, "client" | "server", Violation]>([
  ["a PINGREQ", "5.0", "c000", "server", violation("5.0/U5-153", 0x82, 0, "PINGREQ from a server")],
  ["a PINGRESP", "3.1.1", "d000", "client", violation("3.1.1/U3-048", 0x82, 0, "PINGRESP from a client")],
  ["a DISCONNECT of 3.1.1", "3.1.1", "e000", "server", violation("3.1.1/U3-048", 0x82, 0, "DISCONNECT from a server")],
  [
    "a Subscription Identifier in PUBLISH",
    "5.0",
    "3006 0001 61 02 0b01",
    "client",
    violation("5.0/MQTT-3.3.4-6", 0x82, 6, "Subscription Identifier from a client"),
  ],
  [
    "a Session Expiry Interval in DISCONNECT",
    "5.0",
    "e007 00 05 1100000001",
    "server",
    violation("5.0/MQTT-3.14.2-2", 0x82, 4, "Session Expiry Interval from a server"),
  ],
  [
    "No matching subscribers in PUBACK",
    "5.0",
    "40030001 10",
    "client",
    violation("5.0/MQTT-3.4.2-1", 0x81, 4, "Reason Code 0x10 in PUBACK"),
  ],
  [
    "Disconnect with Will Message",
    "5.0",
    "e00104",
    "server",
    violation("5.0/MQTT-3.14.2-1", 0x81, 2, "Reason Code 0x04 in DISCONNECT"),
  ],
])(
  "%s in %s is refused from the wrong side (%s, %s), and taken from the other or where the side is not known",
  (_, version, hex, wrong, expected) => {
    const right = wrong === "client" ? "server" : "client";
    expect(decode(bytes(hex), version, { from: wrong })).toEqual({ kind: "malformed", violation: expected });
    expect(decode(bytes(hex), version, { from: right })).toEqual(decode(bytes(hex), version));
    expect(decode(bytes(hex), version).kind).toBe("packet");
    expect(decode(bytes(hex), version, { from: wrong, lenient: true })).toEqual({
      ...decode(bytes(hex), version),
      violations: [expected],
    });
  },
);

test("both sides may send what is for both", () => {
  for (const from of ["client", "server"] as const) {
    for (const hex of ["3004 0001 61 00", "40020001", "e000", "40030001 80"]) {
      expect(decode(bytes(hex), "5.0", { from })).toEqual(decode(bytes(hex), "5.0"));
    }
  }
});

test("wrong flags and the wrong side are two breaches of the first byte", () => {
  expect(decode(bytes("c100"), "5.0", { from: "server", lenient: true })).toEqual({
    kind: "packet",
    packet: { type: "PINGREQ" },
    size: 2,
    violations: [
      violation("5.0/MQTT-2.1.3-1", 0x81, 0, "PINGREQ with flags 0x01"),
      violation("5.0/U5-153", 0x82, 0, "PINGREQ from a server"),
    ],
  });
});

test("a packet above the maximum is refused before its body is there, in the words of who set the maximum", () => {
  const found = "a packet of 1003 bytes, and at most 1002 are taken";
  const maximumPacketSize = 1002;
  expect(decode(bytes("30e807"), "5.0", { maximumPacketSize })).toEqual({
    kind: "malformed",
    violation: violation("5.0/U5-057", 0x95, 1, found),
  });
  expect(decode(bytes("30e807"), "5.0", { maximumPacketSize, from: "client" })).toEqual({
    kind: "malformed",
    violation: violation("5.0/U5-057", 0x95, 1, found),
  });
  expect(decode(bytes("30e807"), "5.0", { maximumPacketSize, from: "server" })).toEqual({
    kind: "malformed",
    violation: violation("5.0/U5-025", 0x95, 1, found),
  });
  expect(decode(bytes("30e807"), "3.1.1", { maximumPacketSize, lenient: true })).toEqual({
    kind: "malformed",
    violation: violation("3.1.1/U3-047", 0x95, 1, found),
  });
  expect(decode(bytes("30e8"), "5.0", { maximumPacketSize })).toEqual({ kind: "incomplete", missing: undefined });
  expect(decode(bytes("30e807"), "5.0", { maximumPacketSize: 1003 })).toEqual({ kind: "incomplete", missing: 1000 });
});

test("a payload that is called text is checked where the reader asks for it [5.0/U5-081]", () => {
  const wrong = "3009 0001 61 02 0101 61 ff 62";
  const refusal = violation("5.0/U5-080", 0x99, 9, "a payload that is not UTF-8");
  expect(decode(bytes(wrong), "5.0").kind).toBe("packet");
  expect(decode(bytes(wrong), "5.0", { checkPayloadFormat: false }).kind).toBe("packet");
  expect(decode(bytes(wrong), "5.0", { checkPayloadFormat: true })).toEqual({ kind: "malformed", violation: refusal });
  expect(decode(bytes(wrong), "5.0", { checkPayloadFormat: true, lenient: true })).toEqual({
    ...decode(bytes(wrong), "5.0"),
    violations: [refusal],
  });
  expect(decode(bytes(wrong.replace("0101", "0100")), "5.0", { checkPayloadFormat: true }).kind).toBe("packet");
  expect(decode(bytes(wrong.replace("ff", "00")), "5.0", { checkPayloadFormat: true }).kind).toBe("packet");
});

test("a Will Payload that is called text is checked where the reader asks for it [5.0/U5-037]", () => {
  const wrong = "1017 0004 4d515454 05 06 0000 00 0000 02 0101 0001 61 0002 61ff";
  const refusal = violation("5.0/U5-037", 0x99, 24, "a Will Payload that is not UTF-8");
  expect(decode(bytes(wrong), "5.0").kind).toBe("packet");
  expect(decode(bytes(wrong), "5.0", { checkPayloadFormat: true })).toEqual({ kind: "malformed", violation: refusal });
  expect(decode(bytes(wrong), "5.0", { checkPayloadFormat: true, lenient: true })).toEqual({
    ...decode(bytes(wrong), "5.0"),
    violations: [refusal],
  });
  expect(decode(bytes(wrong.replace("0101", "0100")), "5.0", { checkPayloadFormat: true }).kind).toBe("packet");
  expect(decode(bytes(wrong.replace("61ff", "6162")), "5.0", { checkPayloadFormat: true }).kind).toBe("packet");
});

test("one reading leaves nothing behind for the next", () => {
  expect(decode(bytes("41020001"), "5.0", { lenient: true, from: "client", checkPayloadFormat: true }).kind).toBe(
    "packet",
  );
  expect(decode(bytes("41020001"), "5.0").kind).toBe("malformed");
  expect(decode(bytes("d000"), "5.0").kind).toBe("packet");
  expect(decode(bytes("3007 0001 61 02 0101 ff"), "5.0").kind).toBe("packet");
  expect(decode(bytes("4003 0001 03"), "5.0").kind).toBe("malformed");
  expect(decode(bytes("40020001"), "5.0").kind).toBe("packet");
});

test("a payload is a view into the bytes, and an empty one is none of them", () => {
  const input = bytes("3005 0001 61 7879");
  const decoded = decode(input, "3.1.1");
  expect(
    decoded.kind === "packet" && decoded.packet.type === "PUBLISH" && decoded.packet.payload.buffer === input.buffer,
  ).toBe(true);
  const empty = decode(bytes("3003 0001 61"), "3.1.1");
  expect(empty.kind === "packet" && empty.packet.type === "PUBLISH" && empty.packet.payload.buffer.byteLength).toBe(0);
});

test("a long Topic Name is quoted in part", () => {
  const name = "a".repeat(100);
  const hex = `3066 0064 ${Buffer.from(`#${name.slice(1)}`).toString("hex")}`;
  expect(decode(bytes(hex), "3.1.1")).toEqual({
    kind: "malformed",
    violation: violation("3.1.1/MQTT-3.3.2-2", 0x82, 2, `Topic Name "#${"a".repeat(59)}"...`),
  });
});
