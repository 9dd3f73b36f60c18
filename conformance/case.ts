// The shape of a conformance case, and all that its script may do. A script touches no socket: it yields moves, and a
// player carries them out. This file is the only one that cases import.

import type { RequirementId, Version } from "../spec/index.ts";
import type { Packet, PublishProperties, QoS } from "../src/codec/index.ts";
import type { Bytes, ConnectDraft, Draft, SubscriptionDraft } from "./draft.ts";
import type { Fields, Seen } from "./fields.ts";
import type { End, Script, Via } from "./script.ts";

export type { Bytes, ConnectDraft, Draft, PublishDraft, SubscriptionDraft, WillDraft } from "./draft.ts";
export type { Fields, Matcher, Seen } from "./fields.ts";
export { absent, between, oneOf, present } from "./fields.ts";
export type { Piece } from "./raw.ts";
export { frame, hex, join, patched, properties, u16, u32, utf8, variableByteInteger } from "./raw.ts";
export type { End, Script } from "./script.ts";
export * as webSocket from "./web-socket.ts";

/** `must` decides the exit code; `should` is advice; `strict` is a sender's duty, judged by how the receiver reacts. */
export type CaseLevel = "must" | "should" | "strict";

/** What a target may lack without breaking the standard. The probe finds out. */
export type Need =
  | "qos1"
  | "qos2"
  | "retain"
  | "wildcard"
  | "shared"
  | "subscriptionIdentifiers"
  | "topicAlias"
  | "emptyClientId"
  /** An Authentication Method of which the profile tells. */
  | "authentication"
  /** A topic that nobody may use, of which the profile tells. */
  | "forbiddenTopic"
  /** A WebSocket of which the profile or an option tells. */
  | "webSocket";

/** What no probe finds out, and whoever runs the suite may tell. */
export type Offer = "authenticationMethod" | "authenticationData" | "forbiddenTopic" | "webSocket";

/** The ids of one version. */
export type IdOf<V extends Version> = Extract<RequirementId, `${V}/${string}`>;

/** The sentences that a case judges, by version; a version that is missing is not judged. */
export type Judges = { readonly [V in Version]?: readonly [IdOf<V>, ...IdOf<V>[]] };

/** A case as its author writes it. */
export interface CaseDefinition {
  /** `area/what-is-shown`; the full id has the version in front. */
  readonly id: string;
  /** A sentence about the protocol, in the present tense. */
  readonly title: string;
  /** The section of the standard; by version where the two differ. */
  readonly section: string | { readonly [V in Version]?: string };
  readonly requirements: Judges;
  /** `must` where nothing is said; by version where the two differ. */
  readonly level?: CaseLevel | { readonly [V in Version]?: CaseLevel };
  readonly needs?: readonly Need[];
  /** It waits for time to pass (Keep Alive, expiry): it runs beside the others. */
  readonly timed?: boolean;
  readonly script: (t: Toolkit) => Script<void>;
}

/** What is said of a case of one version, whoever is tried. */
export interface CaseFacts {
  readonly id: string;
  readonly title: string;
  readonly section: string;
  readonly version: Version;
  readonly requirements: readonly RequirementId[];
  readonly level: CaseLevel;
  readonly needs: readonly Need[];
  readonly timed: boolean;
}

/** A case of one version in which a broker is tried. */
export interface TestCase extends CaseFacts {
  readonly role: "broker";
  readonly script: (t: Toolkit) => Script<void>;
}

/** A case for each version whose sentences it judges. */
export function testCase(definition: CaseDefinition): readonly TestCase[] {
  const { id, title, section, requirements, level = "must", needs = [], timed = false, script } = definition;
  const versions = Object.keys(requirements) as Version[];
  return versions.map((version) => ({
    role: "broker",
    id: `${version}/${id}`,
    title,
    section: typeof section === "string" ? section : (section[version] ?? ""),
    version,
    requirements: requirements[version] ?? [],
    level: typeof level === "string" ? level : (level[version] ?? "must"),
    needs,
    timed,
    script,
  }));
}

/** How `t.connect` connects. */
export interface ConnectOptions extends Omit<ConnectDraft, "type"> {
  /** A session that outlives the connection: 3.1.1 Clean Session 0; 5.0 Clean Start 0 and an expiry of 300 s. */
  readonly persistent?: boolean;
  /** The version that is spoken; that of the case where nothing is said. */
  readonly version?: Version;
}

/** How long a move may take, where the standard says so. */
export interface Within {
  /** Milliseconds that the standard gives, over the target's own pace. What comes later still is `late`. */
  readonly within?: number;
}

/** How `publish` publishes. */
export interface PublishOptions {
  readonly qos?: QoS;
  readonly retain?: boolean;
  readonly properties?: PublishProperties;
}

/** How `subscribe` subscribes, for filters without options of their own. */
export interface SubscribeOptions extends Omit<SubscriptionDraft, "topicFilter"> {
  readonly subscriptionIdentifier?: number;
}

/** How a connection was ended by the target. A DISCONNECT before it, a bare close and a reset are all "closed". */
export interface Closed {
  readonly how: End;
  readonly atMs: number;
  /** What came before it and was not asked for. */
  readonly packets: readonly Packet[];
  readonly disconnect: Seen<"DISCONNECT"> | undefined;
  readonly connack: Seen<"CONNACK"> | undefined;
}

/** A packet that a case may send, or any bytes; text is hexadecimal. */
export type Sendable = Draft | Uint8Array | string;

/** One network connection to the target, on which the case is the client. */
export interface Connection {
  readonly version: Version;
  /** The Client Identifier of its CONNECT; one that the server assigned counts. */
  readonly clientId: string;
  /** The CONNACK that `t.connect` got. */
  readonly connack: Seen<"CONNACK">;
  /** Sends packets or bytes, together in one write. */
  send(...what: readonly Sendable[]): Script<void>;
  /** The next packet of this type with these fields. What else comes is kept for later. Fails if none comes. */
  expect<T extends Packet["type"]>(type: T, fields?: Fields<T>, options?: Within): Script<Seen<T>>;
  /** The very next packet, whatever it is. Fails if none comes. */
  next(options?: Within): Script<Packet>;
  /** On a raw connection: all bytes that have come, once they are enough. Fails if they never are. */
  expectBytes(words: string, isEnough: (bytes: Uint8Array, isOver: boolean) => boolean): Script<Uint8Array>;
  /** That the target closes this connection. */
  expectClosed(options?: Within): Script<Closed>;
  /** That no such packet came. Waits for a PINGRESP first; with `after`, also for a message that `after` publishes now. */
  expectNothing<T extends Packet["type"]>(
    type: T,
    fields?: Fields<T>,
    options?: { readonly after?: Connection },
  ): Script<void>;
  /** PINGREQ, and all until PINGRESP: what the target had to say before is here now. Fails if it closes. */
  barrier(): Script<void>;
  /** All until PINGRESP, for a PINGREQ that was sent before; a close is an answer, too. */
  settled(): Script<"open" | "closed">;
  /** What has come and was not asked for yet, oldest first. */
  received<T extends Packet["type"]>(type: T): readonly Seen<T>[];
  /** A Packet Identifier that this connection has not used. */
  packetId(): number;
  /** Control arm: subscribes, and is granted it. Gives the code of each filter. */
  subscribe(
    filters: string | readonly (string | SubscriptionDraft)[],
    options?: SubscribeOptions,
  ): Script<readonly number[]>;
  /** Control arm: unsubscribes. */
  unsubscribe(...topicFilters: readonly string[]): Script<void>;
  /** Control arm: publishes, and ends the exchange of its QoS. */
  publish(topicName: string, payload?: Bytes, options?: PublishOptions): Script<void>;
  /** Control arm: acknowledges a received PUBLISH, and ends the exchange of its QoS. */
  acknowledge(publish: Seen<"PUBLISH">): Script<void>;
  /** DISCONNECT; waits until the target has closed. */
  disconnect(options?: { readonly reasonCode?: number; readonly sessionExpiryInterval?: number }): Script<void>;
  /** Ends the connection in order, without DISCONNECT. */
  close(): Script<void>;
  /** Cuts the connection without a word. */
  abort(): Script<void>;
}

/** All that a script may do. */
export interface Toolkit {
  readonly version: Version;
  /** A Client Identifier of this case alone: at most 23 letters and digits, the same for the same name. */
  clientId(name?: string): string;
  /** A Topic Name of this case alone. */
  topic(name: string): string;
  /** The CONNECT that `connect` would send, with the credentials of the run. */
  connectPacket(options?: ConnectOptions): ConnectDraft;
  /** The bytes of a packet, to be changed by hand. */
  bytes(draft: Draft, version?: Version): Uint8Array;
  /** A network connection, nothing sent. `raw`: what comes is neither read nor judged, but for its end. */
  open(options?: { readonly version?: Version; readonly raw?: boolean; readonly via?: Via }): Script<Connection>;
  /** Whether the time that a script waits is the user's own: then it waits no longer than someone would. */
  readonly realTime: boolean;
  /** What the profile says of the target under this name, as text; empty where it says nothing. */
  offered(name: Offer): string;
  /** What the probe found that the target does where it is free; undefined where it was not asked. */
  chosen(name: string): string | undefined;
  /** Control arm: a connection with CONNECT sent, and accepted. */
  connect(options?: ConnectOptions): Script<Connection>;
  /** Control arm: if something fails in here, the case is inconclusive. */
  control<T>(what: string, script: () => Script<T>): Script<T>;
  /** Fails unless the condition holds. */
  check(condition: boolean, expected: string, observed: string): void;
  fail(expected: string, observed: string): never;
  /** Ends the case without a judgement. */
  inconclusive(reason: string): never;
  /** Ends the case: the target lacks what it needs. */
  notApplicable(reason: string): never;
  /** Lets time pass: for a `timed` case alone. Never to wait for a packet. */
  wait(ms: number): Script<void>;
  /** Milliseconds since the case began. */
  readonly nowMs: number;
}
