// Nothing is told that is not stored: the driver, with a store that is watched.

import { describe, expect, test } from "vitest";
import { decode, type Packet } from "../codec/index.ts";
import { applyToStore, type RecordStore } from "../models/index.ts";
import { createVirtualClock } from "./clock.ts";
import { createDriver, type DriverOptions } from "./driver.ts";
import { bytesOf } from "./packet-bytes.ts";
import type { Store } from "./stores/store.ts";

interface Watched {
  readonly store: Store;
  /** What was done, in order: commits, and packets that went out. */
  readonly diary: string[];
  readonly records: RecordStore;
  mayCommit: boolean;
}

function watched(): Watched {
  const diary: string[] = [];
  const records: RecordStore = new Map();
  const me: Watched = {
    diary,
    records,
    mayCommit: true,
    store: {
      load: () => [...records.values()],
      commit(changes) {
        if (!me.mayCommit) throw new Error("the disk is full");
        diary.push(`commit of ${changes.map(({ type }) => type).join(", ")}`);
        for (const change of changes) applyToStore(records, change);
      },
      close: () => undefined,
    },
  };
  return me;
}

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A client of the driver in this process. */
function connectTo(driver: ReturnType<typeof createDriver>, diary: string[], name: string) {
  let isClosed = false;
  const link = driver.open({
    write(bytes) {
      let rest = bytes;
      while (rest.length > 0) {
        const decoded = decode(rest, "5.0");
        if (decoded.kind !== "packet") throw new Error(`${decoded.kind} bytes`);
        diary.push(`${name} gets ${decoded.packet.type}`);
        rest = rest.subarray(decoded.size);
      }
    },
    drained: () => undefined,
    close: () => (isClosed = true),
  });
  return {
    send: (packet: Packet) => link.receive(bytesOf(packet)),
    get isClosed() {
      return isClosed;
    },
  };
}

const connect = (clientId: string): Packet =>
  ({
    type: "CONNECT",
    version: "5.0",
    cleanStart: false,
    keepAlive: 0,
    clientId,
    properties: { sessionExpiryInterval: 300 },
  }) as Packet;
const publish = (qos: 1 | 2, packetId: number): Packet =>
  ({
    type: "PUBLISH",
    topicName: "a",
    payload: new Uint8Array(1),
    qos,
    dup: false,
    retain: true,
    packetId,
    properties: {},
  }) as Packet;

function start(one: Watched, more: Partial<DriverOptions> = {}) {
  const faults: unknown[] = [];
  const options = {
    clock: createVirtualClock(),
    broker: {},
    store: one.store,
    onFault: (fault: unknown) => faults.push(fault),
  };
  return { driver: createDriver({ ...options, ...more }), faults };
}

describe("a driver with a store", () => {
  test("sends nothing that rests on what is not stored, and stores for all clients of a moment together", async () => {
    const one = watched();
    const { driver } = start(one);
    const [alice, bob] = [connectTo(driver, one.diary, "alice"), connectTo(driver, one.diary, "bob")];
    alice.send(connect("alice"));
    bob.send(connect("bob"));
    expect(one.diary).toEqual([]);
    await turnOfTheLoop();
    expect(one.diary).toEqual(["commit of store, store", "alice gets CONNACK", "bob gets CONNACK"]);
    one.diary.length = 0;
    alice.send(publish(1, 1));
    bob.send(publish(2, 1));
    alice.send({ type: "PINGREQ" });
    expect(one.diary).toEqual([]);
    await turnOfTheLoop();
    expect(one.diary.slice(0, 1)).toEqual([expect.stringMatching(/^commit of /)]);
    expect(one.diary.slice(1)).toEqual(["alice gets PUBACK", "alice gets PINGRESP", "bob gets PUBREC"]);
  });

  test("answers at once where nothing is to be stored", async () => {
    const one = watched();
    const { driver } = start(one);
    const alice = connectTo(driver, one.diary, "alice");
    alice.send(connect("alice"));
    await turnOfTheLoop();
    one.diary.length = 0;
    alice.send({ type: "PINGREQ" });
    expect(one.diary).toEqual(["alice gets PINGRESP"]);
  });

  test("acknowledges nothing any more once it cannot store, and closes all connections", async () => {
    const one = watched();
    const { driver, faults } = start(one);
    const [alice, bob] = [connectTo(driver, one.diary, "alice"), connectTo(driver, one.diary, "bob")];
    alice.send(connect("alice"));
    bob.send(connect("bob"));
    await turnOfTheLoop();
    one.diary.length = 0;
    one.mayCommit = false;
    alice.send(publish(1, 1));
    await turnOfTheLoop();
    expect(one.diary).toEqual([]);
    expect([alice.isClosed, bob.isClosed]).toEqual([true, true]);
    expect(faults).toEqual([new Error("the disk is full")]);
    const late = connectTo(driver, one.diary, "late");
    expect(late.isClosed).toBe(true);
    driver.stop();
    expect(one.diary).toEqual([]);
  });

  test("begins with what the store holds, and stores before it ends", async () => {
    const one = watched();
    const first = start(one);
    const alice = connectTo(first.driver, one.diary, "alice");
    alice.send(connect("alice"));
    await turnOfTheLoop();
    alice.send(publish(1, 1));
    first.driver.stop();
    expect([...one.records.keys()]).toEqual(["session/alice", "retained/a"]);
    const second = start(one);
    const again = connectTo(second.driver, one.diary, "alice");
    one.diary.length = 0;
    again.send(connect("alice"));
    await turnOfTheLoop();
    expect(one.diary.at(-1)).toBe("alice gets CONNACK");
  });

  test("does not wait where it is told not to", async () => {
    const one = watched();
    const clock = createVirtualClock();
    const { driver } = start(one, { clock, store: { ...one.store, isLazy: true } });
    const alice = connectTo(driver, one.diary, "alice");
    alice.send(connect("alice"));
    expect(one.diary).toEqual(["alice gets CONNACK"]);
    clock.advance(100);
    expect(one.diary).toEqual(["alice gets CONNACK", "commit of store"]);
  });
});
