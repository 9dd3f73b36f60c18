// For tests: a socket to a broker that says what it is told to say, packet by packet, and hears what comes.

import { connect } from "node:net";
import type { Version } from "../../spec/index.ts";
import { createDecoder, encode, feed, type Packet } from "../codec/index.ts";

/** One connection to a broker. */
export interface WireClient extends Disposable {
  send(...packets: readonly Packet[]): void;
  /** The next packet; undefined where the broker has closed. */
  next(): Promise<Packet | undefined>;
  /** Sends, and gives the next packet. */
  ask(packet: Packet): Promise<Packet | undefined>;
}

/** Connects to a port of this machine. */
export async function wireTo(port: number, version: Version = "5.0"): Promise<WireClient> {
  const socket = connect(port, "127.0.0.1");
  const heard: (Packet | undefined)[] = [];
  const waiting: ((packet: Packet | undefined) => void)[] = [];
  const tell = (packet: Packet | undefined): void => {
    const first = waiting.shift();
    if (first === undefined) heard.push(packet);
    else first(packet);
  };
  let decoder = createDecoder({ from: "server", version });
  socket.on("data", (chunk) => {
    const [next, results] = feed(decoder, chunk);
    decoder = next;
    for (const result of results) {
      if (result.kind === "malformed") throw new Error(result.violation.found);
      tell(result.packet);
    }
  });
  socket.on("close", () => tell(undefined));
  // It is followed by "close".
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve).once("error", resolve));
  const client: WireClient = {
    send(...packets) {
      for (const packet of packets) {
        const encoded = encode(packet, version);
        if (encoded.kind === "refused") throw new Error(encoded.violation.found);
        socket.write(encoded.bytes);
      }
    },
    next: () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => waiting.push(resolve))),
    ask(packet) {
      client.send(packet);
      return client.next();
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
  return client;
}

/** A CONNECT with a password or a method, as plain as can be. */
export function connectAs(
  version: Version,
  draft: {
    readonly clientId?: string;
    readonly userName?: string;
    readonly password?: Uint8Array | string;
    readonly method?: string;
    readonly data?: Uint8Array | string;
  },
): Packet {
  const { clientId = "c1", userName, password, method, data } = draft;
  const credentials = {
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password: bytes(password) }),
  };
  const head = { type: "CONNECT", clientId, keepAlive: 0, ...credentials } as const;
  if (version === "3.1.1") return { ...head, version, cleanSession: true };
  const properties = {
    ...(method !== undefined && { authenticationMethod: method }),
    ...(data !== undefined && { authenticationData: bytes(data) }),
  };
  return { ...head, version, cleanStart: true, properties };
}

function bytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : value;
}
