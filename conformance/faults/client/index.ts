// All seeded faults of clients, in the order of the standard.

import { packets } from "./2-packets.ts";
import { connection } from "./3.1-connection.ts";
import { limits } from "./3.2-limits.ts";
import { delivery } from "./4.3-delivery.ts";
import { websocket } from "./6-websocket.ts";
import type { ClientFault } from "./fault.ts";

/** All seeded faults of clients. */
export const CLIENT_FAULTS: readonly ClientFault[] = [packets, connection, limits, delivery, websocket].flat();
