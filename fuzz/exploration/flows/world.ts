// One state that is being changed into the next, with what the parties and the network have in common.

import type { InvariantName } from "./invariants.ts";
import { invariantNumber } from "./invariants.ts";
import {
  CLIENT,
  CONNECTED,
  CURRENT,
  flagOf,
  identifierOf,
  type Layout,
  LINK,
  messageIn,
  NONE,
  PACKETS,
  packet,
  SERVER,
  typeOf,
} from "./layout.ts";
import type { NumberedTable } from "./table.ts";

/** Which side of the network a party is. */
export type Side = "client" | "server";

/** What may be wrong with a session on purpose. Its machines may be wrong too: see faults.ts. */
export type SessionFault =
  | "returns the quota twice"
  | "keeps the quota of the last connection"
  | "keeps the quota of a refused message"
  | "ignores the quota when it resumes"
  | "ignores the quota"
  | "resumes in the opposite order"
  | "resumes PUBLISH before PUBREL in the opposite order"
  | "sends new messages before it has resumed"
  | "does not look whether an identifier is in use"
  | "resumes no PUBREL"
  | "resumes nothing"
  | "waits with its oldest message when it resumes"
  | "sends again on the same connection"
  | "answers the newest first"
  | "forgets its session when taken over"
  | "reads on after a take-over"
  | "answers old packets on the new connection"
  | "forgets the store in a crash"
  | "lets go of what waits when the network fails";

/** How one model is set up. */
export interface Setting {
  readonly name: string;
  readonly layout: Layout;
  readonly qos: 1 | 2;
  /** The side of the sender; the receiver is the other. */
  readonly sender: Side;
  readonly receiveMaximum: number;
  /** What the receiver announces when it connects again. */
  readonly laterReceiveMaximum: number;
  /** Whether the receiver may refuse messages. */
  readonly refuses: boolean;
  readonly clientCrashes: boolean;
  readonly serverCrashes: boolean;
  readonly senderTable: NumberedTable;
  readonly receiverTable: NumberedTable;
  readonly fault: SessionFault | undefined;
}

/** The state at hand. */
export class World {
  readonly setting: Setting;
  readonly layout: Layout;
  readonly senderIsClient: boolean;
  /** The bytes of the state. */
  s: Uint8Array = new Uint8Array(0);
  /** The first invariant that this step broke, or -1. */
  broken = -1;

  constructor(setting: Setting) {
    this.setting = setting;
    this.layout = setting.layout;
    this.senderIsClient = setting.sender === "client";
  }

  /** Notes that a step breaks an invariant. */
  breaks(name: InvariantName): void {
    if (this.broken === -1) this.broken = invariantNumber(name);
  }

  has(fault: SessionFault): boolean {
    return this.setting.fault === fault;
  }

  /** Whether a side can act: the client when it is connected, the server when it serves any connection. */
  isUp(side: Side): boolean {
    return side === "client" ? this.s[CLIENT] === CONNECTED : this.s[SERVER] !== NONE;
  }

  /** Whether a side can send one packet more: there is room, or nobody to hear it. */
  hasRoom(side: Side): boolean {
    const { layout, s } = this;
    const queue = side === "client" ? layout.toServer : layout.toClient;
    return !this.isHeard(side) || (s[queue] as number) < layout.capacity;
  }

  /** Sends a packet; where nobody hears it, it is gone. */
  send(side: Side, byte: number): void {
    if (!this.isHeard(side)) return;
    const { layout } = this;
    if (side === "client") this.push(layout.toServer, byte);
    else if (this.has("answers the newest first")) this.pushFront(layout.toClient, byte);
    else this.push(layout.toClient, byte);
  }

  private isHeard(side: Side): boolean {
    if (side === "client") return this.s[LINK] === 1;
    return this.s[SERVER] === CURRENT || this.has("answers old packets on the new connection");
  }

  push(queue: number, byte: number): void {
    const { s, layout } = this;
    const length = s[queue] as number;
    if (length === layout.capacity) return;
    s[queue + 1 + length] = byte;
    s[queue] = length + 1;
  }

  private pushFront(queue: number, byte: number): void {
    const { s } = this;
    const length = s[queue] as number;
    for (let at = length; at > 0; at--) s[queue + 1 + at] = s[queue + at] as number;
    s[queue + 1] = byte;
    s[queue] = length + 1;
  }

  /** Takes the first packet of a queue. */
  shift(queue: number): number {
    const { s } = this;
    const length = s[queue] as number;
    const byte = s[queue + 1] as number;
    for (let at = 1; at < length; at++) s[queue + at] = s[queue + at + 1] as number;
    s[queue + length] = 0;
    s[queue] = length - 1;
    return byte;
  }

  clear(queue: number): void {
    this.s.fill(0, queue, queue + this.layout.capacity + 1);
  }

  move(from: number, to: number): void {
    this.s.copyWithin(to, from, from + this.layout.capacity + 1);
    this.clear(from);
  }
}

/** CONNECT or CONNACK; `isLater` says that it announces the later Receive Maximum, if its sender is the receiver of messages. */
export const greeting = (type: number, isLater: boolean): number => packet(type, 0, 0, isLater ? 1 : 0);

/** A packet, for a person. */
export function show(byte: number): string {
  const type = PACKETS[typeOf(byte)] as string;
  if (type === "CONNECT" || type === "CONNACK") return type;
  const identifier = `id ${identifierOf(byte) + 1}`;
  if (type === "PUBLISH") return `PUBLISH ${identifier}, message ${messageIn(byte) + 1}${flagOf(byte) ? ", DUP" : ""}`;
  return `${type} ${identifier}${flagOf(byte) ? ", refused" : ""}`;
}
