import { describe, expect, test } from "vitest";
import type { Version } from "../spec/index.ts";
import type { Packet } from "../src/codec/index.ts";
import type { ConnectDraft } from "./case.ts";
import { complete, type Draft } from "./draft.ts";
import { createDuties, type Duties, judgeReceived, noteSent } from "./duties.ts";

const CONNACK: Packet = { type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: {} };
const SIZE = 10;

function connected(properties: NonNullable<ConnectDraft["properties"]> = {}, version: Version = "5.0"): Duties {
  const duties = createDuties(version);
  noteSent(duties, complete({ type: "CONNECT", clientId: "a", properties }, version));
  expect(judgeReceived(duties, CONNACK, SIZE)).toBeUndefined();
  return duties;
}

function received(duties: Duties, draft: Draft, size = SIZE): string | undefined {
  return judgeReceived(duties, complete(draft, duties.version), size)?.requirement;
}

function publish(packetId: number, more: Partial<Extract<Draft, { readonly type: "PUBLISH" }>> = {}): Draft {
  return { type: "PUBLISH", topicName: "a", qos: 1, packetId, ...more };
}

describe("a server", () => {
  test("sends CONNACK before all else [5.0/MQTT-3.2.0-1]", () => {
    expect(received(createDuties("5.0"), { type: "PINGRESP" })).toBe("5.0/MQTT-3.2.0-1");
    expect(received(createDuties("3.1.1"), { type: "PINGRESP" })).toBe("3.1.1/MQTT-3.2.0-1");
    expect(received(createDuties("5.0"), { type: "AUTH" })).toBeUndefined();
  });

  test("sends no DISCONNECT before CONNACK [5.0/MQTT-3.14.0-1]", () => {
    expect(received(createDuties("5.0"), { type: "DISCONNECT" })).toBe("5.0/MQTT-3.14.0-1");
  });

  test("sends one CONNACK at most [5.0/MQTT-3.2.0-2]", () => {
    expect(judgeReceived(connected(), CONNACK, SIZE)?.requirement).toBe("5.0/MQTT-3.2.0-2");
  });

  test("sends nothing after DISCONNECT [5.0/MQTT-3.14.4-1]", () => {
    const duties = connected();
    expect(received(duties, { type: "DISCONNECT" })).toBeUndefined();
    expect(received(duties, { type: "PINGRESP" })).toBe("5.0/MQTT-3.14.4-1");
  });

  test("sends nothing larger than the client takes [5.0/MQTT-3.1.2-24]", () => {
    const duties = connected({ maximumPacketSize: 20 });
    expect(received(duties, { type: "PINGRESP" }, 20)).toBeUndefined();
    expect(received(duties, { type: "PINGRESP" }, 21)).toBe("5.0/MQTT-3.1.2-24");
  });

  test("uses no Topic Alias above the client's maximum [5.0/MQTT-3.1.2-26]", () => {
    const aliased = { properties: { topicAlias: 3 } };
    expect(received(connected({ topicAliasMaximum: 3 }), publish(1, aliased))).toBeUndefined();
    expect(received(connected({ topicAliasMaximum: 2 }), publish(1, aliased))).toBe("5.0/MQTT-3.1.2-26");
    expect(received(connected(), publish(1, aliased))).toBe("5.0/MQTT-3.1.2-27");
  });

  test("keeps within the client's Receive Maximum [5.0/MQTT-3.3.4-9]", () => {
    const duties = connected({ receiveMaximum: 1 });
    expect(received(duties, publish(1))).toBeUndefined();
    noteSent(duties, complete({ type: "PUBACK", packetId: 1 }, "5.0"));
    expect(received(duties, publish(2))).toBeUndefined();
    expect(received(duties, publish(3))).toBe("5.0/MQTT-3.3.4-9");
  });

  test.each([
    ["3.1.1", "3.1.1/MQTT-2.3.1-4"],
    ["5.0", "5.0/MQTT-2.2.1-4"],
  ] as const)("takes an unused Packet Identifier for a new PUBLISH in MQTT %s [%s]", (version, id) => {
    const duties = connected({}, version);
    expect(received(duties, publish(1, { qos: 2 }))).toBeUndefined();
    noteSent(duties, complete({ type: "PUBREC", packetId: 1 }, version));
    expect(received(duties, publish(1, { qos: 2, dup: true }))).toBeUndefined();
    expect(received(duties, publish(1))).toBe(id);
    noteSent(duties, complete({ type: "PUBCOMP", packetId: 1 }, version));
    expect(received(duties, publish(1))).toBeUndefined();
  });

  test("may use an identifier again that the client refused [5.0/MQTT-4.3.3-1]", () => {
    const duties = connected();
    expect(received(duties, publish(1, { qos: 2 }))).toBeUndefined();
    noteSent(duties, complete({ type: "PUBREC", packetId: 1, reasonCode: 0x80 }, "5.0"));
    expect(received(duties, publish(1, { qos: 2 }))).toBeUndefined();
  });

  test("keeps problem information to itself where the client asked for that [5.0/MQTT-3.1.2-29]", () => {
    const told: Draft = { type: "PUBACK", packetId: 1, properties: { reasonString: "why" } };
    expect(received(connected({ requestProblemInformation: 0 }), told)).toBe("5.0/MQTT-3.1.2-29");
    expect(received(connected(), told)).toBeUndefined();
    const last: Draft = { type: "DISCONNECT", properties: { reasonString: "why" } };
    expect(received(connected({ requestProblemInformation: 0 }), last)).toBeUndefined();
  });
});
