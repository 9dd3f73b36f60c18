// `$SYS`: what the broker says of itself, under the names that mosquitto gave it, so that dashboards need not be told. (5.0/U5-130, 3.1.1/U3-039)

import type { Census } from "../census.ts";
import type { Clock } from "../clock.ts";
import { type Figures, messagesIn, packetsIn } from "./figures.ts";

/** What `$SYS` needs. */
export interface SysOptions {
  readonly clock: Clock;
  readonly intervalSeconds: number;
  /** As in `mqtt-touchstone version 1.0.0`. */
  readonly software: string;
  readonly figures: Figures;
  readonly census: () => Census;
  readonly publish: (topicName: string, payload: string) => void;
}

/** Publishes them now, and whenever the interval is over those that have changed. The answer ends it. */
export function startSysTopics(options: SysOptions): () => void {
  const { clock, intervalSeconds, publish } = options;
  const beganMs = clock.nowMs();
  const last = new Map<string, string>();
  let cancel: () => void;
  const tell = (): void => {
    for (const [name, value] of valuesOf(options, clock.nowMs() - beganMs)) {
      if (last.get(name) === value) continue;
      last.set(name, value);
      publish(`$SYS/broker/${name}`, value);
    }
    cancel = clock.start(intervalSeconds * 1000, tell);
  };
  tell();
  return () => cancel();
}

function valuesOf({ figures, census, software }: SysOptions, uptimeMs: number): readonly (readonly [string, string])[] {
  const { connections, sessions, subscriptions, sharedSubscriptions, retainedMessages, queuedMessages } = census();
  const numbers = {
    "clients/connected": connections,
    "clients/disconnected": sessions - connections,
    "clients/total": sessions,
    "clients/maximum": figures.mostClients,
    "messages/received": packetsIn(figures.in),
    "messages/sent": packetsIn(figures.out),
    "publish/messages/received": messagesIn(figures.in),
    "publish/messages/sent": messagesIn(figures.out),
    "publish/messages/dropped": figures.dropped,
    "publish/bytes/received": figures.in.payloadBytes,
    "publish/bytes/sent": figures.out.payloadBytes,
    "bytes/received": figures.in.bytes,
    "bytes/sent": figures.out.bytes,
    "subscriptions/count": subscriptions,
    "shared_subscriptions/count": sharedSubscriptions,
    "retained messages/count": retainedMessages,
    "store/messages/count": queuedMessages + retainedMessages,
  };
  return [
    ["version", software],
    ["uptime", `${Math.floor(uptimeMs / 1000)} seconds`],
    ...Object.entries(numbers).map(([name, value]) => [name, String(value)] as const),
  ];
}
