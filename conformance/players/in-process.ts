// Plays against a broker inside this process: no socket, and time that passes only when a script waits.

import type { Bell, Link, Listener, Player } from "./player.ts";
import { type GatewayRules, throughGateway } from "./web-socket-gateway.ts";

/** A broker that is a function: what it answers is heard before `send` returns. */
export interface Embedded {
  connect(listener: Listener): Link;
  /** How its WebSocket is broken, if it is. */
  readonly gateway?: GatewayRules;
  nowMs(): number;
  /** When it acts next of its own accord; undefined for never. */
  nextTimerAtMs(): number | undefined;
  /** Lets its clock run on. */
  advance(ms: number): void;
  stop(): void;
}

/** A player for one broker, on the broker's own clock. */
export function inProcessPlayer(broker: Embedded): Player {
  return {
    now: () => broker.nowMs(),
    open: async (listener, _, via) => ({
      kind: "open",
      link:
        via === "webSocket"
          ? throughGateway((behind) => broker.connect(behind), listener, broker.gateway)
          : broker.connect(listener),
    }),
    pause: async (untilMs: number, bell: Bell) => {
      // From one timer to the next, so that a script hears each thing at its own moment.
      while (!bell.rung && broker.nowMs() < untilMs) {
        broker.advance(Math.min(untilMs, broker.nextTimerAtMs() ?? untilMs) - broker.nowMs());
      }
    },
    dispose: async () => broker.stop(),
  };
}
