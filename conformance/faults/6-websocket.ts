// Brokers whose WebSocket goes wrong. (chapter 6)

import type { GatewayRules } from "../players/web-socket-gateway.ts";
import type { Fault, Wrapper } from "./fault.ts";

function gateway(changed: Partial<GatewayRules>): Wrapper {
  return (honest) => ({ ...honest, gateway: { ...honest.gateway, ...changed } });
}

/** Takes the first packet of a frame alone. */
function firstPacket(bytes: Uint8Array): Uint8Array {
  const length = bytes[1] ?? 0;
  return length < 0x80 ? bytes.subarray(0, 2 + length) : bytes;
}

export const websocket: readonly Fault[] = [
  {
    name: "selects no subprotocol of WebSocket",
    breaks: ["3.1.1/MQTT-6.0.0-4", "5.0/MQTT-6.0.0-4"],
    apply: gateway({ subprotocol: undefined }),
  },
  {
    name: "selects another subprotocol of WebSocket",
    breaks: ["3.1.1/MQTT-6.0.0-4", "5.0/MQTT-6.0.0-4"],
    apply: gateway({ subprotocol: "mqttv3.1" }),
  },
  {
    name: "takes frames of text",
    breaks: ["3.1.1/MQTT-6.0.0-1", "5.0/MQTT-6.0.0-1"],
    apply: gateway({ takesText: true }),
  },
  {
    name: "answers in frames of text",
    breaks: ["3.1.1/MQTT-6.0.0-1", "5.0/MQTT-6.0.0-1"],
    apply: gateway({ answersIn: 0x1 }),
  },
  {
    name: "takes each frame for a packet, and forgets what is none",
    breaks: ["3.1.1/MQTT-6.0.0-2", "5.0/MQTT-6.0.0-2"],
    apply: gateway({ pieceOf: (bytes) => ((bytes[1] ?? 0) + 2 === bytes.length ? bytes : new Uint8Array(0)) }),
  },
  {
    name: "reads one packet of each frame",
    breaks: ["3.1.1/MQTT-6.0.0-2", "5.0/MQTT-6.0.0-2"],
    apply: gateway({ pieceOf: firstPacket }),
  },
  {
    name: "listens for WebSocket under one path alone",
    breaks: ["3.1.1/U3-043", "5.0/U5-151"],
    apply: gateway({ path: "/mqtt" }),
  },
];
