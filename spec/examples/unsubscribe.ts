// Golden examples of UNSUBSCRIBE, written by hand. (3.1.1 §3.10, 5.0 §3.10)

import type { RequirementId } from "../requirements.ts";
import type { Example } from "./example.ts";

/**
 * Topic Filters that are refused. `bytes` has the filter with its length in front, `in311` and `in50` the Remaining Length of
 * an UNSUBSCRIBE that holds it alone; `at` counts from the first byte of `bytes` to the place of the fault.
 */
const BAD_FILTERS = [
  {
    bytes: "0000", in311: "04", in50: "05", at: 0, earns: 0x82, says: "has one character at least",
    breaks311: "3.1.1/MQTT-4.7.3-1", breaks50: "5.0/MQTT-4.7.3-1",
  },
  {
    bytes: "0002 6123", in311: "06", in50: "07", at: 0, earns: 0x82, says: "has no # at the end of a level",
    breaks311: "3.1.1/MQTT-4.7.1-2", breaks50: "5.0/MQTT-4.7.1-1",
  },
  {
    bytes: "0003 232f61", in311: "07", in50: "08", at: 0, earns: 0x82, says: "has no level after #",
    breaks311: "3.1.1/MQTT-4.7.1-2", breaks50: "5.0/MQTT-4.7.1-1",
  },
  {
    bytes: "0004 612f2b62", in311: "08", in50: "09", at: 0, earns: 0x82, says: "has no + at the start of a level",
    breaks311: "3.1.1/MQTT-4.7.1-3", breaks50: "5.0/MQTT-4.7.1-2",
  },
  {
    bytes: "0003 6161ff", in311: "07", in50: "08", at: 4, earns: 0x81, says: "has no byte that UTF-8 never uses",
    breaks311: "3.1.1/MQTT-3.10.3-1", breaks50: "5.0/MQTT-3.10.3-1",
  },
  {
    bytes: "0003 eda080", in311: "07", in50: "08", at: 2, earns: 0x81, says: "has no surrogate",
    breaks311: "3.1.1/MQTT-3.10.3-1", breaks50: "5.0/MQTT-3.10.3-1",
  },
  {
    bytes: "0004 61f09f98", in311: "08", in50: "09", at: 3, earns: 0x81, says: "does not cut its last character short",
    breaks311: "3.1.1/MQTT-3.10.3-1", breaks50: "5.0/MQTT-3.10.3-1",
  },
] as const satisfies readonly {
  breaks311: RequirementId;
  breaks50: RequirementId;
  at: number;
  earns: number;
  [field: string]: string | number;
}[];

/** Shared filters that are refused. */
const BAD_SHARED = [
  { bytes: "0009 2473686172652f2f61", length: "0e", breaks: "5.0/MQTT-4.8.2-1", says: "has a ShareName of one character at least" },
  { bytes: "0008 2473686172652f67", length: "0d", breaks: "5.0/MQTT-4.8.2-2", says: "has a filter after the ShareName" },
  { bytes: "000a 2473686172652f2b2f61", length: "0f", breaks: "5.0/MQTT-4.8.2-2", says: "has no + as ShareName" },
  { bytes: "0008 2473686172652f23", length: "0d", breaks: "5.0/MQTT-4.8.2-2", says: "has no # as ShareName" },
  { bytes: "000b 2473686172652f672f612b", length: "10", breaks: "5.0/MQTT-4.7.1-2", says: "ends with a filter in which + fills a level" },
] as const satisfies readonly { breaks: RequirementId; [field: string]: string }[];

/** Every first byte of type 10 but the right one, 0xa2. */
const WRONG_FIRST_BYTES = [
  "a0", "a1", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "aa", "ab", "ac", "ad", "ae", "af",
] as const;

export const unsubscribeExamples: readonly Example[] = [
  // MQTT 3.1.1
  {
    kind: "valid",
    name: "UNSUBSCRIBE names one Topic Filter",
    version: "3.1.1",
    from: "client",
    shows: ["3.1.1/MQTT-3.10.1-1", "3.1.1/MQTT-2.2.2-1", "3.1.1/MQTT-2.3.1-1", "3.1.1/MQTT-3.10.3-1", "3.1.1/MQTT-3.10.3-2"],
    hex: "a2 07 0001 0003 612f62",
    packet: { type: "UNSUBSCRIBE", packetId: 1, topicFilters: ["a/b"] },
  },
  {
    kind: "valid",
    name: "UNSUBSCRIBE names three Topic Filters, one after the other",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.10.3-1", "3.1.1/MQTT-3.10.3-2"],
    hex: "a2 0f ffff 0001 23 0003 2b2f2b 0003 e282ac",
    packet: { type: "UNSUBSCRIBE", packetId: 65_535, topicFilters: ["#", "+/+", "\u20ac"] },
  },
  {
    kind: "valid",
    name: "UNSUBSCRIBE may name what MQTT 5.0 would call a faulty shared filter",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-4.7.3-1"],
    hex: "a2 0d 0001 0009 2473686172652f2f61",
    packet: { type: "UNSUBSCRIBE", packetId: 1, topicFilters: ["$share//a"] },
  },
  ...BAD_FILTERS.map(({ bytes, in311, at, breaks311, earns, says }): Example => ({
    kind: "malformed",
    name: `a Topic Filter of UNSUBSCRIBE ${says}`,
    version: "3.1.1",
    shows: [breaks311],
    hex: `a2 ${in311} 0001 ${bytes}`,
    violation: { requirement: breaks311, reasonCode: earns, offset: 4 + at },
  })),
  {
    kind: "malformed",
    name: "a Topic Filter of UNSUBSCRIBE has no U+0000",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-4.7.3-2", "3.1.1/MQTT-1.5.3-2"],
    hex: "a2 06 0001 0002 6100",
    violation: { requirement: "3.1.1/MQTT-1.5.3-2", reasonCode: 0x81, offset: 7 },
  },
  {
    kind: "malformed",
    name: "the second Topic Filter of UNSUBSCRIBE is judged like the first",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-4.7.1-3"],
    hex: "a2 09 0001 0001 61 0002 2b2b",
    violation: { requirement: "3.1.1/MQTT-4.7.1-3", reasonCode: 0x82, offset: 7 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE names something",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.10.3-2"],
    hex: "a2 02 0001",
    violation: { requirement: "3.1.1/MQTT-3.10.3-2", reasonCode: 0x82, offset: 4 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE bears no Packet Identifier 0",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-2.3.1-1"],
    hex: "a2 05 0000 0001 61",
    violation: { requirement: "3.1.1/MQTT-2.3.1-1", reasonCode: 0x82, offset: 2 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE has a Packet Identifier",
    version: "3.1.1",
    shows: ["3.1.1/U3-045", "3.1.1/MQTT-2.3.1-1"],
    hex: "a2 00",
    violation: { requirement: "3.1.1/U3-045", reasonCode: 0x81, offset: 2 },
  },
  {
    kind: "malformed",
    name: "a Topic Filter of UNSUBSCRIBE does not run past the packet",
    version: "3.1.1",
    shows: ["3.1.1/U3-045", "3.1.1/MQTT-3.10.3-1"],
    hex: "a2 05 0001 0002 61",
    violation: { requirement: "3.1.1/U3-045", reasonCode: 0x81, offset: 4 },
  },
  {
    kind: "malformed",
    name: "the Topic Filters of UNSUBSCRIBE have no QoS behind them",
    version: "3.1.1",
    shows: ["3.1.1/U3-045", "3.1.1/MQTT-3.10.3-1"],
    hex: "a2 06 0001 0001 61 00",
    violation: { requirement: "3.1.1/U3-045", reasonCode: 0x81, offset: 7 },
  },
  ...WRONG_FIRST_BYTES.map((byte): Example => ({
    kind: "malformed",
    name: `UNSUBSCRIBE does not start with 0x${byte}`,
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.10.1-1", "3.1.1/MQTT-2.2.2-1", "3.1.1/MQTT-2.2.2-2"],
    hex: `${byte} 05 0001 0001 61`,
    violation: { requirement: "3.1.1/MQTT-3.10.1-1", reasonCode: 0x81, offset: 0 },
  })),
  {
    kind: "malformed",
    name: "a server sends no UNSUBSCRIBE",
    version: "3.1.1",
    from: "server",
    shows: ["3.1.1/U3-048"],
    hex: "a2 05 0001 0001 61",
    violation: { requirement: "3.1.1/U3-048", reasonCode: 0x82, offset: 0 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE that names nothing is not sent",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.10.3-2"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, topicFilters: [] },
    violation: { requirement: "3.1.1/MQTT-3.10.3-2", reasonCode: 0x82 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE with Packet Identifier 0 is not sent",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-2.3.1-1"],
    packet: { type: "UNSUBSCRIBE", packetId: 0, topicFilters: ["a"] },
    violation: { requirement: "3.1.1/MQTT-2.3.1-1", reasonCode: 0x82 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE from a filter with half a surrogate pair is not sent",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-3.10.3-1"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, topicFilters: ["\udfff"] },
    violation: { requirement: "3.1.1/MQTT-3.10.3-1", reasonCode: 0x81 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE from a filter of 65,536 bytes is not sent",
    version: "3.1.1",
    shows: ["3.1.1/MQTT-4.7.3-3"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, topicFilters: ["/".repeat(65_536)] },
    violation: { requirement: "3.1.1/MQTT-4.7.3-3", reasonCode: 0x81 },
  },

  // MQTT 5.0
  {
    kind: "valid",
    name: "UNSUBSCRIBE names one Topic Filter",
    version: "5.0",
    from: "client",
    shows: [
      "5.0/MQTT-3.10.1-1",
      "5.0/MQTT-2.1.3-1",
      "5.0/MQTT-2.2.1-3",
      "5.0/MQTT-2.2.2-1",
      "5.0/MQTT-3.10.3-1",
      "5.0/MQTT-3.10.3-2",
    ],
    hex: "a2 08 0001 00 0003 612f62",
    packet: { type: "UNSUBSCRIBE", packetId: 1, properties: {}, topicFilters: ["a/b"] },
  },
  {
    kind: "valid",
    name: "UNSUBSCRIBE names three Topic Filters, one after the other",
    version: "5.0",
    shows: ["5.0/MQTT-3.10.3-1", "5.0/MQTT-3.10.3-2"],
    hex: "a2 10 ffff 00 0001 23 0003 2b2f2b 0003 e282ac",
    packet: { type: "UNSUBSCRIBE", packetId: 65_535, properties: {}, topicFilters: ["#", "+/+", "\u20ac"] },
  },
  {
    kind: "valid",
    name: "UNSUBSCRIBE names a shared filter",
    version: "5.0",
    shows: ["5.0/MQTT-4.8.2-1", "5.0/MQTT-4.8.2-2"],
    hex: "a2 0f 0001 00 000a 2473686172652f672f23",
    packet: { type: "UNSUBSCRIBE", packetId: 1, properties: {}, topicFilters: ["$share/g/#"] },
  },
  {
    kind: "valid",
    name: "UNSUBSCRIBE carries User Properties",
    version: "5.0",
    shows: ["5.0/U5-032"],
    hex: "a2 14 0001 0e 26 0001 6b 0001 76 26 0001 6b 0001 76 0001 61",
    packet: {
      type: "UNSUBSCRIBE",
      packetId: 1,
      properties: { userProperties: [["k", "v"], ["k", "v"]] },
      topicFilters: ["a"],
    },
  },
  ...BAD_FILTERS.map(({ bytes, in50, at, breaks50, earns, says }): Example => ({
    kind: "malformed",
    name: `a Topic Filter of UNSUBSCRIBE ${says}`,
    version: "5.0",
    shows: [breaks50],
    hex: `a2 ${in50} 0001 00 ${bytes}`,
    violation: { requirement: breaks50, reasonCode: earns, offset: 5 + at },
  })),
  ...BAD_SHARED.map(({ bytes, length, breaks, says }): Example => ({
    kind: "malformed",
    name: `a shared filter of UNSUBSCRIBE ${says}`,
    version: "5.0",
    shows: [breaks],
    hex: `a2 ${length} 0001 00 ${bytes}`,
    violation: { requirement: breaks, reasonCode: 0x82, offset: 5 },
  })),
  {
    kind: "malformed",
    name: "a Topic Filter of UNSUBSCRIBE has no U+0000",
    version: "5.0",
    shows: ["5.0/MQTT-4.7.3-2", "5.0/MQTT-1.5.4-2", "5.0/U5-002"],
    hex: "a2 07 0001 00 0002 6100",
    violation: { requirement: "5.0/MQTT-1.5.4-2", reasonCode: 0x81, offset: 8 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE names something",
    version: "5.0",
    shows: ["5.0/MQTT-3.10.3-2", "5.0/U5-109"],
    hex: "a2 03 0001 00",
    violation: { requirement: "5.0/MQTT-3.10.3-2", reasonCode: 0x82, offset: 5 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE has a Property Length",
    version: "5.0",
    shows: ["5.0/MQTT-2.2.2-1"],
    hex: "a2 02 0001",
    violation: { requirement: "5.0/MQTT-2.2.2-1", reasonCode: 0x81, offset: 4 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE carries no Subscription Identifier",
    version: "5.0",
    shows: ["5.0/U5-012"],
    hex: "a2 08 0001 02 0b 01 0001 61",
    violation: { requirement: "5.0/U5-012", reasonCode: 0x81, offset: 5 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE carries no Reason String",
    version: "5.0",
    shows: ["5.0/U5-012"],
    hex: "a2 09 0001 03 1f 0000 0001 61",
    violation: { requirement: "5.0/U5-012", reasonCode: 0x81, offset: 5 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE bears no Packet Identifier 0",
    version: "5.0",
    shows: ["5.0/MQTT-2.2.1-3"],
    hex: "a2 06 0000 00 0001 61",
    violation: { requirement: "5.0/MQTT-2.2.1-3", reasonCode: 0x82, offset: 2 },
  },
  {
    kind: "malformed",
    name: "UNSUBSCRIBE needs both bytes of its Packet Identifier",
    version: "5.0",
    shows: ["5.0/U5-152"],
    hex: "a2 01 00",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 2 },
  },
  {
    kind: "malformed",
    name: "a Topic Filter of UNSUBSCRIBE does not run past the packet",
    version: "5.0",
    shows: ["5.0/U5-152", "5.0/MQTT-3.10.3-1"],
    hex: "a2 09 0001 00 0001 61 0002 62",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 8 },
  },
  {
    kind: "malformed",
    name: "the Topic Filters of UNSUBSCRIBE have no options behind them",
    version: "5.0",
    shows: ["5.0/U5-152", "5.0/MQTT-3.10.3-1"],
    hex: "a2 07 0001 00 0001 61 00",
    violation: { requirement: "5.0/U5-152", reasonCode: 0x81, offset: 8 },
  },
  ...WRONG_FIRST_BYTES.map((byte): Example => ({
    kind: "malformed",
    name: `UNSUBSCRIBE does not start with 0x${byte}, and that byte alone is enough to see it`,
    version: "5.0",
    shows: ["5.0/MQTT-3.10.1-1", "5.0/MQTT-2.1.3-1", "5.0/U5-009"],
    hex: byte,
    violation: { requirement: "5.0/MQTT-3.10.1-1", reasonCode: 0x81, offset: 0 },
  })),
  {
    kind: "malformed",
    name: "a server sends no UNSUBSCRIBE, and its first byte alone is enough to see it",
    version: "5.0",
    from: "server",
    shows: ["5.0/U5-153"],
    hex: "a2",
    violation: { requirement: "5.0/U5-153", reasonCode: 0x82, offset: 0 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE that names nothing is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-3.10.3-2"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, properties: {}, topicFilters: [] },
    violation: { requirement: "5.0/MQTT-3.10.3-2", reasonCode: 0x82 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE with Packet Identifier 0 is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-2.2.1-3"],
    packet: { type: "UNSUBSCRIBE", packetId: 0, properties: {}, topicFilters: ["a"] },
    violation: { requirement: "5.0/MQTT-2.2.1-3", reasonCode: 0x82 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE from a filter with half a surrogate pair is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-3.10.3-1"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, properties: {}, topicFilters: ["a", "\ud800b"] },
    violation: { requirement: "5.0/MQTT-3.10.3-1", reasonCode: 0x81 },
  },
  {
    kind: "refused",
    name: "an UNSUBSCRIBE from a shared filter without a ShareName is not sent",
    version: "5.0",
    shows: ["5.0/MQTT-4.8.2-1"],
    packet: { type: "UNSUBSCRIBE", packetId: 1, properties: {}, topicFilters: ["$share//a"] },
    violation: { requirement: "5.0/MQTT-4.8.2-1", reasonCode: 0x82 },
  },
];
