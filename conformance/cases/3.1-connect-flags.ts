// Cases of section 3.1.2.3 to 3.1.2.9 and 3.1.3: Connect Flags that are wrong, and fields that are not what the flags
// say. A server must check all of CONNECT (3.1.4-1), so these are its own duty in both versions.

import { frame, hex, type IdOf, join, type Piece, type TestCase, type Toolkit, testCase, utf8 } from "../case.ts";
import {
  type ConnectFields,
  connectBody,
  connectBytes,
  expectRefusedSomehow,
  expectRejectedAsMalformed,
  isAccepted,
  willFields,
} from "./connect-by-hand.ts";

interface Fault {
  readonly id: string;
  readonly title: string;
  readonly section: { readonly "3.1.1": string; readonly "5.0"?: string };
  readonly in311: readonly IdOf<"3.1.1">[];
  readonly in50?: readonly IdOf<"5.0">[];
  /** The CONNECT that differs from the wrong ones by the fault alone. */
  readonly right: (t: Toolkit) => ConnectFields;
  readonly wrong: (t: Toolkit) => readonly (ConnectFields & { readonly fault: string })[];
}

const CLEAN = 0x02;
const WILL = 0x04;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER_NAME = 0x80;

const user = (t: Toolkit): Piece => utf8(t.connectPacket().userName ?? "touchstone");
const secret = (t: Toolkit): Piece => utf8(t.connectPacket().password ?? "secret");
const will = (t: Toolkit): readonly Piece[] => willFields(t, t.topic("will"));
const section = (number: string) => ({ "3.1.1": number, "5.0": number });

const FAULTS: readonly Fault[] = [
  {
    id: "reserved-flag",
    title: "a CONNECT with the reserved flag is refused",
    section: section("3.1.2.3"),
    in311: ["3.1.1/MQTT-3.1.2-3"],
    in50: ["5.0/MQTT-3.1.2-3", "5.0/U5-014"],
    right: (t) => ({ flags: CLEAN | USER_NAME | PASSWORD, payload: [user(t), secret(t)] }),
    wrong: (t) => [
      { fault: "the reserved flag", flags: CLEAN | USER_NAME | PASSWORD | 0x01, payload: [user(t), secret(t)] },
    ],
  },
  {
    id: "will-qos-without-will",
    title: "a CONNECT with a Will QoS and no will is refused",
    section: section("3.1.2.6"),
    in311: ["3.1.1/MQTT-3.1.2-13", "3.1.1/MQTT-3.1.2-11"],
    in50: ["5.0/MQTT-3.1.2-11"],
    right: () => ({}),
    wrong: () =>
      [1, 2, 3].map((qos) => ({ fault: `Will QoS ${qos} and no will`, will: { flags: qos << 3, fields: [] } })),
  },
  {
    id: "will-retain-without-will",
    title: "a CONNECT with Will Retain and no will is refused",
    section: section("3.1.2.7"),
    in311: ["3.1.1/MQTT-3.1.2-15", "3.1.1/MQTT-3.1.2-11"],
    in50: ["5.0/MQTT-3.1.2-13"],
    right: () => ({}),
    wrong: () => [{ fault: "Will Retain and no will", will: { flags: WILL_RETAIN, fields: [] } }],
  },
  {
    id: "will-qos-3",
    title: "a CONNECT with Will QoS 3 is refused",
    section: section("3.1.2.6"),
    in311: ["3.1.1/MQTT-3.1.2-14"],
    in50: ["5.0/MQTT-3.1.2-12", "5.0/U5-018"],
    right: (t) => ({ will: { flags: WILL, fields: will(t) } }),
    wrong: (t) => [{ fault: "Will QoS 3", will: { flags: WILL | 0x18, fields: will(t) } }],
  },
  {
    id: "will-missing",
    title: "a CONNECT whose Will Flag promises a will that is not there is refused",
    section: section("3.1.2.5"),
    in311: ["3.1.1/MQTT-3.1.2-9"],
    in50: ["5.0/MQTT-3.1.2-9"],
    right: (t) => ({ will: { flags: WILL, fields: will(t) }, flags: CLEAN | WILL, payload: [] }),
    wrong: (t) => [
      { fault: "the Will Flag and no will", flags: CLEAN | WILL, payload: [] },
      { fault: "a Will Topic and no Will Message", flags: CLEAN | WILL, payload: will(t).slice(0, -1) },
    ],
  },
  {
    id: "user-name-missing",
    title: "a CONNECT whose User Name Flag promises a User Name that is not there is refused",
    section: section("3.1.2.8"),
    in311: ["3.1.1/MQTT-3.1.2-19"],
    in50: ["5.0/MQTT-3.1.2-17"],
    right: (t) => ({ flags: CLEAN | USER_NAME, payload: [user(t)] }),
    wrong: () => [{ fault: "the User Name Flag and no User Name", flags: CLEAN | USER_NAME, payload: [] }],
  },
  {
    id: "password-missing",
    title: "a CONNECT whose Password Flag promises a Password that is not there is refused",
    section: section("3.1.2.9"),
    in311: ["3.1.1/MQTT-3.1.2-21"],
    in50: ["5.0/MQTT-3.1.2-19"],
    right: (t) => ({ flags: CLEAN | USER_NAME | PASSWORD, payload: [user(t), secret(t)] }),
    wrong: (t) => [
      { fault: "the Password Flag and no Password", flags: CLEAN | USER_NAME | PASSWORD, payload: [user(t)] },
    ],
  },
  {
    id: "user-name-unannounced",
    title: "a CONNECT with a User Name that its flags do not announce is refused",
    section: section("3.1.2.8"),
    in311: ["3.1.1/MQTT-3.1.2-18"],
    in50: ["5.0/MQTT-3.1.2-16"],
    right: (t) => ({ flags: CLEAN | USER_NAME, payload: [user(t)] }),
    wrong: (t) => [{ fault: "a User Name and no User Name Flag", flags: CLEAN, payload: [user(t)] }],
  },
  {
    id: "password-unannounced",
    title: "a CONNECT with a Password that its flags do not announce is refused",
    section: section("3.1.2.9"),
    in311: ["3.1.1/MQTT-3.1.2-20"],
    in50: ["5.0/MQTT-3.1.2-18"],
    right: (t) => ({ flags: CLEAN | USER_NAME | PASSWORD, payload: [user(t), secret(t)] }),
    wrong: (t) => [
      { fault: "a Password and no Password Flag", flags: CLEAN | USER_NAME, payload: [user(t), secret(t)] },
    ],
  },
  {
    id: "password-without-user-name",
    title: "in MQTT 3.1.1 a CONNECT with a Password and no User Name is refused",
    section: { "3.1.1": "3.1.2.9" },
    in311: ["3.1.1/MQTT-3.1.2-22"],
    right: (t) => ({ flags: CLEAN | USER_NAME | PASSWORD, payload: [user(t), secret(t)] }),
    wrong: (t) => [{ fault: "a Password and no User Name", flags: CLEAN | PASSWORD, payload: [secret(t)] }],
  },
];

const wrongFlags = FAULTS.flatMap(({ id, title, section, in311, in50, right, wrong }) =>
  testCase({
    id: `connect/${id}`,
    title,
    section,
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.4-1", ...in311],
      ...(in50 && { "5.0": ["5.0/MQTT-3.1.4-1", ...in50] as const }),
    },
    *script(t) {
      yield* isAccepted(t, connectBytes(t, right(t)));
      for (const { fault, ...fields } of wrong(t)) yield* expectRejectedAsMalformed(t, connectBytes(t, fields), fault);
    },
  }),
);

/** So many bytes of the variable header tell the Protocol Name and the level. */
const LEVEL_KNOWN = 7;

const SHAPE = {
  section: section("3.1.4"),
  requirements: { "3.1.1": ["3.1.1/MQTT-3.1.4-1"], "5.0": ["5.0/MQTT-3.1.4-1"] },
} as const;

const wrongShape = [
  testCase({
    ...SHAPE,
    id: "connect/truncated",
    title: "a CONNECT that ends inside a field is refused, wherever it ends",
    *script(t) {
      // Without credentials, so that no shorter CONNECT is a right one.
      const body = connectBody(t, { flags: CLEAN, payload: [] });
      const whole = connectBody(t);
      yield* isAccepted(t, frame(0x10, whole));
      for (let length = 0; length < body.length; length += 1) {
        const connect = frame(0x10, body.subarray(0, length));
        if (length < LEVEL_KNOWN) yield* expectRefusedSomehow(t, connect);
        else yield* expectRejectedAsMalformed(t, connect, `${length} of its ${body.length} bytes`);
      }
    },
  }),
  testCase({
    ...SHAPE,
    id: "connect/left-over-bytes",
    title: "a CONNECT with bytes after its last field is refused",
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      for (const rest of ["00", "0000", "000161"]) {
        const fault = `${rest} after its last field`;
        yield* expectRejectedAsMalformed(t, frame(0x10, join(connectBody(t), hex(rest))), fault);
      }
    },
  }),
  testCase({
    section: section("3.1.3.1"),
    id: "connect/client-id-missing",
    title: "a CONNECT without a Client Identifier, not even an empty one, is refused",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.4-1", "3.1.1/MQTT-3.1.3-3"],
      "5.0": ["5.0/MQTT-3.1.4-1", "5.0/MQTT-3.1.3-3"],
    },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      const empty = connectBody(t, { flags: CLEAN, clientId: "", payload: [] });
      yield* expectRejectedAsMalformed(t, frame(0x10, empty.subarray(0, -2)), "no Client Identifier");
    },
  }),
  testCase({
    id: "connect/payload-order",
    title: "a CONNECT with a will, a User Name and a Password is read in that order: the will keeps its topic",
    section: "3.1.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-1"], "5.0": ["5.0/MQTT-3.1.3-1"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("will"));
      const { userName = "touchstone", password = "secret" } = t.connectPacket();
      const alice = yield* t.connect({ userName, password, will: { topicName: t.topic("will"), payload: "will" } });
      yield* alice.abort();
      yield* bob.expect("PUBLISH", { topicName: t.topic("will"), payload: "will" });
    },
  }),
  testCase({
    id: "connect/password-alone",
    title: "in MQTT 5.0 a CONNECT with a Password and no User Name is no error of form",
    section: "3.1.2.9",
    requirements: { "5.0": ["5.0/MQTT-3.1.4-5"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t));
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, { flags: CLEAN | PASSWORD, payload: [secret(t)] }));
      // Whether this password lets one in is the server's own matter, and so is whether it says so.
      const connack = yield* t.control("the server answers", () => alice.expect("CONNACK"));
      const { reasonCode = 0 } = connack;
      t.check(
        reasonCode !== 0x81 && reasonCode !== 0x82,
        "no Malformed Packet and no Protocol Error",
        `CONNACK 0x${reasonCode.toString(16)}`,
      );
    },
  }),
].flat();

export const connectFlags: readonly TestCase[] = [...wrongFlags, ...wrongShape];
