// Every class of difference between our codec and mqtt-packet 9 that is known, each with the sentence that decides it.
// A class asks for a witness beside our own refusal, mostly in what mqtt-packet made of the bytes: ours alone proves nothing.

import type { PropertyRow, RequirementId, Version } from "../../spec/index.ts";
import { PROPERTIES } from "../../spec/tables/index.ts";
import type { Difference, DifferenceClass } from "./difference.ts";
import type { Fields } from "./mqtt-packet.ts";
import { isTheirForm } from "./mqtt-packet.ts";
import * as witness from "./witness.ts";

type Example = DifferenceClass["example"];

/** mqtt-packet accepts, or still waits for the rest of, what we refuse for one of these sentences. */
function lax(
  name: string,
  why: string,
  requirements: readonly RequirementId[],
  example: Example,
  isSeen: (read: Fields, bytes: Uint8Array, version: Version) => boolean,
): DifferenceClass {
  const matches = (difference: Difference): boolean => {
    if (difference.kind !== "reading" || difference.ours.kind !== "malformed") return false;
    const { theirs, ours, bytes, version } = difference;
    if (theirs.kind === "malformed" || !requirements.includes(ours.violation.requirement)) return false;
    return isSeen(theirs.kind === "packet" ? theirs.packet : {}, bytes, version);
  };
  return { name, why, requirements, whose: "mqtt-packet", example, matches };
}

function in311(hex: string): Example {
  return { version: "3.1.1", hex };
}

function in50(hex: string): Example {
  return { version: "5.0", hex };
}

/** The sentences of all properties about one thing, from the table. */
function sentences(of: "twice" | "range"): readonly RequirementId[] {
  const rows: readonly PropertyRow[] = PROPERTIES;
  const all = rows.flatMap(({ carriers }) => Object.values(carriers).map((use) => use[of]));
  return [...new Set(all.filter((id) => id !== undefined))];
}

const FRAME: readonly DifferenceClass[] = [
  lax(
    "waits for the rest of a packet whose type is reserved",
    "Type 0, and in 3.1.1 type 15, are forbidden; it finds out when all of the packet is there.",
    ["3.1.1/U3-003", "5.0/U5-008"],
    in311("0001"),
    (_, [first = 0]) => first >>> 4 === 0 || first >>> 4 === 15,
  ),
  lax(
    "takes numbers in more bytes than they need",
    "A Variable Byte Integer is as short as can be in 5.0; only 3.1.1 leaves it open.",
    ["5.0/MQTT-1.5.5-1"],
    in50("c08000"),
    (_, bytes) => witness.isOverlong(bytes),
  ),
  lax(
    "reads fields that are not there, and leaves bytes over",
    "What is in a packet and its Remaining Length must agree; it fills what is missing with -1 and drops what is left.",
    [
      "3.1.1/U3-045",
      "5.0/U5-152",
      "3.1.1/MQTT-3.1.2-18",
      "3.1.1/MQTT-3.1.2-20",
      "5.0/MQTT-3.1.2-16",
      "5.0/MQTT-3.1.2-18",
    ],
    in311("c00100"),
    (read, bytes, version) => witness.hasHole(read) || !isTheirForm(read, bytes, version),
  ),
  lax(
    "does without a Property Length",
    "Every packet that can have properties says how long they are, be it 0.",
    ["5.0/MQTT-2.2.2-1"],
    in50("20020000"),
    (read, bytes, version) => read["properties"] === undefined && !isTheirForm(read, bytes, version),
  ),
  lax(
    "takes Packet Identifier 0",
    "A Packet Identifier is never 0.",
    [
      "3.1.1/MQTT-2.3.1-1",
      "3.1.1/MQTT-2.3.1-6",
      "3.1.1/MQTT-2.3.1-7",
      "5.0/MQTT-2.2.1-3",
      "5.0/MQTT-2.2.1-5",
      "5.0/MQTT-2.2.1-6",
    ],
    in311("40020000"),
    (read) => read["messageId"] === 0,
  ),
];

const TEXT: readonly DifferenceClass[] = [
  lax(
    "puts U+FFFD where a string is no UTF-8",
    "An ill-formed string closes the connection; to repair it makes two topics one.",
    [
      "3.1.1/MQTT-1.5.3-1",
      "3.1.1/MQTT-3.1.3-4",
      "3.1.1/MQTT-3.1.3-10",
      "3.1.1/MQTT-3.1.3-11",
      "3.1.1/MQTT-3.3.2-1",
      "3.1.1/MQTT-3.8.3-1",
      "3.1.1/MQTT-3.10.3-1",
      "5.0/MQTT-1.5.4-1",
      "5.0/MQTT-1.5.7-1",
      "5.0/MQTT-3.1.3-4",
      "5.0/MQTT-3.1.3-11",
      "5.0/MQTT-3.1.3-12",
      "5.0/MQTT-3.3.2-1",
      "5.0/MQTT-3.3.2-13",
      "5.0/MQTT-3.3.2-19",
      "5.0/MQTT-3.8.3-1",
      "5.0/MQTT-3.10.3-1",
    ],
    in311("30030001c3"),
    (read) => witness.texts(read).some((text) => text.includes("\ufffd")),
  ),
  lax(
    "takes U+0000 in a string",
    "No string holds U+0000.",
    ["3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2"],
    in311("3003000100"),
    (read) => witness.texts(read).some((text) => text.includes("\0")),
  ),
  lax(
    "takes wildcards in a Topic Name",
    "A Topic Name has no wildcard, nor has a Will Topic or a Response Topic.",
    ["3.1.1/MQTT-3.3.2-2", "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-14", "5.0/MQTT-4.7.0-1"],
    in311("3003000123"),
    (read) => witness.topicNames(read).some((name) => /[+#]/.test(String(name))),
  ),
  lax(
    "takes empty topics",
    "A topic has at least one character; in a PUBLISH of 5.0 a Topic Alias may stand for it.",
    ["3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1", "5.0/U5-078"],
    in311("30020000"),
    (read) => [...witness.topicNames(read), ...witness.filters(read)].includes(""),
  ),
  lax(
    "does not look at the wildcards of a Topic Filter",
    "A wildcard is a level of its own, and # the last.",
    ["3.1.1/MQTT-4.7.1-2", "3.1.1/MQTT-4.7.1-3", "5.0/MQTT-4.7.1-1", "5.0/MQTT-4.7.1-2"],
    in311("820900010004612f2b2b00"),
    (read) => witness.filters(read).some(witness.isWildcardMisplaced),
  ),
  lax(
    "does not know Shared Subscriptions",
    "A shared filter has a ShareName and a filter, and is never No Local.",
    ["5.0/MQTT-4.8.2-1", "5.0/MQTT-4.8.2-2", "5.0/MQTT-3.8.3-4"],
    in50("820d00010000072473686172652f00"),
    (read) => witness.filters(read).some((filter) => filter.startsWith("$share/")),
  ),
];

const CONNECT: readonly DifferenceClass[] = [
  lax(
    "reads CONNECT of whatever version, and of MQIsdp",
    "The version was given; a server that speaks one refuses the other.",
    ["3.1.1/MQTT-3.1.2-1", "3.1.1/MQTT-3.1.2-2", "5.0/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-2"],
    in311("100c00044d515454030200000000"),
    (read, _, version) =>
      read["cmd"] === "connect" &&
      (read["protocolId"] === "MQIsdp" || read["protocolVersion"] !== (version === "5.0" ? 5 : 4)),
  ),
  lax(
    "takes Will QoS 3",
    "Will QoS is 0, 1 or 2.",
    ["3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12"],
    in311("101100044d515454041e000000000001610000"),
    (read) => witness.fields(read["will"])["qos"] === 3,
  ),
  lax(
    "takes an empty ClientId without Clean Session",
    "The session of nobody cannot be kept.",
    ["3.1.1/MQTT-3.1.3-7"],
    in311("100c00044d515454040000000000"),
    (read) => read["clientId"] === "" && read["clean"] === false,
  ),
  lax(
    "takes a Password without a User Name in 3.1.1",
    "3.1.1 forbids it; 5.0 does not.",
    ["3.1.1/MQTT-3.1.2-22"],
    in311("100e00044d5154540442000000000000"),
    (read) => read["password"] !== undefined && read["username"] === undefined,
  ),
  lax(
    "takes Session Present with a refusal",
    "A refused client has no session.",
    ["3.1.1/MQTT-3.2.2-4", "5.0/MQTT-3.2.2-6"],
    in311("20020105"),
    (read) => read["sessionPresent"] === true && (read["returnCode"] ?? read["reasonCode"]) !== 0,
  ),
];

const OTHERS: readonly DifferenceClass[] = [
  lax(
    "takes DUP at QoS 0",
    "QoS 0 is never repeated.",
    ["3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2"],
    in311("3803000161"),
    (_, [first = 0]) => (first & 0xfe) === 0x38,
  ),
  lax(
    "takes packets whose list is empty",
    "SUBSCRIBE and UNSUBSCRIBE ask for something, and their answers have a code for each filter.",
    [
      "3.1.1/MQTT-3.8.3-3",
      "3.1.1/MQTT-3.8.4-5",
      "3.1.1/MQTT-3.10.3-2",
      "5.0/MQTT-3.8.3-2",
      "5.0/MQTT-3.8.4-6",
      "5.0/MQTT-3.10.3-2",
      "5.0/MQTT-3.11.3-2",
    ],
    in311("82020001"),
    witness.hasNoEntry,
  ),
  lax(
    "takes codes that do not exist, or that belong to other packets",
    "Each packet has its own table of codes; it has none for CONNACK, and one for two packets each of the acknowledgements.",
    ["3.1.1/U3-046", "5.0/MQTT-3.2.2-8"],
    in311("20020006"),
    witness.isCodeForeign,
  ),
  lax(
    "takes properties that belong to other packets",
    "A property stands only in the packets of Table 2-4.",
    ["5.0/U5-012"],
    in50("40070001000321000a"),
    witness.isPropertyForeign,
  ),
  lax(
    "makes a list of a property that comes twice",
    "Only User Property, and Subscription Identifier in PUBLISH, may come again.",
    sentences("twice"),
    in50("e00c000a11000000011100000002"),
    (read) => read["properties"] !== undefined || read["will"] !== undefined,
  ),
  lax(
    "takes values out of range",
    "A flag is 0 or 1, and what counts something from 1 on is not 0.",
    sentences("range"),
    in50("2006000003210000"),
    (read) => read["properties"] !== undefined || read["will"] !== undefined,
  ),
  lax(
    "takes an AUTH without a method, and Authentication Data without one",
    "Enhanced authentication names its method.",
    ["5.0/U5-120", "5.0/U5-034"],
    in50("f0021800"),
    (read) => witness.isMethodMissing(read),
  ),
  {
    name: "does not know Reason Code 0x8C in a DISCONNECT",
    why: "Table 2-6 gives it to DISCONNECT; Table 3-10 forgot it.",
    requirements: ["5.0/MQTT-3.14.2-1"],
    whose: "mqtt-packet",
    example: in50("e0018c"),
    matches: (difference) =>
      difference.kind === "reading" &&
      difference.theirs.kind === "malformed" &&
      difference.ours.kind === "packet" &&
      difference.ours.packet.type === "DISCONNECT" &&
      difference.bytes.includes(0x8c),
  },
  {
    name: "forgets an empty value of a User Property when another of the same name follows",
    why: "A User Property may repeat, name and all, and an empty value is a value.",
    requirements: ["5.0/U5-032"],
    whose: "mqtt-packet",
    example: in50("e00f000d26000161000026000161000162"),
    matches: (difference) =>
      difference.kind === "reading" &&
      difference.theirs.kind === "packet" &&
      difference.ours.kind === "packet" &&
      repeatsAfterEmpty(difference.ours.packet),
  },
  {
    name: "writes no Password without a User Name in 5.0",
    why: "The two flags say each for itself what follows, and only 3.1.1 ties one to the other.",
    requirements: ["5.0/MQTT-3.1.2-19"],
    whose: "mqtt-packet",
    example: {
      version: "5.0",
      packet: {
        type: "CONNECT",
        version: "5.0",
        clientId: "a",
        cleanStart: true,
        keepAlive: 0,
        properties: {},
        password: new Uint8Array(1),
      },
    },
    matches: (difference) =>
      difference.kind === "writing" &&
      difference.packet.type === "CONNECT" &&
      difference.packet.password !== undefined &&
      difference.packet.userName === undefined,
  },
  {
    name: "writes no empty ClientID without Clean Start in 5.0",
    why: "A server of 5.0 may take it, and assigns a ClientID.",
    requirements: ["5.0/MQTT-3.1.3-6"],
    whose: "mqtt-packet",
    example: {
      version: "5.0",
      packet: { type: "CONNECT", version: "5.0", clientId: "", cleanStart: false, keepAlive: 0, properties: {} },
    },
    matches: (difference) =>
      difference.kind === "writing" &&
      difference.packet.type === "CONNECT" &&
      difference.packet.version === "5.0" &&
      difference.packet.clientId === "" &&
      !difference.packet.cleanStart,
  },
];

function repeatsAfterEmpty(packet: object): boolean {
  const pairs = [packet, "will" in packet ? packet.will : {}].flatMap((part) => {
    const properties = witness.fields(witness.fields(part)["properties"]);
    return (properties["userProperties"] ?? []) as readonly (readonly [string, string])[];
  });
  return pairs.some(
    ([name, value], at) => value === "" && pairs.some(([later], index) => index > at && later === name),
  );
}

/** All classes of differences. */
export const DIFFERENCES: readonly DifferenceClass[] = [...FRAME, ...TEXT, ...CONNECT, ...OTHERS];
