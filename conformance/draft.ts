// A packet as an author writes it, with only what matters; `complete` fills in the rest as each version shapes it.

import type { RequirementId, Version } from "../spec/index.ts";
import type {
  AckType,
  ConnackProperties,
  ConnectProperties,
  Packet,
  PublishProperties,
  QoS,
  UserProperty,
  WillProperties,
} from "../src/codec/index.ts";
import { encode } from "../src/codec/index.ts";

/** Text stands for its bytes in UTF-8. */
export type Bytes = Uint8Array | string;

/** A Will Message; its properties are left out in 3.1.1. */
export interface WillDraft {
  readonly topicName: string;
  readonly payload?: Bytes;
  readonly qos?: QoS;
  readonly retain?: boolean;
  readonly properties?: WillProperties;
}

/** A CONNECT. Properties are left out in 3.1.1. */
export interface ConnectDraft {
  readonly type: "CONNECT";
  readonly clientId?: string;
  /** Clean Start, or Clean Session; true where nothing is said. */
  readonly clean?: boolean;
  /** Seconds; 60 where nothing is said. */
  readonly keepAlive?: number;
  readonly userName?: string;
  readonly password?: Bytes;
  readonly will?: WillDraft;
  readonly properties?: ConnectProperties;
}

/** A PUBLISH. A QoS above 0 needs a `packetId`. */
export interface PublishDraft {
  readonly type: "PUBLISH";
  readonly topicName: string;
  readonly payload?: Bytes;
  readonly qos?: QoS;
  readonly packetId?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly properties?: PublishProperties;
}

/** One line of a SUBSCRIBE. The options of 5.0 are left out in 3.1.1. */
export interface SubscriptionDraft {
  readonly topicFilter: string;
  readonly qos?: QoS;
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  readonly retainHandling?: 0 | 1 | 2;
}

interface PropertiesDraft {
  readonly reasonString?: string;
  readonly userProperties?: readonly UserProperty[];
  readonly sessionExpiryInterval?: number;
  readonly subscriptionIdentifier?: number;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Uint8Array;
}

interface AnswerDraft<T extends string> {
  readonly type: T;
  readonly reasonCode?: number;
  readonly properties?: PropertiesDraft;
}

/** A CONNACK, for a case that is the server. Code 0 where nothing is said, in both versions. */
export interface ConnackDraft {
  readonly type: "CONNACK";
  readonly sessionPresent?: boolean;
  readonly reasonCode?: number;
  readonly properties?: ConnackProperties;
}

/** What a case may send without writing bytes. */
export type Draft =
  | ConnectDraft
  | ConnackDraft
  | {
      readonly type: "SUBACK" | "UNSUBACK";
      readonly packetId: number;
      /** In 3.1.1 an UNSUBACK has none. */
      readonly reasonCodes: readonly number[];
      readonly properties?: PropertiesDraft;
    }
  | PublishDraft
  | (AnswerDraft<AckType> & { readonly packetId: number })
  | {
      readonly type: "SUBSCRIBE";
      readonly packetId: number;
      readonly subscriptions: readonly SubscriptionDraft[];
      readonly properties?: PropertiesDraft;
    }
  | {
      readonly type: "UNSUBSCRIBE";
      readonly packetId: number;
      readonly topicFilters: readonly string[];
      readonly properties?: PropertiesDraft;
    }
  | { readonly type: "PINGREQ" | "PINGRESP" }
  | AnswerDraft<"DISCONNECT">
  | AnswerDraft<"AUTH">;

/** The bytes of a draft, or the sentence that sending it would break. */
export function draftBytes(
  draft: Draft,
  version: Version,
): { readonly bytes: Uint8Array } | { readonly refused: RequirementId; readonly found: string } {
  const encoded = encode(complete(draft, version), version);
  return encoded.kind === "bytes"
    ? { bytes: encoded.bytes }
    : { refused: encoded.violation.requirement, found: encoded.violation.found };
}

/** The packet that a draft stands for. What the draft says wrongly, the codec refuses later. */
export function complete(draft: Draft, version: Version): Packet {
  const packet = version === "5.0" ? complete50(draft) : complete311(draft);
  return packet as unknown as Packet;
}

function complete50(draft: Draft): object {
  switch (draft.type) {
    case "CONNECT": {
      const { clean = true, password, will, ...rest } = draft;
      return {
        version: "5.0",
        clientId: "",
        cleanStart: clean,
        keepAlive: 60,
        properties: {},
        ...rest,
        ...(password !== undefined && { password: bytesOf(password) }),
        ...(will && { will: { qos: 0, retain: false, properties: {}, ...will, payload: bytesOf(will.payload) } }),
      };
    }
    case "PUBLISH":
      return { qos: 0, dup: false, retain: false, properties: {}, ...draft, payload: bytesOf(draft.payload) };
    case "SUBSCRIBE":
      return {
        properties: {},
        ...draft,
        subscriptions: draft.subscriptions.map((subscription) => ({
          qos: 0,
          noLocal: false,
          retainAsPublished: false,
          retainHandling: 0,
          ...subscription,
        })),
      };
    case "UNSUBSCRIBE":
    case "SUBACK":
    case "UNSUBACK":
      return { properties: {}, ...draft };
    case "CONNACK":
      return { sessionPresent: false, reasonCode: 0, properties: {}, ...draft };
    case "PINGREQ":
    case "PINGRESP":
      return draft;
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
    case "DISCONNECT":
    case "AUTH":
      return { reasonCode: 0, properties: {}, ...draft };
  }
}

function complete311(draft: Draft): object {
  switch (draft.type) {
    case "CONNECT": {
      const { clean = true, password, will, properties: _, ...rest } = draft;
      return {
        version: "3.1.1",
        clientId: "",
        cleanSession: clean,
        keepAlive: 60,
        ...rest,
        ...(password !== undefined && { password: bytesOf(password) }),
        ...(will && { will: { qos: 0, retain: false, ...without(will), payload: bytesOf(will.payload) } }),
      };
    }
    case "PUBLISH":
      return { qos: 0, dup: false, retain: false, ...without(draft), payload: bytesOf(draft.payload) };
    case "SUBSCRIBE":
      return {
        ...without(draft),
        subscriptions: draft.subscriptions.map(({ topicFilter, qos = 0 }) => ({ topicFilter, qos })),
      };
    case "CONNACK":
      return { sessionPresent: false, returnCode: draft.reasonCode ?? 0, ...without(draft) };
    case "SUBACK":
      return { ...without(draft), returnCodes: draft.reasonCodes };
    case "UNSUBACK":
    case "UNSUBSCRIBE":
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
    case "DISCONNECT":
    case "AUTH":
      return without(draft);
    case "PINGREQ":
    case "PINGRESP":
      return draft;
  }
}

/** Without what MQTT 3.1.1 does not know. */
function without(draft: object): object {
  const unknown = ["properties", "reasonCode", "reasonCodes"];
  return Object.fromEntries(Object.entries(draft).filter(([name]) => !unknown.includes(name)));
}

/** Text and bytes alike as bytes. */
function bytesOf(payload: Bytes | undefined): Uint8Array {
  if (payload === undefined) return new Uint8Array(0);
  return typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
}
