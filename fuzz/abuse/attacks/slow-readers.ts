// Those who read slowly, and those who make that felt.

import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { connect, publish, subscribe } from "../bytes/packets.ts";
import type { RawPeer } from "../raw-peer.ts";
import { ping, type Stage } from "../stage.ts";

/** Publishes so many messages of so many bytes to the topic `flood`, as fast as the broker takes them. */
export async function flood(loud: RawPeer, count: number, size: number): Promise<void> {
  const message = publish("flood", { payload: new Uint8Array(size) })("5.0");
  for (let i = 0; i < count; i += 1) {
    if (!loud.socket.write(message)) await once(loud.socket, "drain");
  }
  await ping(loud);
}

/** A subscriber to `flood` that takes a byte at a time from the network, and does a turn of its loop between two. */
export async function readsByteByByte({ broker, afterwards }: Stage) {
  let count = 0;
  let isOpen = true;
  const socket = connectSocket({
    host: "127.0.0.1",
    port: broker.port,
    onread: {
      buffer: Buffer.alloc(1),
      callback: () => {
        count += 1;
        setImmediate(() => socket.resume());
        return false;
      },
    },
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    isOpen = false;
  });
  afterwards(() => socket.destroy());
  await once(socket, "connect");
  socket.write(connect({ clientId: "reads slowly" })("5.0"));
  socket.write(subscribe([["flood", 0]])("5.0"));
  return { read: () => count, isOpen: () => isOpen };
}
