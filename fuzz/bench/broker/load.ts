// Publishers and subscribers that keep a broker as busy as it can be.

import type { RunningBroker } from "../../../conformance/targets/process.ts";
import type { QoS } from "../../../src/codec/index.ts";
import { ownMs, processorMs } from "../../process-figures.ts";
import { createPublisher, type Publisher, receiveAll } from "./flow.ts";
import { type Generator, subscribe } from "./generator.ts";
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
  /** Deliveries that never came. */
  lost: number;
}

/** Lets them in; all publish at one QoS to what all subscribe to. */
export async function flood(
  generator: Generator,
  qos: QoS,
  publishers: number,
  subscribers: number,
  { isClean = true, onDelivery }: { readonly isClean?: boolean; readonly onDelivery?: () => void } = {},
): Promise<Load> {
  let delivered = 0;
  for (let i = 0; i < subscribers; i++) {
    const client = await generator.connect(`s${i}`, isClean);
    await subscribe(client, ["bench/#"], qos);
    receiveAll(client, () => {
      delivered++;
      onDelivery?.();
    });
  }
  const made: Publisher[] = [];
  for (let i = 0; i < publishers; i++) {
    const client = await generator.connect(`p${i}`);
    made.push(createPublisher(client, [`bench/sensor/${i}`], PAYLOAD, qos, Math.ceil(WINDOW / publishers)));
  }
  return { publishers: made, delivered: () => delivered, copies: subscribers, lost: 0 };
}

/** Keeps a load going for a time. */
export async function keepBusy(generator: Generator, load: Load, forMs: number): Promise<void> {
  const untilMs = performance.now() + forMs;
  const most = Math.max(20, Math.floor(OPEN_IN_ALL / load.copies));
  let atLast = 0;
  let lastMs = performance.now();
  await generator.run(() => {
    const nowMs = performance.now();
    const delivered = load.delivered();
    if (delivered !== atLast) {
      atLast = delivered;
      lastMs = nowMs;
    }
    const sent = load.publishers.reduce((sum, publisher) => sum + publisher.sent, 0);
    let open = sent - Math.floor((delivered + load.lost) / load.copies);
    if (nowMs - lastMs > LOST_AFTER_MS) {
      load.lost += open * load.copies;
      open = 0;
      lastMs = nowMs;
    }
    const share = Math.ceil((most - open) / load.publishers.length);
    if (share > 0) for (const publisher of load.publishers) publisher.fill(share);
    return nowMs >= untilMs;
  });
}

/** Counts what is delivered of a load that is kept busy. */
export async function counted(generator: Generator, broker: RunningBroker, load: Load): Promise<Figures> {
  return await deliveriesOf(broker, load, (forMs) => keepBusy(generator, load, forMs));
}

/** Counts what is delivered once the load is warm; `run` keeps it going for a time. */
export async function deliveriesOf(
  broker: RunningBroker,
  load: Load,
  run: (forMs: number) => Promise<void>,
): Promise<Figures> {
  await run(WARM_UP_MS);
  const from = { delivered: load.delivered(), lost: load.lost, ms: performance.now() };
  const busy = { broker: processorMs(broker.pid), own: ownMs() };
  await run(MEASURED_MS);
  const spentMs = performance.now() - from.ms;
  return {
    figure: ((load.delivered() - from.delivered) / spentMs) * 1000,
    brokerCpu: (processorMs(broker.pid) - busy.broker) / spentMs,
    generatorCpu: (ownMs() - busy.own) / spentMs,
    ...(load.lost > from.lost && { lost: load.lost - from.lost }),
  };
}
