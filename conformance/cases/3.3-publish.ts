// Cases of section 3.3: PUBLISH.

import { type TestCase, testCase } from "../case.ts";

export const publish: readonly TestCase[] = [
  testCase({
    id: "publish/retained-on-subscribe",
    title: "a new subscription is sent the last retained message of a matching topic, with RETAIN 1",
    section: "3.3.1.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.3.1-6", "3.1.1/MQTT-3.3.1-8"],
      "5.0": ["5.0/MQTT-3.3.1-5", "5.0/MQTT-3.3.1-9"],
    },
    needs: ["retain"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "first", { qos: 1, retain: true });
      yield* alice.publish(t.topic("a"), "second", { qos: 1, retain: true });
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload: "second", retain: true });
      yield* bob.expectNothing("PUBLISH");
    },
  }),
].flat();
