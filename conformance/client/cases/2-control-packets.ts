// Cases of chapter 2: the packets that a client sends are well formed, each decoded strictly; and what it does about flags that are not.

import { type ClientCase, type ClientToolkit, clientCase, hex, type Script } from "../case.ts";
import { expectHungUp, hostileCase } from "./hostile.ts";

/** Publishes at each QoS, and is sent a message at each, under names beyond ASCII. All that comes is decoded strictly. */
function* wholeLife(t: ClientToolkit): Script<void> {
  for (const qos of [0, 1, 2] as const) {
    const message = { topicName: t.topic("maß/日本/𝄞"), payload: "größe", qos };
    const { peer, publish } = yield* t.publishing(message);
    t.check(publish.qos === qos, `PUBLISH with QoS ${qos}`, `QoS ${publish.qos}`);
    const payload = new TextDecoder().decode(publish.payload);
    t.check(payload === message.payload, `the payload ${message.payload}`, payload);
    t.check(publish.topicName === message.topicName, `the topic ${message.topicName}`, publish.topicName);
    yield* peer.acknowledge(publish);
    yield* peer.settle();
    yield* peer.abort();
    yield* t.tell({ verb: "reset" });
  }
  const peer = yield* t.connect();
  for (const qos of [0, 1, 2] as const) yield* peer.deliver({ qos });
  yield* peer.barrier();
}

/** A flag that is not as the table has it, in a packet of a server. */
const WRONG_FLAGS = [
  { id: "pingresp", bytes: "d1 00" },
  { id: "puback", bytes: "41 02 00 01" },
  { id: "pubrel", bytes: "60 02 00 01" },
  { id: "suback", bytes: "91 03 00 01 00", in50: "91 04 00 01 00 00" },
];

export const controlPackets: readonly ClientCase[] = [
  clientCase({
    id: "packets/well-formed",
    title: "a client that publishes and is sent messages at each QoS sends nothing that is malformed",
    section: "2",
    requirements: {
      "3.1.1": [
        "3.1.1/MQTT-1.5.3-1",
        "3.1.1/MQTT-1.5.3-2",
        "3.1.1/MQTT-2.2.2-1",
        "3.1.1/MQTT-2.3.1-1",
        "3.1.1/MQTT-2.3.1-5",
        "3.1.1/MQTT-3.3.1-2",
        "3.1.1/MQTT-3.3.1-4",
        "3.1.1/MQTT-3.3.2-1",
        "3.1.1/MQTT-4.7.3-2",
      ],
      "5.0": [
        "5.0/MQTT-1.5.4-1",
        "5.0/MQTT-1.5.4-2",
        "5.0/MQTT-1.5.5-1",
        "5.0/MQTT-2.1.3-1",
        "5.0/MQTT-2.2.1-2",
        "5.0/MQTT-2.2.2-1",
        "5.0/MQTT-3.1.2-1",
        "5.0/MQTT-3.3.1-2",
        "5.0/MQTT-3.3.1-4",
        "5.0/MQTT-3.3.2-1",
        "5.0/MQTT-3.4.2-1",
        "5.0/MQTT-3.5.2-1",
        "5.0/MQTT-3.6.2-1",
        "5.0/MQTT-3.7.2-1",
        "5.0/MQTT-4.7.3-2",
      ],
    },
    script: wholeLife,
  }),
  clientCase({
    id: "packets/bytes-in-order",
    title: "the bytes of a long message arrive whole and in their order, in both directions",
    section: { "3.1.1": "7.1.2", "5.0": "4.2" },
    requirements: { "3.1.1": ["3.1.1/MQTT-7.1.2-1"], "5.0": ["5.0/MQTT-4.2.0-1"] },
    *script(t) {
      const payload = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(97 + (i % 23))).join("");
      const { publish } = yield* t.publishing({ payload, qos: 1 });
      const arrived = new TextDecoder().decode(publish.payload);
      t.check(arrived === payload, `the ${payload.length} bytes that were published`, `${arrived.length} others`);
    },
  }),
  clientCase({
    id: "packets/properties",
    title: "the properties that a client puts into PUBLISH are well formed",
    section: "3.3.2.3",
    requirements: {
      "5.0": [
        "5.0/MQTT-1.5.7-1",
        "5.0/MQTT-3.3.2-13",
        "5.0/MQTT-3.3.2-14",
        "5.0/MQTT-3.3.2-19",
        "5.0/MQTT-3.3.4-6",
        "5.0/MQTT-3.3.2-8",
      ],
    },
    *script(t) {
      const userProperties = [["prüfung", "日本"]] as const;
      const properties = { responseTopic: t.topic("answer"), contentType: "text/plain", userProperties };
      const { publish } = yield* t.publishing({ properties, qos: 1 });
      const seen = publish.properties ?? {};
      t.check(seen.responseTopic === properties.responseTopic, "the Response Topic", String(seen.responseTopic));
      t.check(seen.contentType === properties.contentType, "the Content Type", String(seen.contentType));
      const same = JSON.stringify(seen.userProperties) === JSON.stringify(userProperties);
      t.check(same, JSON.stringify(userProperties), JSON.stringify(seen.userProperties));
    },
  }),
  clientCase({
    id: "packets/identifiers-in-use",
    title: "a client gives each request and each message an identifier that none of those has whose answer is due",
    section: { "3.1.1": "2.3.1", "5.0": "2.2.1" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-2.3.1-1", "3.1.1/MQTT-2.3.1-2", "3.1.1/MQTT-4.3.2-1", "3.1.1/MQTT-4.3.3-1"],
      "5.0": ["5.0/MQTT-2.2.1-3", "5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.3-1"],
    },
    *script(t) {
      const messages = [1, 2, 1, 2, 1].map((qos, i) => ({ qos: qos as 1 | 2, payload: String(i) }));
      const peer = yield* t.connect();
      yield* t.tell({ verb: "subscribe", subscriptions: [{ topicFilter: t.topic("s"), qos: 1 }] });
      for (const message of messages) {
        yield* t.tell({ verb: "publish", topicName: t.topic("m"), retain: false, ...message });
      }
      const subscribe = yield* peer.expect("SUBSCRIBE");
      const used = [subscribe.packetId];
      for (const { payload } of messages) used.push((yield* peer.expect("PUBLISH", { payload })).packetId ?? 0);
      const isApart = new Set(used).size === used.length && !used.includes(0);
      t.check(isApart, "identifiers that differ, and none of 0", used.join(", "));
    },
  }),
  clientCase({
    id: "packets/identifiers-of-answers",
    title: "the acknowledgements of a client carry the identifier of the message that they answer",
    section: { "3.1.1": "2.3.1", "5.0": "2.2.1" },
    requirements: { "3.1.1": ["3.1.1/MQTT-2.3.1-6"], "5.0": ["5.0/MQTT-2.2.1-5"] },
    *script(t) {
      const peer = yield* t.connect();
      const topicName = t.topic("m");
      yield* peer.send({ type: "PUBLISH", topicName, qos: 1, packetId: 4660 });
      yield* peer.expect("PUBACK", { packetId: 4660 });
      yield* peer.send({ type: "PUBLISH", topicName, qos: 2, packetId: 65_535 });
      yield* peer.expect("PUBREC", { packetId: 65_535 });
      yield* peer.send({ type: "PUBREL", packetId: 65_535 });
      yield* peer.expect("PUBCOMP", { packetId: 65_535 });
    },
  }),
  clientCase({
    id: "packets/identifiers-of-pubrel",
    title: "the PUBREL of a client carries the identifier of its PUBLISH",
    section: { "3.1.1": "2.3.1", "5.0": "2.2.1" },
    requirements: { "3.1.1": ["3.1.1/MQTT-2.3.1-6"], "5.0": ["5.0/MQTT-2.2.1-5"] },
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 2 });
      yield* peer.send({ type: "PUBREC", packetId: publish.packetId ?? 0 });
      const { packetId } = yield* peer.expect("PUBREL");
      t.check(packetId === publish.packetId, `the identifier ${publish.packetId}`, String(packetId));
    },
  }),
  ...WRONG_FLAGS.flatMap(({ id, bytes, in50 = bytes }) =>
    hostileCase({
      id: `packets/reserved-flags/${id}`,
      title: `a client that is sent ${id.toUpperCase()} with flags that are not those of the table closes the connection`,
      section: { "3.1.1": "2.2.2", "5.0": "2.1.3" },
      requirements: { "3.1.1": ["3.1.1/MQTT-2.2.2-2"], "5.0": ["5.0/U5-009", "5.0/U5-146"] },
      *script(t) {
        const peer = yield* t.connect();
        yield* expectHungUp(peer, hex(t.version === "5.0" ? in50 : bytes));
      },
    }),
  ),
  hostileCase({
    id: "packets/reserved-flags/disconnect",
    title: "a client looks at the flags of a DISCONNECT",
    section: "3.14.1",
    requirements: { "5.0": ["5.0/MQTT-3.14.1-1"] },
    *script(t) {
      const peer = yield* t.connect();
      // The close that a right DISCONNECT brings comes as well: what tells them apart is the DISCONNECT of the client.
      yield* peer.barrier();
      yield* peer.send(hex("e1 00"));
      const { disconnect } = yield* peer.expectClosed();
      const code = disconnect?.reasonCode;
      t.check(
        code === 0x81,
        "DISCONNECT 0x81, then a close",
        code === undefined ? "a bare close" : `0x${code.toString(16)}`,
      );
    },
  }),
  hostileCase({
    id: "packets/reserved-flags/auth",
    title: "a client that is sent an AUTH with flags other than 0000 closes the connection",
    section: "3.15.1",
    requirements: { "5.0": ["5.0/MQTT-3.15.1-1"] },
    *script(t) {
      const peer = yield* t.connect(
        { authenticationMethod: "touchstone" },
        { properties: { authenticationMethod: "touchstone" } },
      );
      yield* expectHungUp(peer, hex("f1 00"));
    },
  }),
].flat();
