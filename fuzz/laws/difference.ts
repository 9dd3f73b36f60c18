// Where our codec and mqtt-packet part ways on the same packet, and what a class of such differences says.

import { isDeepStrictEqual } from "node:util";
import type { RequirementId, Version } from "../../spec/index.ts";
import type { Decoded, Packet } from "../../src/codec/index.ts";
import { decode } from "../../src/codec/index.ts";
import type { Fields, Theirs } from "./mqtt-packet.ts";
import { generateTheirs, meaningOfOurs, meaningOfTheirs, parseTheirs } from "./mqtt-packet.ts";

/** Two readings of the same bytes that are not the same. */
export interface ReadingDifference {
  readonly kind: "reading";
  readonly version: Version;
  readonly bytes: Uint8Array;
  readonly ours: Decoded;
  readonly theirs: Theirs;
}

/** A packet that may be sent, and that mqtt-packet will not write. */
interface WritingDifference {
  readonly kind: "writing";
  readonly version: Version;
  readonly packet: Packet;
  readonly message: string;
}

export type Difference = ReadingDifference | WritingDifference;

/** One way in which they differ, and who is right by which sentence. */
export interface DifferenceClass {
  /** Finishes the sentence "mqtt-packet …". */
  readonly name: string;
  /** The sentences that decide, in either version. */
  readonly requirements: readonly RequirementId[];
  readonly whose: "mqtt-packet";
  readonly why: string;
  readonly matches: (difference: Difference) => boolean;
  /** One such packet: bytes to read, or a packet to write. */
  readonly example:
    | { readonly version: Version; readonly hex: string }
    | { readonly version: Version; readonly packet: Packet };
}

/** How the two readings of `bytes` differ, or undefined where they agree. */
export function readingDifference(bytes: Uint8Array, version: Version): ReadingDifference | undefined {
  const ours = decode(bytes, version);
  const theirs = parseTheirs(bytes, version);
  const isSame =
    ours.kind === theirs.kind &&
    !(ours.kind === "packet" && theirs.kind === "packet" && !means(ours.packet, theirs.packet, version));
  return isSame ? undefined : { kind: "reading", version, bytes, ours, theirs };
}

/** How the writings of `packet` differ: mqtt-packet will not, or what it writes means something else to us. */
export function writingDifference(packet: Packet, version: Version): Difference | undefined {
  const written = generateTheirs(packet, version);
  if (written instanceof Error) return { kind: "writing", version, packet, message: written.message };
  const bytes = new Uint8Array(written);
  const ours = decode(bytes, version);
  const isSame =
    ours.kind === "packet" && isDeepStrictEqual(meaningOfOurs(ours.packet, version), meaningOfOurs(packet, version));
  return isSame ? undefined : { kind: "reading", version, bytes, ours, theirs: parseTheirs(bytes, version) };
}

function means(ours: Packet, theirs: Fields, version: Version): boolean {
  return isDeepStrictEqual(meaningOfTheirs(theirs), meaningOfOurs(ours, version));
}
