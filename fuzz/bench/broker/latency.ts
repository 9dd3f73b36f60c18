// How long things take where nothing waits.

import type { QoS } from "../../../src/codec/index.ts";
import { onCoresOfTheirOwn } from "./cores.ts";
import type { Publisher } from "./flow.ts";
import { DISCONNECT } from "./frames.ts";
import type { Generator } from "./generator.ts";
import { flood, keepBusy } from "./load.ts";
import { AT_A_TIME, type Figures, type Row, WARM_UP_MS, withGenerator } from "./row.ts";

/** Messages a second at which the time of each is taken. */
const MODEST_RATE = 1000;
const LATENCY_MS = 4000;

/** How long a message takes at a rate that no broker notices. The broker has been at work before: who starts is slower. */
export function latency(qos: QoS): Row {
  return {
    name: `latency p50 at ${MODEST_RATE}/s, QoS ${qos}`,
    unit: "us",
    better: "lower",
    qos,
    measure: (broker) =>
      onCoresOfTheirOwn(broker.pid, () => withGenerator(broker, (generator) => timesOf(generator, qos))),
  };
}

async function timesOf(generator: Generator, qos: QoS): Promise<Figures> {
  const times: number[] = [];
  let sentMs = 0;
  const load = await flood(generator, qos, 1, 1, { onDelivery: () => times.push(performance.now() - sentMs) });
  const [publisher] = load.publishers as [Publisher];
  await keepBusy(generator, load, WARM_UP_MS);
  await generator.run(() => load.delivered() + load.lost >= publisher.sent);
  generator.answerAtOnce();
  times.length = 0;
  const untilMs = performance.now() + LATENCY_MS;
  while (performance.now() < untilMs) {
    await new Promise((done) => setTimeout(done, 1000 / MODEST_RATE));
    sentMs = performance.now();
    publisher.fill(1);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 1000;
  return { figure: at(0.5), p99: at(0.99) };
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
