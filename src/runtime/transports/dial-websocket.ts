// A client's way to a server over WebSocket: its bytes in binary frames, cut wherever they happen to be cut. (5.0 §6, 3.1.1 §6)

import { type RawData, WebSocket } from "ws";
import type { ClientLink, ClientTransport } from "../client-link.ts";
import { addressText, type WebSocketAddress } from "./address.ts";
import { type ClientTls, clientTlsOptions } from "./tls.ts";
import { bytesOf, NORMAL, SUBPROTOCOL, UNSUPPORTED_DATA } from "./websocket.ts";

// What may wait to be written before more is held back.
const ENOUGH_UNSENT_BYTES = 1_048_576;

/** Begins a connection. */
export function dialWebSocket(address: WebSocketAddress, tls: ClientTls, link: ClientLink): ClientTransport {
  const socket = new WebSocket(`${addressText(address)}${address.path}`, SUBPROTOCOL, {
    perMessageDeflate: false,
    ...(address.isSecure && clientTlsOptions(address.host, tls)),
  });
  let cause: Error | undefined;
  /** Whoever waits until more may be written. */
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const done of waiting) done();
    waiting = [];
  };
  socket.on("open", () => link.opened());
  socket.on("message", (data: RawData, isBinary: boolean) => {
    // 5.0/MQTT-6.0.0-1, 3.1.1/MQTT-6.0.0-1
    if (!isBinary) socket.close(UNSUPPORTED_DATA, "MQTT is sent in binary frames");
    // 5.0/MQTT-6.0.0-2, 3.1.1/MQTT-6.0.0-2
    else link.receive(bytesOf(data));
  });
  socket.on("close", () => {
    wake();
    link.closed(cause);
  });
  // It is followed by "close".
  socket.on("error", (error) => {
    cause = error;
  });
  return {
    write(bytes) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(bytes, { binary: true }, () => {
        if (socket.bufferedAmount < ENOUGH_UNSENT_BYTES) wake();
      });
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    drained: () =>
      socket.bufferedAmount < ENOUGH_UNSENT_BYTES ? undefined : new Promise<void>((done) => waiting.push(done)),
    close() {
      socket.close(NORMAL);
      socket.resume();
    },
  };
}
