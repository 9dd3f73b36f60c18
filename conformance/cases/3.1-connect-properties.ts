// Cases of section 3.1.2.11 and 3.1.3.2: the properties of CONNECT and of its will, one by one, each twice, out of
// range, and out of place. A server must check all of CONNECT (3.1.4-1), so refusing these is its own duty.

import { hex, type IdOf, join, type Piece, type TestCase, type Toolkit, testCase, u16, u32, utf8 } from "../case.ts";
import {
  type ConnectFields,
  connectBytes,
  expectAccepted,
  expectRejectedAsMalformed,
  isAccepted,
  willFields,
} from "./connect-by-hand.ts";
import { bytesOf, foreignTo, UNKNOWN_PROPERTIES } from "./property-bytes.ts";

/** The properties of CONNECT that may stand there once; `none` where a server need not accept even that. */
const ONCE: readonly {
  readonly name: string;
  readonly section: string;
  readonly cite: IdOf<"5.0">;
  readonly once?: "none";
}[] = [
  { name: "Session Expiry Interval", section: "3.1.2.11.2", cite: "5.0/U5-021" },
  { name: "Receive Maximum", section: "3.1.2.11.3", cite: "5.0/U5-023" },
  { name: "Maximum Packet Size", section: "3.1.2.11.4", cite: "5.0/U5-024" },
  { name: "Topic Alias Maximum", section: "3.1.2.11.5", cite: "5.0/U5-027" },
  { name: "Request Response Information", section: "3.1.2.11.6", cite: "5.0/U5-028" },
  { name: "Request Problem Information", section: "3.1.2.11.7", cite: "5.0/U5-030" },
  { name: "Authentication Method", section: "3.1.2.11.9", cite: "5.0/U5-033", once: "none" },
];

const WILL_ONCE: readonly { readonly name: string; readonly section: string; readonly cite: IdOf<"5.0"> }[] = [
  { name: "Will Delay Interval", section: "3.1.3.2.2", cite: "5.0/U5-036" },
  { name: "Payload Format Indicator", section: "3.1.3.2.3", cite: "5.0/U5-038" },
  { name: "Message Expiry Interval", section: "3.1.3.2.4", cite: "5.0/U5-040" },
  { name: "Content Type", section: "3.1.3.2.5", cite: "5.0/U5-041" },
  { name: "Response Topic", section: "3.1.3.2.6", cite: "5.0/U5-042" },
  { name: "Correlation Data", section: "3.1.3.2.7", cite: "5.0/U5-043" },
];

const OUT_OF_RANGE: readonly {
  readonly name: string;
  readonly section: string;
  readonly cite: IdOf<"5.0">;
  readonly value: Piece;
  readonly said: string;
}[] = [
  { name: "Receive Maximum", section: "3.1.2.11.3", cite: "5.0/U5-023", value: [0x21, ...u16(0)], said: "0" },
  { name: "Request Response Information", section: "3.1.2.11.6", cite: "5.0/U5-028", value: hex("19 02"), said: "2" },
  { name: "Request Problem Information", section: "3.1.2.11.7", cite: "5.0/U5-030", value: hex("17 02"), said: "2" },
];

const kebab = (name: string): string => name.toLowerCase().replaceAll(" ", "-");

const withWill = (t: Toolkit, ...all: readonly Piece[]): ConnectFields => ({
  will: { flags: 0x04, fields: willFields(t, t.topic("will"), all) },
});

interface Fault {
  readonly id: string;
  readonly title: string;
  readonly section: string;
  readonly cites: readonly IdOf<"5.0">[];
  readonly right: (t: Toolkit) => ConnectFields;
  readonly wrong: (t: Toolkit) => readonly { readonly fault: string; readonly fields: ConnectFields }[];
}

const repeated: readonly Fault[] = ONCE.map(({ name, section, cite, once }) => ({
  id: `twice/${kebab(name)}`,
  title: `a CONNECT with the property ${name} twice is refused`,
  section,
  cites: [cite],
  right: () => ({ properties: once === "none" ? [] : [bytesOf(name)] }),
  wrong: () => [{ fault: `${name} twice`, fields: { properties: [bytesOf(name), bytesOf(name)] } }],
}));

const willRepeated: readonly Fault[] = WILL_ONCE.map(({ name, section, cite }) => ({
  id: `will-twice/${kebab(name)}`,
  title: `a CONNECT whose will has the property ${name} twice is refused`,
  section,
  cites: [cite],
  right: (t) => withWill(t, bytesOf(name)),
  wrong: (t) => [{ fault: `a will with ${name} twice`, fields: withWill(t, bytesOf(name), bytesOf(name)) }],
}));

const outOfRange: readonly Fault[] = OUT_OF_RANGE.map(({ name, section, cite, value, said }) => ({
  id: `out-of-range/${kebab(name)}`,
  title: `a CONNECT with ${name} ${said} is refused`,
  section,
  cites: [cite],
  right: () => ({ properties: [bytesOf(name)] }),
  wrong: () => [{ fault: `${name} ${said}`, fields: { properties: [value] } }],
}));

const foreign: readonly Fault[] = foreignTo("CONNECT").map(({ name, bytes }) => ({
  id: `foreign/${kebab(name)}`,
  title: `a CONNECT with the property ${name}, which belongs to other packets, is refused`,
  section: "2.2.2.2",
  cites: ["5.0/U5-012"],
  right: () => ({ properties: [bytesOf("User Property")] }),
  wrong: () => [{ fault: name, fields: { properties: [bytes] } }],
}));

const OTHERS: readonly Fault[] = [
  {
    id: "will-foreign",
    title: "a CONNECT whose will has a property that belongs to other packets is refused",
    section: "2.2.2.2",
    cites: ["5.0/U5-012"],
    right: (t) => withWill(t, bytesOf("User Property")),
    wrong: (t) =>
      foreignTo("will").map(({ name, bytes }) => ({ fault: `a will with ${name}`, fields: withWill(t, bytes) })),
  },
  {
    id: "unknown",
    title: "a CONNECT with a property identifier that is not known is refused",
    section: "2.2.2.2",
    cites: ["5.0/U5-012"],
    right: () => ({ properties: [bytesOf("User Property")] }),
    wrong: (t) =>
      UNKNOWN_PROPERTIES.flatMap((bytes) => [
        { fault: `the property ${bytes[0]}`, fields: { properties: [bytes] } },
        { fault: `a will with the property ${bytes[0]}`, fields: withWill(t, bytes) },
      ]),
  },
  {
    id: "do-not-fit",
    title: "a CONNECT whose properties end inside a value is refused",
    section: "2.2.2.1",
    cites: ["5.0/U5-152"],
    right: () => ({ properties: [bytesOf("Session Expiry Interval")] }),
    wrong: () =>
      ["Session Expiry Interval", "Receive Maximum", "Maximum Packet Size", "User Property"].map((name) => ({
        fault: `${name} without its last byte`,
        fields: { properties: [bytesOf(name).subarray(0, -1)] },
      })),
  },
  {
    id: "authentication-data-alone",
    title: "a CONNECT with Authentication Data and no Authentication Method is refused",
    section: "3.1.2.11.10",
    cites: ["5.0/U5-034"],
    right: () => ({}),
    wrong: () => [{ fault: "Authentication Data alone", fields: { properties: [bytesOf("Authentication Data")] } }],
  },
];

const faults = [...repeated, ...willRepeated, ...outOfRange, ...foreign, ...OTHERS].flatMap(
  ({ id, title, section, cites, right, wrong }) =>
    testCase({
      id: `connect/properties/${id}`,
      title,
      section,
      requirements: { "5.0": ["5.0/MQTT-3.1.4-1", ...cites] },
      *script(t) {
        yield* isAccepted(t, connectBytes(t, right(t)));
        for (const { fault, fields } of wrong(t)) yield* expectRejectedAsMalformed(t, connectBytes(t, fields), fault);
      },
    }),
);

/**
 * Apart from the others: no CONNACK is within a Maximum Packet Size of 0, so what is said before the close is not
 * judged.
 */
const noPacketAtAll = testCase({
  id: "connect/properties/out-of-range/maximum-packet-size",
  title: "a CONNECT with Maximum Packet Size 0 is refused",
  section: "3.1.2.11.4",
  requirements: { "5.0": ["5.0/MQTT-3.1.4-1", "5.0/U5-024"] },
  *script(t) {
    yield* isAccepted(t, connectBytes(t, { properties: [bytesOf("Maximum Packet Size")] }));
    const alice = yield* t.open({ raw: true });
    yield* alice.send(connectBytes(t, { properties: [join([0x27], u32(0))] }));
    yield* alice.expectClosed();
  },
});

const accepted = [
  testCase({
    id: "connect/properties/all-accepted",
    title: "a CONNECT with every property that a client may use without authentication is accepted",
    section: "3.1.2.11",
    requirements: { "5.0": ["5.0/MQTT-3.1.4-5"] },
    *script(t) {
      yield* t.connect();
      const names = [
        "Session Expiry Interval",
        "Receive Maximum",
        "Maximum Packet Size",
        "Topic Alias Maximum",
        "Request Response Information",
        "Request Problem Information",
        "User Property",
      ];
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, { properties: names.map(bytesOf) }));
      yield* expectAccepted(alice);
      yield* alice.disconnect();
    },
  }),
  testCase({
    id: "connect/properties/extremes-accepted",
    title: "a CONNECT with the largest and the smallest values of its properties is accepted",
    section: "3.1.2.11",
    requirements: { "5.0": ["5.0/MQTT-3.1.4-5"] },
    *script(t) {
      yield* t.connect();
      const least = [hex("11 00000000"), hex("21 0001"), hex("22 0000"), hex("19 00"), hex("17 00")];
      const most = [
        hex("21 ffff"),
        hex("27 ffffffff"),
        hex("22 ffff"),
        hex("19 01"),
        hex("17 01"),
        hex("26 0000 0000"),
      ];
      for (const all of [least, most]) {
        const alice = yield* t.open();
        yield* alice.send(connectBytes(t, { properties: all }));
        yield* expectAccepted(alice);
        yield* alice.disconnect();
      }
    },
  }),
  testCase({
    id: "connect/properties/will-all-accepted",
    title: "a CONNECT whose will has every property of a will is accepted",
    section: "3.1.3.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.4-5"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t, withWill(t)));
      const names = [...WILL_ONCE.map(({ name }) => name), "User Property", "User Property"];
      const alice = yield* t.open();
      yield* alice.send(connectBytes(t, withWill(t, ...names.map(bytesOf))));
      yield* expectAccepted(alice);
      yield* alice.disconnect();
    },
  }),
].flat();

/** What no sentence about CONNECT names, and a sender owes all the same. */
const strict = [
  testCase({
    id: "connect/will-topic-wildcard",
    title: "a CONNECT with a wildcard in its Will Topic is refused",
    section: { "3.1.1": "4.7.1", "5.0": "4.7.1" },
    level: "strict",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.7.1-1"], "5.0": ["5.0/MQTT-4.7.0-1"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t, withWill(t)));
      for (const last of ["#", "+"]) {
        const fields = willFields(t, `${t.topic("will")}/${last}`);
        yield* expectRejectedAsMalformed(
          t,
          connectBytes(t, { will: { flags: 0x04, fields } }),
          `${last} in its Will Topic`,
        );
      }
    },
  }),
  testCase({
    id: "connect/will-topic-empty",
    title: "a CONNECT with an empty Will Topic is refused",
    section: "4.7.3",
    level: "strict",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.7.3-1"], "5.0": ["5.0/MQTT-4.7.3-1"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t, withWill(t)));
      const fields = willFields(t, "");
      yield* expectRejectedAsMalformed(t, connectBytes(t, { will: { flags: 0x04, fields } }), "an empty Will Topic");
    },
  }),
  testCase({
    id: "connect/properties/will-response-topic-wildcard",
    title: "a CONNECT with a wildcard in the Response Topic of its will is refused",
    section: "3.3.2.3.5",
    level: "strict",
    requirements: { "5.0": ["5.0/MQTT-3.3.2-14"] },
    *script(t) {
      yield* isAccepted(t, connectBytes(t, withWill(t, bytesOf("Response Topic"))));
      const wrong = withWill(t, join([0x08], utf8("answer/#")));
      yield* expectRejectedAsMalformed(t, connectBytes(t, wrong), "a wildcard in its Response Topic");
    },
  }),
].flat();

export const connectProperties: readonly TestCase[] = [...faults, ...noPacketAtAll, ...accepted, ...strict];
