// Every statement of MQTT 3.1.1, in the order of the standard.

import { dataRepresentations } from "./1.5-data-representations.ts";
import { fixedHeader } from "./2.2-fixed-header.ts";
import { variableHeader } from "./2.3-variable-header.ts";
import { connect } from "./3.1-connect.ts";
import { connack } from "./3.2-connack.ts";
import { publish } from "./3.3-publish.ts";
import { pubrel } from "./3.6-pubrel.ts";
import { subscribe } from "./3.8-subscribe.ts";
import { suback } from "./3.9-suback.ts";
import { unsubscribe } from "./3.10-unsubscribe.ts";
import { pingreq } from "./3.12-pingreq.ts";
import { disconnect } from "./3.14-disconnect.ts";
import { storingState } from "./4.1-storing-state.ts";
import { networkConnections } from "./4.2-network-connections.ts";
import { qualityOfService } from "./4.3-quality-of-service.ts";
import { messageDeliveryRetry } from "./4.4-message-delivery-retry.ts";
import { messageReceipt } from "./4.5-message-receipt.ts";
import { messageOrdering } from "./4.6-message-ordering.ts";
import { topicNamesAndFilters } from "./4.7-topic-names-and-filters.ts";
import { handlingErrors } from "./4.8-handling-errors.ts";
import { security } from "./5.1-security.ts";
import { websocket } from "./6-websocket.ts";
import { conformance } from "./7-conformance.ts";

export const statements = [
  ...dataRepresentations,
  ...fixedHeader,
  ...variableHeader,
  ...connect,
  ...connack,
  ...publish,
  ...pubrel,
  ...subscribe,
  ...suback,
  ...unsubscribe,
  ...pingreq,
  ...disconnect,
  ...storingState,
  ...networkConnections,
  ...qualityOfService,
  ...messageDeliveryRetry,
  ...messageReceipt,
  ...messageOrdering,
  ...topicNamesAndFilters,
  ...handlingErrors,
  ...security,
  ...websocket,
  ...conformance,
] as const;
