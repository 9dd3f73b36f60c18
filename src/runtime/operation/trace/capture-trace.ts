// A trace as a capture that Wireshark opens.

import { pcapngHead, pcapngPacket } from "../../../inspect/index.ts";
import type { TraceEntry } from "./trace.ts";

/** Stands for the broker, as for whatever has no address of IPv4. (RFC 5737) */
const BROKER = { address: [192, 0, 2, 1], port: 1883 } as const;

/** How a capture of one client begins. */
export function captureHead(application: string, clientId: string): Uint8Array {
  return pcapngHead(
    application,
    `What went between ${application} and the client ${JSON.stringify(clientId)}. Passwords are masked.`,
  );
}

/** The packet of an entry; nothing for an entry that is none. */
export function capturePacket(entry: TraceEntry, atMs: number): Uint8Array {
  if (entry.type !== "packet") return new Uint8Array();
  const { direction, bytes, packet, connection, address } = entry;
  const client = clientEnd(connection, address);
  const [from, to] = direction === "in" ? [client, BROKER] : [BROKER, client];
  return pcapngPacket({
    atMs,
    from,
    to,
    bytes,
    comment: `connection ${connection} (${address ?? "no address"}): ${packet.type}`,
  });
}

/** Where the client is, or a place of its own where it has none of IPv4: each connection must be a conversation. */
function clientEnd(connection: number, address = "") {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)\.(\d+):(\d+)$/.exec(address) ?? [];
  const [a, b, c, d, port] = parts.map(Number);
  if (a !== undefined && b !== undefined && c !== undefined && d !== undefined && port !== undefined)
    return { address: [a, b, c, d], port } as const;
  const number = [(connection >> 16) & 0xff, (connection >> 8) & 0xff, connection & 0xff] as const;
  return { address: [10, ...number], port: 50_000 } as const;
}
