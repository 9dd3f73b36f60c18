// Will Messages, in all the ways in which a client can go. (5.0 §3.1.2.5, §3.14.4; 3.1.1 §3.1.2.5, §3.14.4)

import { expect, test } from "vitest";
import type { RequirementId, Version } from "../../../spec/index.ts";
import {
  connectPacket,
  createStage,
  disconnectPacket,
  only,
  payloads,
  type Stage,
  type StageClient,
  spoken,
} from "./stage.ts";

function each<const T extends readonly RequirementId[]>(...ids: T) {
  return test.each(ids.map((id) => [id] as const));
}

function withWitness(version: Version): { readonly stage: Stage; readonly witness: StageClient } {
  const stage = createStage();
  const witness = stage.connect(version, "witness");
  witness.subscribe("#");
  return { stage, witness };
}

const will = { topicName: "w", payload: "gone", qos: 1 } as const;
const delayed = { ...will, properties: { willDelayInterval: 10 } };

each("5.0/MQTT-3.1.2-8", "3.1.1/MQTT-3.1.2-8")("the will is published when the network fails [%s]", (id) => {
  const { stage, witness } = withWitness(spoken(id));
  const client = stage.connect(spoken(id), "a", { will });
  expect(witness.take()).toEqual([]);
  client.cut();
  expect(witness.take()).toMatchObject([{ type: "PUBLISH", topicName: "w", qos: 1, retain: false, dup: false }]);
});

each("5.0/MQTT-3.14.4-3", "3.1.1/MQTT-3.14.4-3")("a normal DISCONNECT removes the will [%s]", (id) => {
  const { stage, witness } = withWitness(spoken(id));
  stage.connect(spoken(id), "a", { will }).send(disconnectPacket(spoken(id)));
  stage.advance(1e9);
  expect(witness.take()).toEqual([]);
});

test("DISCONNECT 0x04 publishes the will [5.0/U5-017]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will }).send(disconnectPacket("5.0", 0x04));
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test("DISCONNECT with an error publishes the will [5.0/U5-017]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will }).send(disconnectPacket("5.0", 0x80));
  expect(payloads(witness.take())).toEqual(["gone"]);
});

each("5.0/U5-017", "3.1.1/U3-011")("a client that is closed for an error leaves its will [%s]", (id) => {
  const { stage, witness } = withWitness(spoken(id));
  const client = stage.connect(spoken(id), "a", { will });
  client.malformed(spoken(id) === "5.0" ? "5.0/MQTT-3.14.1-1" : "3.1.1/MQTT-3.14.1-1", 0x81);
  expect(payloads(witness.take())).toEqual(["gone"]);
  client.cut();
  expect(payloads(witness.take())).toEqual([]);
});

each("5.0/MQTT-3.1.2-22", "3.1.1/MQTT-3.1.2-24")("a client that falls silent leaves its will [%s]", (id) => {
  const { stage, witness } = withWitness(spoken(id));
  stage.connect(spoken(id), "a", { will, keepAlive: 2 });
  stage.advance(3000);
  expect(payloads(witness.take())).toEqual(["gone"]);
});

each("5.0/MQTT-3.1.2-15", "3.1.1/MQTT-3.1.2-17")("a will with Will Retain is retained [%s]", (id) => {
  const version = spoken(id);
  const { stage, witness } = withWitness(version);
  stage.connect(version, "a", { will: { ...will, retain: true } }).cut();
  expect(witness.take()).toMatchObject([{ type: "PUBLISH", retain: false }]);
  expect(only(stage.connect(version, "late").subscribe("w"), "PUBLISH")).toMatchObject([{ retain: true, qos: 1 }]);
});

each("5.0/MQTT-3.1.2-14", "3.1.1/MQTT-3.1.2-16")("a will without Will Retain is not retained [%s]", (id) => {
  const version = spoken(id);
  const { stage } = withWitness(version);
  stage.connect(version, "a", { will }).cut();
  expect(only(stage.connect(version, "late").subscribe("w"), "PUBLISH")).toEqual([]);
});

each("5.0/MQTT-3.1.2-10", "3.1.1/MQTT-3.1.2-10")("a will that was published is gone [%s]", (id) => {
  const version = spoken(id);
  const { stage, witness } = withWitness(version);
  stage.connect(version, "a", { will, clean: false }).cut();
  stage.connect(version, "a", { clean: false }).cut();
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test("a will waits for its Will Delay Interval [5.0/MQTT-3.1.2-8]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will: delayed, clean: false, expiry: 100 }).cut();
  stage.advance(9999);
  expect(witness.take()).toEqual([]);
  stage.advance(1);
  expect(payloads(witness.take())).toEqual(["gone"]);
  stage.advance(1e6);
  expect(witness.take()).toEqual([]);
});

test("a will is published when its session ends, however long its delay [5.0/MQTT-3.1.2-8]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will: delayed, clean: false, expiry: 5 }).cut();
  stage.advance(4999);
  expect(witness.take()).toEqual([]);
  stage.advance(1);
  expect(payloads(witness.take())).toEqual(["gone"]);
  stage.connect("5.0", "b", { will: delayed, expiry: 0 }).cut();
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test("a client that is back in time has no will published [5.0/MQTT-3.1.3-9]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will: delayed, clean: false }).cut();
  stage.advance(9999);
  stage.connect("5.0", "a", { clean: false });
  stage.advance(1e6);
  expect(witness.take()).toEqual([]);
});

test("a client that is back with a clean start has ended its session, and its will is published [5.0/MQTT-3.1.2-8]", () => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", { will: delayed, clean: false }).cut();
  stage.connect("5.0", "a", { clean: true });
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test.each([
  ["without a delay it is published", { draft: { will, clean: false }, clean: false, published: ["gone"] }],
  [
    "with a delay and no clean start it is not",
    { draft: { will: delayed, clean: false }, clean: false, published: [] },
  ],
  ["with a clean start it is published", { draft: { will: delayed, clean: false }, clean: true, published: ["gone"] }],
  [
    "with no Session Expiry it is published",
    { draft: { will: delayed, expiry: 0 }, clean: false, published: ["gone"] },
  ],
] as const)("the will of a session that is taken over: %s [5.0/U5-046]", (_case, { draft, clean, published }) => {
  const { stage, witness } = withWitness("5.0");
  stage.connect("5.0", "a", draft);
  stage.connect("5.0", "a", { clean });
  stage.advance(1e6);
  expect(payloads(witness.take())).toEqual(published);
});

test("the will of a connection that is taken over is published [3.1.1/MQTT-3.1.2-8]", () => {
  const { stage, witness } = withWitness("3.1.1");
  stage.connect("3.1.1", "a", { will, clean: false });
  stage.connect("3.1.1", "a", { clean: false });
  expect(payloads(witness.take())).toEqual(["gone"]);
});

test("a will carries its properties, and its expiry counts from its publication [5.0/MQTT-3.1.3-10]", () => {
  const { stage, witness } = withWitness("5.0");
  const properties = {
    userProperties: [
      ["b", "1"],
      ["a", "2"],
    ],
    contentType: "text",
    messageExpiryInterval: 30,
  } as const;
  stage
    .connect("5.0", "a", { will: { ...will, properties: { ...properties, willDelayInterval: 5 } }, clean: false })
    .cut();
  stage.advance(5000);
  expect(witness.take()).toMatchObject([{ properties }]);
  expect(witness.take()).toEqual([]);
});

test("a will is not published where its client may no longer publish [5.0/U5-125]", () => {
  let mayPublish = true;
  const stage = createStage({ authorise: ({ action }) => action === "subscribe" || mayPublish });
  const witness = stage.connect("5.0", "witness");
  witness.subscribe("#");
  const client = stage.connect("5.0", "a", { will });
  mayPublish = false;
  client.cut();
  expect(witness.take()).toEqual([]);
});

test("a CONNECT without a will publishes none [3.1.1/MQTT-3.1.2-12]", () => {
  const { stage, witness } = withWitness("3.1.1");
  const client = stage.open("3.1.1");
  client.send(connectPacket("3.1.1", "a"));
  client.cut();
  expect(witness.take()).toEqual([]);
});
