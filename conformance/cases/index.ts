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
import { serverLimits } from "./3.2-server-limits.ts";
import { authorisation } from "./3.3-authorisation.ts";
import { messageExpiry } from "./3.3-message-expiry.ts";
import { overlappingSubscriptions } from "./3.3-overlapping-subscriptions.ts";
import { publishProperties } from "./3.3-properties.ts";
import { publish } from "./3.3-publish.ts";
import { retainOptions } from "./3.3-retain-options.ts";
import { retained } from "./3.3-retained.ts";
import { topicAlias } from "./3.3-topic-alias.ts";
import { acknowledgements } from "./3.4-acknowledgements.ts";
import { maximumPacketSize } from "./3.4-maximum-packet-size.ts";
import { subscribeLimits } from "./3.8-server-limits.ts";
import { subscribe } from "./3.8-subscribe.ts";
import { subscriptions } from "./3.8-subscriptions.ts";
import { unsubscribe } from "./3.10-unsubscribe.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { sessionState } from "./4.1-session-state.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { sender } from "./4.3-sender.ts";
import { messageDeliveryRetry } from "./4.4-message-delivery-retry.ts";
import { messageReceipt } from "./4.5-message-receipt.ts";
import { messageOrdering } from "./4.6-message-ordering.ts";
import { topicFilters } from "./4.7-topic-filters.ts";
import { topicMatching } from "./4.7-topic-matching.ts";
import { shareNames } from "./4.8-share-names.ts";
import { sharedInFlight } from "./4.8-shared-in-flight.ts";
import { sharedSubscriptions } from "./4.8-shared-subscriptions.ts";
import { flowControl } from "./4.9-flow-control.ts";
import { authentication } from "./4.12-authentication.ts";
import { handlingErrors } from "./4.13-handling-errors.ts";
import { websocket } from "./6-websocket.ts";
import { advice } from "./advice.ts";
import { choiceCases } from "./choices.ts";

/** Every case, one for each version that it judges. */
export const cases: readonly TestCase[] = [
  ...byteOrderMark,
  ...utf8EncodedStrings,
  ...framing,
  ...reservedFlags,
  ...packetIdentifier,
  ...propertiesOfPackets,
  ...clientIdentifier,
  ...clientLimits,
  ...connect,
  ...connectFlags,
  ...connectProperties,
  ...keepAlive,
  ...session,
  ...takeOverAndRefusal,
  ...will,
  ...willDelay,
  ...connack,
  ...serverLimits,
  ...authorisation,
  ...messageExpiry,
  ...overlappingSubscriptions,
  ...publishProperties,
  ...publish,
  ...retainOptions,
  ...retained,
  ...topicAlias,
  ...acknowledgements,
  ...maximumPacketSize,
  ...subscribeLimits,
  ...subscribe,
  ...subscriptions,
  ...unsubscribe,
  ...pingreq,
  ...disconnect,
  ...sessionState,
  ...qualityOfService,
  ...sender,
  ...messageDeliveryRetry,
  ...messageReceipt,
  ...messageOrdering,
  ...topicFilters,
  ...topicMatching,
  ...shareNames,
  ...sharedInFlight,
  ...sharedSubscriptions,
  ...flowControl,
  ...authentication,
  ...handlingErrors,
  ...websocket,
  ...advice,
  ...choiceCases,
];

export { choices } from "./choices.ts";
