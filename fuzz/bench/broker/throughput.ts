// How much goes through: with as many messages on their way as the broker will take, and with one.

import type { Publisher } from "./flow.ts";
import { counted, flood } from "./load.ts";
import { ownMs, processorMs } from "./process-figures.ts";
import { MEASURED_MS, type Row, WARM_UP_MS, withGenerator } from "./row.ts";

/** Publishers and subscribers in numbers; the figure is deliveries a second. */
export function throughput(name: string, qos: number, publishers: number, subscribers: number, isClean = true): Row {
  return {
    name,
    unit: "deliveries/s",
    better: "higher",
    qos,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        const load = await flood(generator, qos, publishers, subscribers, { isClean });
        return await counted(generator, broker, load);
      }),
  };
}

/** One message at a time, and the next when it has come. */
export function alone(qos: number): Row {
  return {
    name: `QoS ${qos}, one message at a time`,
    unit: "messages/s",
    better: "higher",
    qos,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        generator.answerAtOnce();
        const load = await flood(generator, qos, 1, 1);
        const [publisher] = load.publishers as [Publisher];
        const one = (untilMs: number) => (): boolean => {
          if (load.delivered() === publisher.sent && publisher.acknowledged === publisher.sent) publisher.fill(1);
          return performance.now() >= untilMs;
        };
        await generator.run(one(performance.now() + WARM_UP_MS));
        const from = {
          delivered: load.delivered(),
          ms: performance.now(),
          broker: processorMs(broker.pid),
          own: ownMs(),
        };
        await generator.run(one(from.ms + MEASURED_MS));
        const spentMs = performance.now() - from.ms;
        return {
          figure: ((load.delivered() - from.delivered) / spentMs) * 1000,
          brokerCpu: (processorMs(broker.pid) - from.broker) / spentMs,
          generatorCpu: (ownMs() - from.own) / spentMs,
        };
      }),
  };
}
