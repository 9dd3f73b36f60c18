// Where the standard leaves a server free: what it does is found out, told, and then expected of it again. None is a breach of
// the standard; a server that does now one thing, now another, is hard to build on, and is told so at level `strict`.

import { type CaseDefinition, hex, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrival, arrivals, resume } from "./arrivals.ts";
import { publishBytes } from "./packets-by-hand.ts";

/** Something in which servers may differ. */
export interface Choice extends Pick<CaseDefinition, "section" | "requirements" | "needs"> {
  /** As the report names it among what is known of the target. */
  readonly name: string;
  /** How it is found out. */
  readonly by: string;
  /** What the server does, in a few words; `again` tells one observation from another. */
  readonly observe: (t: Toolkit, again: string) => Script<string>;
}

/** More messages at once would be a test of patience. */
const MOST = 200;

/** Every choice that is looked at. */
export const choices: readonly Choice[] = [
  {
    name: "overlappingSubscriptions",
    by: "a message that two subscriptions of one client match",
    section: { "3.1.1": "3.3.5", "5.0": "3.3.4" },
    needs: ["wildcard"],
    requirements: { "3.1.1": ["3.1.1/U3-026"], "5.0": ["5.0/U5-087"] },
    *observe(t, again) {
      const topic = t.topic(`${again}/b`);
      const bob = yield* t.connect();
      yield* bob.subscribe([topic, t.topic(`${again}/#`)]);
      const alice = yield* t.connect();
      yield* alice.publish(topic, "x");
      yield* arrival(t, bob, { payload: "x" });
      const more = yield* arrivals(bob, alice);
      return more.length === 0 ? "one copy" : "a copy for each subscription";
    },
  },
  {
    name: "onwardDelivery",
    by: "a PUBLISH of QoS 2 whose PUBREL waits",
    section: "4.3.3",
    needs: ["qos2"],
    requirements: { "3.1.1": ["3.1.1/U3-034", "3.1.1/U3-035"], "5.0": ["5.0/U5-124"] },
    *observe(t, again) {
      const topicName = t.topic(again);
      const bob = yield* t.connect();
      yield* bob.subscribe(topicName);
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName, qos: 2, packetId: 7, payload: "x" });
      yield* t.control("PUBREC comes", () => alice.expect("PUBREC", { packetId: 7 }));
      const before = yield* arrivals(bob, alice);
      yield* alice.send({ type: "PUBREL", packetId: 7 });
      yield* t.control("PUBCOMP comes", () => alice.expect("PUBCOMP", { packetId: 7 }));
      if (before.length > 0) return "on PUBLISH";
      yield* arrival(t, bob, { payload: "x" });
      return "on PUBREL";
    },
  },
  {
    name: "controlCharacters",
    by: "PUBLISH to a topic with a control character",
    section: { "3.1.1": "1.5.3", "5.0": "1.5.4" },
    requirements: { "3.1.1": ["3.1.1/U3-002"], "5.0": ["5.0/U5-004"] },
    *observe(t, again) {
      const alice = yield* t.connect();
      yield* alice.send(publishBytes(t, { topicName: t.topic(`${again}/\u0001`) }), { type: "PINGREQ" });
      return (yield* alice.settled()) === "open" ? "taken" : "refused";
    },
  },
  {
    name: "longClientIds",
    by: "CONNECT with 40 characters, and others than letters and digits",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/U3-014"], "5.0": ["5.0/U5-035"] },
    *observe(t, again) {
      yield* t.connect({ clientId: t.clientId(`control${again}`) });
      const alice = yield* t.open();
      const clientId = `${t.clientId(again)}-${"a".repeat(40)}`.slice(0, 40);
      yield* alice.send(t.connectPacket({ clientId }), { type: "PINGREQ" });
      const answer = yield* alice.settled();
      return answer === "open" ? "taken" : "refused";
    },
  },
  {
    name: "offlineQos0",
    by: "a message of QoS 0 for a client that is away",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/U3-007"] },
    *observe(t, again) {
      const clientId = t.clientId(again);
      const bob = yield* t.connect({ clientId, persistent: true });
      yield* bob.subscribe(t.topic(again));
      yield* bob.disconnect();
      const alice = yield* t.connect();
      yield* alice.publish(t.topic(again), "x");
      yield* alice.barrier();
      const back = yield* resume(t, { clientId });
      return (yield* arrivals(back, alice)).length > 0 ? "kept" : "dropped";
    },
  },
  {
    name: "retainedMessages",
    by: "SUBSCRIBE to a topic with a retained message",
    section: "3.8.4",
    needs: ["retain"],
    requirements: { "3.1.1": ["3.1.1/U3-028"], "5.0": ["5.0/U5-103"] },
    *observe(t, again) {
      const topicFilter = t.topic(again);
      const alice = yield* t.connect();
      yield* alice.publish(topicFilter, "x", { retain: true });
      yield* alice.barrier();
      const bob = yield* t.connect();
      yield* bob.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter }] });
      const first = yield* t.control("something comes", () => bob.next());
      return first.type === "PUBLISH" ? "before SUBACK" : "after SUBACK";
    },
  },
  {
    name: "malformedConnect",
    by: "CONNECT whose reserved flag is 1",
    section: "3.1.4",
    requirements: { "5.0": ["5.0/U5-045"] },
    *observe(t, again) {
      const alice = yield* t.open();
      const bytes = t.bytes(t.connectPacket({ clientId: t.clientId(again) }));
      // Behind the fixed header: two bytes of length, MQTT, the level, and the flags.
      const flags = bytes.indexOf(0x05, 4) + 1;
      yield* alice.send(Uint8Array.from(bytes, (byte, i) => (i === flags ? byte | 0x01 : byte)));
      const { connack } = yield* t.control("it is refused", () => alice.expectClosed());
      return connack === undefined ? "a bare close" : "CONNACK and close";
    },
  },
  {
    name: "closes",
    by: "a SUBSCRIBE whose flags are wrong",
    section: "3.14",
    requirements: { "5.0": ["5.0/U5-113"] },
    *observe(t, again) {
      const alice = yield* t.connect({ clientId: t.clientId(again) });
      yield* alice.send(hex("80 07 0007 00 0001 61 00"));
      const { disconnect } = yield* t.control("it is refused", () => alice.expectClosed());
      return disconnect === undefined ? "a bare close" : "DISCONNECT and close";
    },
  },
  {
    name: "payloadFormat",
    by: "PUBLISH that calls its payload text, and has none",
    section: "3.3.2.3.2",
    requirements: { "5.0": ["5.0/U5-081"] },
    *observe(t, again) {
      const alice = yield* t.connect();
      yield* alice.send(
        publishBytes(t, { topicName: t.topic(again), properties: [hex("01 01")], payload: hex("61 ff") }),
        { type: "PINGREQ" },
      );
      return (yield* alice.settled()) === "open" ? "not looked at" : "looked at";
    },
  },
  {
    name: "qos0AtZeroQuota",
    by: "a message of QoS 0 while the Receive Maximum is used up",
    section: "4.9",
    needs: ["qos1"],
    requirements: { "5.0": ["5.0/U5-139"] },
    *observe(t, again) {
      const bob = yield* t.connect({ properties: { receiveMaximum: 1 } });
      yield* bob.subscribe(t.topic(`${again}/1`), { qos: 1 });
      yield* bob.subscribe(t.topic(`${again}/0`));
      const alice = yield* t.connect();
      yield* alice.publish(t.topic(`${again}/1`), "x", { qos: 1 });
      const message = yield* arrival(t, bob, { payload: "x" });
      yield* alice.publish(t.topic(`${again}/0`), "y");
      yield* alice.barrier();
      yield* bob.barrier();
      const goesOn = bob.received("PUBLISH").length > 0;
      yield* bob.acknowledge(message);
      yield* arrival(t, bob, { payload: "y" });
      return goesOn ? "goes on" : "pauses";
    },
  },
  {
    name: "receiveMaximumExcess",
    by: "one PUBLISH of QoS 2 more than its Receive Maximum",
    section: "3.3.4",
    needs: ["qos2"],
    requirements: { "5.0": ["5.0/U5-095"] },
    *observe(t, again) {
      const alice = yield* t.connect({ clientId: t.clientId(again) });
      const maximum = alice.connack.properties?.receiveMaximum ?? 65_535;
      if (maximum > MOST) return t.notApplicable(`the target takes ${maximum} messages at once`);
      for (let packetId = 1; packetId <= maximum + 1; packetId += 1)
        yield* alice.send({ type: "PUBLISH", topicName: t.topic(again), qos: 2, packetId });
      yield* alice.send({ type: "PINGREQ" });
      if ((yield* alice.settled()) === "closed") return "closes";
      const last = alice.received("PUBREC").find(({ packetId }) => packetId === maximum + 1);
      return last === undefined ? "drops it" : (last.reasonCode ?? 0) < 0x80 ? "takes it" : "refuses it";
    },
  },
  {
    name: "unknownPubrel",
    by: "PUBREL for a Packet Identifier that is not in use",
    section: "4.3.3",
    needs: ["qos2"],
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-11"] },
    *observe(t, again) {
      const alice = yield* t.connect({ clientId: t.clientId(again) });
      yield* alice.send({ type: "PUBREL", packetId: 4_711 }, { type: "PINGREQ" });
      if ((yield* alice.settled()) === "closed") return "closes";
      const [pubcomp] = alice.received("PUBCOMP");
      if (pubcomp === undefined) return "no answer";
      return t.version === "3.1.1"
        ? "PUBCOMP"
        : `PUBCOMP with 0x${(pubcomp.reasonCode ?? 0).toString(16).padStart(2, "0")}`;
    },
  },
  {
    name: "responseInformation",
    by: "CONNECT that asks for it",
    section: "3.1.2.11.6",
    requirements: { "5.0": ["5.0/U5-029"] },
    *observe(t, again) {
      const alice = yield* t.connect({
        clientId: t.clientId(again),
        properties: { requestResponseInformation: 1 },
      });
      return alice.connack.properties?.responseInformation === undefined ? "none" : "given";
    },
  },
];

/** For each choice, that the server does the same again. */
export const choiceCases: readonly TestCase[] = choices.flatMap(({ name, by, section, requirements, needs, observe }) =>
  testCase({
    id: `choice/${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    title: `a server does the same each time: ${by}`,
    section,
    level: "strict",
    requirements,
    ...(needs && { needs }),
    *script(t) {
      const known = t.chosen(name);
      const first = yield* observe(t, "one");
      const second = yield* observe(t, "two");
      t.check(first === second, `twice the same: ${first}`, `first ${first}, then ${second}`);
      t.check(known === undefined || known === first, `${known}, as the probe found`, first);
    },
  }),
);
