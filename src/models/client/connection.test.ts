// The client's connection: how it begins, is kept alive, authenticates, and ends.

import { expect, test } from "vitest";
import { connackOf, KEPT, message, one, rules, sent, stage, text, types } from "./stage.ts";

const rule = rules(test);

rule(["5.0/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-1"], "CONNECT is the first packet", (version) => {
  const { tell, publish } = stage({ version });
  expect(types(tell({ type: "connect" }))).toEqual(["openTransport"]);
  expect(sent(publish(1, "t", 1))).toEqual([]);
  expect(types(tell({ type: "opened" }))).toEqual(["CONNECT", "startTimer"]);
});

rule(["5.0/MQTT-3.1.2-30", "3.1.1/MQTT-3.2.0-1"], "before CONNACK a message waits", (version) => {
  const { open, publish, receive } = stage({ version, ...KEPT });
  open();
  expect(types(publish(1, "t", 1))).toEqual(["store"]);
  expect(types(receive(connackOf(version, {})))).toEqual(["connected", "stopTimer", "store", "PUBLISH"]);
});

rule(["5.0/U5-048", "3.1.1/U3-020"], "a server that does not answer is left", (version) => {
  const { open, advance } = stage({ version });
  open();
  expect(advance(29_999)).toEqual([]);
  const effects = advance(1);
  expect(types(effects)).toEqual(["stopTimer", "closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toEqual({ kind: "timeout" });
});

rule(["5.0/MQTT-3.2.2-7", "3.1.1/MQTT-3.2.2-5"], "a refused connection is closed", (version) => {
  const { connect, client } = stage({ version });
  const effects = connect({ reasonCode: (version === "5.0" ? 0x87 : 5) as 0x87 });
  expect(types(effects)).toEqual(["stopTimer", "closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toMatchObject({
    kind: "refused",
    reasonCode: version === "5.0" ? 0x87 : 5,
  });
  expect(client.state).toBe("offline");
});

rule(["5.0/MQTT-3.2.2-4", "3.1.1/MQTT-3.2.2-1"], "Session Present without a session ends the connection", (version) => {
  const effects = stage({ version }).connect({ sessionPresent: true });
  expect(one(effects, "disconnected")?.failure).toMatchObject({ kind: "violation" });
  expect(types(effects)).toContain("closeTransport");
  expect(types(effects)).not.toContain("connected");
});

rule(
  ["5.0/MQTT-3.2.2-5", "3.1.1/MQTT-3.2.2-3"],
  "without Session Present the old session is thrown away",
  (version) => {
    const { connect, publish, tell } = stage({ version, ...KEPT });
    connect();
    publish(1, "t", 1);
    tell({ type: "closed" });
    const effects = connect();
    expect(one(effects, "failed")).toEqual({ type: "failed", token: 1, failure: { kind: "sessionLost" } });
    expect(sent(effects)).toEqual([]);
  },
);

rule(["5.0/MQTT-3.1.2-20", "3.1.1/MQTT-3.1.2-23"], "silence is broken by PINGREQ", (version) => {
  const { connect, advance, publish, receive } = stage({ version, keepAlive: 10 });
  connect();
  expect(advance(9_000)).toEqual([]);
  publish(1, "t", 0);
  expect(types(advance(1_000))).toEqual(["startTimer"]);
  expect(types(advance(9_000))).toEqual(["PINGREQ", "startTimer"]);
  expect(types(receive({ type: "PINGRESP" }))).toEqual(["startTimer"]);
});

rule(["5.0/U5-020", "3.1.1/U3-013"], "a server without PINGRESP is left", (version) => {
  const { connect, advance } = stage({ version, keepAlive: 10 });
  connect();
  advance(10_000);
  expect(types(advance(10_000))).toContain("closeTransport");
});

rule(["5.0/MQTT-3.2.2-21", "5.0/MQTT-3.1.2-21"], "the server's Keep Alive replaces ours", (version) => {
  const { connect, advance } = stage({ version, keepAlive: 100 });
  connect({ properties: { serverKeepAlive: 3 } });
  expect(types(advance(3_000))).toEqual(["PINGREQ", "startTimer"]);
});

rule(["5.0/MQTT-3.14.4-1", "3.1.1/MQTT-3.14.4-2"], "nothing is sent after DISCONNECT", (version) => {
  const { connect, tell, publish, receive } = stage({ version, ...KEPT });
  connect();
  expect(types(tell({ type: "disconnect" }))).toEqual(["stopTimer", "DISCONNECT", "closeTransport", "disconnected"]);
  expect(sent(publish(1, "t", 1))).toEqual([]);
  expect(receive(message(version, "t", 1))).toEqual([]);
});

rule(["5.0/U5-116"], "a session that ends with its connection is not made to live on", () => {
  const { connect, tell } = stage();
  connect();
  expect(types(tell({ type: "disconnect", sessionExpiryInterval: 5 }))).toEqual(["failed"]);
});

rule(["5.0/U5-118"], "a server that says farewell is left, with its reason", () => {
  const { connect, receive } = stage();
  connect();
  const effects = receive({ type: "DISCONNECT", reasonCode: 0x9c, properties: { serverReference: "other:1883" } });
  expect(types(effects)).toEqual(["closeTransport", "disconnected"]);
  expect(one(effects, "disconnected")?.failure).toEqual({
    kind: "refused",
    reasonCode: 0x9c,
    serverReference: "other:1883",
  });
});

rule(["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5", "5.0/MQTT-4.12.1-1"], "AUTH repeats the method of CONNECT", () => {
  const { open, receive, tell } = stage({ authenticationMethod: "M", authenticationData: text("1") });
  const [connect] = sent(open());
  expect(connect).toMatchObject({ properties: { authenticationMethod: "M" } });
  const challenge = {
    type: "AUTH",
    reasonCode: 0x18,
    properties: { authenticationMethod: "M", authenticationData: text("2") },
  } as const;
  expect(one(receive(challenge), "askAuthentication")).toMatchObject({ method: "M", data: text("2") });
  const properties = { authenticationMethod: "M", authenticationData: text("3") };
  expect(sent(tell({ type: "answer", authenticationData: text("3") }))).toEqual([
    { type: "AUTH", reasonCode: 0x18, properties },
  ]);
  receive({ type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: { authenticationMethod: "M" } });
  expect(sent(tell({ type: "reauthenticate" }))).toEqual([
    { type: "AUTH", reasonCode: 0x19, properties: { authenticationMethod: "M" } },
  ]);
  const done = { authenticationMethod: "M", authenticationData: text("4") };
  expect(receive({ type: "AUTH", reasonCode: 0x00, properties: done })).toEqual([
    { type: "reauthenticated", data: text("4") },
  ]);
});

rule(["5.0/MQTT-3.1.3-1"], "each CONNECT carries the credentials that it was given last", () => {
  const { tell, client } = stage({ userName: "u", password: text("old") });
  const connect = (credentials?: object) => {
    tell({ type: "connect", ...(credentials && { credentials }) });
    const [packet] = sent(tell({ type: "opened" }));
    tell({ type: "connect", credentials: { userName: "too late" } });
    tell({ type: "closed" });
    return packet;
  };
  expect(connect()).toMatchObject({ userName: "u", password: text("old") });
  expect(connect({ password: text("new") })).toMatchObject({ userName: "u", password: text("new") });
  expect(connect()).toMatchObject({ userName: "u", password: text("new") });
  expect(client.options.userName).toBe("u");
});

rule(["5.0/MQTT-4.12.0-6"], "AUTH that nobody asked for ends the connection", () => {
  const { connect, receive } = stage();
  connect();
  const effects = receive({ type: "AUTH", reasonCode: 0x18, properties: { authenticationMethod: "M" } });
  expect(sent(effects)).toEqual([{ type: "DISCONNECT", reasonCode: 0x82, properties: {} }]);
});

rule(["5.0/U5-153", "3.1.1/U3-048"], "packets that a server may not send end the connection", (version) => {
  const { connect, receive } = stage({ version });
  connect();
  expect(one(receive({ type: "PINGREQ" }), "disconnected")?.failure).toMatchObject({ kind: "violation" });
});

rule(["5.0/U5-031"], "who asked for no problem information takes none", () => {
  const { connect, publish, receive } = stage({ requestProblemInformation: false });
  connect();
  publish(1, "t", 1);
  const puback = { type: "PUBACK", packetId: 1, reasonCode: 0x00, properties: { reasonString: "thank you" } } as const;
  expect(sent(receive(puback))).toEqual([{ type: "DISCONNECT", reasonCode: 0x82, properties: {} }]);
});

rule(["5.0/MQTT-3.1.2-23"], "a farewell that cannot be said changes nothing", () => {
  const { connect, publish, tell, client } = stage(KEPT);
  connect();
  publish(1, "t", 1);
  tell({ type: "closed" });
  expect(types(tell({ type: "disconnect", sessionExpiryInterval: 0 }))).toEqual(["failed"]);
  expect([client.hasSession, client.session.outbound.size]).toEqual([true, 1]);
});
