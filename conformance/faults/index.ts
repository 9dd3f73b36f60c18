// All seeded faults, in the order of the standard.

export { CLIENT_FAULTS } from "./client/index.ts";

import { dataRepresentation } from "./1.5-data-representation.ts";
import { controlPacketFormat } from "./2-control-packet-format.ts";
import { clientIdentifier } from "./3.1-client-identifier.ts";
import { clientLimits } from "./3.1-client-limits.ts";
import { connect } from "./3.1-connect.ts";
import { session } from "./3.1-session.ts";
import { takeOver } from "./3.1-take-over.ts";
import { will } from "./3.1-will.ts";
import { connack } from "./3.2-connack.ts";
import { serverLimits } from "./3.2-server-limits.ts";
import { messageExpiry } from "./3.3-message-expiry.ts";
import { publishProperties } from "./3.3-properties.ts";
import { publish } from "./3.3-publish.ts";
import { retainOptions } from "./3.3-retain-options.ts";
import { retained } from "./3.3-retained.ts";
import { subscriptionIdentifiers } from "./3.3-subscription-identifiers.ts";
import { topicAlias } from "./3.3-topic-alias.ts";
import { acknowledgements } from "./3.4-acknowledgements.ts";
import { subscribe } from "./3.8-subscribe.ts";
import { subscriptions } from "./3.8-subscriptions.ts";
import { unsubscribe } from "./3.10-unsubscribe.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { messageDeliveryRetry } from "./4.4-message-delivery-retry.ts";
import { messageReceipt } from "./4.5-message-receipt.ts";
import { messageOrdering } from "./4.6-message-ordering.ts";
import { topicNamesAndFilters } from "./4.7-topic-names-and-filters.ts";
import { sharedSubscriptions } from "./4.8-shared-subscriptions.ts";
import { flowControl } from "./4.9-flow-control.ts";
import { authentication } from "./4.12-authentication.ts";
import { websocket } from "./6-websocket.ts";
import { advice } from "./advice.ts";
import { choices } from "./choices.ts";
import type { Fault } from "./fault.ts";

/** All seeded faults. */
export const FAULTS: readonly Fault[] = [
  dataRepresentation,
  controlPacketFormat,
  clientIdentifier,
  clientLimits,
  connect,
  session,
  takeOver,
  will,
  connack,
  serverLimits,
  messageExpiry,
  publishProperties,
  publish,
  retainOptions,
  retained,
  subscriptionIdentifiers,
  topicAlias,
  acknowledgements,
  subscribe,
  subscriptions,
  unsubscribe,
  disconnect,
  qualityOfService,
  messageDeliveryRetry,
  messageReceipt,
  messageOrdering,
  topicNamesAndFilters,
  sharedSubscriptions,
  flowControl,
  authentication,
  websocket,
  advice,
  choices,
].flat();
