// The door of the cases: all of them, in the order of the standard.

import type { TestCase } from "../case.ts";
import { byteOrderMark } from "./1.5-byte-order-mark.ts";
import { utf8EncodedStrings } from "./1.5-utf8-encoded-strings.ts";
import { framing } from "./2.1-framing.ts";
import { reservedFlags } from "./2.1-reserved-flags.ts";
import { packetIdentifier } from "./2.2-packet-identifier.ts";
import { propertiesOfPackets } from "./2.2-properties.ts";
import { clientIdentifier } from "./3.1-client-identifier.ts";
import { clientLimits } from "./3.1-client-limits.ts";
import { connect } from "./3.1-connect.ts";
import { connectFlags } from "./3.1-connect-flags.ts";
import { connectProperties } from "./3.1-connect-properties.ts";
import { keepAlive } from "./3.1-keep-alive.ts";
import { session } from "./3.1-session.ts";
import { takeOverAndRefusal } from "./3.1-take-over.ts";
import { will } from "./3.1-will.ts";
import { willDelay } from "./3.1-will-delay.ts";
import { connack } from "./3.2-connack.ts";
import { messageExpiry } from "./3.3-message-expiry.ts";
import { overlappingSubscriptions } from "./3.3-overlapping-subscriptions.ts";
import { publishProperties } from "./3.3-properties.ts";
import { publish } from "./3.3-publish.ts";
import { retainOptions } from "./3.3-retain-options.ts";
import { retained } from "./3.3-retained.ts";
import { topicAlias } from "./3.3-topic-alias.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { sessionState } from "./4.1-session-state.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { handlingErrors } from "./4.13-handling-errors.ts";

/** Every case, one for each version that it judges. */
export const cases: readonly TestCase[] = [
  ...utf8EncodedStrings,
  ...byteOrderMark,
  ...framing,
  ...reservedFlags,
  ...packetIdentifier,
  ...propertiesOfPackets,
  ...connect,
  ...connectFlags,
  ...connectProperties,
  ...clientIdentifier,
  ...clientLimits,
  ...keepAlive,
  ...session,
  ...will,
  ...willDelay,
  ...takeOverAndRefusal,
  ...connack,
  ...publish, ...retained, ...retainOptions, ...publishProperties, ...messageExpiry, ...topicAlias, ...overlappingSubscriptions,
  ...pingreq,
  ...disconnect,
  ...sessionState,
  ...qualityOfService,
  ...handlingErrors,
];
