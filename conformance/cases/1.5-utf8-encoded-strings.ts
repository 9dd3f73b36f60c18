// Cases of section 1.5.4 (3.1.1: 1.5.3): strings that are no UTF-8, surrogates and U+0000, in each field that is a
// string.

import {
  frame,
  type IdOf,
  join,
  type Piece,
  properties,
  type TestCase,
  type Toolkit,
  testCase,
  u16,
  utf8,
} from "../case.ts";
import { connectBytes, expectRefused, isAccepted, willFields } from "./connect-by-hand.ts";
import { ILL_FORMED, NULL_CHARACTER, SURROGATES, type WrongString } from "./wrong-strings.ts";

interface Kind {
  readonly id: string;
  readonly what: string;
  readonly strings: readonly WrongString[];
  readonly in311: IdOf<"3.1.1">;
  readonly in50: readonly IdOf<"5.0">[];
}

const KINDS: readonly Kind[] = [
  {
    id: "ill-formed",
    what: "is not well-formed UTF-8",
    strings: ILL_FORMED,
    in311: "3.1.1/MQTT-1.5.3-1",
    in50: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    id: "surrogates",
    what: "encodes surrogates",
    strings: SURROGATES,
    in311: "3.1.1/MQTT-1.5.3-1",
    in50: ["5.0/MQTT-1.5.4-1", "5.0/U5-001"],
  },
  {
    id: "null-character",
    what: "encodes U+0000",
    strings: NULL_CHARACTER,
    in311: "3.1.1/MQTT-1.5.3-2",
    in50: ["5.0/MQTT-1.5.4-2", "5.0/U5-002"],
  },
];

interface Field {
  readonly id: string;
  readonly name: string;
  /** The packet with this string in the field; `undefined` for the right one of the control arm. */
  readonly bytes: (t: Toolkit, text: Piece | undefined, packetId: number) => Uint8Array;
  readonly in311?: readonly IdOf<"3.1.1">[];
  readonly in50?: readonly IdOf<"5.0">[];
  readonly only50?: boolean;
}

const RIGHT = new TextEncoder().encode("aé€😀b");

const ownTopic = (t: Toolkit, text: Piece | undefined): Piece =>
  join(new TextEncoder().encode(t.topic("s/")), text ?? RIGHT);

const userProperty = (name: Piece | undefined, value: Piece | undefined): Piece =>
  join([0x26], utf8(name ?? RIGHT), utf8(value ?? RIGHT));

/** A server must check the whole CONNECT in both versions (3.1.4-1), so these are its own duty. */
const CONNECT_FIELDS: readonly Field[] = [
  {
    id: "client-id",
    name: "a Client Identifier",
    // The right one is plain: a server need not take other characters here.
    bytes: (t, text) => connectBytes(t, text === undefined ? {} : { clientId: text }),
    in311: ["3.1.1/MQTT-3.1.3-4"],
    in50: ["5.0/MQTT-3.1.3-4"],
  },
  {
    id: "will-topic",
    name: "a Will Topic",
    bytes: (t, text) => connectBytes(t, { will: { flags: 0x04, fields: willFields(t, ownTopic(t, text)) } }),
    in311: ["3.1.1/MQTT-3.1.3-10"],
    in50: ["5.0/MQTT-3.1.3-11"],
  },
  {
    id: "user-name",
    name: "a User Name",
    bytes: (t, text) => {
      const { userName = "touchstone", password } = t.connectPacket();
      const flags = 0x82 | (password === undefined ? 0 : 0x40);
      return connectBytes(t, {
        flags,
        payload: [utf8(text ?? userName), ...(password === undefined ? [] : [utf8(password)])],
      });
    },
    in311: ["3.1.1/MQTT-3.1.3-11"],
    in50: ["5.0/MQTT-3.1.3-12"],
  },
  {
    id: "connect-user-property-name",
    name: "the name of a User Property in CONNECT",
    bytes: (t, text) => connectBytes(t, { properties: [userProperty(text, undefined)] }),
    in50: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
    only50: true,
  },
  {
    id: "connect-user-property-value",
    name: "the value of a User Property in CONNECT",
    bytes: (t, text) => connectBytes(t, { properties: [userProperty(undefined, text)] }),
    in50: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
    only50: true,
  },
];

function publishBytes(t: Toolkit, topicName: Piece, ...published: readonly Piece[]): Uint8Array {
  return frame(0x30, utf8(topicName), t.version === "5.0" ? properties(...published) : [], [0x78]);
}

/** Beyond CONNECT, 3.1.1 commands the close; 5.0 commands it once the fault is seen, and not that it is looked for. */
const OTHER_FIELDS: readonly Field[] = [
  {
    id: "topic-name",
    name: "a Topic Name",
    bytes: (t, text) => publishBytes(t, ownTopic(t, text)),
    in311: ["3.1.1/MQTT-3.3.2-1"],
    in50: ["5.0/MQTT-3.3.2-1"],
  },
  {
    id: "subscribe-filter",
    name: "a Topic Filter of SUBSCRIBE",
    bytes: (t, text, packetId) =>
      frame(0x82, u16(packetId), t.version === "5.0" ? properties() : [], utf8(ownTopic(t, text)), [0x00]),
    in311: ["3.1.1/MQTT-3.8.3-1"],
    in50: ["5.0/MQTT-3.8.3-1"],
  },
  {
    id: "unsubscribe-filter",
    name: "a Topic Filter of UNSUBSCRIBE",
    bytes: (t, text, packetId) =>
      frame(0xa2, u16(packetId), t.version === "5.0" ? properties() : [], utf8(ownTopic(t, text))),
    in311: ["3.1.1/MQTT-3.10.3-1"],
    in50: ["5.0/MQTT-3.10.3-1"],
  },
  {
    id: "publish-user-property-name",
    name: "the name of a User Property in PUBLISH",
    bytes: (t, text) => publishBytes(t, ownTopic(t, RIGHT), userProperty(text, undefined)),
    in50: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
    only50: true,
  },
  {
    id: "publish-user-property-value",
    name: "the value of a User Property in PUBLISH",
    bytes: (t, text) => publishBytes(t, ownTopic(t, RIGHT), userProperty(undefined, text)),
    in50: ["5.0/MQTT-1.5.7-1", "5.0/U5-006"],
    only50: true,
  },
  {
    id: "content-type",
    name: "a Content Type",
    bytes: (t, text) => publishBytes(t, ownTopic(t, RIGHT), join([0x03], utf8(text ?? RIGHT))),
    only50: true,
  },
  {
    id: "response-topic",
    name: "a Response Topic",
    bytes: (t, text) => publishBytes(t, ownTopic(t, RIGHT), join([0x08], utf8(ownTopic(t, text)))),
    only50: true,
  },
];

const SECTION = { "3.1.1": "1.5.3", "5.0": "1.5.4" } as const;

function connectCase(field: Field, kind: Kind): readonly TestCase[] {
  return testCase({
    id: `utf8/${kind.id}/${field.id}`,
    title: `${field.name} that ${kind.what} is refused, and the connection is closed`,
    section: SECTION,
    requirements: {
      ...(!field.only50 && { "3.1.1": [kind.in311, ...(field.in311 ?? [])] as const }),
      "5.0": ["5.0/MQTT-3.1.4-1", ...kind.in50, ...(field.in50 ?? [])],
    },
    *script(t) {
      yield* isAccepted(t, field.bytes(t, undefined, 0));
      for (const { name, bytes } of kind.strings) {
        yield* expectRefused(t, field.bytes(t, bytes, 0), `${name} in ${field.name}`);
      }
    },
  });
}

function packetCases(field: Field, kind: Kind): readonly TestCase[] {
  const [first, ...more] = kind.in50;
  const shared = {
    id: `utf8/${kind.id}/${field.id}`,
    title: `${field.name} that ${kind.what} closes the connection`,
    section: SECTION,
    *script(t: Toolkit) {
      for (const { bytes } of kind.strings) {
        const alice = yield* t.connect();
        yield* alice.send(field.bytes(t, undefined, alice.packetId()));
        yield* t.control("the same packet without the fault is taken", () => alice.barrier());
        yield* alice.send(field.bytes(t, bytes, alice.packetId()));
        yield* alice.expectClosed();
      }
    },
  };
  const in50 = [first ?? "5.0/MQTT-1.5.4-1", ...more, ...(field.in50 ?? [])] as const;
  return [
    field.only50 ? [] : testCase({ ...shared, requirements: { "3.1.1": [kind.in311, ...(field.in311 ?? [])] } }),
    testCase({ ...shared, level: "strict", requirements: { "5.0": [in50[0], ...in50.slice(1)] } }),
  ].flat();
}

export const utf8EncodedStrings: readonly TestCase[] = KINDS.flatMap((kind) => [
  ...CONNECT_FIELDS.flatMap((field) => connectCase(field, kind)),
  ...OTHER_FIELDS.flatMap((field) => packetCases(field, kind)),
]);
