// The second door of the codec: packets for people. It stands apart, so that the first one stays small.

export { annotate, frameSize, versionOfConnect } from "./annotate.ts";
export type { Field } from "./cursor.ts";
export type { FromHex } from "./hex.ts";
export { fromHex, toHex } from "./hex.ts";
export type { FromJson, JsonPacket, JsonProblem } from "./json.ts";
export { packetFromJson, packetToJson } from "./json.ts";
export { nearest } from "./nearest.ts";
export { type CapturedPacket, pcapngHead, pcapngPacket } from "./pcapng.ts";
export { printable } from "./quote.ts";
