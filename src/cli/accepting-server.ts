// A server for tests: it accepts each CONNECT, a second one too, answers PINGREQ, and never closes. So it breaks the standard.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createDecoder, encode, feed, type Packet } from "../codec/index.ts";

/** A server that listens on a free port. */
export interface AcceptingServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** Starts one. */
export async function serveAccepting(): Promise<AcceptingServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let decoder = createDecoder({ from: "client" });
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes: Uint8Array) => {
      const [next, results] = feed(decoder, bytes);
      decoder = next;
      for (const result of results) {
        const packet = result.kind === "packet" ? answerTo(result.packet) : undefined;
        const encoded = packet && encode(packet, next.version ?? "5.0");
        if (encoded?.kind === "bytes") socket.write(encoded.bytes);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(packet: Packet): Packet | undefined {
  if (packet.type === "PINGREQ") return { type: "PINGRESP" };
  if (packet.type !== "CONNECT") return undefined;
  return packet.version === "5.0"
    ? { type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: {} }
    : { type: "CONNACK", sessionPresent: false, returnCode: 0 };
}
