// Every statement of MQTT 5.0, in the order of the standard.

import { dataRepresentation } from "./1.5-data-representation.ts";
import { security } from "./1.6-security.ts";
import { controlPacketStructure } from "./2.1-control-packet-structure.ts";
import { variableHeader } from "./2.2-variable-header.ts";
import { connect } from "./3.1-connect.ts";
import { connack } from "./3.2-connack.ts";
import { publish } from "./3.3-publish.ts";
import { puback } from "./3.4-puback.ts";
import { pubrec } from "./3.5-pubrec.ts";
import { pubrel } from "./3.6-pubrel.ts";
import { pubcomp } from "./3.7-pubcomp.ts";
import { subscribe } from "./3.8-subscribe.ts";
import { suback } from "./3.9-suback.ts";
import { unsubscribe } from "./3.10-unsubscribe.ts";
import { unsuback } from "./3.11-unsuback.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { pingresp } from "./3.13-pingresp.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { auth } from "./3.15-auth.ts";
import { sessionState } from "./4.1-session-state.ts";
import { networkConnections } from "./4.2-network-connections.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { messageDeliveryRetry } from "./4.4-message-delivery-retry.ts";
import { messageReceipt } from "./4.5-message-receipt.ts";
import { messageOrdering } from "./4.6-message-ordering.ts";
import { topicNamesAndFilters } from "./4.7-topic-names-and-filters.ts";
import { subscriptions } from "./4.8-subscriptions.ts";
import { flowControl } from "./4.9-flow-control.ts";
import { serverRedirection } from "./4.11-server-redirection.ts";
import { enhancedAuthentication } from "./4.12-enhanced-authentication.ts";
import { handlingErrors } from "./4.13-handling-errors.ts";
import { websocket } from "./6-websocket.ts";

export const statements = [
  ...dataRepresentation,
  ...security,
  ...controlPacketStructure,
  ...variableHeader,
  ...connect,
  ...connack,
  ...publish,
  ...puback,
  ...pubrec,
  ...pubrel,
  ...pubcomp,
  ...subscribe,
  ...suback,
  ...unsubscribe,
  ...unsuback,
  ...pingreq,
  ...pingresp,
  ...disconnect,
  ...auth,
  ...sessionState,
  ...networkConnections,
  ...qualityOfService,
  ...messageDeliveryRetry,
  ...messageReceipt,
  ...messageOrdering,
  ...topicNamesAndFilters,
  ...subscriptions,
  ...flowControl,
  ...serverRedirection,
  ...enhancedAuthentication,
  ...handlingErrors,
  ...websocket,
] as const;
