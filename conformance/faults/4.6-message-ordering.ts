// Brokers that let one message overtake another. (§4.6)

import type { Fault } from "./fault.ts";
import { frameLength, joined } from "./open-broker.ts";
import { after, isPublish } from "./state.ts";
import { type BrokerEffect, pieces, remembering, steps } from "./wrappers.ts";

const ORDER = ["3.1.1/MQTT-4.6.0-5", "3.1.1/MQTT-4.6.0-6", "5.0/MQTT-4.6.0-5", "5.0/MQTT-4.6.0-6"] as const;

export const messageOrdering: readonly Fault[] = [
  {
    name: "reads the messages of one piece from its end",
    breaks: ORDER,
    alsoFails: [{ cases: "topic-alias/", because: "the message that sets the alias is read last" }],
    apply: pieces((chunk) => [reversed(chunk)], "several packets"),
  },
  {
    name: "lets every third message be overtaken",
    breaks: ORDER,
    apply: remembering(() => {
      const held = new Map<string, BrokerEffect>();
      const counts = new Map<number, number>();
      return steps(
        (handle) => (broker, input) => {
          const late = input.type === "elapsed" ? held.get(input.timer) : undefined;
          if (late !== undefined) return [late];
          const all = handle(broker, input);
          if (input.type !== "packet" || input.packet.type !== "PUBLISH") return all;
          return all.flatMap((one) => {
            if (!isPublish(one)) return [one];
            const count = (counts.get(one.connection) ?? 0) + 1;
            counts.set(one.connection, count);
            if (count % 3 !== 2) return [one];
            const timer = `willDelay/overtaken ${held.size}` as const;
            held.set(timer, one);
            return [{ type: "startTimer", timer, afterMs: 5 } as const];
          });
        },
        "sent PUBLISH",
      );
    }),
  },
  {
    name: "takes what waits for a client from the end",
    breaks: ["5.0/MQTT-4.6.0-5", "5.0/MQTT-4.6.0-6"],
    alsoFails: [
      { cases: "receive-maximum/", because: "it waits for the message that should come next" },
      { cases: "quota/", because: "it waits for the message that should come next" },
    ],
    apply: after((broker, input) => {
      if (input.type !== "packet" || input.packet.type !== "PUBLISH") return;
      for (const { queue } of broker.sessions.values()) {
        const waiting = queue.items.splice(queue.head);
        const last = waiting.pop();
        queue.items.push(...(last === undefined ? [] : [last]), ...waiting);
      }
    }, "heard PUBLISH"),
  },
];

/** A piece with its PUBLISH packets in the opposite order. */
function reversed(chunk: Uint8Array): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < chunk.length; ) {
    const length = frameLength(chunk.subarray(at));
    frames.push(chunk.subarray(at, at + length));
    at += length;
  }
  const isMessage = (frame: Uint8Array): boolean => (frame[0] ?? 0) >>> 4 === 3;
  return frames.length > 1 && frames.every(isMessage) ? joined(frames.reverse()) : chunk;
}
