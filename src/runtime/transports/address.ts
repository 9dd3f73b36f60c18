// Where a broker listens, and where a client connects to: mqtt://, mqtts://, ws://, wss:// with host and port, or unix: with a path.

/** An address, taken apart. */
export type Address = StreamAddress | WebSocketAddress;

/** TCP, TLS, or a Unix socket. */
export type StreamAddress = TcpAddress | UnixAddress;

interface TcpAddress {
  readonly kind: "stream";
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

interface UnixAddress {
  readonly kind: "unix";
  readonly path: string;
}

/** A WebSocket, with TLS below it or without. */
export interface WebSocketAddress extends Omit<TcpAddress, "kind"> {
  readonly kind: "webSocket";
  /** `/mqtt` where nothing is said. */
  readonly path: string;
}

const SCHEMES = {
  "mqtt:": { kind: "stream", isSecure: false, port: 1883 },
  "mqtts:": { kind: "stream", isSecure: true, port: 8883 },
  "ws:": { kind: "webSocket", isSecure: false, port: 80 },
  "wss:": { kind: "webSocket", isSecure: true, port: 443 },
} as const;

/** An address that cannot be used; the message says what is wrong with it. */
export class AddressError extends TypeError {
  override readonly name = "AddressError";
}

/** Reads an address. Throws an `AddressError`. */
export function readAddress(text: string): Address {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length).replace(/^\/\/(?=\/)/, "");
    if (path === "") throw new AddressError(`${JSON.stringify(text)} names no path: write it as unix:/run/mqtt.sock`);
    return { kind: "unix", path };
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = url && SCHEMES[url.protocol as keyof typeof SCHEMES];
  if (url === undefined || scheme === undefined || url.hostname === "") {
    const forms = [...Object.keys(SCHEMES).map((name) => `${name}//host:port`), "unix:/path"].join(", ");
    throw new AddressError(`${JSON.stringify(text)} is no address: it is one of ${forms}`);
  }
  const { kind, isSecure } = scheme;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  // A port 0 is one that is free.
  const port = url.port === "" ? scheme.port : Number(url.port);
  if (kind === "stream") return { kind, isSecure, host, port };
  return { kind, isSecure, host, port, path: url.pathname === "/" || url.pathname === "" ? "/mqtt" : url.pathname };
}

/** Writes an address, with the port that was got. */
export function addressText(address: Address, port?: number): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  const { kind, isSecure, host } = address;
  const scheme = kind === "stream" ? (isSecure ? "mqtts" : "mqtt") : isSecure ? "wss" : "ws";
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}:${port ?? address.port}`;
}
