// Cases of section 3.14: DISCONNECT, of the client and of the server.

import {
  type Connection,
  frame,
  hex,
  join,
  type Piece,
  properties,
  type Script,
  type TestCase,
  type Toolkit,
  testCase,
  u32,
} from "../case.ts";
import { connectBytes } from "./connect-by-hand.ts";
import { bytesOf, foreignTo } from "./property-bytes.ts";

const closing = [
  testCase({
    id: "disconnect/closed",
    title: "a server closes the connection when DISCONNECT has come and the client has not closed it",
    section: "3.14.4",
    level: "should",
    requirements: { "3.1.1": ["3.1.1/U3-031"], "5.0": ["5.0/U5-118"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "DISCONNECT" });
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "disconnect/nothing-after",
    title: "what a client sends after its DISCONNECT is not processed",
    section: "3.14.4",
    level: "strict",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.14.4-2"], "5.0": ["5.0/MQTT-3.14.4-1"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      yield* alice.send(
        { type: "PUBLISH", topicName: t.topic("a"), payload: "before" },
        { type: "DISCONNECT" },
        { type: "PUBLISH", topicName: t.topic("a"), payload: "after" },
      );
      yield* t.control("what came before DISCONNECT is sent on", () => bob.expect("PUBLISH", { payload: "before" }));
      yield* t.control("the server closes", () => alice.expectClosed());
      const carol = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", { payload: "after" }, { after: carol });
    },
  }),
].flat();

/** All the ways in which a client of 5.0 says that it goes as it should. */
const NORMAL: readonly { readonly id: string; readonly title: string; readonly bytes: Piece }[] = [
  { id: "empty", title: "without a Reason Code", bytes: frame(0xe0) },
  { id: "reason-code", title: "with the Reason Code 0x00 and no Property Length", bytes: frame(0xe0, [0x00]) },
  {
    id: "no-properties",
    title: "with the Reason Code 0x00 and no properties",
    bytes: frame(0xe0, [0x00], properties()),
  },
  {
    id: "properties",
    title: "with the Reason Code 0x00, a Reason String and a User Property",
    bytes: frame(0xe0, [0x00], properties(bytesOf("Reason String"), bytesOf("User Property"))),
  },
];

/** Sends these bytes as the last of a client with a will; the will is published, or not. */
function* leaves(t: Toolkit, bytes: Piece, published: boolean): Script<void> {
  const bob = yield* t.connect();
  yield* bob.subscribe(t.topic("will"));
  const carol = yield* t.connect({ will: { topicName: t.topic("will"), payload: "control" } });
  yield* carol.abort();
  yield* t.control("a will is published", () => bob.expect("PUBLISH", { payload: "control" }));
  const alice = yield* t.connect({ will: { topicName: t.topic("will"), payload: "will" } });
  yield* alice.send(join(bytes));
  yield* alice.expectClosed();
  if (published) {
    yield* bob.expect("PUBLISH", { payload: "will" });
    return;
  }
  const dave = yield* t.connect({ will: { topicName: t.topic("will"), payload: "last" } });
  yield* dave.abort();
  yield* t.control("a later will is published", () => bob.expect("PUBLISH", { payload: "last" }));
  yield* bob.expectNothing("PUBLISH", { payload: "will" });
}

const forms = NORMAL.flatMap(({ id, title, bytes }) =>
  testCase({
    id: `disconnect/normal/${id}`,
    title: `a DISCONNECT ${title} is a normal one: it closes the connection, and the will is discarded`,
    section: "3.14.2.1",
    requirements: { "5.0": ["5.0/MQTT-3.14.4-3", "5.0/U5-114"] },
    *script(t) {
      yield* leaves(t, bytes, false);
    },
  }),
);

const MALFORMED: readonly { readonly id: string; readonly title: string; readonly all: readonly Piece[] }[] = [
  {
    id: "unknown-reason-code",
    title: "a Reason Code that DISCONNECT does not have",
    all: [0x01, 0x03, 0x10, 0x7f, 0x85, 0xff].map((code) => frame(0xe0, [code])),
  },
  {
    id: "foreign-property",
    title: "a property that belongs to other packets",
    all: foreignTo("DISCONNECT").map(({ bytes }) => frame(0xe0, [0x00], properties(bytes))),
  },
  {
    id: "do-not-fit",
    title: "properties that do not fit",
    all: [frame(0xe0, [0x00, 0x05]), frame(0xe0, [0x00], properties(hex("11 0000"))), frame(0xe0, [0x00, 0x00, 0x00])],
  },
];

const malformed = MALFORMED.flatMap(({ id, title, all }) =>
  testCase({
    id: `disconnect/malformed/${id}`,
    title: `a DISCONNECT with ${title} is none: the will is published`,
    section: "3.14.2",
    level: "strict",
    requirements: { "5.0": [id === "unknown-reason-code" ? "5.0/MQTT-3.14.2-1" : "5.0/U5-012"] },
    *script(t) {
      for (const bytes of all) yield* leaves(t, bytes, true);
    },
  }),
);

const expiry = [
  testCase({
    id: "disconnect/expiry/ends-session",
    title: "a Session Expiry Interval of 0 in DISCONNECT ends the session",
    section: "3.14.2.2.2",
    requirements: { "5.0": ["5.0/MQTT-4.1.0-2"] },
    *script(t) {
      const kept = yield* t.connect({ persistent: true });
      yield* kept.disconnect();
      const again = yield* t.connect({ persistent: true, clientId: kept.clientId });
      if (!again.connack.sessionPresent) t.inconclusive("control arm: a session that was asked for is not kept");
      yield* again.disconnect({ sessionExpiryInterval: 0 });
      const back = yield* t.connect({ persistent: true, clientId: kept.clientId });
      t.check(!back.connack.sessionPresent, "Session Present 0", "Session Present 1");
    },
  }),
  testCase({
    id: "disconnect/expiry/absent",
    title: "a DISCONNECT without a Session Expiry Interval leaves that of CONNECT in force",
    section: "3.14.2.2.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-23", "5.0/U5-115"] },
    *script(t) {
      const kept = yield* t.connect({ persistent: true });
      if (kept.connack.properties?.sessionExpiryInterval === 0) t.notApplicable("the server keeps no session");
      yield* kept.send(frame(0xe0, [0x00], properties(bytesOf("Reason String"))));
      yield* t.control("the server closes", () => kept.expectClosed());
      const back = yield* t.connect({ persistent: true, clientId: kept.clientId });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
  testCase({
    id: "disconnect/expiry/raised",
    title: "a larger Session Expiry Interval in DISCONNECT keeps the session for longer than CONNECT asked",
    section: "3.14.2.2.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-23"] },
    timed: true,
    *script(t) {
      const kept = yield* t.connect({ clean: false, properties: { sessionExpiryInterval: 1 } });
      const granted = kept.connack.properties?.sessionExpiryInterval ?? 1;
      if (granted !== 1) t.notApplicable(`the server insists on a Session Expiry Interval of ${granted}`);
      yield* kept.disconnect({ sessionExpiryInterval: 300 });
      yield* t.wait(3_000);
      const back = yield* t.connect({ persistent: true, clientId: kept.clientId });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
  testCase({
    id: "disconnect/expiry/from-zero",
    title:
      "a DISCONNECT that sets a Session Expiry Interval where CONNECT had none is not valid: the will is published",
    section: "3.14.2.2.2",
    level: "strict",
    requirements: { "5.0": ["5.0/U5-116"] },
    *script(t) {
      yield* leaves(t, frame(0xe0, [0x00], properties([0x11], u32(300))), true);
    },
  }),
  testCase({
    id: "disconnect/expiry/twice",
    title: "a DISCONNECT with two Session Expiry Intervals is not valid: the will is published",
    section: "3.14.2.2.2",
    level: "strict",
    requirements: { "5.0": ["5.0/U5-115"] },
    *script(t) {
      const twice = properties(bytesOf("Session Expiry Interval"), bytesOf("Session Expiry Interval"));
      yield* leaves(t, frame(0xe0, [0x00], twice), true);
    },
  }),
].flat();

const ofTheServer = [
  testCase({
    id: "disconnect/server/last",
    title: "after its DISCONNECT a server sends nothing more, and closes",
    section: "3.14.4",
    requirements: { "5.0": ["5.0/MQTT-3.14.4-1", "5.0/MQTT-3.14.4-2", "5.0/MQTT-3.14.2-1", "5.0/MQTT-3.14.2-2"] },
    *script(t) {
      let said = 0;
      // Ways to be disconnected, each with requests behind it that wait for an answer.
      const ways: readonly ((alice: Connection) => Script<void>)[] = [
        (alice) => alice.send(t.connectPacket({ clientId: alice.clientId }), { type: "PINGREQ" }),
        (alice) => alice.send("80 00", { type: "PINGREQ" }),
        (alice) => alice.send("a0 00", { type: "PINGREQ" }),
        function* (alice) {
          const taker = yield* t.connect({ clientId: alice.clientId });
          yield* taker.barrier();
        },
      ];
      for (const way of ways) {
        const alice = yield* t.connect();
        yield* way(alice);
        const { packets, disconnect } = yield* alice.expectClosed();
        if (disconnect === undefined) continue;
        said += 1;
        const last = packets.at(-1)?.type;
        t.check(last === "DISCONNECT", "nothing after DISCONNECT", `${last} after it`);
        const { sessionExpiryInterval } = disconnect.properties ?? {};
        t.check(sessionExpiryInterval === undefined, "no Session Expiry Interval", `${sessionExpiryInterval} s`);
      }
      if (said === 0) t.notApplicable("the server closes without DISCONNECT");
    },
  }),
  testCase({
    id: "disconnect/server/not-before-connack",
    title: "a server sends no DISCONNECT to a client whose CONNECT it refuses",
    section: "3.14",
    requirements: { "5.0": ["5.0/MQTT-3.14.0-1"] },
    *script(t) {
      yield* t.connect();
      const wrong = [
        { flags: 0x03, payload: [] },
        { flags: 0x1e, payload: [] },
        { clientId: [0x61, 0xff] },
        { properties: [hex("21 0000")] },
        { properties: [bytesOf("Receive Maximum"), bytesOf("Receive Maximum")] },
        { properties: [hex("7f 00")] },
        { properties: [bytesOf("Authentication Method")] },
      ];
      for (const fields of wrong) {
        const alice = yield* t.open();
        yield* alice.send(connectBytes(t, fields));
        const { disconnect } = yield* t.control("the CONNECT is refused", () => alice.expectClosed());
        t.check(disconnect === undefined, "CONNACK, or a bare close", "DISCONNECT");
      }
    },
  }),
].flat();

export const disconnect: readonly TestCase[] = [...closing, ...forms, ...malformed, ...expiry, ...ofTheServer];
