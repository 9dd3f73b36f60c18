// Cases of section 4.13 (3.1.1: 4.8): what an error means for the connection that it came on, and for the others.

import {
  type Connection,
  frame,
  hex,
  properties,
  type Script,
  type TestCase,
  type Toolkit,
  testCase,
  u16,
  utf8,
} from "../case.ts";

const noProperties = (t: Toolkit): Uint8Array => (t.version === "5.0" ? properties() : hex(""));

interface Fault {
  readonly name: string;
  readonly bytes: (t: Toolkit) => Uint8Array;
}

/** Faults for which both versions command the close (3.1.0-2, 3.8.1-1, 3.10.1-1). */
const COMMANDED: readonly Fault[] = [
  { name: "a second CONNECT", bytes: (t) => t.bytes(t.connectPacket({ clientId: t.clientId("second") })) },
  {
    name: "a SUBSCRIBE with wrong flags",
    bytes: (t) => frame(0x80, u16(1), noProperties(t), utf8(t.topic("a")), [0x00]),
  },
  { name: "an UNSUBSCRIBE with wrong flags", bytes: (t) => frame(0xa0, u16(1), noProperties(t), utf8(t.topic("a"))) },
];

/** And one that no server takes for anything else. */
const FAULTS: readonly Fault[] = [
  ...COMMANDED,
  { name: "a PUBLISH with QoS 3", bytes: (t) => frame(0x36, utf8(t.topic("a")), u16(1), noProperties(t)) },
];

/** A client of 3.1.1 or 5.0 that goes wrong, while others are at work. */
function* goesWrong(t: Toolkit, bytes: Uint8Array): Script<void> {
  const alice = yield* t.connect();
  yield* alice.send(bytes);
  yield* t.control("the server closes the connection that the error came on", () => alice.expectClosed());
}

function* works(t: Toolkit, bob: Connection, carol: Connection, payload: string): Script<void> {
  yield* carol.send({ type: "PUBLISH", topicName: t.topic("a"), payload });
  yield* bob.expect("PUBLISH", { topicName: t.topic("a"), payload });
}

export const handlingErrors: readonly TestCase[] = [
  testCase({
    id: "errors/close",
    title: "a protocol violation closes the connection that it came on",
    section: "4.8",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1"] },
    *script(t) {
      for (const { bytes } of FAULTS) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send(bytes(t));
        yield* alice.expectClosed();
      }
    },
  }),
  testCase({
    id: "errors/close-when-detected",
    title:
      "an error that the server is commanded to detect closes the connection; a DISCONNECT before it names a failure",
    section: "4.13.1",
    requirements: { "5.0": ["5.0/MQTT-4.13.1-1", "5.0/MQTT-4.13.2-1"] },
    *script(t) {
      for (const { bytes } of COMMANDED) {
        const alice = yield* t.connect();
        yield* t.control("the connection is open", () => alice.barrier());
        yield* alice.send(bytes(t));
        const { disconnect } = yield* alice.expectClosed();
        const code = disconnect?.reasonCode ?? 0x80;
        t.check(code >= 0x80, "a DISCONNECT of 0x80 or above, or none", `0x${code.toString(16)}`);
      }
    },
  }),
  testCase({
    id: "errors/says-why",
    title: "before it closes for an error, a server says why with DISCONNECT",
    section: "4.13.1",
    level: "should",
    requirements: { "5.0": ["5.0/U5-147"] },
    *script(t) {
      for (const { name, bytes } of FAULTS) {
        const alice = yield* t.connect();
        yield* alice.send(bytes(t));
        const { disconnect } = yield* t.control("the server closes", () => alice.expectClosed());
        t.check(disconnect !== undefined, `DISCONNECT after ${name}`, "a bare close");
      }
    },
  }),
  testCase({
    id: "errors/others-go-on",
    title: "the errors of one client have no consequence for others: they stay, with their subscriptions",
    section: { "3.1.1": "4.8", "5.0": "4.13.1" },
    requirements: { "3.1.1": ["3.1.1/U3-041"], "5.0": ["5.0/U5-148"] },
    level: { "3.1.1": "should" },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const carol = yield* t.connect();
      yield* t.control("messages arrive", () => works(t, bob, carol, "before"));
      for (const { name, bytes } of FAULTS) {
        yield* goesWrong(t, bytes(t));
        yield* works(t, bob, carol, `after ${name}`);
      }
    },
  }),
].flat();
