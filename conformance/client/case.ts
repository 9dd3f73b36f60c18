// The shape of a case in which a client is tried, and all that its script may do: it is the server, and tells the client what to do.

import type { Version } from "../../spec/index.ts";
import type { Packet, PublishProperties, QoS } from "../../src/codec/index.ts";
import type { Bytes, CaseFacts, Closed, Judges, Sendable, Within } from "../case.ts";
import type { ConnackDraft, Draft } from "../draft.ts";
import type { Fields, Seen } from "../fields.ts";
import type { Script } from "../script.ts";
import type {
  Answer,
  ClientSaying,
  Command,
  ConnectSettings,
  PublishSettings,
  SubscriptionSettings,
} from "./command.ts";

export type { IdOf, Piece, Seen, Sendable } from "../case.ts";
export {
  frame,
  hex,
  join,
  properties,
  u16,
  u32,
  utf8,
  webSocket,
} from "../case.ts";
export type { Script } from "../script.ts";

/** How a case says that the client is to connect. A session that outlives the connection: `persistent`. */
export interface ClientConnectOptions extends Partial<Omit<ConnectSettings, "version" | "clean">> {
  /** 3.1.1 Clean Session 0; 5.0 Clean Start 0 and an expiry of 300 s. */
  readonly persistent?: boolean;
}

/** What a case says of a CONNACK. */
export type Connack = Omit<ConnackDraft, "type">;

/** What a case says of a message that the client is to publish. */
export interface ClientMessage extends Partial<Omit<PublishSettings, "topicName">> {
  readonly topicName?: string;
}

/** A message that we deliver. */
export interface Delivery {
  readonly topicName?: string;
  readonly payload?: Bytes;
  readonly qos?: QoS;
  readonly retain?: boolean;
  readonly properties?: PublishProperties;
}

/** One network connection of the client, on which the case is the server. */
export interface Peer {
  readonly version: Version;
  /** The CONNECT that came on it. */
  readonly connect: Seen<"CONNECT">;
  send(...what: readonly Sendable[]): Script<void>;
  expect<T extends Packet["type"]>(type: T, fields?: Fields<T>, options?: Within): Script<Seen<T>>;
  next(options?: Within): Script<Packet>;
  /** On a raw connection: all bytes that have come, once they are enough. Fails if they never are. */
  expectBytes(words: string, isEnough: (bytes: Uint8Array, isOver: boolean) => boolean): Script<Uint8Array>;
  expectClosed(options?: Within): Script<Closed>;
  /** That no such packet came. Delivers a message of QoS 1 first, and waits for its PUBACK. */
  expectNothing<T extends Packet["type"]>(type: T, fields?: Fields<T>): Script<void>;
  /** Delivers a message of QoS 1, and waits for its PUBACK: what the client had to say before is here now. */
  barrier(): Script<void>;
  /** As `barrier`; a close is an answer, too. */
  settle(): Script<void>;
  received<T extends Packet["type"]>(type: T): readonly Seen<T>[];
  /** A Packet Identifier that this connection has not used. */
  packetId(): number;
  close(): Script<void>;
  abort(): Script<void>;
  /** Control arm: CONNACK. */
  accept(connack?: Connack): Script<void>;
  /** Control arm: the client is told to subscribe, does so, and is granted it. */
  subscribes(...subscriptions: readonly SubscriptionSettings[]): Script<Seen<"SUBSCRIBE">>;
  /** Control arm: the client is told to publish; gives the PUBLISH that comes. Nothing is answered. */
  publishes(message?: ClientMessage): Script<Seen<"PUBLISH">>;
  /** Control arm: acknowledges a PUBLISH of the client's to the end of its exchange. */
  acknowledge(publish: Seen<"PUBLISH">): Script<void>;
  /** Control arm: delivers a message, and ends the exchange of its QoS; gives the Packet Identifier. */
  deliver(delivery?: Delivery): Script<number>;
}

/** All that a script may do. */
export interface ClientToolkit {
  readonly version: Version;
  topic(name: string): string;
  /** The bytes of a packet, to be changed by hand. */
  bytes(draft: Draft): Uint8Array;
  /** Control arm: the client is told to connect, and its network connection has come. Nothing of it is read or judged. */
  dialRaw(options?: ClientConnectOptions): Script<Peer>;
  /** Control arm: the client is told to connect, and its CONNECT has come. Nothing is answered. */
  dial(options?: ClientConnectOptions): Script<Peer>;
  /** Control arm: `dial`, and CONNACK. */
  connect(options?: ClientConnectOptions, connack?: Connack): Script<Peer>;
  /** Control arm: a connected client that publishes; gives the first PUBLISH. Nothing is answered. */
  publishing(
    message?: ClientMessage | readonly ClientMessage[],
    options?: ClientConnectOptions,
    connack?: Connack,
  ): Script<{ readonly peer: Peer; readonly publish: Seen<"PUBLISH"> }>;
  /** The client has lost its connection: it is told to come back, and its CONNECT has come. Nothing is answered. */
  comeBack(options?: ClientConnectOptions): Script<Peer>;
  /** The next network connection of the client, nothing read. `raw`: what comes is neither read nor judged. */
  accept(options?: { readonly raw?: boolean }): Script<Peer>;
  /** The next network connection of the client, and its CONNECT. */
  greet(): Script<Peer>;
  /** That the client makes no network connection for so long. */
  staysAway(ms: number): Script<void>;
  /** Tells the client something, whatever it answers. */
  tellOnly(command: Command): Script<Answer>;
  /** Tells the client something. A client that cannot: the case does not apply. */
  tell(command: Command): Script<Exclude<Answer, { readonly kind: "unsupported" }>>;
  /** The next thing of this kind that the client says, with these fields; fails if it does not. */
  hear<E extends ClientSaying["event"]>(
    event: E,
    fields?: Partial<Extract<ClientSaying, { readonly event: E }>>,
  ): Script<Extract<ClientSaying, { readonly event: E }>>;
  /** What the client has said and was not asked for yet. */
  heard<E extends ClientSaying["event"]>(event: E): Script<readonly Extract<ClientSaying, { readonly event: E }>[]>;
  control<T>(what: string, script: () => Script<T>): Script<T>;
  check(condition: boolean, expected: string, observed: string): void;
  fail(expected: string, observed: string): never;
  inconclusive(reason: string): never;
  notApplicable(reason: string): never;
  wait(ms: number): Script<void>;
  readonly nowMs: number;
}

/** A case as its author writes it; see `CaseDefinition` for brokers. */
export interface ClientCaseDefinition {
  readonly id: string;
  readonly title: string;
  readonly section: string | { readonly [V in Version]?: string };
  readonly requirements: Judges;
  readonly level?: CaseFacts["level"] | { readonly [V in Version]?: CaseFacts["level"] };
  readonly timed?: boolean;
  readonly script: (t: ClientToolkit) => Script<void>;
}

/** A case of one version in which a client is tried. */
export interface ClientCase extends CaseFacts {
  readonly role: "client";
  readonly script: (t: ClientToolkit) => Script<void>;
}

/** A case for each version whose sentences it judges; `client/` goes before its name. */
export function clientCase(definition: ClientCaseDefinition): readonly ClientCase[] {
  const { id, title, section, requirements, level = "must", timed = false, script } = definition;
  const versions = Object.keys(requirements) as Version[];
  return versions.map((version) => ({
    role: "client",
    id: `${version}/client/${id}`,
    title,
    section: typeof section === "string" ? section : (section[version] ?? ""),
    version,
    requirements: requirements[version] ?? [],
    level: typeof level === "string" ? level : (level[version] ?? "must"),
    needs: [],
    timed,
    script,
  }));
}
