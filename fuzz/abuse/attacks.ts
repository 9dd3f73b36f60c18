// What hostile and broken peers do to a broker, each as a function that is given a port.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Packet } from "../../src/codec/index.ts";
import { bytesOf as bytesOfSample } from "../arbitraries/bytes.ts";

/** One kind of abuse. */
export interface Attack {
  readonly name: string;
  /** Comes to its end by itself; what it leaves open is cut afterwards. */
  readonly run: (attacker: Attacker) => Promise<void>;
}

/** What an attack is given. */
export interface Attacker {
  /** A connection, open; it is cut when the attack is over. */
  dial(): Promise<Socket>;
  /** A connection with CONNECT sent and CONNACK come. */
  enter(clientId: string): Promise<Socket>;
}

/** Opens connections, and remembers them. */
export function attackerAt(port: number): Attacker & { cut(): void } {
  const sockets = new Set<Socket>();
  const dial = async (): Promise<Socket> => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    sockets.add(socket);
    socket.on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  };
  return {
    dial,
    async enter(clientId) {
      const socket = await dial();
      socket.write(bytesOf({ ...CONNECT, clientId }));
      await once(socket, "data");
      return socket;
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
  };
}

const CONNECT = {
  type: "CONNECT",
  version: "5.0",
  clientId: "",
  cleanStart: true,
  keepAlive: 0,
  properties: {},
} as const;

function bytesOf(packet: Packet): Uint8Array {
  return bytesOfSample({ packet, version: "5.0" });
}

/** Sends, and waits until the broker has closed; bytes of the broker are read and thrown away. */
async function untilClosed(socket: Socket, ...pieces: readonly (Uint8Array | string)[]): Promise<void> {
  socket.resume();
  const closed = once(socket, "close");
  for (const piece of pieces) socket.write(piece);
  await closed;
}

/** What the broker has read by then, it has judged. */
async function ping(socket: Socket): Promise<void> {
  socket.write(Uint8Array.of(0xc0, 0));
  await Promise.race([once(socket, "data"), once(socket, "close")]);
}

function publish(topicName: string, payload: Uint8Array, retain = false): Uint8Array {
  return bytesOf({ type: "PUBLISH", topicName, payload, qos: 0, dup: false, retain, properties: {} });
}

function subscribe(...filters: readonly string[]): Uint8Array {
  const options = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
  const subscriptions = filters.map((topicFilter) => ({ topicFilter, ...options }));
  return bytesOf({ type: "SUBSCRIBE", packetId: 1, subscriptions, properties: {} } as Packet);
}

const MANY = 300;
const each = <T>(count: number, act: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => act(i)));

export const ATTACKS: readonly Attack[] = [
  {
    name: "garbage instead of CONNECT",
    run: async ({ dial }) =>
      void (await each(MANY, async (i) => untilClosed(await dial(), Buffer.alloc(100, 37 * i + 1)))),
  },
  {
    name: "an HTTP request",
    run: async ({ dial }) => untilClosed(await dial(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
  },
  {
    name: "a length field of 256 MiB",
    run: async ({ dial }) => untilClosed(await dial(), Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f)),
  },
  {
    name: "a PUBLISH that says 256 MiB, after a right CONNECT",
    run: async ({ enter }) => untilClosed(await enter("large"), Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f)),
  },
  {
    name: "65,535 User Properties in one CONNECT",
    run: async ({ dial }) => {
      const userProperties = Array.from({ length: 65_535 }, () => ["k", "v"] as const);
      const socket = await dial();
      socket.write(bytesOf({ ...CONNECT, properties: { userProperties } } as Packet));
      await ping(socket);
    },
  },
  {
    name: `${MANY} connections that say nothing`,
    run: async ({ dial }) => void (await each(MANY, () => dial())),
  },
  {
    name: `${MANY} CONNECT packets of which the last byte never comes`,
    run: async ({ dial }) =>
      void (await each(MANY, async (i) =>
        (await dial()).write(bytesOf({ ...CONNECT, clientId: `slow${i}` }).subarray(0, -1)),
      )),
  },
  {
    name: "a reset in the middle of a packet",
    run: async ({ enter }) =>
      void (await each(MANY, async (i) => {
        const socket = await enter(`reset${i}`);
        socket.write(Uint8Array.of(0x30, 100, 0, 3));
        socket.resetAndDestroy();
        await once(socket, "close");
      })),
  },
  {
    name: "a storm of CONNECT with the same Client Identifier",
    run: async ({ enter }) => {
      for (let i = 0; i < MANY; i += 1) await enter("the same");
    },
  },
  {
    name: "topics of 32,000 levels",
    run: async ({ enter }) => {
      const socket = await enter("deep");
      socket.write(publish("/".repeat(32_000), new Uint8Array(1)));
      await ping(socket);
      const again = await enter("deep too");
      again.write(subscribe("+/".repeat(32_000)));
      await ping(again);
    },
  },
  {
    name: "subscriptions by the thousand, with wildcards everywhere",
    run: async ({ enter }) => {
      const socket = await enter("wild");
      socket.resume();
      const filters = Array.from({ length: 5_000 }, (_, i) => `+/${i}/+/#`);
      socket.write(subscribe(...filters));
      for (let i = 0; i < 200; i += 1) socket.write(publish(`a/${i}/b/c`, new Uint8Array(10)));
      await ping(socket);
    },
  },
  {
    name: "a flood of retained messages",
    run: async ({ enter }) => {
      const socket = await enter("retains");
      for (let i = 0; i < 20_000; i += 1) socket.write(publish(`abuse/${i}`, new Uint8Array(20), true));
      await ping(socket);
    },
  },
  {
    name: "a subscriber that never reads, of a flood",
    run: async ({ enter }) => {
      const deaf = await enter("deaf");
      deaf.write(subscribe("flood"));
      await once(deaf, "data");
      deaf.pause();
      const loud = await enter("loud");
      const message = publish("flood", new Uint8Array(60_000));
      for (let i = 0; i < 3_000; i += 1) {
        if (!loud.write(message)) await once(loud, "drain");
      }
      await ping(loud);
    },
  },
];
