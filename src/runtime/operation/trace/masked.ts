// A packet without what must be shown to nobody: passwords, and what an Authentication Method exchanges.

import type { Packet } from "../../../codec/index.ts";

/** Stands for what is not shown; as long whatever it was. */
const MASK = new TextEncoder().encode("********");

/** The packet with its secrets masked; any other as it is. */
export function masked(packet: Packet): Packet {
  const hasData = "properties" in packet && "authenticationData" in packet.properties;
  const open = hasData
    ? ({ ...packet, properties: { ...packet.properties, authenticationData: MASK } } as Packet)
    : packet;
  return open.type === "CONNECT" && open.password !== undefined ? { ...open, password: MASK } : open;
}
