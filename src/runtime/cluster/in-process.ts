// The first implementation: brokers in one process. With one alone it is the plain server; with several it shows what a cluster has to do.

import type { Message, StoredRecord } from "../../models/index.ts";
import { matches } from "../../topics/index.ts";
import type { Cluster, Member } from "./cluster.ts";

interface Seat {
  readonly member: Member;
  readonly filters: Set<string>;
}

/** A cluster of the brokers that join it in this process. */
export function createInProcessCluster(): Cluster {
  const seats = new Set<Seat>();
  const owners = new Map<string, Seat>();
  const retained = new Map<string, Message>();

  function announce(from: Seat, message: Message): void {
    if (message.retain) keep(message);
    for (const seat of seats)
      if (seat !== from && (message.retain || wants(seat, message.topicName))) seat.member.relay(message);
  }

  function keep(message: Message): void {
    if (message.payload.length === 0) retained.delete(message.topicName);
    else retained.set(message.topicName, message);
  }

  function claim(seat: Seat, clientId: string): readonly StoredRecord[] {
    const owner = owners.get(clientId);
    owners.set(clientId, seat);
    return owner === undefined || owner === seat ? [] : owner.member.handOver(clientId);
  }

  return {
    async join(member, sessions) {
      const seat: Seat = { member, filters: new Set() };
      const lost = sessions.filter((clientId) => owners.has(clientId));
      for (const clientId of sessions) if (!owners.has(clientId)) owners.set(clientId, seat);
      seats.add(seat);
      for (const message of retained.values()) member.relay(message);
      return {
        lost,
        claim: async (clientId, adopt) => adopt(claim(seat, clientId)),
        release: (clientId) => {
          if (owners.get(clientId) === seat) owners.delete(clientId);
        },
        announce: (message) => announce(seat, message),
        want: (topicFilter, isWanted) => {
          if (isWanted) seat.filters.add(topicFilter);
          else seat.filters.delete(topicFilter);
        },
        async leave() {
          seats.delete(seat);
          for (const [clientId, owner] of owners) if (owner === seat) owners.delete(clientId);
        },
      };
    },
  };
}

function wants({ filters }: Seat, topicName: string): boolean {
  for (const filter of filters) if (matches(filter, topicName)) return true;
  return false;
}
