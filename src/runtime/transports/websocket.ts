// MQTT over WebSocket: the bytes of the protocol in binary frames, cut wherever they happen to be cut. (5.0 §6, 3.1.1 §6)

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Driver, Link, Transport } from "../driver.ts";
import type { Peer } from "../peer.ts";
import { addressText, type WebSocketAddress } from "./address.ts";
import { watchHandshakes } from "./handshakes.ts";
import { type Gate, type Listener, limitConnections, listening, MOST_UNREAD_BYTES, portOf } from "./listener.ts";
import { peerOf } from "./peer.ts";
import { createNameTable, type ServerTls, serverTlsOptions } from "./tls.ts";

/** The subprotocol that both sides must name. (5.0/MQTT-6.0.0-3, -4; 3.1.1/MQTT-6.0.0-3, -4) */
export const SUBPROTOCOL = "mqtt";

/** Many small packets may stand in one frame, also where none of them may be large. */
const LEAST_FRAME_BYTES = 1_048_576;
/** How often it is looked for connections that have waited too long for their upgrade. */
const MOST_CHECK_MS = 1000;
/** Codes of RFC 6455 §7.4.1. */
export const NORMAL = 1000;
export const UNSUPPORTED_DATA = 1003;

/** Listens for clients over WebSocket, on any path. */
export async function listenWebSocket(
  driver: Driver,
  address: WebSocketAddress,
  tls?: ServerTls,
  gate: Gate = {},
): Promise<Listener> {
  const names = address.isSecure && tls !== undefined ? createNameTable(tls) : undefined;
  const patience = patienceOf(driver);
  const secure =
    names && tls && createSecureServer({ ...patience, SNICallback: names.SNICallback, ...serverTlsOptions(tls) });
  const server = secure ?? createServer(patience);
  server.on("request", tellUpgrade);
  const sockets = new WebSocketServer({
    server,
    // Compression costs memory for each connection, and packets are small.
    perMessageDeflate: false,
    // A frame is gathered before its packets are judged: it may hold several, and no more than the largest would weigh.
    maxPayload: Math.max(driver.broker.options.maximumPacketSize, LEAST_FRAME_BYTES),
    verifyClient: ({ req }: { req: IncomingMessage }) => namesMqtt(req),
    handleProtocols: () => SUBPROTOCOL,
  });
  // It passes on what its server says, which is heard where that listens.
  sockets.on("error", () => {});
  sockets.on("connection", (socket, request) => attach(driver, socket, peerOf(request.socket)));
  const endHandshakes = secure && watchHandshakes(secure, gate);
  limitConnections(server, gate);
  await listening(server, address);
  return {
    url: addressText(address, portOf(server)),
    port: portOf(server),
    renew: (fresh) => {
      names?.renew(fresh);
      secure?.setSecureContext(serverTlsOptions(fresh));
    },
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      sockets.close();
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      endHandshakes?.();
      await closed;
    },
  };
}

// The time that a connection may wait with its CONNECT counts before the upgrade, too. (5.0/U5-044, 3.1.1/U3-017)
function patienceOf({ broker }: Driver) {
  const { connectTimeoutMs } = broker.options;
  const checkMs = Math.min(connectTimeoutMs, MOST_CHECK_MS);
  return { headersTimeout: connectTimeoutMs, requestTimeout: connectTimeoutMs, connectionsCheckingInterval: checkMs };
}

// There is nothing here but the WebSocket. (RFC 9110 §15.5.22)
function tellUpgrade(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { upgrade: "websocket", connection: "close" }).end();
}

// A client that offers another subprotocol, or none, does not speak MQTT.
function namesMqtt({ headers }: IncomingMessage): boolean {
  const offered = headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((name) => name.trim() === SUBPROTOCOL);
}

function attach(driver: Driver, socket: WebSocket, peer: Peer): void {
  /** Frames that are with the network. */
  let unsent = 0;
  const waiting: (() => void)[] = [];
  // Called for each frame, also where the connection is over.
  const sent = (): void => {
    if (--unsent > 0) return;
    socket.resume();
    for (const done of waiting.splice(0)) done();
  };
  const transport: Transport = {
    write(bytes) {
      if (socket.readyState !== socket.OPEN) return;
      unsent++;
      // What has to wait must not keep the bytes of others that lie beside it.
      socket.send(socket.bufferedAmount > 0 ? new Uint8Array(bytes) : bytes, { binary: true }, sent);
      if (socket.bufferedAmount > MOST_UNREAD_BYTES) socket.pause();
    },
    drained: () => (unsent === 0 ? undefined : new Promise<void>((done) => waiting.push(done))),
    close: () => socket.close(NORMAL),
  };
  const link: Link = driver.open(transport, peer);
  socket.on("message", (data: RawData, isBinary: boolean) => {
    // 5.0/MQTT-6.0.0-1, 3.1.1/MQTT-6.0.0-1
    if (!isBinary) socket.close(UNSUPPORTED_DATA, "MQTT is sent in binary frames");
    // A frame is no packet: it may hold several, or a part of one. (5.0/MQTT-6.0.0-2, 3.1.1/MQTT-6.0.0-2)
    else link.receive(bytesOf(data));
  });
  socket.on("close", () => link.closed());
  // It is followed by "close", and says no more than that the network failed.
  socket.on("error", () => {});
}

/** The bytes of one message, however they came. */
export function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
