// A client that reads slowly: what waits for it is bounded, and comes in order.

import { expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import type { BrokerOptions } from "./options.ts";
import { ackPacket, connectPacket, createStage, payloads } from "./stage.ts";

// Of 29 bytes each: half of what may be on its way is passed by the second message, the whole by the fourth.
const OPTIONS = { maximumUnsentBytes: 100 };
const BODY = "x".repeat(19);

function slowReader(options: Partial<BrokerOptions> = {}) {
  const stage = createStage({ ...OPTIONS, ...options });
  const subscriber = stage.connect("5.0", "s", { clean: false });
  subscriber.subscribe("t", { qos: 1 });
  return { stage, subscriber, publisher: stage.connect("5.0", "p") };
}

const names = (packets: readonly Packet[]): readonly string[] =>
  payloads(packets).map((payload) => payload.slice(0, 1));

test("at half of what may be on its way the transport is asked, once, and nothing waits yet", () => {
  const { stage, subscriber, publisher } = slowReader();
  publisher.publish("t", `1${BODY}`);
  expect(stage.awaited).toEqual([]);
  for (const name of ["2", "3"]) publisher.publish("t", name + BODY);
  expect(stage.awaited).toEqual([subscriber.connection]);
  expect(names(subscriber.take())).toEqual(["1", "2", "3"]);
});

test("what is more waits, and comes in order when the transport is empty [5.0/MQTT-4.6.0-5] [3.1.1/MQTT-4.6.0-5]", () => {
  const { stage, subscriber, publisher } = slowReader();
  for (const name of ["1", "2", "3", "4", "5"]) publisher.publish("t", name + BODY, { qos: name > "2" ? 1 : 0 });
  for (const name of ["6", "7"]) publisher.publish("t", name + BODY);
  expect(names(subscriber.take())).toEqual(["1", "2", "3", "4"]);
  // An acknowledgement makes no room on the network.
  expect(subscriber.send(ackPacket("5.0", "PUBACK", 1))).toEqual([]);
  expect(subscriber.send({ type: "PINGREQ" })).toEqual([{ type: "PINGRESP" }]);
  expect(names(stage.drain(subscriber))).toEqual(["5", "6", "7"]);
  publisher.publish("t", `8${BODY}`);
  expect(names(subscriber.take())).toEqual(["8"]);
});

test("what waits is bounded: at QoS 0 the newest is let go, and told of", () => {
  const { stage, subscriber, publisher } = slowReader({ maximumQueuedMessages: 2 });
  for (const name of ["1", "2", "3", "4", "5", "6", "7", "8"]) publisher.publish("t", name + BODY);
  expect(names(subscriber.take())).toEqual(["1", "2", "3", "4"]);
  expect(stage.drops).toEqual(["s", "s"]);
  expect(names(stage.drain(subscriber))).toEqual(["5", "6"]);
});

test("nobody else waits for a slow reader", () => {
  const { stage, publisher } = slowReader();
  const other = stage.connect("5.0", "o");
  other.subscribe("t");
  for (let i = 0; i < 20; i++) {
    expect(publisher.publish("t", BODY, { qos: 1 })).toMatchObject([{ type: "PUBACK", reasonCode: 0 }]);
    expect(payloads(other.take())).toEqual([BODY]);
    stage.drain(other);
  }
});

test("what waits at QoS 0 goes with its connection, and what waits at QoS 1 does not [5.0/MQTT-4.5.0-1]", () => {
  const { stage, subscriber, publisher } = slowReader();
  for (let i = 0; i < 5; i++) publisher.publish("t", BODY);
  publisher.publish("t", "at QoS 0");
  publisher.publish("t", "at QoS 1", { qos: 1 });
  subscriber.cut();
  const again = stage.open("5.0");
  const came = again.send(connectPacket("5.0", "s", { clean: false }));
  expect(payloads(came)).toEqual(["at QoS 1"]);
});

test("a message that expires while it waits is not sent [5.0/MQTT-3.3.2-5]", () => {
  const { stage, subscriber, publisher } = slowReader();
  for (let i = 0; i < 5; i++) publisher.publish("t", BODY);
  publisher.publish("t", "short-lived", { properties: { messageExpiryInterval: 1 } });
  publisher.publish("t", "long-lived", { properties: { messageExpiryInterval: 100 } });
  subscriber.take();
  stage.advance(2000);
  expect(payloads(stage.drain(subscriber))).toEqual([BODY, "long-lived"]);
});
