// The door of the cases: all of them, in the order of the standard.

import type { TestCase } from "../case.ts";
import { connect } from "./3.1-connect.ts";
import { messageExpiry } from "./3.3-message-expiry.ts";
import { overlappingSubscriptions } from "./3.3-overlapping-subscriptions.ts";
import { publishProperties } from "./3.3-properties.ts";
import { publish } from "./3.3-publish.ts";
import { retainOptions } from "./3.3-retain-options.ts";
import { retained } from "./3.3-retained.ts";
import { topicAlias } from "./3.3-topic-alias.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";

/** Every case, one for each version that it judges. */
export const cases: readonly TestCase[] = [...connect, ...publish, ...retained, ...retainOptions, ...publishProperties, ...messageExpiry, ...topicAlias, ...overlappingSubscriptions, ...pingreq, ...qualityOfService];
