// A server that believes everything: it lets everybody in, answers every PINGREQ, and closes on nobody.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { hex } from "./packets.ts";

const PINGRESP = hex("d0 00");
const LEVEL_5 = Buffer.from("MQTT\x05");

/** Starts one; what wants to be closed by it is told as failed, or the table proves nothing. */
export async function lenientServer() {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      const connack = hex(chunk.includes(LEVEL_5) ? "20 03 00 00 00" : "20 02 00 00");
      // What a connection begins with is a CONNECT, whatever it is.
      socket.write(chunk[0] === 0xc0 ? PINGRESP : Buffer.concat([connack, PINGRESP]));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
