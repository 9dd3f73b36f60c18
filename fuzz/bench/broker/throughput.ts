// How much goes through: with as many messages on their way as the broker will take, and with one.

import type { QoS } from "../../../src/codec/index.ts";
import type { Publisher } from "./flow.ts";
import { counted, deliveriesOf, flood } from "./load.ts";
import { type Row, withGenerator } from "./row.ts";

/** Publishers and subscribers in numbers; the figure is deliveries a second. */
export function throughput(name: string, qos: QoS, publishers: number, subscribers: number, isClean = true): Row {
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
export function alone(qos: QoS): Row {
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
        return await deliveriesOf(broker, load, (forMs) => {
          const untilMs = performance.now() + forMs;
          return generator.run(() => {
            if (load.delivered() === publisher.sent && publisher.acknowledged === publisher.sent) publisher.fill(1);
            return performance.now() >= untilMs;
          });
        });
      }),
  };
}
