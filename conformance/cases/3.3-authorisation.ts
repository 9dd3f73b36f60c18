// Cases of sections 3.3.5 (5.0: 3.3.4 and 4.3.3): a message to a topic that nobody may use, of which the profile tells.

import { type TestCase, testCase } from "../case.ts";

const needs = ["forbiddenTopic"] as const;

export const authorisation: readonly TestCase[] = [
  testCase({
    id: "authorisation/publish",
    title: "a message that may not be published is acknowledged like any other, or the connection is closed",
    section: "3.3.5",
    needs,
    requirements: { "3.1.1": ["3.1.1/MQTT-3.3.5-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.offered("forbiddenTopic"), qos: 1, packetId: 7 });
      yield* alice.send({ type: "PINGREQ" });
      const answer = yield* alice.settled();
      const isAnswered = alice.received("PUBACK").some(({ packetId }) => packetId === 7);
      t.check(answer === "closed" || isAnswered, "PUBACK, or a close", "neither");
    },
  }),
  testCase({
    id: "authorisation/publish/qos-2",
    title: "a message of QoS 2 that may not be published is refused before it is taken: by PUBREC, or a close",
    section: "4.3.3",
    needs: ["forbiddenTopic", "qos2"],
    requirements: { "5.0": ["5.0/U5-125"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.offered("forbiddenTopic"), qos: 2, packetId: 7 });
      yield* alice.send({ type: "PINGREQ" });
      if ((yield* alice.settled()) === "closed") return;
      const [pubrec] = alice.received("PUBREC");
      const code = pubrec?.reasonCode ?? 0;
      t.check(code >= 0x80, "PUBREC with a code of 0x80 or more", pubrec === undefined ? "no PUBREC" : "PUBREC 0x00");
    },
  }),
  testCase({
    id: "authorisation/identifier-free-again",
    title: "after a PUBREC that refuses, a message with the same identifier is a new one",
    section: "4.3.3",
    needs: ["forbiddenTopic", "qos2"],
    requirements: { "5.0": ["5.0/MQTT-4.3.3-9", "5.0/U5-010"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.offered("forbiddenTopic"), qos: 2, packetId: 7 });
      const first = yield* t.control("the message is refused", () => alice.expect("PUBREC", { packetId: 7 }));
      if ((first.reasonCode ?? 0) < 0x80) t.notApplicable("the server does not refuse by PUBREC");
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "new", qos: 2, packetId: 7 });
      yield* alice.expect("PUBREC", { packetId: 7, reasonCode: 0x00 });
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { payload: "new" });
    },
  }),
].flat();
