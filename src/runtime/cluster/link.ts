// A broker's own end of its cluster: what it says before it has joined is said then, and moments are of its own clock.

import type { Message, StoredRecord } from "../../models/index.ts";
import type { Cluster, Member, Membership } from "./cluster.ts";

/** The end of one broker. */
export interface ClusterLink extends Omit<Membership, "lost" | "leave"> {
  /** Joins; gives the sessions that are elsewhere by now. */
  join(sessions: readonly string[]): Promise<readonly string[]>;
  leave(): Promise<void>;
}

/** Prepares it. `offsetMs` is what turns the broker's clock into the calendar's. */
export function createClusterLink(cluster: Cluster, member: Member, offsetMs: number): ClusterLink {
  const abroad: Member = {
    handOver: (clientId) => member.handOver(clientId).map((record) => moved(record, offsetMs)),
    relay: (message) => member.relay(shifted(message, -offsetMs)),
  };
  let early: ((membership: Membership) => void)[] = [];
  let membership: Membership | undefined;
  const say = (word: (to: Membership) => void): void => {
    if (membership === undefined) early.push(word);
    else word(membership);
  };
  return {
    async join(sessions) {
      membership = await cluster.join(abroad, sessions);
      for (const word of early) word(membership);
      early = [];
      return membership.lost;
    },
    async claim(clientId, adopt) {
      if (membership === undefined) throw new Error("the broker has not joined its cluster");
      await membership.claim(clientId, (records) => adopt(records.map((record) => moved(record, -offsetMs))));
    },
    release: (clientId) => say((to) => to.release(clientId)),
    announce: (message) => say((to) => to.announce(shifted(message, offsetMs))),
    want: (topicFilter, isWanted) => say((to) => to.want(topicFilter, isWanted)),
    leave: async () => await membership?.leave(),
  };
}

function moved(record: StoredRecord, byMs: number): StoredRecord {
  return "message" in record && record.message !== undefined
    ? ({ ...record, message: shifted(record.message, byMs) } as StoredRecord)
    : record;
}

function shifted(message: Message, byMs: number): Message {
  return message.expiresAtMs === undefined ? message : { ...message, expiresAtMs: message.expiresAtMs + byMs };
}
