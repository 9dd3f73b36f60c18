// Cases of sections 3.4 to 3.11 of MQTT 5.0: Reason String and User Property are left out of an acknowledgement that they would
// make larger than the client's Maximum Packet Size. A server that never sends them has nothing to leave out.

import { type Connection, type IdOf, type Script, type Seen, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival } from "./arrivals.ts";

type Acknowledgement = "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP" | "SUBACK" | "UNSUBACK";

interface Row {
  readonly type: Acknowledgement;
  readonly section: string;
  readonly requirements: readonly [IdOf<"5.0">, IdOf<"5.0">];
  /** Has the server send this acknowledgement. */
  readonly provoke: (t: Toolkit, connection: Connection) => Script<void>;
}

const ROWS: readonly Row[] = [
  {
    type: "PUBACK",
    section: "3.4.2.2",
    requirements: ["5.0/MQTT-3.4.2-2", "5.0/MQTT-3.4.2-3"],
    *provoke(t, alice) {
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 1, packetId: 7 });
    },
  },
  {
    type: "PUBREC",
    section: "3.5.2.2",
    requirements: ["5.0/MQTT-3.5.2-2", "5.0/MQTT-3.5.2-3"],
    *provoke(t, alice) {
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId: 7 });
    },
  },
  {
    type: "PUBREL",
    section: "3.6.2.2",
    requirements: ["5.0/MQTT-3.6.2-2", "5.0/MQTT-3.6.2-3"],
    *provoke(t, alice) {
      yield* alice.subscribe(t.topic("a"), { qos: 2 });
      const carol = yield* t.connect();
      yield* carol.publish(t.topic("a"), "", { qos: 2 });
      const { packetId = 0 } = yield* arrival(t, alice, { qos: 2 });
      yield* alice.send({ type: "PUBREC", packetId });
    },
  },
  {
    type: "PUBCOMP",
    section: "3.7.2.2",
    requirements: ["5.0/MQTT-3.7.2-2", "5.0/MQTT-3.7.2-3"],
    *provoke(_, alice) {
      yield* alice.send({ type: "PUBREL", packetId: 7 });
    },
  },
  {
    type: "SUBACK",
    section: "3.9.2.1",
    requirements: ["5.0/MQTT-3.9.2-1", "5.0/MQTT-3.9.2-2"],
    *provoke(t, alice) {
      yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter: t.topic("a") }] });
    },
  },
  {
    type: "UNSUBACK",
    section: "3.11.2.1",
    requirements: ["5.0/MQTT-3.11.2-1", "5.0/MQTT-3.11.2-2"],
    *provoke(t, alice) {
      yield* alice.send({ type: "UNSUBSCRIBE", packetId: 7, topicFilters: [t.topic("a")] });
    },
  },
];

/** A PUBLISH of this case, without payload, takes no more. */
const LARGEST_PUBLISH = 60;

/** The bytes of the properties that may be left out. */
function extraBytes({ properties }: Seen<Acknowledgement>): number {
  const strings = [properties?.reasonString, ...(properties?.userProperties ?? [])].filter((one) => one !== undefined);
  const encoder = new TextEncoder();
  return strings.flat().reduce((sum, text) => sum + 2 + encoder.encode(text).length, strings.length);
}

export const maximumPacketSize: readonly TestCase[] = ROWS.flatMap(({ type, section, requirements, provoke }) =>
  testCase({
    id: `${type.toLowerCase()}/within-maximum-packet-size`,
    title: `a ${type} leaves out what would make it larger than the client's Maximum Packet Size`,
    section,
    requirements: { "5.0": requirements },
    needs: ["qos2"],
    *script(t) {
      const wide = yield* t.connect();
      yield* provoke(t, wide);
      const extra = extraBytes(yield* t.control(`a ${type} comes`, () => wide.expect(type)));
      if (extra === 0) t.notApplicable(`the target sends neither Reason String nor User Property in ${type}`);
      // Besides these there are a fixed header, an identifier and a length at least: five bytes.
      const tooSmall = 4 + extra;
      if (type === "PUBREL" && tooSmall < LARGEST_PUBLISH)
        t.notApplicable("what the target adds to PUBREL is smaller than a PUBLISH");
      yield* wide.disconnect();
      const narrow = yield* t.connect({ properties: { maximumPacketSize: tooSmall } });
      yield* provoke(t, narrow);
      // A packet that is too large is judged on arrival.
      yield* narrow.expect(type);
    },
  }),
);
