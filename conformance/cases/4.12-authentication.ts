// Cases of sections 3.15 and 4.12: enhanced authentication, by a method of which the profile of the server tells: what to say
// first; after that each challenge is answered by its own data.

import {
  type Connection,
  frame,
  hex,
  join,
  oneOf,
  properties,
  type Script,
  type Seen,
  type TestCase,
  type Toolkit,
  testCase,
  utf8,
} from "../case.ts";

const encoder = new TextEncoder();

/** A connection with CONNECT sent that names the method, and the first challenge that came. */
function* challenged(
  t: Toolkit,
  more: object = {},
): Script<{ readonly alice: Connection; readonly challenge: Seen<"AUTH"> }> {
  const alice = yield* t.open();
  const authenticationMethod = t.offered("authenticationMethod");
  const authenticationData = encoder.encode(t.offered("authenticationData"));
  yield* alice.send(t.connectPacket({ properties: { authenticationMethod, authenticationData, ...more } }));
  const first = yield* alice.next();
  if (first.type !== "AUTH") t.notApplicable(`the method of the server needs no challenge: ${first.type} came first`);
  return { alice, challenge: first as Seen<"AUTH"> };
}

/** Answers challenges by their own data until something else comes. */
function* answered(t: Toolkit, alice: Connection, challenge: Seen<"AUTH">): Script<Seen<"CONNACK">> {
  let { authenticationData } = challenge.properties;
  for (let round = 0; round < 10; round += 1) {
    yield* alice.send(authOf(t, 0x18, authenticationData));
    const answer = yield* alice.next();
    if (answer.type === "CONNACK") return answer as Seen<"CONNACK">;
    if (answer.type !== "AUTH") t.fail("AUTH or CONNACK", answer.type);
    authenticationData = (answer as Seen<"AUTH">).properties.authenticationData;
  }
  return t.inconclusive("the server challenges without end");
}

function authOf(t: Toolkit, reasonCode: number, authenticationData?: Uint8Array) {
  const authenticationMethod = t.offered("authenticationMethod");
  return {
    type: "AUTH",
    reasonCode,
    properties: { authenticationMethod, ...(authenticationData && { authenticationData }) },
  } as const;
}

/** Control arm: a client that has authenticated by the method, and is in. */
function* authenticated(t: Toolkit): Script<Connection> {
  return yield* t.control("a client authenticates", function* () {
    const { alice, challenge } = yield* challenged(t);
    const connack = yield* answered(t, alice, challenge);
    t.check(connack.reasonCode === 0, "CONNACK 0x00", `CONNACK 0x${connack.reasonCode?.toString(16)}`);
    yield* alice.barrier();
    return alice;
  });
}

const needs = ["authentication"] as const;

/** An AUTH that is malformed, or out of place. */
const WRONG = [
  {
    id: "no-method",
    what: "without an Authentication Method",
    ids: ["5.0/U5-120"] as const,
    bytes: () => frame(0xf0, [0x18], properties()),
  },
  {
    id: "method-twice",
    what: "with two Authentication Methods",
    ids: ["5.0/U5-120"] as const,
    bytes: (t: Toolkit) => {
      const method = join([0x15], utf8(t.offered("authenticationMethod")));
      return frame(0xf0, [0x18], properties(method, method));
    },
  },
  {
    id: "data-twice",
    what: "with Authentication Data twice",
    ids: ["5.0/U5-121"] as const,
    bytes: (t: Toolkit) => {
      const method = join([0x15], utf8(t.offered("authenticationMethod")));
      const data = join([0x16], utf8("x"));
      return frame(0xf0, [0x18], properties(method, data, data));
    },
  },
  {
    id: "unknown-code",
    what: "with a code that AUTH may not have",
    ids: ["5.0/MQTT-3.15.2-1"] as const,
    bytes: (t: Toolkit) => frame(0xf0, [0x01], properties(join([0x15], utf8(t.offered("authenticationMethod"))))),
  },
];

export const authentication: readonly TestCase[] = [
  testCase({
    id: "auth/challenge",
    title: "a server asks for more by AUTH 0x18 with the client's method, and lets it in with CONNACK that repeats it",
    section: "4.12",
    needs,
    requirements: { "5.0": ["5.0/MQTT-4.12.0-2", "5.0/MQTT-4.12.0-5", "5.0/MQTT-3.15.2-1"] },
    *script(t) {
      const method = t.offered("authenticationMethod");
      const { alice, challenge } = yield* challenged(t);
      t.check(challenge.reasonCode === 0x18, "AUTH 0x18", `AUTH 0x${challenge.reasonCode.toString(16)}`);
      const named = challenge.properties.authenticationMethod;
      t.check(named === method, `the method ${method}`, String(named));
      const connack = yield* answered(t, alice, challenge);
      t.check(connack.reasonCode === 0, "CONNACK 0x00", `CONNACK 0x${connack.reasonCode?.toString(16)}`);
      const said = connack.properties?.authenticationMethod;
      t.check(said === method, `CONNACK with the method ${method}`, String(said));
      yield* alice.barrier();
    },
  }),
  testCase({
    id: "auth/wrong-answer",
    title: "a client that does not answer the challenge rightly is refused, and its connection is closed",
    section: "4.12",
    needs,
    requirements: { "5.0": ["5.0/MQTT-4.12.0-4"] },
    *script(t) {
      yield* authenticated(t);
      const { alice } = yield* challenged(t);
      yield* alice.send(authOf(t, 0x18, encoder.encode("wrong")));
      const { connack } = yield* alice.expectClosed();
      const code = connack?.reasonCode;
      t.check(
        code === undefined || code >= 0x80,
        "a close, or CONNACK with a code of 0x80 or more",
        `CONNACK 0x${code?.toString(16)}`,
      );
    },
  }),
  testCase({
    id: "auth/answer-code",
    title: "a client that answers a challenge by AUTH with another code than 0x18 is not let in",
    section: "4.12",
    needs,
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-3"] },
    *script(t) {
      yield* authenticated(t);
      const { alice, challenge } = yield* challenged(t);
      yield* alice.send(authOf(t, 0x19, challenge.properties.authenticationData));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "auth/other-method",
    title: "a client that changes its method while it authenticates is not let in",
    section: "4.12",
    needs,
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-5"] },
    *script(t) {
      yield* authenticated(t);
      const { alice, challenge } = yield* challenged(t);
      const { authenticationData } = challenge.properties;
      const data = authenticationData ? { authenticationData } : {};
      yield* alice.send({ type: "AUTH", reasonCode: 0x18, properties: { authenticationMethod: "other", ...data } });
      yield* alice.expectClosed();
    },
  }),
  ...WRONG.map(({ id, what, ids, bytes }) =>
    testCase({
      id: `auth/malformed/${id}`,
      title: `a client that answers a challenge by an AUTH ${what} is not let in`,
      section: "3.15.2",
      needs,
      level: "strict",
      requirements: { "5.0": ids },
      *script(t) {
        yield* authenticated(t);
        const { alice } = yield* challenged(t);
        yield* alice.send(bytes(t));
        yield* alice.expectClosed();
      },
    }),
  ),
  testCase({
    id: "auth/again",
    title: "a client authenticates again, and the server ends that by AUTH 0x00 with the same method",
    section: "4.12.1",
    needs,
    requirements: { "5.0": ["5.0/U5-145", "5.0/MQTT-4.12.0-5", "5.0/MQTT-4.12.1-1"] },
    *script(t) {
      const alice = yield* authenticated(t);
      yield* alice.send(authOf(t, 0x19, encoder.encode(t.offered("authenticationData"))));
      let answer = yield* alice.expect("AUTH", { reasonCode: oneOf(0x00, 0x18) });
      for (let round = 0; answer.reasonCode === 0x18 && round < 10; round += 1) {
        yield* alice.send(authOf(t, 0x18, answer.properties.authenticationData));
        answer = yield* alice.expect("AUTH", { reasonCode: oneOf(0x00, 0x18) });
      }
      t.check(answer.reasonCode === 0, "AUTH 0x00", "AUTH 0x18 ten times");
      const { authenticationMethod } = answer.properties;
      const method = t.offered("authenticationMethod");
      t.check(authenticationMethod === method, `the method ${method}`, String(authenticationMethod));
      yield* alice.barrier();
    },
  }),
  testCase({
    id: "auth/again/others-go-on",
    title: "other packets go on while a client authenticates again",
    section: "4.12.1",
    needs,
    requirements: { "5.0": ["5.0/U5-144"] },
    *script(t) {
      const alice = yield* authenticated(t);
      yield* alice.subscribe(t.topic("a"));
      yield* alice.send(authOf(t, 0x19, encoder.encode(t.offered("authenticationData"))));
      yield* alice.send({ type: "PUBLISH", topicName: t.topic("a"), payload: "meanwhile" });
      yield* alice.expect("PUBLISH", { payload: "meanwhile" });
    },
  }),
  testCase({
    id: "auth/again/wrong-answer",
    title: "a client that fails to authenticate again is disconnected",
    section: "4.12.1",
    needs,
    requirements: { "5.0": ["5.0/MQTT-4.12.1-2"] },
    *script(t) {
      const alice = yield* authenticated(t);
      yield* alice.send(authOf(t, 0x19, encoder.encode("wrong")));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "auth/again/other-method",
    title: "a client that authenticates again by another method is disconnected",
    section: "4.12.1",
    needs,
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-4.12.1-1"] },
    *script(t) {
      const alice = yield* authenticated(t);
      const properties = { authenticationMethod: "other", authenticationData: hex("00") };
      yield* alice.send({ type: "AUTH", reasonCode: 0x19, properties });
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "auth/size",
    title: "the AUTH of a server fits into what its client takes, or does not come",
    section: "3.15.2.2.4",
    needs,
    requirements: { "5.0": ["5.0/MQTT-3.15.2-2", "5.0/MQTT-3.15.2-3"] },
    *script(t) {
      // The toolkit judges the size of what comes.
      const { alice, challenge } = yield* challenged(t, { maximumPacketSize: 60 });
      const connack = yield* answered(t, alice, challenge);
      t.check(connack.reasonCode === 0, "CONNACK 0x00", `CONNACK 0x${connack.reasonCode?.toString(16)}`);
    },
  }),
].flat();
