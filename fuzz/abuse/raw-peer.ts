// One end of a connection that sends whatever it is told, and reads what comes packet by packet.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Version } from "../../spec/index.ts";
import { createDecoder, feed, type Packet } from "../../src/codec/index.ts";

/** One end of a connection. */
export interface RawPeer {
  readonly socket: Socket;
  send(...pieces: readonly Uint8Array[]): void;
  /** The next packet; undefined where the other end has closed. Throws where what comes is no packet. */
  next(): Promise<Packet | undefined>;
  /** All that comes until the other end closes. */
  rest(): Promise<readonly Packet[]>;
}

/** Connects to a port of this machine. */
export async function dialRaw(port: number, version: Version): Promise<RawPeer> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  const peer = rawPeer(socket, version, "server");
  await once(socket, "connect");
  return peer;
}

/** Takes a socket; `from` says who sits at the other end. */
export function rawPeer(socket: Socket, version: Version, from: "client" | "server"): RawPeer {
  let decoder = createDecoder({ from, version });
  let isFirst = true;
  const come: Packet[] = [];
  let isOver = false;
  let isMalformed = false;
  let ring = (): void => undefined;
  const end = (): void => {
    isOver = true;
    ring();
  };
  socket.on("error", () => undefined);
  socket.on("end", end);
  socket.on("close", end);
  socket.on("data", (chunk: Buffer) => {
    let [next, results] = feed(decoder, chunk);
    // Who refuses what it could not read does not know our version, and answers in either.
    if (isFirst && results.every(({ kind }) => kind === "malformed"))
      [next, results] = feed(createDecoder({ from, version: version === "5.0" ? "3.1.1" : "5.0" }), chunk);
    isFirst = false;
    decoder = next;
    for (const result of results) {
      if (result.kind === "packet") come.push(result.packet);
      else isMalformed = true;
    }
    ring();
  });
  const next = async (): Promise<Packet | undefined> => {
    while (come.length === 0 && !isOver && !isMalformed) {
      await new Promise<void>((resolve) => {
        ring = resolve;
      });
    }
    if (come.length === 0 && isMalformed) throw new Error("what came back is no MQTT");
    return come.shift();
  };
  return {
    socket,
    send: (...pieces) => {
      for (const piece of pieces) socket.write(piece);
    },
    next,
    async rest() {
      const all: Packet[] = [];
      for (let packet = await next(); packet !== undefined; packet = await next()) all.push(packet);
      return all;
    },
  };
}
