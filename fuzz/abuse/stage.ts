// What an attack is given: the broker that is abused, ways to it, and brokers of its own.

import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { join as joinPath } from "node:path";
import type { Version } from "../../spec/index.ts";
import type { Packet } from "../../src/codec/index.ts";
import {
  type BrokerProcess,
  type BrokerSettings,
  brokerThatEnds,
  type Ended,
  mebibytesOf,
  startBroker,
} from "../broker-process.ts";
import { connect, join, u16, utf8, will } from "./bytes/packets.ts";
import { words } from "./bytes/try-row.ts";
import { type RawPeer, rawPeer } from "./raw-peer.ts";

/** Who comes in. */
export interface Entry {
  readonly port?: number;
  readonly version?: Version;
  readonly clean?: boolean;
  readonly keepAlive?: number;
  /** A will of QoS 0. */
  readonly willTopic?: string;
  readonly userName?: string;
  readonly password?: string;
  readonly receiveMaximum?: number;
}

/** The place of an attack. What it opens and starts is put away when it is over. */
export interface Stage {
  /** The broker that is abused. */
  readonly broker: BrokerProcess;
  /** What chance there is comes from this number, which the report tells. */
  readonly seed: number;
  /** A folder of its own. */
  file(name: string): string;
  /** A connection, to the abused broker where no port is named. */
  dial(port?: number): Promise<Socket>;
  /** A connection with CONNECT sent and CONNACK come. Throws where the client is not let in. */
  enter(clientId: string, entry?: Entry): Promise<RawPeer>;
  /** Another broker, of its own. */
  start(settings: BrokerSettings): Promise<BrokerProcess>;
  /** Another broker that ends by itself, and how. */
  startInVain(settings: BrokerSettings): Promise<Ended>;
  /** Calls this when the attack is over. */
  afterwards(act: () => unknown): void;
}

/** Sets the stage for one attack. */
export function createStage(broker: BrokerProcess, folder: string, seed: number) {
  const ends: (() => unknown)[] = [];
  const dial = async (port = broker.port): Promise<Socket> => {
    const socket = connectSocket({ host: "127.0.0.1", port, noDelay: true });
    ends.push(() => socket.destroy());
    socket.on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  };
  const stage: Stage = {
    broker,
    seed,
    file: (name) => joinPath(folder, name),
    dial,
    async enter(clientId, entry = {}) {
      const { version = "5.0" } = entry;
      const peer = rawPeer(await dial(entry.port), version, "server");
      peer.send(connectBytes(clientId, version, entry));
      const connack = await peer.next();
      const said = connack === undefined ? "closed" : words(connack);
      must(said === "CONNACK 0x00", `${clientId} was not let in: ${said}`);
      return peer;
    },
    async start(settings) {
      const started = await startBroker(folder, settings);
      ends.push(() => started.end("SIGKILL"));
      return started;
    },
    startInVain: (settings) => brokerThatEnds(folder, settings),
    afterwards: (act) => void ends.push(act),
  };
  const clear = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  return { stage, clear };
}

/** Throws where it does not hold. */
export function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(words);
}

/** What the broker of a connection has read by then, it has judged. Gives the packets that came before the answer. */
export async function ping(peer: RawPeer): Promise<readonly Packet[]> {
  peer.send(Uint8Array.of(0xc0, 0));
  const before: Packet[] = [];
  for (let packet = await peer.next(); packet?.type !== "PINGRESP"; packet = await peer.next()) {
    must(packet !== undefined, "the connection was closed");
    before.push(packet);
  }
  return before;
}

/** Fulfilled when a connection is over, in whatever way. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.on("close", () => resolve());
  });
}

/** Does something many times at once. */
export function each<T>(count: number, act: (i: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => act(i)));
}

/** How much more memory the broker may hold after something than before it, in MiB. */
export function grownBy(broker: BrokerProcess, beforeMebibytes: number): number {
  return mebibytesOf(broker.pid) - beforeMebibytes;
}

function connectBytes(clientId: string, version: Version, entry: Entry): Uint8Array {
  const { clean = true, keepAlive = 0, willTopic, userName, password = "", receiveMaximum } = entry;
  const hasWill = willTopic !== undefined;
  const hasUser = userName !== undefined;
  return connect({
    clientId,
    keepAlive,
    flags: (clean ? 0x02 : 0) | (hasWill ? 0x04 : 0) | (hasUser ? 0xc0 : 0),
    properties: [
      ...(clean ? [] : [join([0x11], u16(0), u16(600))]),
      ...(receiveMaximum === undefined ? [] : [join([0x21], u16(receiveMaximum))]),
    ],
    rest: [...(hasWill ? [will(version, willTopic)] : []), ...(hasUser ? [utf8(userName), utf8(password)] : [])],
  })(version);
}
