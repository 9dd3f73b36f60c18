// What brokers need of each other to be one server to their clients: the one interface behind which the sessions, the retained messages and
// the routing of a cluster stand. (5.0 §4.1, 3.1.1 §4.1)
//
// The contract, which `clusterContract` tries on any implementation:
// - A session is at one broker at a time. Who claims it adopts all that it held, after the one that had it has let go; of several claims at
//   once each gets it in turn, with what the one before it has adopted. What is claimed and was nowhere, or is here already, is empty.
// - A message that one announces is relayed to each other broker once if that wants a filter that matches its topic, and to all of them if it
//   is to be retained; never to the one that announced it. Messages of one broker come to another in the order in which they were announced.
// - What is to be retained is kept: who joins is relayed the last message of each topic, those with an empty payload left out, before `join` gives.
// - Moments in messages and records are of the calendar (Unix time, in milliseconds), as clocks differ.
// - A promise that fails says that the others cannot be reached: the client is refused with 0x88, and may come again.

import type { Message, StoredRecord } from "../../models/index.ts";

/** What a broker does for the others. Neither call may throw. */
export interface Member {
  /** Lets go of a session, and gives all that it held; nothing where it is not here. */
  handOver(clientId: string): readonly StoredRecord[];
  /** Takes a message that another has taken. */
  relay(message: Message): void;
}

/** What the others do for a broker. */
export interface Membership {
  /** Sessions that it brought along and that are elsewhere by now: what it holds of them is of the past. */
  readonly lost: readonly string[];
  /** Makes a session its own: `adopt` is called once, with what another held of it, before anybody else may claim it. */
  claim(clientId: string, adopt: (records: readonly StoredRecord[]) => void): Promise<void>;
  /** One of its sessions has ended. */
  release(clientId: string): void;
  /** Tells of a message that it has taken from a client. */
  announce(message: Message): void;
  /** Wants messages that match a filter, or does not any more. */
  want(topicFilter: string, isWanted: boolean): void;
  /** Leaves. Its sessions are nowhere then, until somebody claims them. */
  leave(): Promise<void>;
}

/** Brokers that are one server. */
export interface Cluster {
  /** `sessions` are those that the joining broker's store has brought back. */
  join(member: Member, sessions: readonly string[]): Promise<Membership>;
}
