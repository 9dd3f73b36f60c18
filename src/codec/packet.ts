// The control packets of both versions as plain readonly objects, one shape for each packet and version. (5.0 chapter 3, 3.1.1 chapter 3)
// `type` is the standard's word, so that a packet is an event of the models as it stands.

import type { ReasonCode, Version } from "../../spec/index.ts";

/** A Quality of Service level. */
export type QoS = 0 | 1 | 2;

/** One User Property: name and value. Order and repeats are kept. */
export type UserProperty = readonly [name: string, value: string];

interface WithUserProperties {
  readonly userProperties?: readonly UserProperty[];
}

interface WithReasonString extends WithUserProperties {
  readonly reasonString?: string;
}

// ---- CONNECT (§3.1)

/** The properties of CONNECT. Intervals in seconds. */
export interface ConnectProperties extends WithUserProperties {
  readonly sessionExpiryInterval?: number;
  readonly receiveMaximum?: number;
  readonly maximumPacketSize?: number;
  readonly topicAliasMaximum?: number;
  readonly requestResponseInformation?: 0 | 1;
  readonly requestProblemInformation?: 0 | 1;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Uint8Array;
}

/** The Will Properties inside CONNECT. Intervals in seconds. */
export interface WillProperties extends WithUserProperties {
  readonly willDelayInterval?: number;
  readonly payloadFormatIndicator?: 0 | 1;
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
}

/** The Will Message of MQTT 3.1.1. */
export interface Will311 {
  readonly topicName: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
}

/** The Will Message of MQTT 5.0. */
export interface Will50 extends Will311 {
  readonly properties: WillProperties;
}

/** 3.1.1/MQTT-3.1.2-22: no password without a user name. */
type Credentials311 =
  | { readonly userName?: never; readonly password?: never }
  | { readonly userName: string; readonly password?: Uint8Array };

export type Connect311 = Credentials311 & {
  readonly type: "CONNECT";
  readonly version: "3.1.1";
  readonly clientId: string;
  readonly cleanSession: boolean;
  /** Seconds; 0 turns Keep Alive off. */
  readonly keepAlive: number;
  readonly will?: Will311;
};

export interface Connect50 {
  readonly type: "CONNECT";
  readonly version: "5.0";
  readonly clientId: string;
  readonly cleanStart: boolean;
  /** Seconds; 0 turns Keep Alive off. */
  readonly keepAlive: number;
  readonly properties: ConnectProperties;
  readonly will?: Will50;
  readonly userName?: string;
  readonly password?: Uint8Array;
}

// ---- CONNACK (§3.2)

/** The properties of CONNACK. Intervals in seconds. */
export interface ConnackProperties extends WithReasonString {
  readonly sessionExpiryInterval?: number;
  readonly receiveMaximum?: number;
  readonly maximumQos?: 0 | 1;
  readonly retainAvailable?: 0 | 1;
  readonly maximumPacketSize?: number;
  readonly assignedClientIdentifier?: string;
  readonly topicAliasMaximum?: number;
  readonly wildcardSubscriptionAvailable?: 0 | 1;
  readonly subscriptionIdentifierAvailable?: 0 | 1;
  readonly sharedSubscriptionAvailable?: 0 | 1;
  readonly serverKeepAlive?: number;
  readonly responseInformation?: string;
  readonly serverReference?: string;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Uint8Array;
}

/** A return code of CONNACK in MQTT 3.1.1. */
export type ConnectReturnCode = 0 | 1 | 2 | 3 | 4 | 5;

export type Connack311 =
  | { readonly type: "CONNACK"; readonly sessionPresent: boolean; readonly returnCode: 0 }
  | { readonly type: "CONNACK"; readonly sessionPresent: false; readonly returnCode: 1 | 2 | 3 | 4 | 5 };

export interface Connack50 {
  readonly type: "CONNACK";
  readonly sessionPresent: boolean;
  readonly reasonCode: ReasonCode;
  readonly properties: ConnackProperties;
}

// ---- PUBLISH (§3.3)

/** The properties of PUBLISH. Message Expiry Interval in seconds. */
export interface PublishProperties extends WithUserProperties {
  readonly payloadFormatIndicator?: 0 | 1;
  readonly messageExpiryInterval?: number;
  readonly topicAlias?: number;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  readonly subscriptionIdentifiers?: readonly number[];
  readonly contentType?: string;
}

interface Message311 {
  readonly type: "PUBLISH";
  readonly retain: boolean;
  readonly topicName: string;
  /** What the decoder gives is a view into the bytes that it was given. */
  readonly payload: Uint8Array;
}

interface Message50 extends Message311 {
  readonly properties: PublishProperties;
}

/** QoS 0 has no Packet Identifier and is never repeated. */
interface AtQos0 {
  readonly qos: 0;
  readonly dup: false;
}

interface AtQos1 {
  readonly qos: 1;
  readonly dup: boolean;
  readonly packetId: number;
}

interface AtQos2 {
  readonly qos: 2;
  readonly dup: boolean;
  readonly packetId: number;
}

export type Publish311 = Message311 & (AtQos0 | AtQos1 | AtQos2);
export type Publish50 = Message50 & (AtQos0 | AtQos1 | AtQos2);

// ---- PUBACK, PUBREC, PUBREL, PUBCOMP (§3.4 to §3.7)

/** The four acknowledgements of PUBLISH. */
export type AckType = "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP";

/** The properties of PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK. */
export interface AckProperties extends WithReasonString {}

export interface Ack311<T extends AckType = AckType> {
  readonly type: T;
  readonly packetId: number;
}

export interface Ack50<T extends AckType = AckType> {
  readonly type: T;
  readonly packetId: number;
  readonly reasonCode: ReasonCode;
  readonly properties: AckProperties;
}

type Acks311 = Ack311<"PUBACK"> | Ack311<"PUBREC"> | Ack311<"PUBREL"> | Ack311<"PUBCOMP">;
type Acks50 = Ack50<"PUBACK"> | Ack50<"PUBREC"> | Ack50<"PUBREL"> | Ack50<"PUBCOMP">;

// ---- SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK (§3.8 to §3.11)

export interface Subscription311 {
  readonly topicFilter: string;
  readonly qos: QoS;
}

export interface Subscription50 extends Subscription311 {
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
}

export interface SubscribeProperties extends WithUserProperties {
  readonly subscriptionIdentifier?: number;
}

export interface Subscribe311 {
  readonly type: "SUBSCRIBE";
  readonly packetId: number;
  readonly subscriptions: readonly Subscription311[];
}

export interface Subscribe50 {
  readonly type: "SUBSCRIBE";
  readonly packetId: number;
  readonly properties: SubscribeProperties;
  readonly subscriptions: readonly Subscription50[];
}

export interface Suback311 {
  readonly type: "SUBACK";
  readonly packetId: number;
  readonly returnCodes: readonly (QoS | 0x80)[];
}

export interface Suback50 {
  readonly type: "SUBACK";
  readonly packetId: number;
  readonly properties: AckProperties;
  readonly reasonCodes: readonly ReasonCode[];
}

export interface Unsubscribe311 {
  readonly type: "UNSUBSCRIBE";
  readonly packetId: number;
  readonly topicFilters: readonly string[];
}

export interface Unsubscribe50 {
  readonly type: "UNSUBSCRIBE";
  readonly packetId: number;
  readonly properties: WithUserProperties;
  readonly topicFilters: readonly string[];
}

export interface Unsuback311 {
  readonly type: "UNSUBACK";
  readonly packetId: number;
}

export interface Unsuback50 {
  readonly type: "UNSUBACK";
  readonly packetId: number;
  readonly properties: AckProperties;
  readonly reasonCodes: readonly ReasonCode[];
}

// ---- PINGREQ, PINGRESP, DISCONNECT, AUTH (§3.12 to §3.15)

export interface Pingreq {
  readonly type: "PINGREQ";
}

export interface Pingresp {
  readonly type: "PINGRESP";
}

export interface Disconnect311 {
  readonly type: "DISCONNECT";
}

export interface DisconnectProperties extends WithReasonString {
  /** Seconds. Only a client may send it. */
  readonly sessionExpiryInterval?: number;
  readonly serverReference?: string;
}

export interface Disconnect50 {
  readonly type: "DISCONNECT";
  readonly reasonCode: ReasonCode;
  readonly properties: DisconnectProperties;
}

export interface AuthProperties extends WithReasonString {
  readonly authenticationMethod: string;
  readonly authenticationData?: Uint8Array;
}

export interface Auth50 {
  readonly type: "AUTH";
  readonly reasonCode: 0x00 | 0x18 | 0x19;
  readonly properties: AuthProperties;
}

// ---- All of them

/** Any packet of MQTT 3.1.1. */
export type Packet311 =
  | Connect311
  | Connack311
  | Publish311
  | Acks311
  | Subscribe311
  | Suback311
  | Unsubscribe311
  | Unsuback311
  | Pingreq
  | Pingresp
  | Disconnect311;

/** Any packet of MQTT 5.0. */
export type Packet50 =
  | Connect50
  | Connack50
  | Publish50
  | Acks50
  | Subscribe50
  | Suback50
  | Unsubscribe50
  | Unsuback50
  | Pingreq
  | Pingresp
  | Disconnect50
  | Auth50;

/** The packets of a version; of either, where the version is not known. */
export type Packet<V extends Version = Version> = V extends "5.0" ? Packet50 : Packet311;

/** The packet of one type: `PacketOf<"PUBLISH", "5.0">`. */
export type PacketOf<T extends Packet["type"], V extends Version = Version> = Extract<Packet<V>, { readonly type: T }>;
