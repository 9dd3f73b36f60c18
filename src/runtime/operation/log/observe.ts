// From what a broker does to the lines of its log.

import type { Version } from "../../../../spec/index.ts";
import type { Packet, PacketOf } from "../../../codec/index.ts";
import type { BrokerEffect, BrokerInput, ConnectionId, Ending } from "../../../models/index.ts";
import type { BrokerNotice, Observer } from "../../notice.ts";
import { shownName } from "../../security/security-event.ts";
import type { WriteLog } from "./entry.ts";
import { reasonText, whyEnded, whyRefused } from "./words.ts";

/** What is known of a network connection. */
interface Known {
  readonly address: string | undefined;
  clientId: string | undefined;
  userName: string | undefined;
  version: Version | undefined;
  keepAliveSeconds: number | undefined;
  isIn: boolean;
}

type Input<T extends BrokerInput["type"]> = Extract<BrokerInput, { readonly type: T }>;

/**
 * Watches a broker, and writes what an operator cares about. What clients do is information, however bad it is: who attacks a broker
 * should not be able to fill its disk unless somebody has asked for all of it. `isVerbose` is asked whether each packet is worth a line, too.
 */
export function logObserver(write: WriteLog, isVerbose: () => boolean): Observer {
  const known = new Map<ConnectionId, Known>();
  /** Whose messages were let go, and who has been told of. */
  const dropping = new Set<string>();

  function observe(notice: BrokerNotice): void {
    switch (notice.type) {
      case "connection":
        known.set(notice.connection, { ...NOTHING, address: notice.address });
        return;
      case "step":
        hear(notice.input);
        for (const effect of notice.effects) see(effect);
        return;
      case "commit":
        write({ level: "debug", event: "commit", fields: { changes: notice.changes, tookMs: rounded(notice.tookMs) } });
        return;
      case "turnedAway": {
        const { address, why } = notice;
        return write({ level: "info", event: "refused", fields: { address, why } });
      }
      case "bytes":
        return;
    }
  }

  function hear(input: BrokerInput): void {
    switch (input.type) {
      case "packet":
        return hearPacket(input);
      case "authenticated":
        if (input.outcome.kind === "accept" && input.outcome.userName !== undefined)
          set(input.connection, { userName: shownName(input.outcome.userName) });
        return;
      case "closed":
        return gone(input.connection);
      case "opened":
      case "malformed":
      case "elapsed":
      case "restored":
      case "published":
      case "stopped":
        return;
    }
  }

  function hearPacket({ connection, packet }: Input<"packet">): void {
    tellPacket("in", connection, packet);
    if (packet.type !== "CONNECT" || known.get(connection)?.isIn !== false) return;
    const { clientId, userName, version, keepAlive } = packet;
    set(connection, {
      clientId: shownName(clientId),
      userName: userName === undefined ? undefined : shownName(userName),
      version,
      keepAliveSeconds: keepAlive,
    });
  }

  function see(effect: BrokerEffect): void {
    switch (effect.type) {
      case "send":
        tellPacket("out", effect.connection, effect.packet);
        if (effect.packet.type === "CONNACK") welcome(effect.connection, effect.packet);
        return;
      case "close":
        return effect.why && ended(effect.connection, effect.why);
      case "drop":
        return dropped(effect.clientId);
      case "startTimer":
      case "stopTimer":
      case "authenticate":
      case "store":
      case "erase":
        return;
    }
  }

  function welcome(connection: ConnectionId, connack: PacketOf<"CONNACK">): void {
    const code = "reasonCode" in connack ? connack.reasonCode : connack.returnCode;
    const one = known.get(connection);
    if (one === undefined || code !== 0) return;
    const { assignedClientIdentifier, serverKeepAlive } = "properties" in connack ? connack.properties : {};
    one.clientId = assignedClientIdentifier ?? one.clientId;
    one.keepAliveSeconds = serverKeepAlive ?? one.keepAliveSeconds;
    one.isIn = true;
    dropping.delete(one.clientId ?? "");
    const { version, keepAliveSeconds } = one;
    const { sessionPresent } = connack;
    write({
      level: "info",
      event: "connected",
      fields: { ...who(connection), version, keepAliveSeconds, sessionPresent },
    });
  }

  function ended(connection: ConnectionId, why: Ending): void {
    const { requirement, found, reasonCode } = why;
    const fields = who(connection);
    const reason = reasonText(reasonCode);
    if (requirement !== undefined)
      write({ level: "info", event: "violation", fields: { ...fields, requirement, found } });
    if (known.get(connection)?.isIn) {
      write({ level: "info", event: "disconnected", fields: { ...fields, why: whyEnded(why), reasonCode: reason } });
    } else {
      write({ level: "info", event: "refused", fields: { ...fields, why: whyRefused(why), reasonCode: reason } });
    }
    known.delete(connection);
  }

  function gone(connection: ConnectionId): void {
    const one = known.get(connection);
    if (one === undefined) return;
    const why = one.isIn ? "the network connection was lost" : "it went before it was let in";
    write({ level: one.isIn ? "info" : "debug", event: "disconnected", fields: { ...who(connection), why } });
    known.delete(connection);
  }

  // Once until it connects again: a client that is away for a week would fill the disk.
  function dropped(whole: string): void {
    const clientId = shownName(whole);
    if (dropping.has(clientId)) return;
    dropping.add(clientId);
    write({
      level: "warn",
      event: "dropped",
      fields: { clientId, why: "its queue is full: more messages may follow" },
    });
  }

  function tellPacket(direction: "in" | "out", connection: ConnectionId, packet: Packet): void {
    if (!isVerbose()) return;
    const fields = { connection, clientId: known.get(connection)?.clientId, direction, packet: packet.type };
    write({ level: "debug", event: "packet", fields: { ...fields, ...traitsOf(packet) } });
  }

  function set(connection: ConnectionId, what: Partial<Known>): void {
    const one = known.get(connection);
    if (one !== undefined) Object.assign(one, what);
  }

  function who(connection: ConnectionId) {
    const { clientId, address, userName } = known.get(connection) ?? NOTHING;
    return { clientId, connection, address, userName };
  }

  return observe;
}

const NOTHING: Known = {
  address: undefined,
  clientId: undefined,
  userName: undefined,
  version: undefined,
  keepAliveSeconds: undefined,
  isIn: false,
};

/** What of a packet is nobody's secret. */
function traitsOf(packet: Packet) {
  return {
    ...("packetId" in packet && { packetId: packet.packetId }),
    ...(packet.type === "PUBLISH" && {
      qos: packet.qos,
      topicName: packet.topicName,
      payloadBytes: packet.payload.length,
    }),
    ...("reasonCode" in packet && packet.reasonCode !== 0 && { reasonCode: reasonText(packet.reasonCode) }),
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
