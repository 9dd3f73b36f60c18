// All seeded faults, in the order of the standard.

import { dataRepresentation } from "./1.5-data-representation.ts";
import { controlPacketFormat } from "./2-control-packet-format.ts";
import { connect } from "./3.1-connect.ts";
import { session } from "./3.1-session.ts";
import { will } from "./3.1-will.ts";
import { connack } from "./3.2-connack.ts";
import { publish } from "./3.3-publish.ts";
import { retained } from "./3.3-retained.ts";
import type { Fault } from "./fault.ts";

/** All seeded faults. */
export const FAULTS: readonly Fault[] = [dataRepresentation, controlPacketFormat, connect, session, will, connack, publish, retained].flat();
