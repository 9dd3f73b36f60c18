// Our codec beside mqtt-packet 9 on the same packets, in one process: `npm run bench:codec [-- --json]`.
// Both run in turn, many rounds; what is printed is the median ratio. Absolute figures are of this machine and this moment.

import type { Packet } from "mqtt-packet";
import { generate, parser, writeToStream } from "mqtt-packet";
import type { Version } from "../../spec/index.ts";
import type { Packet as OurPacket } from "../../src/codec/index.ts";
import { createDecoder, encode, encodeInto, feed } from "../../src/codec/index.ts";
import type { Effort } from "./measure.ts";
import { allocated, BRIEF, compare, THOROUGH } from "./measure.ts";
import type { Pair } from "./mixture.ts";
import { kinds, LARGE, mixture } from "./mixture.ts";

/** What one comparison found. Ratios above 1 are in our favour. */
interface Row {
  readonly bench: string;
  readonly version: Version;
  readonly ratio: number;
  readonly ours: {
    readonly packetsPerSecond: number;
    readonly megabytesPerSecond: number;
    readonly bytesAllocated: number;
  };
  readonly theirs: {
    readonly packetsPerSecond: number;
    readonly megabytesPerSecond: number;
    readonly bytesAllocated: number;
  };
}

const VERSIONS: readonly Version[] = ["3.1.1", "5.0"];
const CHUNK = 16_384;
const STREAM = 256 * 1024;
const buffer = new Uint8Array(1 << 17);
const sink = { write: () => true, cork: () => {}, uncork: () => {} };

function bytesOf(pair: Pair, version: Version): Uint8Array {
  const encoded = encode(pair.ours as OurPacket<Version>, version);
  if (encoded.kind === "refused") throw new Error(`${pair.kind} is refused: ${encoded.violation.found}`);
  return encoded.bytes;
}

/** Enough packets to fill a stream, and their bytes. */
function stream(pairs: readonly Pair[], version: Version, size: number): { packets: number; bytes: Uint8Array } {
  const once = Buffer.concat(pairs.map((pair) => bytesOf(pair, version)));
  const times = Math.max(1, Math.ceil(size / once.length));
  return { packets: times * pairs.length, bytes: Buffer.concat(Array.from({ length: times }, () => once)) };
}

/** Every chunk of one byte that there is, so that the bench of single bytes does not measure the making of chunks. */
const SINGLE_BYTES: readonly Uint8Array[] = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]));

function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  if (size === 1) return Array.from(bytes, (byte) => SINGLE_BYTES[byte] as Uint8Array);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

function decodeOurs(chunks: readonly Uint8Array[], version: Version): number {
  let state = createDecoder({ version });
  let packets = 0;
  for (const chunk of chunks) {
    const [next, results] = feed(state, chunk);
    state = next;
    packets += results.length;
  }
  return packets;
}

function decodeTheirs(chunks: readonly Uint8Array[], version: Version): number {
  const decoder = parser({ protocolVersion: version === "5.0" ? 5 : 4 });
  let packets = 0;
  decoder.on("packet", () => packets++);
  for (const chunk of chunks) decoder.parse(chunk as Buffer);
  return packets;
}

function decoding(
  bench: string,
  version: Version,
  pairs: readonly Pair[],
  chunkSize: number,
  size: number,
  effort: Effort,
): Row {
  const { packets, bytes } = stream(pairs, version, size);
  const chunks = cut(bytes, chunkSize);
  const ours = () => decodeOurs(chunks, version);
  const theirs = () => decodeTheirs(chunks, version);
  if (ours() !== packets || theirs() !== packets)
    throw new Error(`${bench}: ${ours()} and ${theirs()} of ${packets} packets`);
  return row(bench, version, packets, bytes.length, ours, theirs, effort);
}

function encoding(
  bench: string,
  version: Version,
  pairs: readonly Pair[],
  our: (packet: OurPacket<Version>, version: Version) => unknown,
  their: (packet: Packet, options: { protocolVersion: number }) => unknown,
  effort: Effort,
): Row {
  const size = pairs.reduce((sum, pair) => sum + bytesOf(pair, version).length, 0);
  const times = Math.ceil(2000 / pairs.length);
  const options = { protocolVersion: version === "5.0" ? 5 : 4 };
  const ours = () => {
    for (let turn = 0; turn < times; turn++) for (const pair of pairs) our(pair.ours, version);
  };
  const theirs = () => {
    for (let turn = 0; turn < times; turn++) for (const pair of pairs) their(pair.theirs, options);
  };
  return row(bench, version, times * pairs.length, times * size, ours, theirs, effort);
}

function row(
  bench: string,
  version: Version,
  packets: number,
  bytes: number,
  ours: () => unknown,
  theirs: () => unknown,
  effort: Effort,
): Row {
  const { ratio, first, second } = compare(ours, theirs, effort);
  const side = (milliseconds: number, work: () => unknown) => ({
    packetsPerSecond: Math.round((packets / milliseconds) * 1000),
    megabytesPerSecond: Number((bytes / milliseconds / 1000).toFixed(1)),
    bytesAllocated: Math.round(allocated(work) / packets),
  });
  return { bench, version, ratio, ours: side(first, ours), theirs: side(second, theirs) };
}

const intoBuffer = (packet: OurPacket<Version>, version: Version) => encodeInto(packet, version, buffer);
const toStream = (packet: Packet, options: { protocolVersion: number }) =>
  writeToStream(packet, sink as never, options);

function* rows(): Generator<Row> {
  for (const version of VERSIONS) {
    const mixed = mixture(version);
    const small = mixed.filter((pair) => pair.kind !== LARGE);
    yield decoding("decode: mixed, 16 KiB chunks", version, mixed, CHUNK, STREAM, THOROUGH);
    yield decoding("decode: mixed, one byte at a time", version, mixed, 1, STREAM / 8, THOROUGH);
    yield decoding("decode: mixed, up to 1 KiB, 16 KiB chunks", version, small, CHUNK, STREAM, THOROUGH);
    yield decoding("decode: mixed, up to 1 KiB, one byte at a time", version, small, 1, STREAM / 8, THOROUGH);
    yield encoding("encode: mixed, into a buffer / generate", version, mixed, intoBuffer, generate, THOROUGH);
    yield encoding("encode: mixed, into a buffer / writeToStream", version, mixed, intoBuffer, toStream, THOROUGH);
    yield encoding("encode: mixed, fresh bytes / generate", version, mixed, encode, generate, THOROUGH);
  }
  for (const version of VERSIONS) {
    for (const pair of kinds(version)) {
      yield decoding(`decode: ${pair.kind}`, version, [pair], CHUNK, STREAM / 4, BRIEF);
      yield encoding(`encode: ${pair.kind}`, version, [pair], intoBuffer, generate, BRIEF);
    }
  }
}

function line({ bench, version, ratio, ours, theirs }: Row): string {
  const speed = `${ours.packetsPerSecond} : ${theirs.packetsPerSecond} packets/s`;
  const flow = `${ours.megabytesPerSecond} : ${theirs.megabytesPerSecond} MB/s`;
  const memory = `${ours.bytesAllocated} : ${theirs.bytesAllocated} B allocated a packet`;
  return `${`${ratio.toFixed(1)}x`.padStart(7)}  ${version.padEnd(5)}  ${bench.padEnd(46)} ${speed}, ${flow}, ${memory}`;
}

const found: Row[] = [];
const json = process.argv.includes("--json");
if (!json) console.log("ours : mqtt-packet 9 (median ratio of rounds in turn; strict validation on)");
for (const each of rows()) {
  found.push(each);
  if (!json) console.log(line(each));
}
if (json) console.log(JSON.stringify({ schema: 1, against: "mqtt-packet 9", rows: found }, null, 2));
