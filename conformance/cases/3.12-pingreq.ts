// Cases of section 3.12: PINGREQ.

import { type TestCase, testCase } from "../case.ts";

export const pingreq: readonly TestCase[] = [
  testCase({
    id: "pingreq/answered",
    title: "PINGREQ is answered by PINGRESP",
    section: "3.12",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.12.4-1"], "5.0": ["5.0/MQTT-3.12.4-1"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PINGREQ" });
      yield* alice.expect("PINGRESP");
    },
  }),
  testCase({
    id: "pingreq/each-answered",
    title: "each PINGREQ is answered by a PINGRESP of its own, and no more come than were asked for",
    section: "3.12",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.12.4-1"], "5.0": ["5.0/MQTT-3.12.4-1"] },
    *script(t) {
      const alice = yield* t.connect();
      for (let i = 0; i < 3; i += 1) {
        yield* alice.send({ type: "PINGREQ" });
        yield* alice.expect("PINGRESP");
      }
      yield* alice.send({ type: "PINGREQ" }, { type: "PINGREQ" }, { type: "PINGREQ" });
      for (let i = 0; i < 3; i += 1) yield* alice.expect("PINGRESP");
    },
  }),
  testCase({
    id: "pingreq/without-keep-alive",
    title: "PINGREQ is answered where Keep Alive is 0 too",
    section: "3.12",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.12.4-1", "3.1.1/U3-012"],
      "5.0": ["5.0/MQTT-3.12.4-1", "5.0/U5-019"],
    },
    *script(t) {
      const alice = yield* t.connect({ keepAlive: 0 });
      yield* alice.send({ type: "PINGREQ" });
      yield* alice.expect("PINGRESP");
    },
  }),
  testCase({
    id: "pingreq/beside-an-open-exchange",
    title: "PINGREQ is answered while a QoS 2 exchange is open",
    section: "3.12",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.12.4-1"], "5.0": ["5.0/MQTT-3.12.4-1"] },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId: 1 });
      yield* t.control("PUBREC comes", () => alice.expect("PUBREC", { packetId: 1 }));
      yield* alice.send({ type: "PINGREQ" });
      yield* alice.expect("PINGRESP");
      yield* alice.send({ type: "PUBREL", packetId: 1 });
      yield* t.control("PUBCOMP comes", () => alice.expect("PUBCOMP", { packetId: 1 }));
    },
  }),
].flat();
