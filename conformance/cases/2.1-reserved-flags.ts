// Cases of section 2.1.3 (3.1.1: 2.2.2): the reserved flags of the fixed header, one by one, of every packet that a
// client sends.

import {
  type Connection,
  frame,
  hex,
  type IdOf,
  join,
  patched,
  properties,
  type Script,
  type TestCase,
  type Toolkit,
  testCase,
  u16,
  utf8,
} from "../case.ts";
import { connectBytes, expectRefusedSomehow, isAccepted } from "./connect-by-hand.ts";

const SECTION = { "3.1.1": "2.2.2", "5.0": "2.1.3" } as const;

/** The four first bytes that differ from the right one by a single flag. */
const oneBitOff = (right: number): readonly number[] => [0x01, 0x02, 0x04, 0x08].map((bit) => right ^ bit);

interface Subject {
  readonly packet: string;
  readonly first: number;
  /** What a server of 5.0 is commanded to do, where a sentence about this packet says it. */
  readonly commands?: IdOf<"5.0">;
  readonly also311?: IdOf<"3.1.1">;
  readonly needs?: TestCase["needs"];
  /** Brings the connection to where this packet may be sent, and gives its Packet Identifier. */
  readonly prepare?: (t: Toolkit, alice: Connection) => Script<number>;
  /** The packet, with its flags right. */
  readonly bytes: (t: Toolkit, packetId: number) => Uint8Array;
}

const noProperties = (t: Toolkit): Uint8Array => (t.version === "5.0" ? properties() : hex(""));

/** Lets the server send a PUBLISH; gives its Packet Identifier. */
function* delivered(t: Toolkit, alice: Connection, qos: 1 | 2): Script<number> {
  yield* alice.subscribe(t.topic("own"), { qos });
  yield* alice.publish(t.topic("own"), "x", { qos });
  const publish = yield* t.control("the message arrives", () =>
    alice.expect("PUBLISH", { topicName: t.topic("own"), qos }),
  );
  return publish.packetId ?? 0;
}

const SUBJECTS: readonly Subject[] = [
  {
    packet: "PUBACK",
    first: 0x40,
    needs: ["qos1"],
    prepare: (t, alice) => delivered(t, alice, 1),
    bytes: (_, packetId) => frame(0x40, u16(packetId)),
  },
  {
    packet: "PUBREC",
    first: 0x50,
    needs: ["qos2"],
    prepare: (t, alice) => delivered(t, alice, 2),
    bytes: (_, packetId) => frame(0x50, u16(packetId)),
  },
  {
    packet: "PUBREL",
    first: 0x62,
    commands: "5.0/MQTT-3.6.1-1",
    also311: "3.1.1/MQTT-3.6.1-1",
    needs: ["qos2"],
    *prepare(t, alice) {
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), qos: 2, packetId: 7 });
      yield* t.control("PUBREC comes", () => alice.expect("PUBREC", { packetId: 7 }));
      return 7;
    },
    bytes: (_, packetId) => frame(0x62, u16(packetId)),
  },
  {
    packet: "PUBCOMP",
    first: 0x70,
    needs: ["qos2"],
    *prepare(t, alice) {
      const packetId = yield* delivered(t, alice, 2);
      yield* alice.send({ type: "PUBREC", packetId });
      yield* t.control("PUBREL comes", () => alice.expect("PUBREL", { packetId }));
      return packetId;
    },
    bytes: (_, packetId) => frame(0x70, u16(packetId)),
  },
  {
    packet: "SUBSCRIBE",
    first: 0x82,
    commands: "5.0/MQTT-3.8.1-1",
    also311: "3.1.1/MQTT-3.8.1-1",
    bytes: (t, packetId) => frame(0x82, u16(packetId), noProperties(t), utf8(t.topic("a")), [0x00]),
  },
  {
    packet: "UNSUBSCRIBE",
    first: 0xa2,
    commands: "5.0/MQTT-3.10.1-1",
    also311: "3.1.1/MQTT-3.10.1-1",
    bytes: (t, packetId) => frame(0xa2, u16(packetId), noProperties(t), utf8(t.topic("a"))),
  },
  {
    packet: "PINGREQ",
    first: 0xc0,
    bytes: () => hex("c0 00"),
  },
];

function* prepared(t: Toolkit, alice: Connection, { prepare, bytes }: Subject): Script<Uint8Array> {
  const packetId = prepare ? yield* prepare(t, alice) : alice.packetId();
  return bytes(t, packetId);
}

function subjectCases(subject: Subject): readonly TestCase[] {
  const { packet, first, commands, also311, needs = [] } = subject;
  const shared = {
    id: `framing/reserved-flags/${packet.toLowerCase()}`,
    title: `${article(packet)} ${packet} with a reserved flag that is wrong closes the connection`,
    section: SECTION,
    needs,
    *script(t: Toolkit) {
      // The control arm: the same packet with the right flags leaves the connection open.
      const bob = yield* t.connect();
      yield* bob.send(yield* prepared(t, bob, subject));
      yield* t.control("the packet is taken with the right flags", () => bob.barrier());
      for (const wrong of oneBitOff(first)) {
        const alice = yield* t.connect();
        const right = yield* prepared(t, alice, subject);
        yield* alice.send(patched(right, { 0: wrong }));
        yield* alice.expectClosed();
      }
    },
  };
  const in311 = also311 === undefined ? [] : [also311];
  const in50: readonly IdOf<"5.0">[] = ["5.0/MQTT-2.1.3-1", "5.0/U5-009"];
  return [
    ...testCase({ ...shared, requirements: { "3.1.1": ["3.1.1/MQTT-2.2.2-2", ...in311] } }),
    ...(commands === undefined
      ? testCase({ ...shared, level: "strict", requirements: { "5.0": ["5.0/MQTT-2.1.3-1", "5.0/U5-009"] } })
      : testCase({ ...shared, requirements: { "5.0": [commands, ...in50] } })),
  ];
}

function article(packet: string): string {
  return /^[AU]/.test(packet) ? "an" : "a";
}

export const reservedFlags: readonly TestCase[] = [
  ...testCase({
    id: "framing/reserved-flags/connect",
    title: "a CONNECT with a flag in its fixed header is refused, and the connection is closed",
    section: SECTION,
    requirements: {
      "3.1.1": ["3.1.1/MQTT-2.2.2-2"],
      "5.0": ["5.0/MQTT-3.1.4-1", "5.0/U5-009"],
    },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      for (const first of oneBitOff(0x10)) yield* expectRefusedSomehow(t, patched(connectBytes(t), { 0: first }));
    },
  }),
  ...SUBJECTS.flatMap(subjectCases),
  ...testCase({
    id: "framing/reserved-flags/disconnect",
    title: "a DISCONNECT with a reserved flag is no DISCONNECT: the server closes, and publishes the will",
    section: "3.14.1",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.14.1-1", "3.1.1/MQTT-2.2.2-2"],
      "5.0": ["5.0/MQTT-3.14.1-1"],
    },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("will"));
      const carol = yield* t.connect({ will: { topicName: t.topic("will"), payload: "carol" } });
      yield* carol.abort();
      yield* t.control("a will is published", () => bob.expect("PUBLISH", { payload: "carol" }));
      for (const first of oneBitOff(0xe0)) {
        const payload = `0x${first.toString(16)}`;
        const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload } });
        yield* alice.send(Uint8Array.of(first, 0x00));
        yield* alice.expectClosed();
        yield* bob.expect("PUBLISH", { payload });
      }
    },
  }),
  ...testCase({
    id: "framing/reserved-flags/auth",
    title: "an AUTH with a reserved flag closes the connection",
    section: "3.15.1",
    requirements: { "5.0": ["5.0/MQTT-3.15.1-1"] },
    *script(t) {
      for (const first of oneBitOff(0xf0)) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send(frame(first, join([0x18], properties([0x15], utf8("touchstone")))));
        yield* alice.expectClosed();
      }
    },
  }),
];
