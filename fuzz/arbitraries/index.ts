// The door of the arbitraries: packets that may be sent, and bytes that nearly are packets. Made from spec/tables.

export { bytesOf, framed, headerSize, joined, mutatedBytes, randomBytes, remainingLength } from "./bytes.ts";
export type { Sample } from "./packets.ts";
export { PACKETS_50, PACKETS_311, packetOf, sample, version } from "./packets.ts";
export { properties } from "./properties.ts";
export { sharedFilter, text, topicFilter, topicName } from "./text.ts";
export { binary, integer, packetId, payload, qos } from "./values.ts";
