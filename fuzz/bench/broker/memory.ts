// What a broker holds, and what it weighs: the growth of its process.

import type { QoS } from "../../../src/codec/index.ts";
import { residentBytes } from "../../process-figures.ts";
import { DISCONNECT, publishFrame, TYPE } from "./frames.ts";
import { type Generator, type LoadClient, settled, subscribe } from "./generator.ts";
import { AT_A_TIME, PAYLOAD, type Row, withGenerator } from "./row.ts";

const IDLE = 8000;
const STORED = 10_000;
const MESSAGES_EACH = 10;
const RETAINED = 100_000;

/** Memory that one idle connection costs. */
export function idleConnection(): Row {
  return weighing("an idle connection", IDLE, 0, async (generator) => {
    let next = 0;
    let last: LoadClient | undefined;
    const work = async (): Promise<void> => {
      while (next < IDLE) last = await generator.connect(`idle${next++}`);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    if (last !== undefined) await settled(last);
  });
}

/** Memory that a session costs whose client is away. */
export function storedSession(): Row {
  return weighing(`a stored session with ${MESSAGES_EACH} messages`, STORED, 1, async (generator) => {
    for (let i = 0; i < STORED; i++) {
      const client = await generator.connect(`stored${i}`, false);
      await subscribe(client, [`stored/${i}`], 1);
      client.socket.end(DISCONNECT);
    }
    const topics = Array.from({ length: STORED * MESSAGES_EACH }, (_, i) => `stored/${i % STORED}`);
    await publishAll(generator, topics, 1, false);
  });
}

/** Memory that a retained message costs. */
export function retainedMessage(): Row {
  return weighing("a retained message", RETAINED, 1, (generator) =>
    publishAll(
      generator,
      Array.from({ length: RETAINED }, (_, i) => `retained/${i % 100}/${i}`),
      1,
      true,
    ),
  );
}

/** The growth of the broker's process, by each of so many things. */
function weighing(what: string, count: number, qos: QoS, make: (generator: Generator) => Promise<void>): Row {
  return {
    name: `memory of ${what}, ${count} of them`,
    unit: "bytes",
    better: "lower",
    qos,
    measure: (broker) =>
      withGenerator(broker, async (generator) => {
        const before = residentBytes(broker.pid);
        await make(generator);
        return { figure: (residentBytes(broker.pid) - before) / count };
      }),
  };
}

/** Publishes to each topic once, and gives when all is acknowledged. */
async function publishAll(generator: Generator, topics: readonly string[], qos: 1, retain: boolean): Promise<void> {
  const client = await generator.connect("filler");
  let sent = 0;
  let acknowledged = 0;
  client.onFrame = (first) => {
    if (first >> 4 === TYPE.PUBACK) acknowledged++;
  };
  await generator.run(() => {
    while (sent < topics.length && sent - acknowledged < 100)
      client.send(publishFrame(topics[sent] as string, PAYLOAD, qos, 1 + (sent++ % 60_000), retain));
    return acknowledged === topics.length;
  });
}
