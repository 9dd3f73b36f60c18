// The door of the cases: all of them, in the order of the standard.

import type { TestCase } from "../case.ts";
import { connect } from "./3.1-connect.ts";
import { publish } from "./3.3-publish.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";

/** Every case, one for each version that it judges. */
export const cases: readonly TestCase[] = [...connect, ...publish, ...pingreq, ...qualityOfService];
