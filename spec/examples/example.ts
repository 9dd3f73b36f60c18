// The shape of a golden example: bytes and what they mean, written by hand from the standard, never by a codec.

import type { Version } from "../requirement.ts";
import type { RequirementId } from "../requirements.ts";
import type { PacketType } from "../tables/index.ts";

/**
 * A packet of src/codec as plain JSON: what is binary there (payload, password, correlationData, authenticationData,
 * will.payload) is a hex string here; everything else stands as it is.
 */
export interface JsonPacket {
  readonly type: PacketType;
  readonly [field: string]: unknown;
}

/** One example: bytes and what they mean. */
export type Example = ValidExample | MalformedExample | RefusedExample;

interface Common {
  /** A sentence about the protocol. */
  readonly name: string;
  readonly version: Version;
  /** The sentences of the standard that it shows kept or broken. */
  readonly shows: readonly RequirementId[];
  /** Who sent it, where that matters. */
  readonly from?: "client" | "server";
}

/** `hex` decodes to `packet`, and `packet` encodes to `hex`, or to `canonical` where `hex` is not the form that we send. */
export interface ValidExample extends Common {
  readonly kind: "valid";
  /** Lower case; spaces between fields are for the eye. */
  readonly hex: string;
  readonly packet: JsonPacket;
  readonly canonical?: string;
}

/** `hex` is malformed. */
export interface MalformedExample extends Common {
  readonly kind: "malformed";
  readonly hex: string;
  readonly violation: {
    readonly requirement: RequirementId;
    readonly reasonCode: number;
    /** In bytes from the first byte of the packet. */
    readonly offset: number;
  };
  /** The largest packet that the receiver takes. */
  readonly maximumPacketSize?: number;
  /** The receiver checks that a payload announced as text is text. */
  readonly checkPayloadFormat?: true;
}

/** `packet` may not be encoded. */
export interface RefusedExample extends Common {
  readonly kind: "refused";
  readonly packet: JsonPacket;
  readonly violation: { readonly requirement: RequirementId; readonly reasonCode: number };
}

/** Writes `text`, which may be hex, `count` times over. */
export function repeat(text: string, count: number): string {
  return text.repeat(count);
}
