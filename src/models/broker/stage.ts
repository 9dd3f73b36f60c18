// A stage for tests: a broker, clients that are plain values, and a clock that is turned by hand.

import { type RequirementId, type Version, versionOf } from "../../../spec/index.ts";
import {
  encode,
  type Packet,
  type PacketOf,
  type PublishProperties,
  type QoS,
  type SubscribeProperties,
  type Subscription50,
  type Violation,
  type WillProperties,
} from "../../codec/index.ts";
import { createBroker, handle } from "./broker.ts";
import type { AuthenticationQuestion, BrokerEffect, Ending } from "./effect.ts";
import type { AuthenticationOutcome, BrokerInput, ConnectionId, ServerPublication, TimerId } from "./event.ts";
import type { BrokerOptions, Redirection } from "./options.ts";
import type { StoredRecord } from "./record.ts";
import { recordsOf } from "./records.ts";

/** What a test says of a CONNECT; the rest is as plain as can be. */
export interface ConnectDraft {
  readonly clean?: boolean;
  readonly keepAlive?: number;
  readonly expiry?: number;
  readonly properties?: PacketOf<"CONNECT", "5.0">["properties"];
  readonly will?: {
    readonly topicName: string;
    readonly payload?: string;
    readonly qos?: QoS;
    readonly retain?: boolean;
    readonly properties?: WillProperties;
  };
  readonly userName?: string;
  readonly password?: Uint8Array;
}

/** What a test says of a PUBLISH. */
export interface PublishDraft {
  readonly qos?: QoS;
  readonly packetId?: number;
  readonly dup?: boolean;
  readonly retain?: boolean;
  readonly properties?: PublishProperties;
}

/** A client on the stage. */
export interface StageClient {
  readonly connection: ConnectionId;
  readonly version: Version;
  /** Sends a packet, and answers what came for this client since it was last asked. */
  send(packet: Packet): readonly Packet[];
  /** At QoS 1 and 2 with the next Packet Identifier, from 1, unless told. */
  publish(topicName: string, payload: string, draft?: PublishDraft): readonly Packet[];
  subscribe(
    topicFilter: string,
    options?: Partial<Subscription50>,
    properties?: SubscribeProperties,
  ): readonly Packet[];
  malformed(requirement: RequirementId, reasonCode: Violation["reasonCode"]): readonly Packet[];
  /** What came for this client since it was last asked. */
  take(): readonly Packet[];
  /** The network fails. */
  cut(): void;
  isClosed(): boolean;
}

/** A broker on the stage. */
export interface Stage {
  open(version: Version): StageClient;
  /** Opens a connection and sends CONNECT; its CONNACK has been taken. */
  connect(version: Version, clientId: string, draft?: ConnectDraft): StageClient;
  advance(ms: number): void;
  stop(redirection?: Redirection): void;
  /** Answers what was asked about a client. */
  decide(client: StageClient, outcome: AuthenticationOutcome): readonly Packet[];
  /** What was asked about clients. */
  readonly questions: AuthenticationQuestion[];
  /** What was asked to be stored and erased. */
  readonly durable: BrokerEffect[];
  /** What a session holds, as records. */
  recordsOf(clientId: string): readonly StoredRecord[];
  /** Another server claims a session: gives all that it held. */
  claim(clientId: string): readonly StoredRecord[];
  /** Sessions come from another server. */
  adopt(records: readonly StoredRecord[]): void;
  /** What was announced for other servers. */
  readonly announced: BrokerEffect[];
  /** The connections whose transport the broker asked about. */
  readonly awaited: ConnectionId[];
  /** The transport of a client has sent all that it had. */
  drain(client: StageClient): readonly Packet[];
  /** Whose messages were let go for want of room. */
  readonly drops: string[];
  /** Why connections were closed, in order. */
  readonly endings: (Ending | undefined)[];
  /** The server itself publishes. */
  publish(publication: ServerPublication): void;
}

/** Sets the stage. */
export function createStage(options: Partial<BrokerOptions> = {}): Stage {
  const broker = createBroker(options);
  const inboxes = new Map<ConnectionId, Packet[]>();
  const closed = new Set<ConnectionId>();
  const timers = new Map<TimerId, number>();
  const durable: BrokerEffect[] = [];
  const questions: AuthenticationQuestion[] = [];
  const awaited: ConnectionId[] = [];
  const announced: BrokerEffect[] = [];
  let handedOver: readonly StoredRecord[] = [];
  const drops: string[] = [];
  const endings: (Ending | undefined)[] = [];
  let atMs = 0;
  let lastConnection = 0;

  function tell(input: BrokerInput): void {
    for (const effect of handle(broker, input)) {
      if (effect.type === "send") inboxes.get(effect.connection)?.push(effect.packet);
      else if (effect.type === "close") {
        closed.add(effect.connection);
        endings.push(effect.why);
      } else if (effect.type === "startTimer") timers.set(effect.timer, atMs + effect.afterMs);
      else if (effect.type === "stopTimer") timers.delete(effect.timer);
      else if (effect.type === "authenticate") questions.push(effect.question);
      else if (effect.type === "handOver") handedOver = effect.records;
      else if (["taken", "interest", "sessionEnded"].includes(effect.type)) announced.push(effect);
      else if (effect.type === "awaitDrain") awaited.push(effect.connection);
      else if (effect.type === "drop") drops.push(effect.clientId);
      else durable.push(effect);
    }
  }

  function open(version: Version): StageClient {
    const connection = ++lastConnection;
    let lastPacketId = 0;
    inboxes.set(connection, []);
    tell({ type: "opened", atMs, connection });
    const take = (): readonly Packet[] => inboxes.get(connection)?.splice(0) ?? [];
    const send = (packet: Packet): readonly Packet[] => {
      const encoded = encode(packet, version);
      const size = encoded.kind === "bytes" && { sizeBytes: encoded.bytes.length };
      tell({ type: "packet", atMs, connection, packet, ...size });
      return take();
    };
    return {
      connection,
      version,
      send,
      take,
      publish: (topicName, payload, draft) =>
        send(publishPacket(version, topicName, payload, { packetId: ++lastPacketId, ...draft })),
      subscribe: (topicFilter, subscription, properties) =>
        send(subscribePacket(version, topicFilter, subscription, properties)),
      malformed: (requirement, reasonCode) => {
        tell({
          type: "malformed",
          atMs,
          connection,
          violation: { requirement, reasonCode, offset: 0, found: "a fault" },
        });
        return take();
      },
      cut: () => tell({ type: "closed", atMs, connection }),
      isClosed: () => closed.has(connection),
    };
  }

  return {
    durable,
    questions,
    recordsOf: (clientId) => recordsOf(broker, clientId),
    claim(clientId) {
      tell({ type: "claimed", atMs, clientId });
      return handedOver;
    },
    adopt: (records) => tell({ type: "restored", atMs, records }),
    announced,
    awaited,
    drain(client) {
      tell({ type: "drained", atMs, connection: client.connection });
      return client.take();
    },
    drops,
    endings,
    publish: (publication) => tell({ type: "published", atMs, publication }),
    decide(client, outcome) {
      tell({ type: "authenticated", atMs, connection: client.connection, outcome });
      return client.take();
    },
    open,
    connect(version, clientId, draft) {
      const client = open(version);
      client.send(connectPacket(version, clientId, draft));
      return client;
    },
    advance(ms) {
      const untilMs = atMs + ms;
      for (let next = earliest(timers); next !== undefined && next[1] <= untilMs; next = earliest(timers)) {
        atMs = next[1];
        timers.delete(next[0]);
        tell({ type: "elapsed", atMs, timer: next[0] });
      }
      atMs = untilMs;
    },
    stop: (redirection) => tell({ type: "stopped", atMs, ...(redirection && { redirection }) }),
  };
}

/** The version that a sentence speaks of: what a test of it speaks. */
export const spoken: (id: RequirementId) => Version = versionOf;

/** A CONNECT of this version. A session that outlives its connection is asked for by `clean: false`, and in 5.0 lives 100 seconds. */
export function connectPacket(version: Version, clientId: string, draft: ConnectDraft = {}): PacketOf<"CONNECT"> {
  const { clean = true, keepAlive = 0, expiry = clean ? 0 : 100, properties, will, userName, password } = draft;
  const credentials = userName === undefined ? {} : { userName, ...(password && { password }) };
  const wish = will && {
    topicName: will.topicName,
    payload: utf8(will.payload ?? "gone"),
    qos: will.qos ?? 0,
    retain: will.retain ?? false,
  };
  if (version === "3.1.1") {
    return {
      type: "CONNECT",
      version,
      clientId,
      cleanSession: clean,
      keepAlive,
      ...credentials,
      ...(wish && { will: wish }),
    };
  }
  return {
    type: "CONNECT",
    version,
    clientId,
    cleanStart: clean,
    keepAlive,
    properties: { ...(expiry > 0 && { sessionExpiryInterval: expiry }), ...properties },
    ...credentials,
    ...(wish && { will: { ...wish, properties: will?.properties ?? {} } }),
  };
}

/** A PUBLISH of this version; at QoS 1 and 2 its Packet Identifier is 1 unless told. */
export function publishPacket(
  version: Version,
  topicName: string,
  payload: string,
  draft: PublishDraft = {},
): PacketOf<"PUBLISH"> {
  const { qos = 0, packetId = 1, dup = false, retain = false, properties = {} } = draft;
  const head = { type: "PUBLISH", topicName, payload: utf8(payload), retain } as const;
  const delivery = qos === 0 ? ({ qos, dup: false } as const) : { qos, dup, packetId };
  return { ...head, ...delivery, ...(version === "5.0" && { properties }) } as PacketOf<"PUBLISH">;
}

/** A SUBSCRIBE of this version to one filter, at QoS 2 unless told. */
export function subscribePacket(
  version: Version,
  topicFilter: string,
  options: Partial<Subscription50> = {},
  properties: SubscribeProperties = {},
): PacketOf<"SUBSCRIBE"> {
  const { qos = 2, noLocal = false, retainAsPublished = false, retainHandling = 0 } = options;
  if (version === "3.1.1") return { type: "SUBSCRIBE", packetId: 10, subscriptions: [{ topicFilter, qos }] };
  const subscriptions = [{ topicFilter, qos, noLocal, retainAsPublished, retainHandling }];
  return { type: "SUBSCRIBE", packetId: 10, properties, subscriptions };
}

/** An acknowledgement of this version. */
export function ackPacket(
  version: Version,
  type: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP",
  packetId: number,
  reasonCode: number = 0x00,
): Packet {
  return (version === "5.0" ? { type, packetId, reasonCode, properties: {} } : { type, packetId }) as Packet;
}

/** A DISCONNECT of this version. */
export function disconnectPacket(
  version: Version,
  reasonCode: 0x00 | 0x04 | 0x80 = 0x00,
  sessionExpiryInterval?: number,
): Packet {
  if (version === "3.1.1") return { type: "DISCONNECT" };
  return {
    type: "DISCONNECT",
    reasonCode,
    properties: sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval },
  };
}

/** The packets of one type. */
export function only<T extends Packet["type"]>(packets: readonly Packet[], type: T): readonly PacketOf<T>[] {
  return packets.filter((packet): packet is PacketOf<T> => packet.type === type);
}

/** The payloads of all PUBLISH packets, in order. */
export function payloads(packets: readonly Packet[]): readonly string[] {
  return only(packets, "PUBLISH").map(({ payload }) => new TextDecoder().decode(payload));
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function earliest(timers: ReadonlyMap<TimerId, number>): readonly [TimerId, number] | undefined {
  let first: readonly [TimerId, number] | undefined;
  for (const timer of timers) if (first === undefined || timer[1] < first[1]) first = timer;
  return first;
}
