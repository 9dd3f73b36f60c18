// Packets as JSON: there and back, what may be left out, and what is told of a mistake.

import { describe, expect, test } from "vitest";
import { EXAMPLES } from "../../spec/examples/index.ts";
import type { Version } from "../../spec/index.ts";
import { decode, encode } from "../codec/index.ts";
import { fromHex, packetFromJson, packetToJson, toHex } from "./index.ts";

const VALID = EXAMPLES.flatMap((example) => (example.kind === "valid" ? [example] : []));

function bytesOf(hex: string): Uint8Array {
  const read = fromHex(hex);
  return read.kind === "bytes" ? read.bytes : new Uint8Array(0);
}

function read(value: unknown, version: Version = "5.0"): unknown {
  const result = packetFromJson(value, version);
  return result.kind === "packet"
    ? result.packet
    : result.problems.map(({ path, expected, found }) => `${path}: ${expected} / ${found}`);
}

describe("packetFromJson and packetToJson", () => {
  test("every packet of the golden examples goes to JSON and comes back the same", () => {
    const different = VALID.filter((example) => {
      const decoded = decode(bytesOf(example.hex), example.version);
      if (decoded.kind !== "packet") return true;
      const json: unknown = JSON.parse(JSON.stringify(packetToJson(decoded.packet)));
      expect(packetFromJson(json, example.version)).toEqual({ kind: "packet", packet: decoded.packet });
      return false;
    });
    expect(different.map((example) => example.name)).toEqual([]);
  });

  test("the JSON of a golden example encodes to its bytes", () => {
    const different = VALID.filter((example) => {
      const packet = packetFromJson(example.packet, example.version);
      const encoded = packet.kind === "packet" ? encode(packet.packet, example.version) : undefined;
      return encoded?.kind !== "bytes" || toHex(encoded.bytes) !== toHex(bytesOf(example.canonical ?? example.hex));
    });
    expect(different.map((example) => example.name)).toEqual([]);
  });

  test("a packet that the standard forbids is read, and left for the encoder to refuse", () => {
    const passed = EXAMPLES.flatMap((example) => (example.kind === "refused" ? [example] : [])).filter((example) => {
      const packet = packetFromJson(example.packet, example.version);
      const encoded = packet.kind === "packet" ? encode(packet.packet, example.version) : undefined;
      return encoded?.kind !== "refused" || encoded.violation.requirement !== example.violation.requirement;
    });
    expect(passed.map((example) => example.name)).toEqual([]);
  });

  test("what says nothing may be left out", () => {
    expect(read({ type: "PUBLISH", topicName: "a" })).toEqual({
      type: "PUBLISH",
      dup: false,
      qos: 0,
      retain: false,
      topicName: "a",
      payload: new Uint8Array(0),
      properties: {},
    });
    expect(read({ type: "CONNECT" }, "3.1.1")).toEqual({
      type: "CONNECT",
      version: "3.1.1",
      clientId: "",
      cleanSession: true,
      keepAlive: 0,
    });
    expect(read({ type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: "a" }] })).toEqual({
      type: "SUBSCRIBE",
      packetId: 1,
      properties: {},
      subscriptions: [{ topicFilter: "a", qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 }],
    });
    expect(read({ type: "DISCONNECT" })).toEqual({ type: "DISCONNECT", reasonCode: 0, properties: {} });
    expect(read({ type: "DISCONNECT" }, "3.1.1")).toEqual({ type: "DISCONNECT" });
  });

  test("binary fields are digits or text, and a code may be written as the standard writes it", () => {
    expect(
      read({ type: "PUBLISH", topicName: "a", payload: "00 ff", properties: { correlationData: { text: "é" } } }),
    ).toMatchObject({
      payload: Uint8Array.of(0x00, 0xff),
      properties: { correlationData: Uint8Array.of(0xc3, 0xa9) },
    });
    expect(read({ type: "DISCONNECT", reasonCode: "0x8E" })).toMatchObject({ reasonCode: 0x8e });
  });

  test.each([
    [[], "5.0", [": an object / []"]],
    [{ type: "PUBLSH" }, "5.0", ['type: a packet, such as "PUBLISH" / "PUBLSH"']],
    [{ type: "PINGREQ", packetId: 1 }, "5.0", ["packetId: no further field / an unknown field"]],
    [{ type: "PUBLISH", topicName: "a", retian: true }, "5.0", ["retian: retain / an unknown field"]],
    [{ type: "PUBLISH", topicName: 7 }, "5.0", ["topicName: a string / 7"]],
    [{ type: "PUBLISH", topicName: "a", qos: 1 }, "5.0", ["packetId: a number, since qos is 1 / nothing"]],
    [{ type: "PUBLISH", topicName: "a", retain: 1 }, "5.0", ["retain: true or false / 1"]],
    [{ type: "PUBLISH", topicName: "a", qos: null }, "5.0", ["qos: a number / null"]],
    [
      { type: "PUBLISH", topicName: "a", payload: "0g" },
      "5.0",
      ['payload: hexadecimal digits, or {"text": "…"} / "g" at position 1'],
    ],
    [
      { type: "PUBLISH", topicName: "a", payload: { txt: "" } },
      "5.0",
      ['payload: hexadecimal digits, or {"text": "…"} / {"txt":""}'],
    ],
    [
      { type: "PUBLISH", topicName: "a", properties: { topicalias: 1 } },
      "5.0",
      ["properties.topicalias: topicAlias / an unknown field"],
    ],
    [
      { type: "PUBLISH", topicName: "a", properties: { subscriptionIdentifier: 1 } },
      "5.0",
      ["properties.subscriptionIdentifier: subscriptionIdentifiers / an unknown field"],
    ],
    [
      { type: "PUBLISH", topicName: "a", properties: { userProperties: [["a"]] } },
      "5.0",
      ['properties.userProperties[0]: ["name", "value"] / ["a"]'],
    ],
    [
      { type: "PUBLISH", topicName: "a", properties: {} },
      "3.1.1",
      [expect.stringMatching(/^properties: .* \/ an unknown field$/)],
    ],
    [{ type: "CONNECT", version: 5 }, "5.0", ['version: "3.1.1" or "5.0" / 5']],
    [{ type: "CONNECT", will: {} }, "5.0", ["will.topicName: a string / nothing"]],
    [{ type: "SUBSCRIBE", packetId: 1 }, "5.0", ["subscriptions: a list, each an object / nothing"]],
    [
      { type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: "a", qos: "1" }] },
      "5.0",
      ['subscriptions[0].qos: a number / "1"'],
    ],
  ] as const)("%j in MQTT %s is told apart", (value, version, problems) => {
    expect(read(value, version)).toEqual(problems);
  });
});
