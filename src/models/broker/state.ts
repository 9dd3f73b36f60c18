// What a broker holds: sessions, connections, subscriptions and retained messages. (5.0 §4.1)
// It is changed in place, and by nothing but `handle`: the same inputs give the same effects, always.

import type { Version } from "../../../spec/index.ts";
import type { Packet, PacketOf, QoS } from "../../codec/index.ts";
import type { SubscriptionTree, TopicStore } from "../../topics/index.ts";
import type { Copy, Message } from "../message.ts";
import type { Queue } from "../queue.ts";
import type { StateName } from "../step.ts";
import type { OutwardAliases } from "../topic-aliases.ts";
import type { BrokerEffect } from "./effect.ts";
import type { ConnectionId } from "./event.ts";
import type { AccessRule, BrokerOptions } from "./options.ts";
import type { Bucket } from "./rate.ts";
import type { SubscriptionOptions } from "./subscription.ts";

/** The whole broker. */
export interface Broker {
  readonly options: BrokerOptions;
  /** Connections that have not been let in. */
  readonly waiting: Map<ConnectionId, Newcomer>;
  readonly connections: Map<ConnectionId, Connection>;
  /** By Client Identifier. (5.0/MQTT-3.1.3-2, 3.1.1/MQTT-3.1.3-2) */
  readonly sessions: Map<string, Session>;
  /** Subscriptions by session, and shared ones by their ShareName. */
  readonly subscriptions: SubscriptionTree<Session | string, Subscriber>;
  readonly retained: TopicStore<Message>;
  /** Of clients: what the server itself has said is not weighed, but counted. */
  retainedBytes: number;
  retainedOfServer: number;
  /** What is left of the connection rate. */
  readonly connects: Bucket | undefined;
  /** How many Client Identifiers have been assigned. */
  assignedClientIds: number;
}

/** Who gets the messages of one Topic Filter. */
export type Subscriber = HeldSubscription | { readonly kind: "shared"; readonly group: SharedGroup };

/** What a session holds to a Topic Filter. A million of them are many, so that the tree and the session share the one. */
export interface HeldSubscription {
  readonly kind: "session";
  readonly session: Session;
  readonly options: SubscriptionOptions;
  /** Undefined where it is not shared. */
  readonly group: SharedGroup | undefined;
}

/** A shared subscription; the member at the front of `members` is the next to get a message. (5.0 §4.8.2) */
export interface SharedGroup {
  readonly shareName: string;
  readonly topicFilter: string;
  readonly members: Map<Session, SubscriptionOptions>;
}

/** A session: what lives on when its network connection ends, until it expires. */
export interface Session {
  readonly clientId: string;
  connection: Connection | undefined;
  /** Seconds after the end of its connection. (5.0 §3.1.2.11.2) */
  sessionExpiryInterval: number;
  /** By Topic Filter as the client wrote it. */
  readonly subscriptions: Map<string, HeldSubscription>;
  /** Messages on their way to the client, by Packet Identifier, in the order in which they were first sent. */
  readonly outbound: Map<number, Outbound>;
  /** Flows that are to be taken up again on this connection, in order. */
  readonly resuming: Queue<Outbound>;
  /** Messages that wait for a connection, an identifier or the client's Receive Maximum. */
  readonly queue: Queue<Waiting>;
  queuedBytes: number;
  /** QoS 2 messages of the client that have been taken and not been released, by Packet Identifier. */
  readonly inbound: Map<number, Inbound>;
  lastPacketId: number;
  /** Numbers what goes to the client, for the order of stored messages. */
  lastSequence: number;
  /** Of the machine of its life. */
  lifetime: StateName;
  /** What is to be published when the client goes without a word, and the state of its machine. */
  will: Will | undefined;
  willState: StateName;
}

/** One message that waits. */
export interface Waiting {
  readonly sequence: number;
  readonly message: Message;
  readonly copy: Copy;
  /** The shared subscription that chose this session for it. */
  readonly group: SharedGroup | undefined;
}

/** The retained messages that a subscription brings, from `next` on. */
export interface RetainedBatch {
  readonly topicFilter: string;
  readonly subscription: HeldSubscription;
  readonly messages: readonly Message[];
  next: number;
}

/** A message of QoS 0 that waits for the network. It goes with its connection. */
export interface Held {
  readonly message: Message;
  readonly copy: Copy;
}

/** One exchange as the sender. */
export interface Outbound {
  readonly sequence: number;
  readonly packetId: number;
  readonly qos: 1 | 2;
  readonly copy: Copy;
  readonly group: SharedGroup | undefined;
  state: StateName;
  /** Undefined once PUBREC has come. */
  message: Message | undefined;
  /** Whether its PUBLISH was sent on this connection and has not been answered: it counts against the Receive Maximum. */
  counts: boolean;
}

/** One exchange as the receiver, at QoS 2. */
export interface Inbound {
  state: StateName;
  /** The connection on which its PUBLISH came: it counts against our Receive Maximum there. */
  connection: ConnectionId;
  /** Where it is handed onward with its PUBREL: what that is. */
  readonly message?: Message;
}

export interface Will {
  readonly message: Message;
  /** Counted from its publication. */
  readonly messageExpiryInterval: number | undefined;
  /** Seconds. */
  readonly willDelayInterval: number;
  readonly userName: string | undefined;
  readonly grants: readonly AccessRule[] | undefined;
}

/** A network connection that has not been let in. */
export interface Newcomer {
  readonly id: ConnectionId;
  /** Of the machine of its connection. */
  state: StateName;
  /** Once it has come, with the Client Identifier that it will have. */
  connect: PacketOf<"CONNECT"> | undefined;
  clientId: string;
  /** What has come behind CONNECT, while somebody decides, and its bytes. */
  readonly held: Packet[];
  heldBytes: number;
}

/** A network connection whose CONNECT has been accepted. Nothing of it outlives the connection. */
export interface Connection {
  readonly id: ConnectionId;
  /** Of the machine of its connection. */
  state: StateName;
  readonly version: Version;
  readonly session: Session;
  userName: string | undefined;
  /** What its authentication said that it may do. */
  grants: readonly AccessRule[] | undefined;
  /** Whether its authentication ends one day. */
  isForATime: boolean;
  /** Of CONNECT; it never changes. (5.0/MQTT-4.12.0-5, -4.12.1-1) */
  readonly authenticationMethod: string | undefined;
  /** Whether CONNECT asked for a session that outlives its connection. */
  readonly asksToBeKept: boolean;
  /** The client may be silent for as long; 0 for ever. One and a half times the Keep Alive. */
  readonly silenceMs: number;
  /** Of the client. (5.0/MQTT-3.3.4-9) */
  readonly receiveMaximum: number;
  /** Of the client; undefined for none. (5.0/MQTT-3.1.2-24) */
  readonly maximumPacketSize: number | undefined;
  readonly topicAliases: Map<number, string>;
  /** What we have set for the client. */
  readonly outwardAliases: OutwardAliases;
  /** What is left of the message rate. */
  readonly messages: Bucket | undefined;
  /** What is left of the byte rate. */
  readonly bytes: Bucket | undefined;
  lastPacketAtMs: number;
  /** PUBLISH packets that we sent and the client has not answered in full. */
  unacknowledgedOut: number;
  /** PUBLISH packets of the client that we have not answered in full. */
  unacknowledgedIn: number;
  /** Bytes of messages that were sent since the transport had none left, as far as we were told. */
  unsentBytes: number;
  /** Whether we have asked to be told. */
  isAwaitingDrain: boolean;
  /** Retained messages of new subscriptions that are still due. */
  retained: RetainedBatch[];
  /** Messages of QoS 0 that wait for it, and their bytes. */
  readonly held: Queue<Held>;
  heldBytes: number;
}

/** One call of `handle`: the broker, the time, and what is asked for so far. */
export interface Turn {
  readonly broker: Broker;
  readonly atMs: number;
  readonly effects: BrokerEffect[];
}

/** Whether what a session holds must outlive a crash: not where the session ends with its connection anyway. */
export function isDurable(session: Session): boolean {
  return session.sessionExpiryInterval > 0;
}

/** The lower of two QoS. (5.0/MQTT-3.8.4-8, 3.1.1/MQTT-3.8.4-6) */
export function lowerQos(a: QoS, b: QoS): QoS {
  return a < b ? a : b;
}
