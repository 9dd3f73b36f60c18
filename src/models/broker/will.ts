// The Will Message: what is published when a client goes without a word. (5.0 §3.1.2.5, 3.1.1 §3.1.2.5)

import type { PacketOf } from "../../codec/index.ts";
import { expiry, owned } from "../message.ts";
import { publish } from "./publication.ts";
import { isDurable, type Session, type Turn, type Will } from "./state.ts";

/** The will of a CONNECT. (5.0/MQTT-3.1.2-7, 3.1.1/MQTT-3.1.2-8) */
export function willOf(connect: PacketOf<"CONNECT">, clientId: string): Will | undefined {
  if (connect.will === undefined) return undefined;
  const { topicName, payload, qos, retain } = connect.will;
  const {
    willDelayInterval = 0,
    messageExpiryInterval,
    ...properties
  } = "properties" in connect.will ? connect.will.properties : {};
  return {
    message: owned({ topicName, payload, qos, retain, properties, expiresAtMs: undefined, publisher: clientId }),
    messageExpiryInterval,
    willDelayInterval,
    userName: connect.userName,
  };
}

/** Ties a will to a session; it replaces none, as the last one is published or cancelled by then. */
export function keepWill(turn: Turn, session: Session, will: Will | undefined): void {
  session.will = will;
  if (will === undefined || !isDurable(session)) return;
  const { message, willDelayInterval } = will;
  turn.effects.push({
    type: "store",
    record: { kind: "will", clientId: session.clientId, message, willDelayInterval },
  });
}

/** Removes the will, unpublished. (5.0/MQTT-3.1.2-10, -3.14.4-3, -3.1.3-9; 3.1.1/MQTT-3.1.2-10, -3.14.4-3) */
export function removeWill(turn: Turn, session: Session): Will | undefined {
  const { will, clientId } = session;
  if (will === undefined) return undefined;
  session.will = undefined;
  if (will.willDelayInterval > 0) turn.effects.push({ type: "stopTimer", timer: `willDelay/${clientId}` });
  if (isDurable(session)) turn.effects.push({ type: "erase", key: { kind: "will", clientId } });
  return will;
}

/** Publishes the will, if there is one, and removes it. (5.0/MQTT-3.1.2-8, -10; 3.1.1/MQTT-3.1.2-8, -10) */
export function publishWill(turn: Turn, session: Session): void {
  const will = removeWill(turn, session);
  if (will === undefined) return;
  const { message, messageExpiryInterval, userName } = will;
  // What the client may publish is asked now: it may have lost that right since its CONNECT.
  const { clientId } = session;
  const topic = message.topicName;
  if (!turn.broker.options.authorise({ action: "publish", clientId, userName, topic })) return;
  publish(turn, { ...message, expiresAtMs: expiry(messageExpiryInterval, turn.atMs) });
}
