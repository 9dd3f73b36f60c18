// All that is measured.

import { filters } from "./filters.ts";
import { connectionRate, latency } from "./latency.ts";
import { idleConnection, retainedMessage, storedSession } from "./memory.ts";
import type { Row } from "./row.ts";
import { alone, throughput } from "./throughput.ts";

/** All rows, in the order in which they are printed. */
export const ROWS: readonly Row[] = [
  throughput("QoS 0, 1 to 1", 0, 1, 1),
  throughput("QoS 1, 1 to 1", 1, 1, 1),
  throughput("QoS 2, 1 to 1", 2, 1, 1),
  throughput("QoS 1, 1 to 1, to a session that is kept", 1, 1, 1, false),
  throughput("QoS 1, 50 to 1", 1, 50, 1),
  throughput("QoS 0, 1 to 500", 0, 1, 500),
  alone(0),
  alone(1),
  alone(2),
  latency(0),
  latency(1),
  connectionRate(),
  filters(100_000),
  filters(1_000_000),
  idleConnection(),
  storedSession(),
  retainedMessage(),
];
