// Cases of section 2.2.1 (3.1.1: 2.3.1): the Packet Identifier, which is never 0, comes back as it was sent, and has
// two owners.

import { frame, hex, type IdOf, properties, type TestCase, type Toolkit, testCase, u16, utf8 } from "../case.ts";

const SECTION = { "3.1.1": "2.3.1", "5.0": "2.2.1" } as const;

/** Both bytes alone, together, and at the edges: an identifier that is cut or signed somewhere shows. */
const IDENTIFIERS = [1, 255, 256, 0x7fff, 0x8000, 65_535];

const noProperties = (t: Toolkit): Uint8Array => (t.version === "5.0" ? properties() : hex(""));

interface WithIdentifier {
  readonly packet: string;
  readonly needs?: TestCase["needs"];
  readonly bytes: (t: Toolkit, packetId: number) => Uint8Array;
}

const PACKETS: readonly WithIdentifier[] = [
  {
    packet: "QoS 1 PUBLISH",
    needs: ["qos1"],
    bytes: (t, packetId) => frame(0x32, utf8(t.topic("a")), u16(packetId), noProperties(t), [0x78]),
  },
  {
    packet: "QoS 2 PUBLISH",
    needs: ["qos2"],
    bytes: (t, packetId) => frame(0x34, utf8(t.topic("a")), u16(packetId), noProperties(t), [0x78]),
  },
  {
    packet: "SUBSCRIBE",
    bytes: (t, packetId) => frame(0x82, u16(packetId), noProperties(t), utf8(t.topic("a")), [0x00]),
  },
  {
    packet: "UNSUBSCRIBE",
    bytes: (t, packetId) => frame(0xa2, u16(packetId), noProperties(t), utf8(t.topic("a"))),
  },
];

const zero = PACKETS.flatMap(({ packet, needs = [], bytes }) => {
  const shared = {
    id: `packet-identifier/zero/${packet.toLowerCase().replaceAll(" ", "-")}`,
    title: `the Packet Identifier 0 in ${/^U/.test(packet) ? "an" : "a"} ${packet} closes the connection`,
    section: SECTION,
    needs,
    *script(t: Toolkit) {
      const alice = yield* t.connect();
      yield* alice.send(bytes(t, 1));
      yield* t.control("the same packet with the identifier 1 is taken", () => alice.barrier());
      yield* alice.send(bytes(t, 0));
      yield* alice.expectClosed();
    },
  };
  return [
    ...testCase({ ...shared, requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1", "3.1.1/MQTT-2.3.1-1"] } }),
    ...testCase({ ...shared, level: "strict", requirements: { "5.0": ["5.0/MQTT-2.2.1-3"] } }),
  ];
});

interface Echo {
  readonly id: string;
  readonly title: string;
  readonly in311: IdOf<"3.1.1">;
  readonly in50: IdOf<"5.0">;
  readonly needs?: TestCase["needs"];
  readonly script: (t: Toolkit, packetId: number) => ReturnType<TestCase["script"]>;
}

const ECHOES: readonly Echo[] = [
  {
    id: "puback",
    title: "PUBACK carries the Packet Identifier of the PUBLISH",
    in311: "3.1.1/MQTT-2.3.1-6",
    in50: "5.0/MQTT-2.2.1-5",
    needs: ["qos1"],
    *script(t, packetId) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 1, packetId });
      const puback = yield* alice.expect("PUBACK");
      t.check(puback.packetId === packetId, `PUBACK ${packetId}`, `PUBACK ${puback.packetId}`);
    },
  },
  {
    id: "pubrec-pubcomp",
    title: "PUBREC and PUBCOMP carry the Packet Identifier of the PUBLISH",
    in311: "3.1.1/MQTT-2.3.1-6",
    in50: "5.0/MQTT-2.2.1-5",
    needs: ["qos2"],
    *script(t, packetId) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId });
      const pubrec = yield* alice.expect("PUBREC");
      t.check(pubrec.packetId === packetId, `PUBREC ${packetId}`, `PUBREC ${pubrec.packetId}`);
      yield* alice.send({ type: "PUBREL", packetId });
      const pubcomp = yield* alice.expect("PUBCOMP");
      t.check(pubcomp.packetId === packetId, `PUBCOMP ${packetId}`, `PUBCOMP ${pubcomp.packetId}`);
    },
  },
  {
    id: "suback",
    title: "SUBACK carries the Packet Identifier of the SUBSCRIBE",
    in311: "3.1.1/MQTT-2.3.1-7",
    in50: "5.0/MQTT-2.2.1-6",
    *script(t, packetId) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "SUBSCRIBE", packetId, subscriptions: [{ topicFilter: t.topic("a") }] });
      const suback = yield* alice.expect("SUBACK");
      t.check(suback.packetId === packetId, `SUBACK ${packetId}`, `SUBACK ${suback.packetId}`);
    },
  },
  {
    id: "unsuback",
    title: "UNSUBACK carries the Packet Identifier of the UNSUBSCRIBE",
    in311: "3.1.1/MQTT-2.3.1-7",
    in50: "5.0/MQTT-2.2.1-6",
    *script(t, packetId) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("a"));
      yield* alice.send({ type: "UNSUBSCRIBE", packetId, topicFilters: [t.topic("a")] });
      const unsuback = yield* alice.expect("UNSUBACK");
      t.check(unsuback.packetId === packetId, `UNSUBACK ${packetId}`, `UNSUBACK ${unsuback.packetId}`);
    },
  },
];

const echoes = ECHOES.flatMap(({ id, title, in311, in50, needs = [], script }) =>
  testCase({
    id: `packet-identifier/echoed/${id}`,
    title,
    section: SECTION,
    requirements: { "3.1.1": [in311], "5.0": [in50] },
    needs,
    *script(t) {
      for (const packetId of IDENTIFIERS) yield* script(t, packetId);
    },
  }),
);

const ownership = [
  testCase({
    id: "packet-identifier/server/unused",
    title: "messages that are not acknowledged yet have Packet Identifiers that differ, and none is 0",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-2.3.1-4"], "5.0": ["5.0/MQTT-2.2.1-4"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 1 });
      const alice = yield* t.connect();
      const payloads = ["first", "second", "third", "fourth", "fifth"];
      for (const payload of payloads) yield* alice.publish(t.topic("a"), payload, { qos: 1 });
      const identifiers = new Set<number | undefined>();
      for (const payload of payloads) {
        const { packetId } = yield* bob.expect("PUBLISH", { payload, qos: 1 });
        identifiers.add(packetId);
      }
      const differ = identifiers.size === payloads.length && !identifiers.has(0);
      t.check(differ, "five Packet Identifiers, none of them 0", [...identifiers].join(", "));
    },
  }),
  testCase({
    id: "packet-identifier/two-owners",
    title: "a client may use a Packet Identifier that the server is using at the same time",
    section: SECTION,
    requirements: {
      "3.1.1": ["3.1.1/U3-005", "3.1.1/MQTT-2.3.1-6"],
      "5.0": ["5.0/U5-011", "5.0/MQTT-2.2.1-5"],
    },
    needs: ["qos2"],
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("in"), { qos: 2 });
      const bob = yield* t.connect();
      yield* bob.publish(t.topic("in"), "inbound", { qos: 2 });
      const inbound = yield* t.control("a QoS 2 message arrives", () => alice.expect("PUBLISH", { qos: 2 }));
      const packetId = inbound.packetId ?? 1;
      // Both exchanges are open now, and each goes on as if the other were not there.
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("out"), qos: 2, packetId });
      yield* alice.expect("PUBREC", { packetId });
      yield* alice.send({ type: "PUBREC", packetId });
      yield* alice.expect("PUBREL", { packetId });
      yield* alice.send({ type: "PUBREL", packetId });
      yield* alice.expect("PUBCOMP", { packetId });
      yield* alice.send({ type: "PUBCOMP", packetId });
      yield* alice.barrier();
    },
  }),
  testCase({
    id: "packet-identifier/none-at-qos-0",
    title: "a PUBLISH that is delivered at QoS 0 has no Packet Identifier before its payload",
    section: SECTION,
    requirements: { "3.1.1": ["3.1.1/MQTT-2.3.1-5"], "5.0": ["5.0/MQTT-2.2.1-2"] },
    needs: ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"), { qos: 0 });
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "published at 1", { qos: 1 });
      const { qos, payload } = yield* bob.expect("PUBLISH", { topicName: t.topic("a") });
      const text = new TextDecoder().decode(payload);
      t.check(
        qos === 0 && text === "published at 1",
        "QoS 0 and the payload alone",
        `QoS ${qos} and ${JSON.stringify(text)}`,
      );
    },
  }),
].flat();

export const packetIdentifier: readonly TestCase[] = [...zero, ...echoes, ...ownership];
