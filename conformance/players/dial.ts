// Opens connections to a target: TCP, TLS or WebSocket, whatever its url names.

import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import type { TargetUrl } from "../targets/url.ts";
import type { Link, Listener, Opened } from "./player.ts";

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

/** A connection that came about, with how to drop it at once; or why it did not. */
export type Dialled =
  | { readonly kind: "open"; readonly link: Link }
  | Extract<Opened, { readonly kind: "unreachable" }>;

type Cause = "network" | "tls";

/** Connects by TCP, or by TLS where the url says so. */
export function dialSocket({ host, port, secure }: TargetUrl, tls: TlsSettings, listener: Listener): Promise<Dialled> {
  const socket: Socket = secure
    ? connectTls({ host, port, ...trust(tls), ...(isName(host) && { servername: host }) })
    : connectTcp({ host, port });
  socket.setNoDelay(true);
  const link: Link = {
    send: (bytes) => {
      if (socket.writable) socket.write(bytes);
    },
    close: () => {
      socket.end();
    },
    abort: () => {
      socket.destroy();
    },
  };
  let dialled = false;
  socket.once("connect", () => (dialled = true));
  return settled(link, listener, secure, (hear) => {
    socket.once(secure ? "secureConnect" : "connect", hear.open);
    socket.on("data", (bytes: Uint8Array) => listener.onBytes(bytes));
    socket.on("end", () => listener.onEnd("closed"));
    socket.on("error", hear.error);
    socket.on("close", hear.close);
    return () => dialled;
  });
}

/** Connects by WebSocket, with the subprotocol mqtt: bytes go in frames of bytes. (chapter 6) */
export function dialWebSocket(target: TargetUrl, tls: TlsSettings, listener: Listener): Promise<Dialled> {
  const { host, port, secure, path } = target;
  const name = host.includes(":") ? `[${host}]` : host;
  const socket = new WebSocket(`${secure ? "wss" : "ws"}://${name}:${port}${path}`, "mqtt", {
    perMessageDeflate: false,
    ...(secure && trust(tls)),
  });
  const link: Link = {
    send: (bytes) => {
      if (socket.readyState === socket.OPEN) socket.send(bytes, { binary: true });
    },
    close: () => socket.close(1000),
    abort: () => socket.terminate(),
  };
  return settled(link, listener, secure, (hear) => {
    socket.once("open", hear.open);
    socket.on("message", (bytes: Buffer) => listener.onBytes(bytes));
    socket.on("error", hear.error);
    socket.on("close", hear.close);
    return () => true;
  });
}

interface Hearing {
  open(): void;
  error(error: NodeJS.ErrnoException): void;
  close(): void;
}

/** Settles once the connection is open, or known not to come. `watch` tells whether its TCP part came about. */
function settled(
  link: Link,
  listener: Listener,
  secure: boolean,
  watch: (hear: Hearing) => () => boolean,
): Promise<Dialled> {
  return new Promise((resolve) => {
    let isOpen = false;
    let isReset = false;
    const give = (answer: Dialled): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const fail = (reason: string): void => {
      if (isOpen) return;
      const cause: Cause = secure && hasDialled() ? "tls" : "network";
      give({ kind: "unreachable", cause, reason });
    };
    const timer = setTimeout(() => {
      fail(`nothing came of it within ${DIAL_MS / 1000} s`);
      link.abort();
    }, DIAL_MS);
    const hasDialled = watch({
      open: () => {
        isOpen = true;
        give({ kind: "open", link });
      },
      error: (error) => {
        isReset = true;
        fail(reasonOf(error));
      },
      close: () => {
        fail("the connection was closed at once");
        listener.onEnd(isReset ? "reset" : "closed");
      },
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
