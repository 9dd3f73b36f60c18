// Packets made by hand, field by field, for what no codec would write; in both versions.

import { hex, type Piece, u16, utf8, variableByteInteger } from "../../../conformance/case.ts";
import type { Version } from "../../../spec/index.ts";
import { framed, joined } from "../../arbitraries/bytes.ts";

export { hex, u16, utf8 };

/** Pieces, one behind the other: also many, and large ones. */
export function join(...pieces: readonly Piece[]): Uint8Array {
  return joined(pieces.map((piece) => Uint8Array.from(piece)));
}

/** A packet: its first byte, its Remaining Length, and its body. */
export function frame(first: number, ...body: readonly Piece[]): Uint8Array {
  return framed(first, join(...body));
}

/** Properties of MQTT 5.0, each with its identifier, behind their length. */
function properties(...pieces: readonly Piece[]): Uint8Array {
  const all = join(...pieces);
  return join(variableByteInteger(all.length), all);
}

/** Its properties in MQTT 5.0, each with its identifier, and nothing in 3.1.1. */
export function propertiesIn(version: Version, ...pieces: readonly Piece[]): Uint8Array {
  return version === "5.0" ? properties(...pieces) : join();
}

/** The fields of a CONNECT. What is left out is right. */
export interface ConnectParts {
  readonly protocolName?: string | Piece;
  readonly level?: number;
  readonly flags?: number;
  readonly keepAlive?: number;
  readonly properties?: readonly Piece[];
  readonly clientId?: string | Piece;
  /** What follows the Client Identifier. */
  readonly rest?: readonly Piece[];
}

/** A CONNECT with Clean Start, and an empty Client Identifier where nothing is said. */
export function connect(parts: ConnectParts = {}): (version: Version) => Uint8Array {
  return (version) =>
    frame(
      0x10,
      utf8(parts.protocolName ?? "MQTT"),
      [parts.level ?? (version === "5.0" ? 5 : 4), parts.flags ?? 0x02],
      u16(parts.keepAlive ?? 0),
      propertiesIn(version, ...(parts.properties ?? [])),
      utf8(parts.clientId ?? ""),
      ...(parts.rest ?? []),
    );
}

/** The fields of a will: its properties in MQTT 5.0, its topic and its payload. */
export function will(version: Version, topicName: string | Piece, ...willProperties: readonly Piece[]): Uint8Array {
  return join(propertiesIn(version, ...willProperties), utf8(topicName), utf8("will"));
}

/** A CONNECT with a will of QoS 0. */
export function connectWithWill(
  topicName: string | Piece,
  willProperties: readonly Piece[] = [],
  flags = 0x06,
): (version: Version) => Uint8Array {
  return (version) => connect({ flags, rest: [will(version, topicName, ...willProperties)] })(version);
}

/** The fields of a PUBLISH. */
export interface PublishParts {
  /** The first byte; QoS 0 where nothing is said. */
  readonly first?: number;
  readonly packetId?: number;
  readonly properties?: readonly Piece[];
  readonly payload?: string | Piece;
}

/** A PUBLISH to a topic. */
export function publish(topicName: string | Piece, parts: PublishParts = {}): (version: Version) => Uint8Array {
  const { first = 0x30, packetId, payload = "x" } = parts;
  return (version) =>
    frame(
      first,
      utf8(topicName),
      packetId === undefined ? [] : u16(packetId),
      propertiesIn(version, ...(parts.properties ?? [])),
      typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
    );
}

/** The fields of a SUBSCRIBE. */
export interface SubscribeParts {
  readonly first?: number;
  readonly packetId?: number;
  readonly properties?: readonly Piece[];
}

/** A SUBSCRIBE of Topic Filters, each with its options. */
export function subscribe(
  filters: readonly (readonly [filter: string | Piece, options: number])[],
  parts: SubscribeParts = {},
): (version: Version) => Uint8Array {
  const { first = 0x82, packetId = 1 } = parts;
  return (version) =>
    frame(
      first,
      u16(packetId),
      propertiesIn(version, ...(parts.properties ?? [])),
      ...filters.map(([filter, options]) => join(utf8(filter), [options])),
    );
}

/** An UNSUBSCRIBE of Topic Filters. */
export function unsubscribe(filters: readonly string[], first = 0xa2): (version: Version) => Uint8Array {
  return (version) => frame(first, u16(1), propertiesIn(version), ...filters.map((filter) => utf8(filter)));
}

/** Packets one behind the other, for one version. */
export function together(...packets: readonly (Uint8Array | ((version: Version) => Uint8Array))[]) {
  return (version: Version): Uint8Array =>
    join(...packets.map((packet) => (typeof packet === "function" ? packet(version) : packet)));
}
