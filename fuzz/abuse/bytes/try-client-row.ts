// Tries a row of the table of bytes on our client, and says what the client answered, in the words of the table.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Version } from "../../../spec/index.ts";
import { connectClient } from "../../../src/runtime/index.ts";
import { type RawPeer, rawPeer } from "../raw-peer.ts";
import { within } from "../within.ts";
import { hex, publish } from "./packets.ts";
import type { ClientRow } from "./row.ts";
import { words } from "./try-row.ts";

/** A client that still is well acknowledges this. */
const LAST = 0x7fff;

const OPTIONS = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
const ONE_FILTER = { topicFilter: "a", ...OPTIONS };

/** A client of ours connects, subscribes to one filter, and is sent the bytes. Answers within `patienceMs`, also where nothing comes. */
export async function tryClientRow(row: ClientRow, patienceMs: number): Promise<string> {
  const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = connectClient({
    url: `mqtt://127.0.0.1:${port}`,
    client: { version: row.version, clientId: "victim" },
    onEvent: ({ type }) => {
      if (type === "connected") client.tell({ type: "subscribe", token: 1, subscriptions: [ONE_FILTER] });
    },
  });
  const arrived = once(server, "connection") as Promise<[Socket]>;
  client.tell({ type: "connect" });
  const [socket] = await arrived;
  const heard: string[] = [];
  const peer = rawPeer(socket, row.version, "client");
  const outcome = await within(patienceMs, converse(row, peer, heard));
  client.cut();
  socket.destroy();
  server.close();
  return [...heard, outcome ?? "neither closed nor answered"].join(", ");
}

async function converse(row: ClientRow, peer: RawPeer, heard: string[]): Promise<string> {
  if ((await peer.next())?.type !== "CONNECT") return "no CONNECT";
  if (row.place === "after CONNACK") {
    peer.send(acceptance(row.version));
    if ((await peer.next())?.type !== "SUBSCRIBE") return "no SUBSCRIBE";
  }
  peer.send(row.bytes, publish("a", { first: 0x32, packetId: LAST })(row.version));
  for (let packet = await peer.next(); packet !== undefined; packet = await peer.next()) {
    if (packet.type === "PUBACK" && packet.packetId === LAST) return "open";
    heard.push(words(packet));
  }
  return "closed";
}

function acceptance(version: Version): Uint8Array {
  return hex(version === "5.0" ? "20 03 00 00 00" : "20 02 00 00");
}
