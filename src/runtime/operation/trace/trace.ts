// The packets of one client, as they come and go, for somebody who wonders what it does.

import type { Version } from "../../../../spec/index.ts";
import { encode, type Packet, type Violation } from "../../../codec/index.ts";
import type { BrokerEffect, BrokerInput, ConnectionId, Ending } from "../../../models/index.ts";
import type { BrokerNotice, Observer } from "../../notice.ts";
import { masked } from "./masked.ts";

/** One connection of the client that is traced. */
interface TracedConnection {
  readonly connection: ConnectionId;
  readonly address: string | undefined;
}

/** What is written down. */
export type TraceEntry = TracedConnection & { readonly version: Version } & (
    | {
        readonly type: "packet";
        readonly direction: "in" | "out";
        readonly packet: Packet;
        /** With its secrets masked, as in `packet`. */
        readonly bytes: Uint8Array;
      }
    | { readonly type: "malformed"; readonly violation: Violation }
    /** `why` is missing where the network ended it. */
    | { readonly type: "ended"; readonly why: Ending | undefined }
  );

/** Watches a broker, and writes down all that goes between it and one client. What it holds of a packet are its fields: how its bytes were cut is not kept. */
export function traceObserver(clientId: string, write: (entry: TraceEntry) => void): Observer {
  const addresses = new Map<ConnectionId, string | undefined>();
  /** The version of each connection. */
  const versions = new Map<ConnectionId, Version>();
  const traced = new Set<ConnectionId>();

  const tell = (connection: ConnectionId, what: Untold): void => {
    if (!traced.has(connection)) return;
    const version = versions.get(connection) ?? "5.0";
    write({ connection, address: addresses.get(connection), version, ...what });
  };
  const tellPacket = (connection: ConnectionId, direction: "in" | "out", packet: Packet): void => {
    if (!traced.has(connection)) return;
    const shown = masked(packet);
    const encoded = encode(shown, versions.get(connection) ?? "5.0", { checkPayloadFormat: false });
    const bytes = encoded.kind === "bytes" ? encoded.bytes : new Uint8Array();
    tell(connection, { type: "packet", direction, packet: shown, bytes });
  };
  const end = (connection: ConnectionId, why: Ending | undefined): void => {
    tell(connection, { type: "ended", why });
    for (const held of [addresses, versions, traced]) held.delete(connection);
  };

  function hear(input: BrokerInput): void {
    if (input.type === "closed") return end(input.connection, undefined);
    if (input.type === "malformed") return tell(input.connection, { type: "malformed", violation: input.violation });
    if (input.type !== "packet") return;
    const { connection, packet } = input;
    if (packet.type === "CONNECT" && !versions.has(connection)) {
      versions.set(connection, packet.version);
      if (packet.clientId === clientId) traced.add(connection);
    }
    tellPacket(connection, "in", packet);
  }

  function see(effect: BrokerEffect): void {
    if (effect.type === "close") return end(effect.connection, effect.why);
    if (effect.type !== "send") return;
    const { connection, packet } = effect;
    // A name that the server has given is known from here on.
    const { assignedClientIdentifier } = packet.type === "CONNACK" && "properties" in packet ? packet.properties : {};
    if (assignedClientIdentifier === clientId) traced.add(connection);
    tellPacket(connection, "out", packet);
  }

  return (notice: BrokerNotice) => {
    if (notice.type === "connection") addresses.set(notice.connection, notice.address);
    if (notice.type !== "step") return;
    hear(notice.input);
    for (const effect of notice.effects) see(effect);
  };
}

type Untold = TraceEntry extends infer E
  ? E extends unknown
    ? Omit<E, keyof TracedConnection | "version">
    : never
  : never;
