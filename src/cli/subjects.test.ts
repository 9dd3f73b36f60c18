// What a word finds in the standard, and what is told of it.

import { describe, expect, test } from "vitest";
import { PACKET_TYPES, PROPERTIES, REASON_CODES, REQUIREMENTS } from "../../spec/index.ts";
import { explanationLines } from "./explain-text.ts";
import type { Subject } from "./subjects.ts";
import { findSubjects, namesNear } from "./subjects.ts";

const CASES = [{ id: "5.0/publish/dup-at-qos-0", requirements: ["5.0/MQTT-3.3.1-2"] }] as const;

function find(word: string, version?: "3.1.1" | "5.0"): readonly Subject[] {
  return findSubjects(word, version, CASES);
}

function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case "requirement":
      return subject.id;
    case "reason code":
      return `code ${subject.code}`;
    case "property":
      return `property ${subject.name}`;
    case "packet":
      return subject.name;
  }
}

function told(word: string): string {
  return find(word).flatMap(explanationLines).join("\n");
}

describe("findSubjects", () => {
  test.each([
    ["MQTT-3.3.1-2", ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"]],
    ["5.0/MQTT-3.3.1-2", ["5.0/MQTT-3.3.1-2"]],
    ["5/mqtt-3.3.1-2", ["5.0/MQTT-3.3.1-2"]],
    ["[MQTT-3.3.1-2]", ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"]],
    ["v3.1.1/3.3.1-2", ["3.1.1/MQTT-3.3.1-2"]],
    ["U5-074", ["5.0/U5-074"]],
    ["0x8E", ["code 142"]],
    ["142", ["code 142"]],
    ["session taken over", ["code 142"]],
    ["0x01", ["code 1", "property payloadFormatIndicator"]],
    ["5", ["code 5"]],
    ["topicAlias", ["property topicAlias"]],
    ["Topic Alias", ["property topicAlias"]],
    ["topic-alias", ["property topicAlias"]],
    ["0x23", ["property topicAlias"]],
    ["userProperties", ["property userProperty"]],
    ["puback", ["PUBACK"]],
    ["nothing", []],
    ["4/MQTT-3.3.1-2", []],
  ])("%j finds %j", (word, names) => {
    expect(find(word).map(nameOf)).toEqual(names);
  });

  test("a version narrows a requirement down", () => {
    expect(find("MQTT-3.3.1-2", "3.1.1").map(nameOf)).toEqual(["3.1.1/MQTT-3.3.1-2"]);
  });

  test("everything in spec/ is found by its own name, and can be told", () => {
    const names = [
      ...REQUIREMENTS.map((row) => row.id),
      ...PROPERTIES.map((row) => row.title),
      ...PACKET_TYPES.map((row) => row.name),
    ];
    const codes = REASON_CODES.map((row) => row.name);
    expect([...names, ...codes].filter((name) => told(name) === "")).toEqual([]);
  });
});

describe("an explanation", () => {
  test("of a requirement says level, who is bound, where it shows, and the cases", () => {
    expect(explanationLines(find("5.0/MQTT-3.3.1-2")[0] as Subject)).toEqual([
      "5.0/MQTT-3.3.1-2, section 3.3.1.1 of MQTT 5.0",
      "  QoS 0 PUBLISH must have DUP 0.",
      "  level         MUST",
      "  binds         sender",
      "  observed at   codec, broker, client",
      "  note          Reaction to DUP=1 QoS=0 is not specified",
      "  cases         5.0/publish/dup-at-qos-0",
    ]);
  });

  test("of a waived requirement says why nobody can judge it", () => {
    expect(told("3.1.1/MQTT-4.8.0-2")).toContain("  waived        A transient error inside an implementation");
  });

  test("of a Reason Code says who may send it in which packet, in both versions", () => {
    expect(told("0x00").split("\n").slice(0, 4)).toEqual([
      "0x00 (0) Success / Normal disconnection / Granted QoS 0, a success",
      "  CONNACK       Success, sent by the server",
      "  PUBACK        Success, sent by either side",
      "  PUBREC        Success, sent by either side",
    ]);
    expect(told("5")).toContain("  CONNACK       Connection Refused, not authorized (MQTT 3.1.1)");
  });

  test("of a property says its bounds, what carries it, and the sentences on repeats and range", () => {
    expect(told("topicAlias").split("\n")).toEqual([
      "0x23 (35) Topic Alias, a property of MQTT 5.0",
      "  field         topicAlias",
      "  type          two byte integer",
      "  bounds        1 to 65535",
      "  out of them   earns 0x94",
      "  carried by    PUBLISH",
      "  repeated      5.0/U5-082: In PUBLISH, a second Topic Alias is a Protocol Error.",
      "  range         5.0/MQTT-3.3.2-8: Topic Alias 0 must never be sent.",
    ]);
  });

  test("of a packet says number, flags, directions, properties and Reason Codes", () => {
    const lines = told("PUBREL").split("\n");
    expect(lines[0]).toBe("PUBREL, control packet type 6, first byte 0x62");
    expect(lines).toContain("  flags         0010");
    expect(lines).toContain("  MQTT 5.0      sent by either side");
    expect(lines).toContain("  properties    Reason String");
    expect(lines).toContain("                0x92 Packet Identifier not found, sent by either side");
    expect(told("AUTH")).toContain("  MQTT 3.1.1    does not know it");
  });
});

describe("namesNear", () => {
  test.each([
    ["PUBBACK", "PUBACK"],
    ["Sesion taken over", "Session taken over"],
    ["MQTT-3.3.1-99", "MQTT-3.3.1-9"],
  ])("somebody who wrote %s may have meant %s", (word, meant) => {
    expect(namesNear(word)).toContain(meant);
  });
});
