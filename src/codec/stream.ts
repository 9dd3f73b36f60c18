// A stream of bytes, in chunks of any size, to packets. The state is a value: feeding it gives the next one.

import type { Version } from "../../spec/index.ts";
import type { Decoded, DecodeOptions } from "./decode.ts";
import { decodeAt } from "./decode.ts";
import { FIRST_BYTE } from "./frame.ts";
import * as rules from "./rules.ts";

/** What a stream gives: packets, and at most one breach, which is the last. */
export type Streamed<V extends Version = Version> = Exclude<Decoded<V>, { readonly kind: "incomplete" }>;

/** Where a stream stands. Made by `createDecoder` and `feed` alone. */
export interface DecoderState {
  /** Undefined until CONNECT has told it. */
  readonly version: Version | undefined;
  readonly options: DecodeOptions;
  /** Holds the first bytes of a packet whose rest has not come. */
  readonly slab: Slab;
  /** Where they start, and how many they are. */
  readonly start: number;
  readonly length: number;
  /** How many bytes the packet needs before reading it again makes sense. */
  readonly needed: number;
  /** Whether a breach has ended the stream. */
  readonly ended: boolean;
}

/**
 * Memory that states share: each owns a run of it. A state whose run ends where the used part ends may write on; one that was
 * fed before must not overwrite what its successor owns, and moves to a slab of its own.
 */
interface Slab {
  readonly bytes: Uint8Array;
  used: number;
}

const NOTHING: readonly Streamed[] = Object.freeze([]);
const NO_SLAB: Slab = { bytes: new Uint8Array(0), used: 0 };
const SLAB_SIZE = 512;

/** A decoder at the start of a stream. Without a version it learns it from CONNECT, as a server does. */
export function createDecoder(options: DecodeOptions & { readonly version?: Version } = {}): DecoderState {
  const { version, ...rest } = options;
  return { version, options: rest, slab: NO_SLAB, start: 0, length: 0, needed: 0, ended: false };
}

/**
 * Reads all the packets that `chunk` completes, in order. After a breach nothing is read any more. Payloads are views, into
 * `chunk` or into the decoder's own memory, so `chunk` must not be written to afterwards.
 */
export function feed(state: DecoderState, chunk: Uint8Array): readonly [DecoderState, readonly Streamed[]] {
  const { slab, start, length, needed } = state;
  const end = start + length;
  // The common case of the slowest streams, kept small so that it is fast: one byte more of a packet that still is not whole.
  if (chunk.length === 1 && length !== 0 && length + 1 < needed && slab.used === end && end < slab.bytes.length) {
    slab.bytes[end] = chunk[0] as number;
    slab.used = end + 1;
    const { version, options } = state;
    return [{ version, options, slab, start, length: length + 1, needed, ended: false }, NOTHING];
  }
  return feedChunk(state, chunk);
}

function feedChunk(state: DecoderState, chunk: Uint8Array): readonly [DecoderState, readonly Streamed[]] {
  if (state.ended || chunk.length === 0) return [state, NOTHING];
  return state.length === 0 ? readChunk(state, chunk, 0, []) : completePacket(state, chunk);
}

/** Takes from `chunk` what the pending packet needs, and then reads the rest of it. */
function completePacket(before: DecoderState, chunk: Uint8Array): readonly [DecoderState, readonly Streamed[]] {
  let state = before;
  let at = 0;
  for (;;) {
    const taken = Math.min(state.needed - state.length, chunk.length - at);
    state = extend(state, chunk, at, taken, state.needed);
    at += taken;
    const { version, options, slab, start, length, needed } = state;
    if (length < needed) return [state, NOTHING];
    const decoded = decodeFirst(slab.bytes, start, start + length, version, options);
    if (decoded.kind === "malformed") return [ended(state), [decoded]];
    if (decoded.kind === "packet") {
      const next = standing(state, version ?? learnt(decoded), slab, start + length, 0, 0);
      return at === chunk.length ? [next, [decoded]] : readChunk(next, chunk, at, [decoded]);
    }
    state = standing(state, version, slab, start, length, length + (decoded.missing ?? 1));
  }
}

/** Reads the packets of `chunk` from `first` on, behind those in `results`. Nothing is pending. */
function readChunk(
  before: DecoderState,
  chunk: Uint8Array,
  first: number,
  results: Streamed[],
): readonly [DecoderState, readonly Streamed[]] {
  let state = before;
  let at = first;
  while (at < chunk.length) {
    const decoded = decodeFirst(chunk, at, chunk.length, state.version, state.options);
    if (decoded.kind === "incomplete") {
      const length = chunk.length - at;
      const next = extend(state, chunk, at, length, length + (decoded.missing ?? 1));
      return [next, results.length === 0 ? NOTHING : results];
    }
    results.push(decoded);
    if (decoded.kind === "malformed") return [ended(state), results];
    if (state.version === undefined) state = standing(state, learnt(decoded), state.slab, state.start, 0, 0);
    at += decoded.size;
  }
  return [state, results];
}

/** Puts `taken` bytes of `chunk` behind what is pending. */
function extend(state: DecoderState, chunk: Uint8Array, at: number, taken: number, needed: number): DecoderState {
  const { length } = state;
  let { slab, start } = state;
  const all = length + taken;
  if (slab.used !== start + length || start + all > slab.bytes.length) {
    // A length field promises nothing: a slab is at most twice as large as what has come, but for its smallest size.
    const moved = { bytes: new Uint8Array(Math.max(SLAB_SIZE, Math.min(needed, all * 2))), used: 0 };
    if (length > 0) moved.bytes.set(slab.bytes.subarray(start, start + length));
    slab = moved;
    start = 0;
  }
  const end = start + length;
  if (taken === 1) slab.bytes[end] = chunk[at] as number;
  else slab.bytes.set(new Uint8Array(chunk.buffer, chunk.byteOffset + at, taken), end);
  slab.used = end + taken;
  return standing(state, state.version, slab, start, all, needed);
}

function standing(
  { options }: DecoderState,
  version: Version | undefined,
  slab: Slab,
  start: number,
  length: number,
  needed: number,
): DecoderState {
  return { version, options, slab, start, length, needed, ended: false };
}

function ended({ options, version }: DecoderState): DecoderState {
  return { version, options, slab: NO_SLAB, start: 0, length: 0, needed: 0, ended: true };
}

/** Reads a packet; the first of a stream whose version is not known must be CONNECT, and tells it. */
function decodeFirst(
  bytes: Uint8Array,
  start: number,
  end: number,
  version: Version | undefined,
  options: DecodeOptions,
): Decoded {
  if (version !== undefined) return decodeAt(bytes, start, end, version, options);
  const first = bytes[start] as number;
  if (first >>> 4 !== FIRST_BYTE.CONNECT >>> 4) return notConnect(first);
  let at = start + 1;
  while (at < end && at < start + 4 && (bytes[at] as number) >= 0x80) at++;
  // The fixed header is judged by its own bytes, so that it makes no difference how many more have come. An overlong
  // Remaining Length is wrong in 5.0 alone and has to wait for the version.
  const header = Math.min(at + 1, end);
  const inNewer = decodeAt(bytes, start, header, "5.0", options);
  const judged = isOverlong(inNewer) ? decodeAt(bytes, start, header, "3.1.1", options) : inNewer;
  if (judged.kind !== "incomplete" || judged.missing === undefined) return judged;
  const packetEnd = header + judged.missing;
  if (packetEnd > end) return { kind: "incomplete", missing: packetEnd - end };
  // The place of the version never changes: behind the six bytes of the protocol name. What does not exist, or is not there,
  // is refused in the words of the newer.
  const told = at + 7 < packetEnd && bytes[at + 7] === 4 ? "3.1.1" : "5.0";
  return decodeAt(bytes, start, packetEnd, told, options);
}

function isOverlong(judged: Decoded): boolean {
  return judged.kind === "malformed" && judged.violation.requirement === rules.notShortest["5.0"];
}

function notConnect(first: number): Decoded {
  const requirement = rules.sentence(rules.notConnect, "5.0");
  const found = `packet type ${first >>> 4} before CONNECT`;
  return { kind: "malformed", violation: { requirement, reasonCode: rules.notConnect.earns, offset: 0, found } };
}

function learnt(decoded: Decoded): Version | undefined {
  return decoded.kind === "packet" && decoded.packet.type === "CONNECT" ? decoded.packet.version : undefined;
}
