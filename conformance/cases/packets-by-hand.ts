// PUBLISH, SUBSCRIBE and UNSUBSCRIBE byte by byte, for what the codec refuses to write. (§3.3, §3.8, §3.10)

import { frame, join, type Piece, properties, type Toolkit, u16, utf8 } from "../case.ts";

/** A PUBLISH, field by field. */
export interface PublishFields {
  /** The first byte; 0x30 where nothing is said: QoS 0. */
  readonly first?: number;
  readonly topicName: string | Piece;
  readonly packetId?: number;
  /** Properties, each with its identifier, without the length of them all. Left out in 3.1.1. */
  readonly properties?: readonly Piece[];
  readonly payload?: string | Piece;
}

/** The bytes of a PUBLISH in the version of the case. */
export function publishBytes(t: Toolkit, fields: PublishFields): Uint8Array {
  const { first = 0x30, topicName, packetId, payload = "by hand" } = fields;
  const body = [
    utf8(topicName),
    packetId === undefined ? [] : u16(packetId),
    t.version === "5.0" ? properties(...(fields.properties ?? [])) : [],
    typeof payload === "string" ? new TextEncoder().encode(payload) : payload,
  ];
  return frame(first, ...body);
}

/** A Topic Filter and the byte behind it. */
type FilterAndOptions = readonly [topicFilter: string | Piece, options: number];

/** A SUBSCRIBE, field by field. */
export interface SubscribeFields {
  /** The first byte; 0x82 where nothing is said. */
  readonly first?: number;
  readonly packetId: number;
  /** As in a PUBLISH. */
  readonly properties?: readonly Piece[];
  readonly subscriptions: readonly FilterAndOptions[];
}

/** The bytes of a SUBSCRIBE in the version of the case. */
export function subscribeBytes(t: Toolkit, fields: SubscribeFields): Uint8Array {
  const payload = fields.subscriptions.map(([topicFilter, options]) => join(utf8(topicFilter), [options]));
  const head = t.version === "5.0" ? properties(...(fields.properties ?? [])) : [];
  return frame(fields.first ?? 0x82, u16(fields.packetId), head, ...payload);
}

/** An UNSUBSCRIBE, field by field. */
export interface UnsubscribeFields {
  /** The first byte; 0xA2 where nothing is said. */
  readonly first?: number;
  readonly packetId: number;
  readonly topicFilters: readonly (string | Piece)[];
}

/** The bytes of an UNSUBSCRIBE in the version of the case. */
export function unsubscribeBytes(t: Toolkit, { first = 0xa2, packetId, topicFilters }: UnsubscribeFields): Uint8Array {
  const head = t.version === "5.0" ? properties() : [];
  return frame(first, u16(packetId), head, ...topicFilters.map((one) => utf8(one)));
}
