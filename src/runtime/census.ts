// Who is connected to a broker, and how much it holds: read from its state, which this leaves as it is.

import type { Version } from "../../spec/index.ts";
import { type Broker, type ConnectionId, queueSize } from "../models/index.ts";

/** A client that is connected. */
export interface ConnectedClient {
  readonly clientId: string;
  readonly connection: ConnectionId;
  readonly version: Version;
  readonly userName: string | undefined;
  /** The Topic Filters of its session. */
  readonly subscriptions: readonly string[];
}

/** How much a broker holds. */
export interface Census {
  readonly connections: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly sharedSubscriptions: number;
  /** Of clients: what the server itself has said is not among them. */
  readonly retainedMessages: number;
  /** Messages that wait in sessions, or are on their way to their clients. */
  readonly queuedMessages: number;
}

/** Who is connected. */
export function clientsOf({ connections }: Broker): readonly ConnectedClient[] {
  return [...connections.values()].map(({ id, version, userName, session }) => ({
    clientId: session.clientId,
    connection: id,
    version,
    userName,
    subscriptions: [...session.subscriptions.keys()],
  }));
}

/** Counts what a broker holds. */
export function censusOf({ connections, sessions, retained, retainedOfServer }: Broker): Census {
  let [subscriptions, sharedSubscriptions, queuedMessages] = [0, 0, 0];
  for (const { subscriptions: held, queue, outbound } of sessions.values()) {
    subscriptions += held.size;
    for (const { group } of held.values()) if (group !== undefined) sharedSubscriptions++;
    queuedMessages += queueSize(queue) + outbound.size;
  }
  return {
    connections: connections.size,
    sessions: sessions.size,
    subscriptions,
    sharedSubscriptions,
    retainedMessages: retained.size - retainedOfServer,
    queuedMessages,
  };
}
