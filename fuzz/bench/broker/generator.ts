// The load generator: clients on plain sockets, which are looked at every 50 microseconds and answer once a look. Who answers each
// read at once measures itself: a broker that sends a segment for each packet keeps it busy with system calls.

import { connect, type Socket } from "node:net";
import type { QoS } from "../../../src/codec/index.ts";
import { connectFrame, createWalker, type OnFrame, PINGREQ, subscribeFrame, TYPE } from "./frames.ts";

const LOOK_MS = 0.05;
/** What is to be sent is gathered in so much memory, and then in the next. */
const SLAB_BYTES = 65_536;
/** Filters in one SUBSCRIBE. */
const FILTERS_PER_PACKET = 500;

/** One client of the load. */
export interface LoadClient {
  readonly socket: Socket;
  /** Goes out with the next look, or at once where nobody looks. */
  send(bytes: Buffer): void;
  /** Likewise: a packet that holds nothing but the Packet Identifier that stands at `idAt` of `bytes`. */
  answer(first: number, bytes: Buffer, idAt: number): void;
  /** Gives the body of the next packet of this type. */
  next(type: number): Promise<Buffer>;
  /** Hears of all packets from now on. */
  onFrame: OnFrame;
  end(): void;
}

/** Lets the clients of one row in, and looks at them. */
export interface Generator {
  connect(clientId: string, isClean?: boolean): Promise<LoadClient>;
  /** Answers at once from now on: where the time of one message counts. */
  answerAtOnce(): void;
  /** Until `work`, which is called at each look, says that it is done. */
  run(work: () => boolean): Promise<void>;
  /** Ends all clients. */
  end(): void;
}

/** A generator for the broker on `port` of the loopback interface. */
export function createGenerator(port: number): Generator {
  const clients = new Set<LoadClient>();
  const dirty = new Set<() => void>();
  const cell = new Int32Array(new SharedArrayBuffer(4));
  let isAtOnce = false;

  const flush = (): void => {
    for (const act of dirty) act();
    dirty.clear();
  };

  return {
    async connect(clientId, isClean = true) {
      const client = await openClient(port, (act) => {
        if (dirty.size === 0 && isAtOnce) setImmediate(flush);
        dirty.add(act);
      });
      clients.add(client);
      client.socket.once("close", () => clients.delete(client));
      client.socket.write(connectFrame(clientId, isClean));
      const connack = await client.next(TYPE.CONNACK);
      if (connack[1] !== 0) throw new Error(`CONNECT of ${clientId} was refused with ${connack[1]}`);
      return client;
    },
    answerAtOnce() {
      isAtOnce = true;
    },
    async run(work) {
      while (!work()) {
        flush();
        if (!isAtOnce) Atomics.wait(cell, 0, 0, LOOK_MS);
        await new Promise(setImmediate);
      }
      flush();
    },
    end() {
      for (const client of clients) client.end();
    },
  };
}

function openClient(port: number, later: (act: () => void) => void): Promise<LoadClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const waiting = new Map<number, (body: Buffer) => void>();
    let slab = Buffer.allocUnsafe(SLAB_BYTES);
    let used = 0;
    const flush = (): void => {
      if (socket.writable) socket.write(slab.subarray(0, used));
      slab = slab.subarray(used);
      used = 0;
    };
    const room = (bytes: number): void => {
      if (used === 0) later(flush);
      if (used + bytes <= slab.length) return;
      if (used > 0) flush();
      slab = Buffer.allocUnsafe(Math.max(SLAB_BYTES, bytes));
    };
    const client: LoadClient = {
      socket,
      send(bytes) {
        room(bytes.length);
        slab.set(bytes, used);
        used += bytes.length;
      },
      answer(first, bytes, idAt) {
        room(4);
        slab[used++] = first;
        slab[used++] = 2;
        slab[used++] = bytes[idAt] as number;
        slab[used++] = bytes[idAt + 1] as number;
      },
      next: (type) => new Promise((done) => waiting.set(type, done)),
      onFrame: () => undefined,
      end: () => socket.destroy(),
    };
    const walk = createWalker((first, bytes, start, end) => {
      const wanted = waiting.size === 0 ? undefined : waiting.get(first >> 4);
      if (wanted !== undefined) {
        waiting.delete(first >> 4);
        wanted(Buffer.from(bytes.subarray(start, end)));
      }
      client.onFrame(first, bytes, start, end);
    });
    socket.on("data", walk);
    socket.once("connect", () => resolve(client));
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the broker closed the connection")));
  });
}

/** Subscribes to all of them at one QoS, and gives when all is granted. */
export async function subscribe(client: LoadClient, filters: readonly string[], qos: QoS): Promise<void> {
  for (let at = 0; at < filters.length; at += FILTERS_PER_PACKET) {
    client.socket.write(subscribeFrame(1 + (at % 60_000), filters.slice(at, at + FILTERS_PER_PACKET), qos));
    const suback = await client.next(TYPE.SUBACK);
    if (suback.subarray(2).some((code) => code > 2)) throw new Error("a subscription was refused");
  }
}

/** Gives when the broker has done all that this client sent before. */
export async function settled(client: LoadClient): Promise<void> {
  client.socket.write(PINGREQ);
  await client.next(TYPE.PINGRESP);
}
