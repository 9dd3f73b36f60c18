// What many subscriptions cost: the time of a match, and memory.

import type { RunningBroker } from "../../../conformance/targets/process.ts";
import { residentBytes } from "../../process-figures.ts";
import { createPublisher, receiveAll } from "./flow.ts";
import { type Generator, type LoadClient, subscribe } from "./generator.ts";
import { counted, type Load, WINDOW } from "./load.ts";
import { PAYLOAD, type Row, withGenerator } from "./row.ts";

/** Clients over which filters are spread. */
const HOLDERS = 100;
/** Topics that are published to. */
const TOPICS = 50_000;

/** One publisher, and as many filters, of which one fits each topic. */
export function filters(count: number): Row {
  return {
    name: count >= 1e6 ? `${count / 1e6} M filters` : `${count / 1e3} k filters`,
    unit: "deliveries/s",
    better: "higher",
    qos: 0,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        const { bytesAFilter, load } = await planted(generator, broker, count);
        return { ...(await counted(generator, broker, load)), bytesAFilter };
      }),
  };
}

async function planted(generator: Generator, broker: RunningBroker, count: number) {
  let delivered = 0;
  const holders: LoadClient[] = [];
  for (let i = 0; i < HOLDERS; i++) {
    const client = await generator.connect(`holder${i}`);
    receiveAll(client, () => delivered++);
    holders.push(client);
  }
  const before = residentBytes(broker.pid);
  const each = (i: number) => Array.from({ length: count / HOLDERS }, (_, j) => `site/${i}/device/${j}/+/state`);
  await Promise.all(holders.map((holder, i) => subscribe(holder, each(i), 0)));
  const bytesAFilter = (residentBytes(broker.pid) - before) / count;
  // In an order that no cache can guess.
  const topics = Array.from({ length: TOPICS }, (_, i) => {
    const at = (i * 7_919_117) % count;
    return `site/${at % HOLDERS}/device/${Math.floor(at / HOLDERS)}/x/state`;
  });
  const publisher = createPublisher(await generator.connect("p"), topics, PAYLOAD, 0, WINDOW);
  const load: Load = { publishers: [publisher], delivered: () => delivered, copies: 1, lost: 0 };
  return { bytesAFilter, load };
}
