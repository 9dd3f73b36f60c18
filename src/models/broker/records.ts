// What a session holds, as the records that bring it back: here after a crash, or elsewhere. (5.0 §4.1, 3.1.1 §4.1)

import { queued } from "../queue.ts";
import type { StoredRecord } from "./record.ts";
import type { Broker, Outbound, Session, SharedGroup, Waiting, Will } from "./state.ts";

/** The records of a session; none where there is no such session. The store of a broker holds the same of a session that is to last. */
export function recordsOf(broker: Broker, clientId: string): readonly StoredRecord[] {
  const session = broker.sessions.get(clientId);
  if (session === undefined) return [];
  const { sessionExpiryInterval, subscriptions, inbound, will } = session;
  return [
    { kind: "session", clientId, sessionExpiryInterval },
    ...[...subscriptions].map(([topicFilter, { options, group }]): StoredRecord => {
      return { kind: "subscription", clientId, topicFilter, isShared: group !== undefined, options };
    }),
    ...outboundRecords(session),
    ...[...inbound].map(([packetId, { message }]): StoredRecord => {
      return { kind: "inbound", clientId, packetId, ...(message && { message }) };
    }),
    ...(will === undefined ? [] : [willRecord(clientId, will)]),
  ];
}

/** The record of a message on its way to a client; `packetId` is missing while it waits to be sent. */
export function outboundRecord(
  clientId: string,
  { sequence, copy, message, group }: Outbound | Waiting,
  packetId?: number,
): StoredRecord {
  return {
    kind: "outbound",
    clientId,
    sequence,
    copy,
    ...(packetId !== undefined && { packetId }),
    ...(message && { message }),
    ...(group && { shared: shareOf(group) }),
  };
}

/** The record of a will. */
export function willRecord(clientId: string, will: Will): StoredRecord {
  const { message, willDelayInterval, messageExpiryInterval, userName, grants } = will;
  return {
    kind: "will",
    clientId,
    message,
    willDelayInterval,
    ...(messageExpiryInterval !== undefined && { messageExpiryInterval }),
    ...(userName !== undefined && { userName }),
    ...(grants !== undefined && { grants }),
  };
}

function outboundRecords({ clientId, outbound, queue }: Session): readonly StoredRecord[] {
  return [
    ...[...outbound.values()].map((flow) => outboundRecord(clientId, flow, flow.packetId)),
    ...queued(queue).map((waiting) => outboundRecord(clientId, waiting)),
  ];
}

function shareOf({ shareName, topicFilter }: SharedGroup) {
  return { shareName, topicFilter };
}
