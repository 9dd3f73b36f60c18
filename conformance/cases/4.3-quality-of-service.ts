// Cases of section 4.3: Quality of Service levels and protocol flows.

import { type TestCase, testCase } from "../case.ts";

export const qualityOfService: readonly TestCase[] = [
  testCase({
    id: "qos2/repeat-before-pubrel",
    title: "a QoS 2 PUBLISH repeated before PUBREL is acknowledged again and delivered once",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10"] },
    needs: ["qos2"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      const message = { type: "PUBLISH", topicName: t.topic("a"), payload: "once", qos: 2, packetId: 7 } as const;
      yield* alice.send(message);
      yield* alice.expect("PUBREC", { packetId: 7 });
      yield* alice.send({ ...message, dup: true });
      yield* alice.expect("PUBREC", { packetId: 7 });
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* alice.expect("PUBCOMP", { packetId: 7 });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "once" });
      yield* bob.expectNothing("PUBLISH", { topicName: t.topic("a") }, { after: alice });
    },
  }),
].flat();
