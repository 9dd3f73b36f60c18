// A broker that is told nothing but what it had asked to be stored, and goes on as if its connections had failed.

import { expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { createBroker, handle } from "./broker.ts";
import type { BrokerEffect } from "./effect.ts";
import type { BrokerOptions } from "./options.ts";
import { applyToStore, type RecordStore } from "./record-store.ts";
import { ackPacket, type ConnectDraft, connectPacket, payloads, publishPacket, subscribePacket } from "./stage.ts";

/** A broker with a store, that can be crashed. */
function crashable(options: Partial<BrokerOptions> = {}) {
  let broker = createBroker(options);
  const store: RecordStore = new Map();
  let lastConnection = 0;
  function tell(input: Parameters<typeof handle>[1]): readonly BrokerEffect[] {
    const effects = handle(broker, input);
    for (const effect of effects) applyToStore(store, effect);
    return effects;
  }
  return {
    store,
    crash(): readonly BrokerEffect[] {
      broker = createBroker(options);
      return tell({ type: "restored", atMs: 0, records: [...store.values()] });
    },
    /** Connects in 5.0, and answers what sends packets, and what comes back for this client. */
    connect(clientId: string, draft: ConnectDraft = { clean: false }) {
      const connection = ++lastConnection;
      const send = (packet: Packet): readonly Packet[] =>
        tell({ type: "packet", atMs: 0, connection, packet }).flatMap((effect) =>
          effect.type === "send" && effect.connection === connection ? [effect.packet] : [],
        );
      tell({ type: "opened", atMs: 0, connection });
      return { send, first: send(connectPacket("5.0", clientId, draft)) };
    },
  };
}

test("sessions, subscriptions and what waited for them live on [5.0/MQTT-4.1.0-1]", () => {
  const broker = crashable();
  broker.connect("l").send(subscribePacket("5.0", "t"));
  broker.crash();
  broker.connect("s").send(publishPacket("5.0", "t", "x", { qos: 1 }));
  broker.crash();
  const { first } = broker.connect("l");
  expect(first[0]).toMatchObject({ type: "CONNACK", sessionPresent: true });
  expect(payloads(first)).toEqual(["x"]);
  expect(first[1]).toMatchObject({ dup: false });
});

test("what was on its way goes again with DUP, and a PUBREL where PUBREC had come [5.0/MQTT-4.4.0-1]", () => {
  const broker = crashable();
  const listener = broker.connect("l");
  listener.send(subscribePacket("5.0", "t"));
  const speaker = broker.connect("s");
  for (const payload of ["a", "b"])
    speaker.send(publishPacket("5.0", "t", payload, { qos: 2, packetId: payload === "a" ? 1 : 2 }));
  for (const packetId of [1, 2]) speaker.send(ackPacket("5.0", "PUBREL", packetId));
  listener.send(ackPacket("5.0", "PUBREC", 1));
  broker.crash();
  expect(broker.connect("l").first.slice(1)).toMatchObject([
    { type: "PUBREL", packetId: 1 },
    { type: "PUBLISH", packetId: 2, dup: true },
  ]);
});

test("what was taken is not taken twice [5.0/MQTT-4.3.3-10]", () => {
  const broker = crashable();
  broker.connect("l").send(subscribePacket("5.0", "t"));
  broker.connect("s").send(publishPacket("5.0", "t", "x", { qos: 2 }));
  broker.crash();
  const speaker = broker.connect("s");
  expect(speaker.send(publishPacket("5.0", "t", "x", { qos: 2, dup: true }))).toMatchObject([{ type: "PUBREC" }]);
  expect(payloads(broker.connect("l").first)).toEqual(["x"]);
});

test("retained messages live on, and a session without an expiry does not [5.0/MQTT-4.1.0-2]", () => {
  const broker = crashable();
  broker.connect("s", { clean: true }).send(publishPacket("5.0", "t", "x", { qos: 1, retain: true }));
  broker.crash();
  expect(broker.store.has("session/s")).toBe(false);
  const { first, send } = broker.connect("s");
  expect(first[0]).toMatchObject({ sessionPresent: false });
  expect(payloads(send(subscribePacket("5.0", "t")))).toEqual(["x"]);
});

test("timers run anew: of sessions, and of wills that wait [5.0/MQTT-3.1.2-23]", () => {
  const broker = crashable();
  broker.connect("c", { clean: false, expiry: 50, will: { topicName: "w", properties: { willDelayInterval: 5 } } });
  expect(broker.crash().filter(({ type }) => type === "startTimer")).toEqual([
    { type: "startTimer", timer: "sessionExpiry/c", afterMs: 50_000 },
    { type: "startTimer", timer: "willDelay/c", afterMs: 5_000 },
  ]);
});

test("a shared subscription goes on with its members [5.0/MQTT-4.8.2-4]", () => {
  const broker = crashable();
  broker.connect("l").send(subscribePacket("5.0", "$share/g/t"));
  broker.crash();
  const listener = broker.connect("l");
  expect(listener.first).toHaveLength(1);
  broker.connect("s").send(publishPacket("5.0", "t", "x", { qos: 1 }));
  broker.crash();
  expect(payloads(broker.connect("l").first)).toEqual(["x"]);
});
