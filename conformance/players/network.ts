// Plays against a real target: TCP or TLS, real time. Whatever carries bytes stands behind `dial`.

import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { TargetUrl } from "../targets/url.ts";
import type { Bell, Listener, Opened, Player } from "./player.ts";

/** How long a network connection may take to come about. */
const DIAL_MS = 5_000;

/** What TLS is told: whom to trust, and who we are. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Trusts any certificate. */
  readonly insecure?: boolean;
}

/** A player over the network. */
export function networkPlayer(target: TargetUrl, tls: TlsSettings = {}, webSocket?: TargetUrl): Player {
  const sockets = new Set<Socket>();
  return {
    now: () => performance.now(),
    open: async (listener, _, via) => {
      const where = via === "webSocket" ? webSocket : target;
      if (where === undefined) return { kind: "unreachable", cause: "network", reason: "no WebSocket was named" };
      const opened = await dial(where, tls, listener);
      if ("reason" in opened) return opened;
      sockets.add(opened.socket);
      opened.socket.once("close", () => sockets.delete(opened.socket));
      return linkOf(opened.socket);
    },
    pause: pauseUntil,
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Waits until a time by `performance.now()`, or until the bell rings. */
export function pauseUntil(untilMs: number, bell: Bell): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(over, Math.max(0, Math.ceil(untilMs - performance.now())));
    const forget = bell.onRing(over);
    function over(): void {
      clearTimeout(timer);
      forget();
      resolve();
    }
  });
}

function linkOf(socket: Socket): Opened {
  return {
    kind: "open",
    link: {
      send: (bytes) => {
        if (socket.writable) socket.write(bytes);
      },
      close: () => {
        socket.end();
      },
      abort: () => {
        socket.destroy();
      },
    },
  };
}

type Dialled = { readonly socket: Socket } | Extract<Opened, { readonly kind: "unreachable" }>;

function dial(target: TargetUrl, tls: TlsSettings, listener: Listener): Promise<Dialled> {
  const { host, port, secure } = target;
  const socket: Socket = secure
    ? connectTls({ host, port, ...trust(tls), ...(isName(host) && { servername: host }) })
    : connectTcp({ host, port });
  socket.setNoDelay(true);
  return new Promise((resolve) => {
    let dialled = false;
    let open = false;
    let reset = false;
    const give = (answer: Dialled): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const timer = setTimeout(() => {
      const cause = secure && dialled ? "tls" : "network";
      give({ kind: "unreachable", cause, reason: `nothing came of it within ${DIAL_MS / 1000} s` });
      socket.destroy();
    }, DIAL_MS);
    socket.once("connect", () => (dialled = true));
    socket.once(secure ? "secureConnect" : "connect", () => {
      open = true;
      give({ socket });
    });
    socket.on("data", (bytes: Uint8Array) => listener.onBytes(bytes));
    socket.on("end", () => listener.onEnd("closed"));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      reset = true;
      if (!open) give({ kind: "unreachable", cause: secure && dialled ? "tls" : "network", reason: reasonOf(error) });
    });
    socket.on("close", () => {
      if (!open)
        give({
          kind: "unreachable",
          cause: secure && dialled ? "tls" : "network",
          reason: "the connection was closed at once",
        });
      listener.onEnd(reset ? "reset" : "closed");
    });
  });
}

function trust({ ca, cert, key, insecure = false }: TlsSettings): object {
  return {
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
}

function isName(host: string): boolean {
  return /[a-z]/i.test(host) && !host.includes(":");
}

function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0] as NodeJS.ErrnoException);
  switch (error.code) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "no such host";
    case "ECONNRESET":
      return "the connection was reset";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "no route to the host";
    default:
      return error.message;
  }
}
