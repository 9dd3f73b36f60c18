// The Will Message: what is published when a client goes without a word. (5.0 §3.1.2.5, 3.1.1 §3.1.2.5)

import type { PacketOf } from "../../codec/index.ts";
import { expiry, owned } from "../message.ts";
import { type WillEvent, willMachine } from "../session/will.ts";
import { step } from "../step.ts";
import { publish } from "./publication.ts";
import { willRecord } from "./records.ts";
import { isDurable, type Session, type Turn, type Will } from "./state.ts";

/** The will of a CONNECT. (5.0/MQTT-3.1.2-7, 3.1.1/MQTT-3.1.2-8) */
export function willOf(
  connect: PacketOf<"CONNECT">,
  clientId: string,
  { userName, grants }: Pick<Will, "userName" | "grants">,
): Will | undefined {
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
    userName,
    grants,
  };
}

/** Ties a will to a session; it replaces none, as the last one is published or cancelled by then. */
export function keepWill(turn: Turn, session: Session, will: Will | undefined): void {
  if (will === undefined) return;
  session.will = will;
  tellWill(turn, session, "left");
}

/** Tells a will what has become of its client, and does what its machine asks for. */
export function tellWill(turn: Turn, session: Session, event: WillEvent): void {
  const { clientId, will } = session;
  const [next, effects] = step(willMachine, session.willState, { type: event });
  session.willState = next;
  if (will === undefined) return;
  for (const { type } of effects as readonly { readonly type: string }[]) {
    switch (type) {
      case "keep":
        storeWill(turn, session, will);
        break;
      case "startDelay":
        turn.effects.push({
          type: "startTimer",
          timer: `willDelay/${clientId}`,
          afterMs: will.willDelayInterval * 1000,
        });
        break;
      case "stopDelay":
        turn.effects.push({ type: "stopTimer", timer: `willDelay/${clientId}` });
        break;
      case "remove":
        remove(turn, session);
        break;
      case "publish":
        remove(turn, session);
        publishWill(turn, session, will);
        break;
    }
  }
}

function storeWill(turn: Turn, session: Session, will: Will): void {
  if (!isDurable(session)) return;
  turn.effects.push({ type: "store", record: willRecord(session.clientId, will) });
}

function remove(turn: Turn, session: Session): void {
  session.will = undefined;
  if (isDurable(session)) turn.effects.push({ type: "erase", key: { kind: "will", clientId: session.clientId } });
}

// With RETAIN as the client set it, and its User Properties in their order. (5.0/MQTT-3.1.2-14, -15, -3.1.3-10; 3.1.1/MQTT-3.1.2-16, -17)
function publishWill(turn: Turn, { clientId }: Session, will: Will): void {
  const { message, messageExpiryInterval, userName, grants } = will;
  // What the client may publish is asked now: it may have lost that right since its CONNECT.
  const topic = message.topicName;
  if (!turn.broker.options.authorise({ action: "publish", clientId, userName, topic, grants })) return;
  publish(turn, { ...message, expiresAtMs: expiry(messageExpiryInterval, turn.atMs) });
}
