// What the types of packets let nobody say, and what they let everybody say. (5.0 chapter 3, 3.1.1 chapter 3)

import { assertType, expectTypeOf, test } from "vitest";
import type { RequirementId } from "../../spec/index.ts";
import type { Connack311, Connect311, Packet, PacketOf, Publish50 } from "./index.ts";
import { decode } from "./index.ts";

const payload = Uint8Array.of(1);
const message = { type: "PUBLISH", retain: false, topicName: "a", properties: {}, payload } as const;

test("a QoS 0 PUBLISH has no Packet Identifier, and is never a repeat [5.0/MQTT-2.2.1-2]", () => {
  assertType<Publish50>({ ...message, qos: 0, dup: false });
  assertType<Publish50>({ ...message, qos: 1, dup: true, packetId: 7 });
  // @ts-expect-error DUP at QoS 0
  assertType<Publish50>({ ...message, qos: 0, dup: true });
  // @ts-expect-error a Packet Identifier is missing
  assertType<Publish50>({ ...message, qos: 1, dup: false });
  // @ts-expect-error there is no QoS 3
  assertType<Publish50>({ ...message, qos: 3, dup: false, packetId: 7 });
  expectTypeOf<Extract<Publish50, { qos: 0 }>>().not.toHaveProperty("packetId");
});

test("a CONNECT of 3.1.1 has no password without a user name [3.1.1/MQTT-3.1.2-22]", () => {
  const connect = { type: "CONNECT", version: "3.1.1", clientId: "c", cleanSession: true, keepAlive: 0 } as const;
  assertType<Connect311>(connect);
  assertType<Connect311>({ ...connect, userName: "u", password: payload });
  // @ts-expect-error a password alone
  assertType<Connect311>({ ...connect, password: payload });
});

test("a CONNACK that refuses has no session [3.1.1/MQTT-3.2.2-4]", () => {
  assertType<Connack311>({ type: "CONNACK", sessionPresent: true, returnCode: 0 });
  // @ts-expect-error a session, and a refusal
  assertType<Connack311>({ type: "CONNACK", sessionPresent: true, returnCode: 5 });
});

test("a packet is of its version: 3.1.1 has no AUTH, no properties and no Reason Codes", () => {
  expectTypeOf<PacketOf<"AUTH", "3.1.1">>().toBeNever();
  expectTypeOf<PacketOf<"DISCONNECT", "3.1.1">>().not.toHaveProperty("reasonCode");
  expectTypeOf<PacketOf<"PUBLISH", "3.1.1">>().not.toHaveProperty("properties");
  expectTypeOf(decode(payload, "3.1.1")).toExtend<{ kind: string; packet?: Packet<"3.1.1"> }>();
});

test("a packet is readonly", () => {
  const packet = { type: "PINGREQ" } as PacketOf<"PINGREQ">;
  // @ts-expect-error a packet is a value
  packet.type = "PINGREQ";
});

test("an id that does not exist does not compile", () => {
  assertType<RequirementId>("5.0/MQTT-4.3.3-10");
  // @ts-expect-error 4.3.3 ends at 13
  assertType<RequirementId>("5.0/MQTT-4.3.3-14");
});
