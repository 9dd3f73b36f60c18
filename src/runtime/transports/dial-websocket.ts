// A client's way to a server over WebSocket: its bytes in binary frames, cut wherever they happen to be cut. (5.0 §6, 3.1.1 §6)

import { type RawData, WebSocket } from "ws";
import type { ClientLink } from "../client-driver.ts";
import type { Transport } from "../driver.ts";
import { addressText, type WebSocketAddress } from "./address.ts";
import { type ClientTls, clientTlsOptions } from "./tls.ts";
import { bytesOf, NORMAL, SUBPROTOCOL, UNSUPPORTED_DATA } from "./websocket.ts";

/** Begins a connection. */
export function dialWebSocket(address: WebSocketAddress, tls: ClientTls, link: ClientLink): Transport {
  const socket = new WebSocket(`${addressText(address)}${address.path}`, SUBPROTOCOL, {
    perMessageDeflate: false,
    ...(address.isSecure && clientTlsOptions(address.host, tls)),
  });
  socket.on("open", () => link.opened());
  socket.on("message", (data: RawData, isBinary: boolean) => {
    // 5.0/MQTT-6.0.0-1, 3.1.1/MQTT-6.0.0-1
    if (!isBinary) socket.close(UNSUPPORTED_DATA, "MQTT is sent in binary frames");
    // 5.0/MQTT-6.0.0-2, 3.1.1/MQTT-6.0.0-2
    else link.receive(bytesOf(data));
  });
  socket.on("close", () => link.closed());
  // It is followed by "close", and says no more than that the network failed.
  socket.on("error", () => {});
  return {
    write(bytes) {
      if (socket.readyState === socket.OPEN) socket.send(bytes, { binary: true });
    },
    close: () => socket.close(NORMAL),
  };
}
