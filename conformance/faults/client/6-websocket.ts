// Clients whose WebSocket goes wrong. (chapter 6)

import type { DiallerRules } from "../../players/web-socket-dialler.ts";
import type { ClientFault } from "./fault.ts";

function dialler(changed: Partial<DiallerRules>): ClientFault["apply"] {
  return (honest) => ({ ...honest, webSocket: { ...honest.webSocket, ...changed } });
}

const BINARY = ["3.1.1/MQTT-6.0.0-1", "5.0/MQTT-6.0.0-1"] as const;
const ALIGNED = ["3.1.1/MQTT-6.0.0-2", "5.0/MQTT-6.0.0-2"] as const;
const OFFERED = ["3.1.1/MQTT-6.0.0-3", "5.0/MQTT-6.0.0-3"] as const;

/** Whether a frame is one packet, whole. */
function isPacket(bytes: Uint8Array): boolean {
  return (bytes[1] ?? 0) + 2 === bytes.length;
}

export const websocket: readonly ClientFault[] = [
  { name: "offers no subprotocol of WebSocket", breaks: OFFERED, apply: dialler({ subprotocol: "" }) },
  { name: "offers another subprotocol of WebSocket", breaks: OFFERED, apply: dialler({ subprotocol: "mqttv3.1" }) },
  { name: "takes frames of text", breaks: BINARY, apply: dialler({ takesText: true }) },
  { name: "sends frames of text", breaks: BINARY, apply: dialler({ sendsIn: 0x1 }) },
  {
    name: "takes each frame for a packet, and forgets what is none",
    breaks: ALIGNED,
    apply: dialler({ pieceOf: (bytes) => (isPacket(bytes) ? bytes : new Uint8Array(0)) }),
  },
  {
    name: "reads one packet of each frame",
    breaks: ALIGNED,
    apply: dialler({ pieceOf: (bytes) => bytes.subarray(0, 2 + (bytes[1] ?? 0)) }),
  },
];
