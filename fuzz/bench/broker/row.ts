// What is measured: a row is one load on one broker.

import type { RunningBroker } from "../../../conformance/targets/process.ts";
import type { QoS } from "../../../src/codec/index.ts";
import { createGenerator, type Generator } from "./generator.ts";

/** One row: what it is called, its unit, which of two figures is better, and how it is measured. */
export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly qos: QoS;
  measure(broker: RunningBroker): Promise<Figures>;
}

/** What was found: the figure of the row, and the share of one core that both processes had. */
export interface Figures {
  readonly [name: string]: number;
}

/** What every message carries. */
export const PAYLOAD = Buffer.alloc(32, "x");
/** How long a load runs before it counts, and then. */
export const WARM_UP_MS = 1000;
export const MEASURED_MS = 2000;
/** Connections that are being made at a time. */
export const AT_A_TIME = 32;

/** Measures with a generator of its own. */
export async function withGenerator(
  broker: RunningBroker,
  act: (generator: Generator) => Promise<Figures>,
): Promise<Figures> {
  const generator = createGenerator(broker.port);
  try {
    return await act(generator);
  } finally {
    generator.end();
  }
}
