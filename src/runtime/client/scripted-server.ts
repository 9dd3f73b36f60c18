// For tests: a server of MQTT 5.0 that does what the test says, packet by packet.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createDecoder, feed, type Packet, type PacketOf } from "../../codec/index.ts";
import { bytesOf } from "../packet-bytes.ts";

/** One client that has come. */
export interface ScriptedConnection {
  /** Its next packet. */
  next<T extends Packet["type"]>(type: T): Promise<PacketOf<T, "5.0">>;
  send(...packets: readonly Packet[]): void;
  /** Ends the connection without a word. */
  cut(): void;
  /** What has come and was not asked for yet. */
  unread(): readonly Packet["type"][];
  /** Fulfilled when it has ended. */
  readonly ended: Promise<unknown>;
}

/** The server. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** The next client. */
  accept(): Promise<ScriptedConnection>;
  /** The next client, let in. */
  welcome(connack?: Partial<PacketOf<"CONNACK", "5.0">>): Promise<ScriptedConnection>;
}

/** Things that come, for those who wait for them. */
function createMailbox<T>() {
  const items: T[] = [];
  const waiting: ((item: T) => void)[] = [];
  return {
    items,
    put(item: T): void {
      const first = waiting.shift();
      if (first === undefined) items.push(item);
      else first(item);
    },
    take(): Promise<T> {
      const first = items.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
  };
}

/** Starts one on a free port. */
export async function scriptedServer(): Promise<ScriptedServer> {
  const arrivals = createMailbox<ScriptedConnection>();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    arrivals.put(connectionOf(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    accept: arrivals.take,
    async welcome({ sessionPresent = false, reasonCode = 0, properties = {} } = {}) {
      const connection = await arrivals.take();
      await connection.next("CONNECT");
      connection.send({ type: "CONNACK", sessionPresent, reasonCode, properties });
      return connection;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connectionOf(socket: Socket): ScriptedConnection {
  const packets = createMailbox<Packet>();
  let decoder = createDecoder({ from: "client" });
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes: Uint8Array) => {
    const [next, results] = feed(decoder, bytes);
    decoder = next;
    for (const result of results) if (result.kind === "packet") packets.put(result.packet);
  });
  return {
    async next<T extends Packet["type"]>(type: T) {
      const packet = await packets.take();
      if (packet.type !== type) throw new Error(`${packet.type} came instead of ${type}`);
      return packet as PacketOf<T, "5.0">;
    },
    send: (...all) => void socket.write(bytesOf(...all)),
    unread: () => packets.items.map(({ type }) => type),
    cut: () => socket.destroy(),
    ended: once(socket, "close"),
  };
}
