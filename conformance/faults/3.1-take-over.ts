// Brokers that do not know what to do with a second connection of a client, or with what comes early. (§3.1.4)

import type { Fault } from "./fault.ts";
import { frameLength, isWhole } from "./open-broker.ts";
import { clean, refuses } from "./state.ts";
import { answers, changed, hears, pieces, remembering, sends, touching } from "./wrappers.ts";

export const takeOver: readonly Fault[] = [
  {
    name: "leaves a connection open whose Client Identifier another one takes over",
    breaks: ["3.1.1/MQTT-3.1.4-2", "5.0/MQTT-3.1.4-3"],
    alsoFails: [{ cases: "disconnect/server/last", because: "it uses a take-over to see a DISCONNECT" }],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all, _, { id }) =>
        all.filter((effect) => !("connection" in effect) || effect.connection === id || !isEnd(effect)),
      ),
    ),
  },
  {
    name: "closes a connection that is taken over without saying why",
    breaks: ["5.0/MQTT-3.1.4-3"],
    apply: sends("DISCONNECT", (packet) =>
      packet.type === "DISCONNECT" && "reasonCode" in packet && packet.reasonCode === 0x8e ? undefined : packet,
    ),
  },
  {
    name: "refuses a Client Identifier that is connected already",
    breaks: ["3.1.1/MQTT-3.1.4-2", "5.0/MQTT-3.1.4-3"],
    apply: touching(
      ["heard CONNECT to a session"],
      refuses(({ clientId }, broker, id) => {
        const connection = broker.sessions.get(clientId)?.connection;
        return connection !== undefined && connection.id !== id;
      }),
    ),
  },
  {
    name: "begins a session anew when its connection is taken over",
    breaks: ["3.1.1/MQTT-4.1.0-2", "5.0/MQTT-4.1.0-1"],
    apply: touching(
      ["heard CONNECT to a session"],
      hears("CONNECT", (connect, { broker }) =>
        broker.sessions.get(connect.clientId)?.connection === undefined ? connect : changed(connect, clean(true)),
      ),
    ),
  },
  {
    name: "hears nothing that comes in one piece with the CONNECT",
    breaks: ["3.1.1/U3-019", "5.0/U5-047"],
    apply: remembering(() => {
      const known = new Set<number>();
      return pieces((chunk, id) => {
        const isFirst = !known.has(id) && isWhole(chunk);
        known.add(id);
        return [isFirst ? chunk.subarray(0, frameLength(chunk)) : chunk];
      }, "several packets");
    }),
  },
];

function isEnd(effect: { readonly type: string; readonly packet?: unknown }): boolean {
  return effect.type === "close" || (effect.packet as { readonly type?: string } | undefined)?.type === "DISCONNECT";
}
