// The contract of a cluster, as tests that any implementation must pass: `for (const { name, run } of clusterContract(make)) test(name, run)`.

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Message, StoredRecord } from "../../models/index.ts";
import type { Cluster, Membership } from "./cluster.ts";

/** One test of the contract. */
export interface ContractTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A broker that does nothing but remember. */
interface Broker {
  readonly membership: Membership;
  /** The sessions that it has, as one number each. */
  readonly sessions: Map<string, number>;
  /** The payload of the next message that is relayed to it. */
  next(): Promise<string>;
}

/** The tests, for a cluster that `make` makes anew for each of them. */
export function clusterContract(make: () => Cluster | Promise<Cluster>): readonly ContractTest[] {
  return TESTS.map(([name, run]) => ({ name, run: async () => run(await make()) }));
}

const TESTS: readonly (readonly [name: string, run: (cluster: Cluster) => Promise<void>])[] = [
  [
    "a session that was nowhere is claimed empty",
    async (cluster) => {
      const one = await joined(cluster);
      deepStrictEqual(await claim(one, "c"), []);
    },
  ],
  [
    "a session goes from the broker that has it to the one that claims it",
    async (cluster) => {
      const [one, two] = [await joined(cluster), await joined(cluster)];
      await begin(one, "c", 7);
      await begin(one, "other", 8);
      deepStrictEqual(await claim(two, "c"), recordsFor("c", 7));
      deepStrictEqual([...one.sessions], [["other", 8]]);
    },
  ],
  [
    "whoever claims its own session has it already",
    async (cluster) => {
      const one = await joined(cluster);
      await begin(one, "c", 7);
      deepStrictEqual(await claim(one, "c"), []);
      deepStrictEqual([...one.sessions], [["c", 7]]);
    },
  ],
  [
    "of many claims at once each gets the session in turn, and none gets it twice",
    async (cluster) => {
      const brokers = await Promise.all(Array.from({ length: 5 }, () => joined(cluster)));
      await begin(brokers[0] as Broker, "c", 0);
      const held = await Promise.all(brokers.slice(1).map((broker) => claimAndCount(broker, "c")));
      deepStrictEqual(held.toSorted(), [0, 1, 2, 3]);
      strictEqual(brokers.filter(({ sessions }) => sessions.has("c")).length, 1);
    },
  ],
  [
    "a session that has ended is nowhere",
    async (cluster) => {
      const [one, two] = [await joined(cluster), await joined(cluster)];
      await begin(one, "c", 7);
      one.sessions.delete("c");
      one.membership.release("c");
      deepStrictEqual(await claim(two, "c"), []);
    },
  ],
  [
    "messages come to each broker that wants their topic, once and in order, and not to the one that took them",
    async (cluster) => {
      const [one, two, three] = [await joined(cluster), await joined(cluster), await joined(cluster)];
      for (const { membership } of [one, two, three]) membership.want("end", true);
      for (const filter of ["a/+", "a/#"]) two.membership.want(filter, true);
      one.membership.want("a/+", true);
      await settled(one, two, three);
      for (const payload of ["1", "2", "3"]) one.membership.announce(message("a/b", payload));
      one.membership.announce(message("end", "end of one"));
      deepStrictEqual(await upTo(two, "end of one"), ["1", "2", "3"]);
      deepStrictEqual(await upTo(three, "end of one"), []);
      two.membership.announce(message("end", "end of two"));
      deepStrictEqual(await upTo(one, "end of two"), []);
    },
  ],
  [
    "what is no longer wanted does not come",
    async (cluster) => {
      const [one, two] = [await joined(cluster), await joined(cluster)];
      for (const filter of ["a", "end"]) two.membership.want(filter, true);
      two.membership.want("a", false);
      await settled(one, two);
      one.membership.announce(message("a", "unwanted"));
      one.membership.announce(message("end", "end"));
      deepStrictEqual(await upTo(two, "end"), []);
    },
  ],
  [
    "what is retained comes to all, and to who joins later: the last of each topic, and nothing that was taken away",
    async (cluster) => {
      const [one, two] = [await joined(cluster), await joined(cluster)];
      for (const [topic, payload] of [
        ["a", "old"],
        ["a", "new"],
        ["b", "gone"],
        ["b", ""],
        ["end", "end"],
      ] as const)
        one.membership.announce({ ...message(topic, payload), retain: true });
      deepStrictEqual(await upTo(two, "end"), ["old", "new", "gone", ""]);
      const three = await joined(cluster);
      deepStrictEqual([await three.next(), await three.next()].toSorted(), ["end", "new"]);
    },
  ],
  [
    "of the sessions that a broker brings along it is told which are elsewhere",
    async (cluster) => {
      const one = await joined(cluster);
      await begin(one, "c", 7);
      const two = await joined(cluster, ["c", "d"]);
      deepStrictEqual(two.membership.lost, ["c"]);
      two.sessions.set("d", 9);
      deepStrictEqual(await claim(one, "d"), recordsFor("d", 9));
    },
  ],
  [
    "the sessions of a broker that has left are nowhere",
    async (cluster) => {
      const [one, two] = [await joined(cluster), await joined(cluster)];
      await begin(one, "c", 7);
      await one.membership.leave();
      deepStrictEqual(await claim(two, "c"), []);
    },
  ],
];

async function joined(cluster: Cluster, brought: readonly string[] = []): Promise<Broker> {
  const sessions = new Map<string, number>();
  const come: string[] = [];
  let wake: (() => void) | undefined;
  const membership = await cluster.join(
    {
      handOver: (clientId) => {
        const value = sessions.get(clientId);
        sessions.delete(clientId);
        return value === undefined ? [] : recordsFor(clientId, value);
      },
      relay: ({ payload }) => {
        come.push(new TextDecoder().decode(payload));
        wake?.();
      },
    },
    brought,
  );
  return {
    membership,
    sessions,
    async next() {
      while (come.length === 0) await new Promise<void>((done) => (wake = done));
      return come.shift() ?? "";
    },
  };
}

async function begin({ membership, sessions }: Broker, clientId: string, value: number): Promise<void> {
  await membership.claim(clientId, () => sessions.set(clientId, value));
}

async function claim({ membership }: Broker, clientId: string): Promise<readonly StoredRecord[]> {
  let adopted: readonly StoredRecord[] = [];
  await membership.claim(clientId, (records) => (adopted = records));
  return adopted;
}

/** Claims a session and goes on with it; gives what it was before. */
async function claimAndCount({ membership, sessions }: Broker, clientId: string): Promise<number> {
  let value = Number.NaN;
  await membership.claim(clientId, ([record]) => {
    value = record?.kind === "session" ? record.sessionExpiryInterval : Number.NaN;
    sessions.set(clientId, value + 1);
  });
  return value;
}

/** Each has heard of what the others want: each says something that all hear. */
async function settled(...brokers: readonly Broker[]): Promise<void> {
  for (const { membership } of brokers) membership.want("settled", true);
  for (const broker of brokers) await claim(broker, `settled ${brokers.indexOf(broker)}`);
}

async function upTo(broker: Broker, last: string): Promise<readonly string[]> {
  const all: string[] = [];
  for (let payload = await broker.next(); payload !== last; payload = await broker.next()) all.push(payload);
  return all;
}

/** Any records do: these hold one number. */
function recordsFor(clientId: string, value: number): readonly StoredRecord[] {
  return [{ kind: "session", clientId, sessionExpiryInterval: value }];
}

function message(topicName: string, payload: string): Message {
  return {
    topicName,
    payload: new TextEncoder().encode(payload),
    qos: 1,
    retain: false,
    properties: {},
    expiresAtMs: undefined,
    publisher: "p",
  };
}
