// How long things take where nothing waits.

import { createPublisher, receiveAll } from "./flow.ts";
import { DISCONNECT } from "./frames.ts";
import { subscribe } from "./generator.ts";
import { WINDOW } from "./load.ts";
import { AT_A_TIME, PAYLOAD, type Row, WARM_UP_MS, withGenerator } from "./row.ts";

/** Messages a second at which the time of each is taken. */
const MODEST_RATE = 500;
const LATENCY_MS = 4000;

/** How long a message takes, at a rate that no broker notices. */
export function latency(qos: number, share: number): Row {
  return {
    name: `latency p${share * 100} at ${MODEST_RATE}/s, QoS ${qos}`,
    unit: "us",
    better: "lower",
    qos,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        generator.answerAtOnce();
        const times: number[] = [];
        let sentMs = 0;
        const subscriber = await generator.connect("s");
        await subscribe(subscriber, ["bench/#"], qos);
        receiveAll(subscriber, () => times.push(performance.now() - sentMs));
        const publisher = createPublisher(await generator.connect("p"), ["bench/latency"], PAYLOAD, qos, WINDOW);
        const untilMs = performance.now() + WARM_UP_MS / 2 + LATENCY_MS;
        while (performance.now() < untilMs) {
          await new Promise((done) => setTimeout(done, 1000 / MODEST_RATE));
          sentMs = performance.now();
          publisher.fill(1);
        }
        const counted = times.slice(times.length >> 3).toSorted((a, b) => a - b);
        return { figure: (counted[Math.floor(counted.length * share)] ?? Number.NaN) * 1000 };
      }),
  };
}

const CONNECTS = 3000;

/** Connections that come and go. */
export function connectionRate(): Row {
  return {
    name: "connections",
    unit: "connections/s",
    better: "higher",
    qos: 0,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        let next = 0;
        const fromMs = performance.now();
        const work = async (): Promise<void> => {
          while (next < CONNECTS) {
            const client = await generator.connect(`c${next++}`);
            client.socket.end(DISCONNECT);
          }
        };
        await Promise.all(Array.from({ length: AT_A_TIME }, work));
        return { figure: (CONNECTS / (performance.now() - fromMs)) * 1000 };
      }),
  };
}
