// What the answer to an authentication carries: how long it holds, and what the client may do. (5.0 §4.12)

import { describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { createBroker, handle } from "./broker.ts";
import type { Acceptance } from "./event.ts";
import type { AccessRule, Act } from "./options.ts";
import { connectPacket, createStage, only, payloads } from "./stage.ts";

const VERSIONS = ["3.1.1", "5.0"] as const;
const METHOD = { authenticationMethod: "M" };

/** Each may do what its grants name, to the letter, and no more; who has none may do anything. */
const authorise = ({ action, topic, grants }: Act): boolean =>
  grants?.some((rule) => rule.action === action && rule.topicFilter === topic) ?? true;
const ASKED = { authentication: "asked", authenticationMethods: ["M"], authorise } as const;

const may = (action: AccessRule["action"], topicFilter: string): AccessRule => ({
  effect: "allow",
  action,
  topicFilter,
});

function codes(packets: readonly Packet[]): readonly string[] {
  return packets.map((packet) => `${packet.type} ${"reasonCode" in packet ? packet.reasonCode : ""}`.trim());
}

/** A client that is in. */
function member(
  stage: ReturnType<typeof createStage>,
  outcome: Omit<Acceptance, "kind"> = {},
  connect: Packet = connectPacket("5.0", "c", { properties: METHOD, clean: false }),
) {
  const client = stage.open("version" in connect ? connect.version : "5.0");
  client.send(connect);
  stage.decide(client, { kind: "accept", ...outcome });
  return client;
}

function again(
  stage: ReturnType<typeof createStage>,
  client: ReturnType<typeof member>,
  outcome: Omit<Acceptance, "kind">,
) {
  client.send({ type: "AUTH", reasonCode: 0x19, properties: METHOD });
  return codes(stage.decide(client, { kind: "accept", ...outcome }));
}

describe("an authentication that holds for a time", () => {
  test.each(VERSIONS)("in %s ends its connection when that is over, and not before [5.0/MQTT-4.13.1-1]", (version) => {
    const stage = createStage(ASKED);
    const client = member(stage, { forMs: 5000 }, connectPacket(version, "c"));
    stage.advance(4999);
    expect(client.isClosed()).toBe(false);
    stage.advance(1);
    expect(codes(client.take())).toEqual(version === "5.0" ? ["DISCONNECT 135"] : []);
    expect(client.isClosed()).toBe(true);
  });

  test("holds anew for a client that authenticates anew, or for ever [5.0/MQTT-4.12.1-1]", () => {
    const stage = createStage(ASKED);
    const client = member(stage, { forMs: 5000 });
    stage.advance(4000);
    expect(again(stage, client, { forMs: 5000 })).toEqual(["AUTH 0"]);
    stage.advance(4999);
    expect(client.isClosed()).toBe(false);
    again(stage, client, {});
    stage.advance(1_000_000);
    expect(client.isClosed()).toBe(false);
  });

  test("is over while its client authenticates anew, if nobody has decided by then", () => {
    const stage = createStage(ASKED);
    const client = member(stage, { forMs: 5000 });
    client.send({ type: "AUTH", reasonCode: 0x19, properties: METHOD });
    stage.advance(5000);
    expect(codes(client.take())).toEqual(["DISCONNECT 135"]);
    expect(stage.decide(client, { kind: "accept" })).toEqual([]);
  });

  test("publishes the will of its client, which has said no farewell [5.0/MQTT-3.1.2-8]", () => {
    const stage = createStage(ASKED);
    const listener = member(stage, {}, connectPacket("5.0", "listener"));
    listener.subscribe("will");
    member(stage, { forMs: 1 }, connectPacket("5.0", "d", { will: { topicName: "will" } }));
    stage.advance(1);
    expect(payloads(listener.take())).toEqual(["gone"]);
  });

  test("leaves no timer behind", () => {
    const broker = createBroker(ASKED);
    const [atMs, connection] = [0, 1];
    handle(broker, { type: "opened", atMs, connection });
    handle(broker, { type: "packet", atMs, connection, packet: connectPacket("5.0", "c") });
    const timer = "authentication/1";
    const accepted = handle(broker, { type: "authenticated", atMs, connection, outcome: { kind: "accept", forMs: 9 } });
    expect(accepted).toContainEqual({ type: "startTimer", timer, afterMs: 9 });
    expect(handle(broker, { type: "closed", atMs, connection })).toContainEqual({ type: "stopTimer", timer });
  });
});

describe("what an authentication grants", () => {
  test.each(VERSIONS)("decides in %s what this connection may do, and no other [5.0/MQTT-3.8.4-6]", (version) => {
    const stage = createStage(ASKED);
    const reader = member(stage, { grants: [may("subscribe", "a")] }, connectPacket(version, "reader"));
    const other = member(stage, {}, connectPacket("5.0", "other"));
    const refused = version === "5.0" ? 0x87 : 0x80;
    const answers = ["a", "b"].flatMap((filter) => only(reader.subscribe(filter), "SUBACK"));
    expect(answers.map((suback) => ("reasonCodes" in suback ? suback.reasonCodes : suback.returnCodes))).toEqual([
      [2],
      [refused],
    ]);
    expect(codes(other.publish("a", "x", { qos: 1 }))).toEqual(["PUBACK 0"]);
    expect(payloads(reader.publish("a", "mine"))).toEqual(["x"]);
  });

  test("is renewed with the authentication, and what it no longer covers is no longer subscribed to", () => {
    const stage = createStage(ASKED);
    const client = member(stage, { grants: [may("subscribe", "a"), may("subscribe", "b")] });
    for (const filter of ["a", "$share/g/b", "b"]) client.subscribe(filter);
    again(stage, client, { grants: [may("subscribe", "a"), may("publish", "a")] });
    expect(codes(client.publish("c", "x", { qos: 1 }))).toEqual(["PUBACK 135"]);
    const other = member(stage, {}, connectPacket("5.0", "other"));
    for (const topic of ["a", "b"]) other.publish(topic, `${topic} of another`);
    expect(payloads(client.take())).toEqual(["a of another"]);
  });

  test("judges a shared subscription by its inner filter, also when it is renewed", () => {
    const stage = createStage(ASKED);
    const client = member(stage, { grants: [may("subscribe", "a")] });
    client.subscribe("$share/g/a");
    again(stage, client, { grants: [may("subscribe", "a")] });
    member(stage, {}, connectPacket("5.0", "other")).publish("a", "x");
    expect(payloads(client.take())).toEqual(["x"]);
  });

  test("is asked about a session that is resumed, too: it keeps what its client may still have [5.0/MQTT-3.1.2-5]", () => {
    const stage = createStage(ASKED);
    const first = member(stage);
    for (const filter of ["a", "b"]) first.subscribe(filter);
    first.cut();
    const second = member(stage, { grants: [may("subscribe", "b")] });
    const other = member(stage, {}, connectPacket("5.0", "other"));
    for (const topic of ["a", "b"]) other.publish(topic, topic);
    expect(payloads(second.take())).toEqual(["b"]);
    expect(stage.durable.filter(({ type }) => type === "erase")).toEqual([
      { type: "erase", key: { kind: "subscription", clientId: "c", topicFilter: "a" } },
    ]);
  });

  test("decides about the will, and is stored with it", () => {
    const stage = createStage(ASKED);
    const grants = [may("publish", "allowed")];
    const draft = { clean: false, will: { topicName: "allowed" } };
    member(stage, { grants }, connectPacket("5.0", "d", draft));
    const listener = member(stage, {}, connectPacket("5.0", "listener"));
    listener.subscribe("+");
    member(stage, { grants }, connectPacket("5.0", "e", { will: { topicName: "forbidden" } })).cut();
    expect(payloads(listener.take())).toEqual([]);
    expect(stage.durable).toContainEqual({
      type: "store",
      record: expect.objectContaining({ kind: "will", clientId: "d", grants }),
    });
  });
});

test("who fails to authenticate anew is told so by a code that DISCONNECT has [5.0/MQTT-3.14.2-1]", () => {
  const stage = createStage(ASKED);
  const client = member(stage);
  client.send({ type: "AUTH", reasonCode: 0x19, properties: METHOD });
  expect(codes(stage.decide(client, { kind: "refuse", reasonCode: 0x86 }))).toEqual(["DISCONNECT 135"]);
});
