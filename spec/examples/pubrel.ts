// Golden examples of PUBREL, written by hand. (3.1.1 §3.6, 5.0 §3.6)

import type { Example } from "./example.ts";

/** Every first byte of type 6 but the right one, 0x62. */
const WRONG_FIRST_BYTES = "60 61 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f".split(" ");

/** Codes that §3.6.2.1 does not list: neighbours of listed ones, codes of other packets, and both ends. */
const FOREIGN = "01 02 10 11 7f 80 83 87 91 93 97 ff".split(" ");

export const pubrelExamples: readonly Example[] = [
  // MQTT 3.1.1
  {
    kind: "valid",
    name: "PUBREL has bit 1 set and is a Packet Identifier and nothing else",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.6.1-1", "3.1.1/MQTT-2.2.2-1", "3.1.1/MQTT-2.3.1-6"],
    hex: "62 02 8000",
    packet: { type: "PUBREL", packetId: 32_768 },
  },
  ...WRONG_FIRST_BYTES.map(
    (byte): Example => ({
      kind: "malformed",
      name: `PUBREL does not start with 0x${byte}`,
      version: "3.1.1",
      shows: ["3.1.1/MQTT-3.6.1-1", "3.1.1/MQTT-2.2.2-1", "3.1.1/MQTT-2.2.2-2"],
      hex: `${byte} 02 0001`,
      violation: { requirement: "3.1.1/MQTT-3.6.1-1", reasonCode: 0x81, offset: 0 },
    }),
  ),
  {
    kind: "malformed",
    name: "PUBREL cannot release Packet Identifier 0",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-2.3.1-6"],
    hex: "62 02 0000",
    violation: { requirement: "3.1.1/MQTT-2.3.1-6", reasonCode: 0x82, offset: 2 },
  },
  {
    kind: "malformed",
    name: "PUBREL without a Packet Identifier releases nothing",
    version: "3.1.1",
    shows: ["3.1.1/U3-045"],
    hex: "62 00",
    violation: { requirement: "3.1.1/U3-045", reasonCode: 0x81, offset: 2 },
  },
  {
    kind: "malformed",
    name: "PUBREL has no Reason Code before MQTT 5.0",
    version: "3.1.1",
    shows: ["3.1.1/U3-045"],
    hex: "62 03 8000 00",
    violation: { requirement: "3.1.1/U3-045", reasonCode: 0x81, offset: 4 },
  },
  {
    kind: "refused",
    name: "a PUBREL for Packet Identifier 0 is not sent",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-2.3.1-6"],
    packet: { type: "PUBREL", packetId: 0 },
    violation: { requirement: "3.1.1/MQTT-2.3.1-6", reasonCode: 0x82 },
  },

  // MQTT 5.0
  {
    kind: "valid",
    name: "PUBREL of two bytes means Success",
    version: "5.0",
    shows: ["5.0/MQTT-3.6.1-1", "5.0/MQTT-2.1.3-1", "5.0/U5-096", "5.0/MQTT-2.2.1-5"],
    hex: "62 02 8000",
    packet: { type: "PUBREL", packetId: 32_768, reasonCode: 0x00, properties: {} },
  },
  {
    kind: "valid",
    name: "PUBREL of three bytes may spell Success out",
    version: "5.0",
    shows: ["5.0/U5-096", "5.0/MQTT-3.6.2-1"],
    hex: "62 03 8000 00",
    packet: { type: "PUBREL", packetId: 32_768, reasonCode: 0x00, properties: {} },
    canonical: "62 02 8000",
  },
  {
    kind: "valid",
    name: "PUBREL of four bytes may spell out Success and a Property Length of 0",
    version: "5.0",
    shows: ["5.0/U5-096", "5.0/MQTT-2.2.2-1", "5.0/MQTT-3.6.2-1"],
    hex: "62 04 8000 00 00",
    packet: { type: "PUBREL", packetId: 32_768, reasonCode: 0x00, properties: {} },
    canonical: "62 02 8000",
  },
  {
    kind: "valid",
    name: "PUBREL says that the Packet Identifier is not known",
    version: "5.0",
    shows: ["5.0/MQTT-3.6.2-1", "5.0/U5-096"],
    hex: "62 03 0001 92",
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: {} },
  },
  {
    kind: "valid",
    name: "PUBREL of a client says that the Packet Identifier is not known",
    version: "5.0",
    from: "client",
    shows: ["5.0/MQTT-3.6.2-1"],
    hex: "62 03 0001 92",
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: {} },
  },
  {
    kind: "valid",
    name: "PUBREL with a Reason Code may spell out a Property Length of 0",
    version: "5.0",
    shows: ["5.0/MQTT-3.6.2-1", "5.0/MQTT-2.2.2-1", "5.0/U5-096"],
    hex: "62 04 0001 92 00",
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: {} },
    canonical: "62 03 0001 92",
  },
  {
    kind: "valid",
    name: "PUBREL may carry a Reason String",
    version: "5.0",
    shows: ["5.0/MQTT-3.6.2-1"],
    hex: "62 09 0001 92 05 1f 0002 c3a9",
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: { reasonString: "é" } },
  },
  {
    kind: "valid",
    name: "PUBREL keeps the order of its User Properties, and a name that stands twice",
    version: "5.0",
    shows: ["5.0/U5-032"],
    hex: "62 17 0001 00 13 26 0001 62 0001 31 26 0001 61 0000 26 0001 62 0000",
    packet: {
      type: "PUBREL",
      packetId: 1,
      reasonCode: 0x00,
      properties: {
        userProperties: [
          ["b", "1"],
          ["a", ""],
          ["b", ""],
        ],
      },
    },
  },
  ...FOREIGN.map(
    (byte): Example => ({
      kind: "malformed",
      name: `PUBREL has no Reason Code 0x${byte}`,
      version: "5.0",
      shows: ["5.0/MQTT-3.6.2-1"],
      hex: `62 03 0001 ${byte}`,
      violation: { requirement: "5.0/MQTT-3.6.2-1", reasonCode: 0x81, offset: 4 },
    }),
  ),
  ...WRONG_FIRST_BYTES.map(
    (byte): Example => ({
      kind: "malformed",
      name: `PUBREL does not start with 0x${byte}, and that byte alone is enough to see it`,
      version: "5.0",
      shows: ["5.0/MQTT-3.6.1-1", "5.0/MQTT-2.1.3-1", "5.0/U5-009"],
      hex: byte,
      violation: { requirement: "5.0/MQTT-3.6.1-1", reasonCode: 0x81, offset: 0 },
    }),
  ),
  {
    kind: "malformed",
    name: "PUBREL carries no Subscription Identifier",
    version: "5.0",
    shows: ["5.0/U5-012"],
    hex: "62 06 0001 00 02 0b 01",
    violation: { requirement: "5.0/U5-012", reasonCode: 0x81, offset: 6 },
  },
  {
    kind: "malformed",
    name: "the Property Length of PUBREL does not run past the packet",
    version: "5.0",
    shows: ["5.0/U5-152"],
    hex: "62 04 0001 00 7f",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 5 },
  },
  {
    kind: "malformed",
    name: "nothing follows the properties of PUBREL",
    version: "5.0",
    shows: ["5.0/U5-152"],
    hex: "62 06 0001 92 00 1f 00",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 6 },
  },
  {
    kind: "malformed",
    name: "PUBREL cannot release Packet Identifier 0",
    version: "5.0",
    shows: ["5.0/MQTT-2.2.1-5"],
    hex: "62 02 0000",
    violation: { requirement: "5.0/MQTT-2.2.1-5", reasonCode: 0x82, offset: 2 },
  },
  {
    kind: "malformed",
    name: "PUBREL needs both bytes of its Packet Identifier",
    version: "5.0",
    shows: ["5.0/U5-152"],
    hex: "62 01 00",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 2 },
  },
  {
    kind: "refused",
    name: "a PUBREL with a failure that only PUBACK knows is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-3.6.2-1"],
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x87, properties: {} },
    violation: { requirement: "5.0/MQTT-3.6.2-1", reasonCode: 0x81 },
  },
  {
    kind: "refused",
    name: "a PUBREL for Packet Identifier 0 is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-2.2.1-5"],
    packet: { type: "PUBREL", packetId: 0, reasonCode: 0x92, properties: {} },
    violation: { requirement: "5.0/MQTT-2.2.1-5", reasonCode: 0x82 },
  },
  {
    kind: "refused",
    name: "a Reason String with half a surrogate pair is not sent in PUBREL",
    version: "5.0",
    shows: ["5.0/MQTT-1.5.4-1"],
    packet: { type: "PUBREL", packetId: 1, reasonCode: 0x92, properties: { reasonString: "\ud800" } },
    violation: { requirement: "5.0/MQTT-1.5.4-1", reasonCode: 0x81 },
  },
];
