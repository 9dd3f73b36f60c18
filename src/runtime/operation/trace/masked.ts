// A packet without what must be shown to nobody: passwords, tokens in their place or in that of a user name, and what an Authentication Method exchanges.

import type { Packet, PacketOf } from "../../../codec/index.ts";
import { shownName } from "../../security/security-event.ts";

/** Stands for what is not shown; as long whatever it was. */
const MASK = new TextEncoder().encode("********");

/** The packet with its secrets masked; any other as it is. */
export function masked(packet: Packet): Packet {
  const hasData = "properties" in packet && "authenticationData" in packet.properties;
  const open = hasData
    ? ({ ...packet, properties: { ...packet.properties, authenticationData: MASK } } as Packet)
    : packet;
  return open.type === "CONNECT" ? maskedConnect(open) : open;
}

// Some clients put their token where their name belongs.
function maskedConnect(connect: PacketOf<"CONNECT">): Packet {
  const { password, userName } = connect;
  return {
    ...connect,
    ...(password !== undefined && { password: MASK }),
    ...(userName !== undefined && { userName: shownName(userName) }),
  };
}
