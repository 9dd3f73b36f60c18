// Publishers and subscribers that keep a broker as busy as it can be.

import type { RunningBroker } from "../../../conformance/targets/process.ts";
import { createPublisher, type Publisher, receiveAll } from "./flow.ts";
import { type Generator, subscribe } from "./generator.ts";
import { ownMs, processorMs } from "./process-figures.ts";
import { type Figures, MEASURED_MS, PAYLOAD, WARM_UP_MS } from "./row.ts";

/** Messages that a publisher has on their way, and that the whole load has. */
export const WINDOW = 1000;
const OPEN_IN_ALL = 4000;
/** Without a delivery for as long, what is missing is taken for lost. */
const LOST_AFTER_MS = 250;

export interface Load {
  readonly publishers: readonly Publisher[];
  /** Deliveries so far. */
  delivered(): number;
  /** Deliveries that one message makes. */
  readonly copies: number;
}

/** Lets them in; all publish at one QoS to what all subscribe to. */
export async function flood(
  generator: Generator,
  qos: number,
  publishers: number,
  subscribers: number,
  isClean = true,
): Promise<Load> {
  let delivered = 0;
  for (let i = 0; i < subscribers; i++) {
    const client = await generator.connect(`s${i}`, isClean);
    await subscribe(client, ["bench/#"], qos);
    receiveAll(client, () => delivered++);
  }
  const made: Publisher[] = [];
  for (let i = 0; i < publishers; i++) {
    const client = await generator.connect(`p${i}`);
    made.push(createPublisher(client, [`bench/sensor/${i}`], PAYLOAD, qos, Math.ceil(WINDOW / publishers)));
  }
  return { publishers: made, delivered: () => delivered, copies: subscribers };
}

/** Keeps the load going, and counts what is delivered once it is warm. */
export async function counted(generator: Generator, broker: RunningBroker, load: Load): Promise<Figures> {
  let lost = 0;
  let atLast = 0;
  let lastMs = performance.now();
  const most = Math.max(20, Math.floor(OPEN_IN_ALL / load.copies));
  const drive = (untilMs: number) => (): boolean => {
    const nowMs = performance.now();
    const delivered = load.delivered();
    if (delivered !== atLast) {
      atLast = delivered;
      lastMs = nowMs;
    }
    let open = load.publishers.reduce((sum, { sent }) => sum + sent, 0) - Math.floor((delivered + lost) / load.copies);
    if (nowMs - lastMs > LOST_AFTER_MS) {
      lost += open * load.copies;
      open = 0;
      lastMs = nowMs;
    }
    const share = Math.ceil((most - open) / load.publishers.length);
    if (share > 0) for (const publisher of load.publishers) publisher.fill(share);
    return nowMs >= untilMs;
  };
  await generator.run(drive(performance.now() + WARM_UP_MS));
  const from = {
    delivered: load.delivered(),
    lost,
    ms: performance.now(),
    broker: processorMs(broker.pid),
    own: ownMs(),
  };
  await generator.run(drive(from.ms + MEASURED_MS));
  const spentMs = performance.now() - from.ms;
  return {
    figure: ((load.delivered() - from.delivered) / spentMs) * 1000,
    brokerCpu: (processorMs(broker.pid) - from.broker) / spentMs,
    generatorCpu: (ownMs() - from.own) / spentMs,
    ...(lost > from.lost && { lost: lost - from.lost }),
  };
}
