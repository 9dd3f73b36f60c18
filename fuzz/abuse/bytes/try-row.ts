// Tries a row of the table of bytes on a broker, and says what the broker answered, in the words of the table.

import type { Packet } from "../../../src/codec/index.ts";
import { dialRaw, type RawPeer } from "../raw-peer.ts";
import { within } from "../within.ts";
import { connect } from "./packets.ts";
import { code, type Row } from "./row.ts";

const PINGREQ = Uint8Array.of(0xc0, 0);

/** Sends the bytes, cut in two before the byte `cutAt` where that is said. Answers within `patienceMs`, also where nothing comes. */
export async function tryRow(row: Row, port: number, patienceMs: number, cutAt?: number): Promise<string> {
  const peer = await dialRaw(port, row.version);
  const heard: string[] = [];
  const outcome = await within(patienceMs, converse(row, peer, heard, cutAt));
  peer.socket.destroy();
  return [...heard, outcome ?? "neither closed nor answered"].join(", ");
}

async function converse(row: Row, peer: RawPeer, heard: string[], cutAt: number | undefined): Promise<string> {
  if (row.place === "after CONNECT") {
    peer.send(connect()(row.version));
    if ((await peer.next())?.type !== "CONNACK") return "not let in";
  }
  if (cutAt !== undefined) {
    peer.send(row.bytes.subarray(0, cutAt));
    // A turn of the loop later it is another segment.
    await new Promise((resolve) => setImmediate(resolve));
  }
  peer.send(row.bytes.subarray(cutAt ?? 0), PINGREQ);
  for (let packet = await peer.next(); packet !== undefined; packet = await peer.next()) {
    if (packet.type === "PINGRESP") return "open";
    heard.push(words(packet));
  }
  return "closed";
}

/** A packet with its codes, as the answers of the table have it. */
export function words(packet: Packet): string {
  const codes =
    "reasonCode" in packet
      ? [packet.reasonCode]
      : "returnCode" in packet
        ? [packet.returnCode]
        : "reasonCodes" in packet
          ? packet.reasonCodes
          : "returnCodes" in packet
            ? packet.returnCodes
            : [];
  return [packet.type, ...codes.map(code)].join(" ");
}
