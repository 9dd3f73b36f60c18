// Packet Identifiers of one side of a session: 1 to 65,535, never one that is in use. (5.0 §2.2.1, 3.1.1 §2.3.1)

const LARGEST = 65_535;

/** The next identifier after `last` that is not in use; undefined where all are. (5.0/MQTT-2.2.1-4, 3.1.1/MQTT-2.3.1-4) */
export function nextPacketId(
  inUse: { readonly size: number; has(packetId: number): boolean },
  last: number,
): number | undefined {
  if (inUse.size >= LARGEST) return undefined;
  let packetId = last;
  do packetId = packetId === LARGEST ? 1 : packetId + 1;
  while (inUse.has(packetId));
  return packetId;
}
