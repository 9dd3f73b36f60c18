// A client's way to a server over the WebSocket of a browser: its bytes in binary frames. (5.0 §6, 3.1.1 §6)
// A browser can neither stop reading, nor say why a connection failed, nor be told whom to believe.

import type { ClientLink, ClientTransport } from "../client-link.ts";
import { type Address, AddressError, addressText, type WebSocketAddress } from "./address.ts";

/** The subprotocol that both sides must name. (5.0/MQTT-6.0.0-3, -4; 3.1.1/MQTT-6.0.0-3, -4) */
const SUBPROTOCOL = "mqtt";
/** A code of RFC 6455 §7.4.1. A script may not use 1003, which would say that data of an unknown type came. */
const NORMAL = 1000;

// What may wait to be written before more is held back, and how often it is looked at.
const ENOUGH_UNSENT_BYTES = 1_048_576;
const LOOK_AGAIN_MS = 20;

/** Throws an `AddressError` where an address is none of a WebSocket. */
export function judgeBrowserAddress(address: Address): asserts address is WebSocketAddress {
  if (address.kind !== "webSocket")
    throw new AddressError(`a browser does not reach ${addressText(address)}: it speaks ws:// and wss:// alone`);
}

/** Begins a connection. */
export function dialBrowser(address: Address, _tls: unknown, link: ClientLink): ClientTransport {
  judgeBrowserAddress(address);
  const socket = new WebSocket(`${addressText(address)}${address.path}`, SUBPROTOCOL);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => link.opened());
  socket.addEventListener("message", ({ data }: { readonly data: unknown }) => {
    // 5.0/MQTT-6.0.0-1, 3.1.1/MQTT-6.0.0-1
    if (!(data instanceof ArrayBuffer)) socket.close(NORMAL, "MQTT is sent in binary frames");
    // 5.0/MQTT-6.0.0-2, 3.1.1/MQTT-6.0.0-2
    else link.receive(new Uint8Array(data));
  });
  socket.addEventListener("close", () => link.closed());
  return {
    write(bytes) {
      if (socket.readyState === socket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
    },
    close: () => socket.close(NORMAL),
    drained: () => (socket.bufferedAmount < ENOUGH_UNSENT_BYTES ? undefined : drain(socket)),
  };
}

async function drain(socket: WebSocket): Promise<void> {
  while (socket.readyState === socket.OPEN && socket.bufferedAmount >= ENOUGH_UNSENT_BYTES)
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
}
