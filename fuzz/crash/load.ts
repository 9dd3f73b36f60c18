// The clients that load a broker, and go on when it has been killed: what they send, and what they get.

import { type ClientEvent, connectClient, type NetworkClient } from "../../src/runtime/index.ts";
import type { History, Sent } from "./history.ts";

/** How many messages of one publisher are under way at once. */
const WINDOW = 20;
/** Each so-manieth message is a retained one, to a topic of its publisher. */
const RETAINED = 10;
const FOREVER = 0xffff_ffff;
const PUBLISHERS = 3;

/** A load on a broker. */
export interface Load {
  readonly history: History;
  /** All clients connect, or connect again; gives when they are in. */
  connect(): Promise<void>;
  /** Publishes until so many more exchanges have come to their end. */
  acknowledge(count: number): Promise<void>;
  /** Publishes nothing new; gives when all is acknowledged, and what is not delivered by then never will be. */
  drain(): Promise<void>;
  close(): void;
}

interface Member {
  readonly name: string;
  readonly client: NetworkClient;
  isIn: boolean;
  hasBeenIn: boolean;
}

interface Publisher extends Member {
  readonly index: number;
  /** What is under way, by its token: a message, or the value of a retained one. */
  readonly underWay: Map<number, Sent | number>;
  count: number;
  value: number;
}

/** A load of three publishers and two subscribers, of both versions. */
export function createLoad(port: number): Load {
  const sent = new Map<string, Sent>();
  const delivered = new Map<string, string[]>();
  const lostSessions: string[] = [];
  const retained = new Map<string, { acknowledged: number; found: number | undefined }>();
  const members: Member[] = [];
  const publishers: Publisher[] = [];
  const waiting = new Set<() => void>();
  const done = new Set<number>();
  let acknowledged = 0;
  let isPublishing = false;
  let lastToken = 0;

  /** Gives when it holds: whoever waits looks again whenever anything has happened. */
  const when = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });

  const clientOf = (name: string, version: "3.1.1" | "5.0", hear: (event: ClientEvent) => void): NetworkClient =>
    connectClient({
      url: `mqtt://127.0.0.1:${port}`,
      client: { version, clientId: name, clean: false, keepAlive: 0, sessionExpiryInterval: FOREVER },
      onEvent: (event) => {
        const me = members.find((one) => one.name === name);
        if (me !== undefined && event.type === "connected") {
          if (me.hasBeenIn && !event.connack.sessionPresent) lostSessions.push(name);
          me.isIn = true;
          me.hasBeenIn = true;
        }
        if (me !== undefined && event.type === "disconnected") me.isIn = false;
        if (event.type === "completed") done.add(Number(event.token));
        hear(event);
        for (const look of [...waiting]) look();
      },
    });

  const publish = (me: Publisher, topicName: string, text: string, qos: 1 | 2, retain: boolean): number => {
    lastToken += 1;
    const payload = new TextEncoder().encode(text);
    me.client.tell({
      type: "publish",
      token: lastToken,
      publication: { topicName, payload, qos, retain, properties: {} },
    });
    return lastToken;
  };

  const fill = (me: Publisher): void => {
    while (isPublishing && me.isIn && me.underWay.size < WINDOW) {
      me.count += 1;
      const qos = me.count % 2 === 0 ? 1 : 2;
      if (me.count % RETAINED === 0) {
        me.value += 1;
        me.underWay.set(lastToken + 1, me.value);
        publish(me, `retained/${me.index}`, String(me.value), qos, true);
      } else {
        const one: Sent = { name: `${me.name}/${me.count}`, qos, isAcknowledged: false };
        sent.set(one.name, one);
        me.underWay.set(lastToken + 1, one);
        publish(me, `load/${me.index}`, one.name, qos, false);
      }
    }
  };

  const hearPublisher = (me: Publisher, event: ClientEvent): void => {
    if (event.type === "completed") {
      const one = me.underWay.get(Number(event.token));
      me.underWay.delete(Number(event.token));
      if (one === undefined) return;
      acknowledged += 1;
      if (typeof one !== "number") one.isAcknowledged = true;
      else retained.set(`retained/${me.index}`, { acknowledged: one, found: undefined });
    }
    // Its session is gone, and what was under way with it: nobody knows whether it was delivered.
    if (event.type === "failed" && event.token !== undefined) me.underWay.delete(Number(event.token));
    fill(me);
  };

  for (let index = 0; index < PUBLISHERS; index += 1) {
    const name = `publisher${index}`;
    const client = clientOf(name, index % 2 === 0 ? "5.0" : "3.1.1", (event) => hearPublisher(me, event));
    const me: Publisher = {
      name,
      client,
      isIn: false,
      hasBeenIn: false,
      index,
      underWay: new Map(),
      count: 0,
      value: 0,
    };
    publishers.push(me);
    members.push(me);
  }
  const subscribers = (["3.1.1", "5.0"] as const).map((version) => {
    const name = `subscriber of ${version}`;
    const got: string[] = [];
    delivered.set(name, got);
    const client = clientOf(name, version, (event) => {
      if (event.type !== "deliver") return;
      const { topicName, payload } = event.message;
      const text = Buffer.from(payload).toString();
      const kept = retained.get(topicName);
      if (kept === undefined) got.push(text);
      else kept.found = Math.max(kept.found ?? 0, Number(text));
    });
    const me: Member = { name, client, isIn: false, hasBeenIn: false };
    members.push(me);
    return me;
  });

  const subscribe = async (topicFilter: string): Promise<void> => {
    const tokens = subscribers.map(({ client }) => {
      lastToken += 1;
      const options = { qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
      client.tell({ type: "subscribe", token: lastToken, subscriptions: [{ topicFilter, ...options }] });
      return lastToken;
    });
    await when(() => tokens.every((token) => done.has(token)));
  };

  return {
    history: { sent, delivered, lostSessions, retained },
    async connect() {
      const isFirst = members.every(({ hasBeenIn }) => !hasBeenIn);
      for (const { client } of members) client.tell({ type: "connect" });
      await when(() => members.every(({ isIn }) => isIn));
      if (isFirst) await subscribe("load/#");
    },
    async acknowledge(count) {
      const goal = acknowledged + count;
      isPublishing = true;
      for (const me of publishers) fill(me);
      await when(() => acknowledged >= goal);
    },
    async drain() {
      isPublishing = false;
      await when(() => publishers.every(({ underWay }) => underWay.size === 0));
      // Where the subscription was lost the end would never come.
      await subscribe("load/#");
      await subscribe("retained/#");
      // What waits for a subscriber stands before these: of each QoS, and from each publisher.
      const names = publishers.flatMap((me) =>
        ([1, 2] as const).map((qos) => {
          const name = `${me.name}/end at QoS ${qos}`;
          sent.set(name, { name, qos, isAcknowledged: true });
          publish(me, `load/${me.index}`, name, qos, false);
          return name;
        }),
      );
      await when(() => [...delivered.values()].every((got) => names.every((name) => got.includes(name))));
    },
    close() {
      for (const { client } of members) client.cut();
    },
  };
}
