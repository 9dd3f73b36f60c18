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
].flat();
