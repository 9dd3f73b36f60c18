// What a broker has done since it was started, in numbers that only grow.

import type { Version } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import type { BrokerEffect, BrokerInput, ConnectionId } from "../../models/index.ts";
import type { Observer } from "../notice.ts";

/** What went one way. */
export interface Traffic {
  bytes: number;
  /** Control Packets of each type. */
  readonly packets: Map<Packet["type"], number>;
  /** Application Messages, by their QoS. */
  readonly messages: [number, number, number];
  /** Bytes of their payloads. */
  payloadBytes: number;
}

/** The numbers. */
export interface Figures {
  readonly in: Traffic;
  readonly out: Traffic;
  /** Network connections that were opened. */
  connections: number;
  /** The most clients that were connected at a time. */
  mostClients: number;
  /** Messages that were let go for want of room. */
  dropped: number;
  /** Refusals that clients were told of. */
  readonly refusals: Map<string, Refusal>;
  /** What the store has taken: how often, how much, and how long that took. */
  readonly store: { commits: number; changes: number; tookMs: number };
}

/** A kind of answer that refuses something, and how often it was given. */
interface Refusal {
  readonly packet: Packet["type"];
  readonly version: Version;
  /** As in `0x87`; in MQTT 3.1.1 the return code. */
  readonly reasonCode: string;
  count: number;
}

/** Figures, and what counts them. */
export interface Counting {
  readonly figures: Figures;
  readonly observe: Observer;
}

/** Begins to count. */
export function createFigures(): Counting {
  const figures: Figures = {
    in: noTraffic(),
    out: noTraffic(),
    connections: 0,
    mostClients: 0,
    dropped: 0,
    refusals: new Map(),
    store: { commits: 0, changes: 0, tookMs: 0 },
  };
  const members = new Set<ConnectionId>();

  const hear = (input: BrokerInput): void => {
    if (input.type === "packet") countPacket(figures.in, input.packet);
    else if (input.type === "closed") members.delete(input.connection);
  };
  const see = (effect: BrokerEffect): void => {
    if (effect.type === "drop") figures.dropped++;
    else if (effect.type === "close") members.delete(effect.connection);
    if (effect.type !== "send") return;
    const { packet, connection } = effect;
    countPacket(figures.out, packet);
    // Most of all packets; it refuses nothing.
    if (packet.type === "PUBLISH") return;
    for (const code of refusalsIn(packet)) countRefusal(figures, packet, code);
    if (packet.type !== "CONNACK") return;
    if (refusalsIn(packet).length === 0) members.add(connection);
    figures.mostClients = Math.max(figures.mostClients, members.size);
  };

  return {
    figures,
    observe: (notice) => {
      switch (notice.type) {
        case "step":
          hear(notice.input);
          for (const effect of notice.effects) see(effect);
          return;
        case "bytes":
          figures[notice.direction].bytes += notice.count;
          return;
        case "connection":
          figures.connections++;
          return;
        case "turnedAway":
          return;
        case "commit":
          figures.store.commits++;
          figures.store.changes += notice.changes;
          figures.store.tookMs += notice.tookMs;
          return;
      }
    },
  };
}

/** Packets of all types. */
export function packetsIn({ packets }: Traffic): number {
  let sum = 0;
  for (const count of packets.values()) sum += count;
  return sum;
}

/** Messages of each QoS. */
export function messagesIn({ messages: [qos0, qos1, qos2] }: Traffic): number {
  return qos0 + qos1 + qos2;
}

function noTraffic(): Traffic {
  return { bytes: 0, packets: new Map(), messages: [0, 0, 0], payloadBytes: 0 };
}

function countPacket(traffic: Traffic, packet: Packet): void {
  traffic.packets.set(packet.type, (traffic.packets.get(packet.type) ?? 0) + 1);
  if (packet.type !== "PUBLISH") return;
  traffic.messages[packet.qos]++;
  traffic.payloadBytes += packet.payload.length;
}

/** The codes of a packet that say no. (5.0 §2.4, 3.1.1 §3.2.2.3, §3.9.3) */
function refusalsIn(packet: Packet): readonly number[] {
  if ("returnCode" in packet) return packet.returnCode === 0 ? [] : [packet.returnCode];
  if ("returnCodes" in packet) return packet.returnCodes.filter(isRefusal);
  if ("reasonCodes" in packet) return packet.reasonCodes.filter(isRefusal);
  return "reasonCode" in packet && isRefusal(packet.reasonCode) ? [packet.reasonCode] : [];
}

function isRefusal(code: number): boolean {
  return code >= 0x80;
}

function countRefusal({ refusals }: Figures, packet: Packet, code: number): void {
  const version = "returnCode" in packet || "returnCodes" in packet ? "3.1.1" : "5.0";
  const reasonCode = `0x${code.toString(16).toUpperCase().padStart(2, "0")}`;
  const name = `${packet.type} ${version} ${reasonCode}`;
  const known = refusals.get(name);
  if (known === undefined) refusals.set(name, { packet: packet.type, version, reasonCode, count: 1 });
  else known.count++;
}
