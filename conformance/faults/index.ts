// All seeded faults, in the order of the standard.

import { dataRepresentation } from "./1.5-data-representation.ts";
import { controlPacketFormat } from "./2-control-packet-format.ts";
import { connect } from "./3.1-connect.ts";
import type { Fault } from "./fault.ts";

/** All seeded faults. */
export const FAULTS: readonly Fault[] = [dataRepresentation, controlPacketFormat, connect].flat();
