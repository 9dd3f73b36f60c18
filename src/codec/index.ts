// The door of the codec: bytes to packets and back, for MQTT 3.1.1 and 5.0. Pure; no dependency.

export type { Decoded, DecodeOptions } from "./decode.ts";
export { decode } from "./decode.ts";
export type { Encoded, EncodedInto, EncodeOptions } from "./encode.ts";
export { encode, encodeInto } from "./encode.ts";
export type * from "./packet.ts";
export type { DecoderState, Streamed } from "./stream.ts";
export { createDecoder, feed } from "./stream.ts";
export type { Violation } from "./violation.ts";
