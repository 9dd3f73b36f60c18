// A packet in one line for a person, and as JSON for a machine.

import type { Packet } from "../src/codec/index.ts";
import { say } from "./fields.ts";

/** `PUBLISH qos 1, packetId 7, topicName "a/b"`: the type, and every field that says something. */
export function describe(packet: Packet): string {
  const fields = Object.entries(packet).filter(([name, value]) => name !== "type" && !isQuiet(value));
  return [packet.type, fields.map(([name, value]) => `${name} ${fieldText(name, value)}`).join(", ")]
    .filter((part) => part !== "")
    .join(" ");
}

/** A password is nobody's business who reads a log; the bytes of a report have it all the same. */
function fieldText(name: string, value: unknown): string {
  return name === "password" && value instanceof Uint8Array
    ? `of ${value.length} bytes`
    : say(withoutQuiet(value), name);
}

/** The packets in one line each, or that there were none. */
export function describeAll(packets: readonly Packet[]): string {
  return packets.length === 0 ? "nothing" : packets.map(describe).join("; ");
}

/** The packet with its binary fields as hexadecimal text. */
export function packetJson(packet: Packet): unknown {
  return JSON.parse(
    JSON.stringify(packet, (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value,
    ),
  );
}

/** Whether a field says only that nothing was set. */
function isQuiet(value: unknown): boolean {
  if (value === undefined || value === false) return true;
  return (
    typeof value === "object" && value !== null && !(value instanceof Uint8Array) && Object.keys(value).length === 0
  );
}

function withoutQuiet(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => !isQuiet(field)));
}
