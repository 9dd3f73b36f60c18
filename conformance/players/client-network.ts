// Plays the server of a client that runs as a process of its own: a port for each case, on the loopback interface.

import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Answer, ClientSaying, Command } from "../client/command.ts";
import type { AdapterProcess } from "./adapter-process.ts";
import { pauseUntil } from "./network.ts";
import { createBell, type Link, type Listener, type Opened, type Player } from "./player.ts";

/** Lends adapters to cases, one at a time each. */
export interface AdapterPool {
  take(): Promise<AdapterProcess>;
  giveBack(adapter: AdapterProcess): void;
}

/** A player for one case. */
export function clientNetworkPlayer(pool: AdapterPool): Player {
  const arrived: Arrived[] = [];
  const bell = createBell();
  const sockets = new Set<Socket>();
  const hearers: ((saying: ClientSaying) => void)[] = [];
  let adapter: AdapterProcess | undefined;
  let server: Server | undefined;

  const listen = async (): Promise<number> => {
    server ??= createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      arrived.push(heldBack(socket));
      bell.ring();
    }).listen(0, "127.0.0.1");
    if (!server.listening) await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };

  const tell = async (command: Command): Promise<Answer> => {
    if (adapter === undefined) {
      adapter = await pool.take();
      adapter.onSaying((saying) => {
        for (const hear of hearers) hear(saying);
      });
    }
    const connects = command.verb === "connect" || command.verb.startsWith("run-");
    return adapter.tell(connects ? { ...command, host: "127.0.0.1", port: await listen() } : command);
  };

  return {
    now: () => performance.now(),
    async open(listener, untilMs = performance.now()): Promise<Opened> {
      while (arrived.length === 0 && performance.now() < untilMs) {
        bell.still();
        await pauseUntil(untilMs, bell);
      }
      const next = arrived.shift();
      if (next === undefined) return { kind: "unreachable", cause: "network", reason: "the client did not connect" };
      return { kind: "open", link: next.hearWith(listener) };
    },
    pause: pauseUntil,
    async dispose() {
      for (const socket of sockets) socket.destroy();
      server?.close();
      if (adapter === undefined) return;
      adapter.onSaying(() => undefined);
      await adapter.tell({ verb: "reset" }).catch(() => undefined);
      pool.giveBack(adapter);
    },
    client: { tell, onSaying: (hear) => void hearers.push(hear) },
  };
}

interface Arrived {
  hearWith(listener: Listener): Link;
}

/** A connection whose bytes wait until somebody listens. */
function heldBack(socket: Socket): Arrived {
  const kept: Buffer[] = [];
  let end: "closed" | "reset" | undefined;
  let listener: Listener | undefined;
  const ended = (how: "closed" | "reset"): void => {
    end ??= how;
    listener?.onEnd(end);
  };
  let isReset = false;
  socket.on("data", (bytes: Buffer) => (listener === undefined ? void kept.push(bytes) : listener.onBytes(bytes)));
  socket.on("end", () => ended("closed"));
  socket.on("error", () => (isReset = true));
  socket.on("close", () => ended(isReset ? "reset" : "closed"));
  return {
    hearWith(hears) {
      listener = hears;
      for (const bytes of kept.splice(0)) hears.onBytes(bytes);
      if (end !== undefined) hears.onEnd(end);
      return {
        send: (bytes) => void (socket.writable && socket.write(bytes)),
        close: () => void socket.end(),
        abort: () => void socket.destroy(),
      };
    },
  };
}
