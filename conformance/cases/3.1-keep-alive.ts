// Cases of section 3.1.2.10: Keep Alive: a client that is silent for too long is cut off as if the network had failed.

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";

/** Seconds. With 1 a server that counts in whole seconds could hardly be right. */
const KEEP_ALIVE = 2;

/** The Keep Alive that holds for a connection; the case does not apply where the server insists on a long one. */
function keepAliveOf(t: Toolkit, alice: Connection): number {
  const keepAlive = alice.connack.properties?.serverKeepAlive ?? KEEP_ALIVE;
  if (keepAlive === 0 || keepAlive > KEEP_ALIVE)
    t.notApplicable(`the server insists on a Keep Alive of ${keepAlive} s`);
  return keepAlive;
}

/** A client with a will that falls silent; gives how long it may be. */
function* silent(t: Toolkit): Script<{ readonly alice: Connection; readonly withinMs: number }> {
  const will = { topicName: t.topic("will"), payload: "silent" };
  const alice = yield* t.connect({ keepAlive: KEEP_ALIVE, will });
  const withinMs = keepAliveOf(t, alice) * 1_500;
  yield* alice.barrier();
  return { alice, withinMs };
}

export const keepAlive: readonly TestCase[] = [
  testCase({
    id: "connect/keep-alive-elapsed",
    title: "a client that is silent for one and a half times its Keep Alive is disconnected",
    section: "3.1.2.10",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-24"], "5.0": ["5.0/MQTT-3.1.2-22"] },
    timed: true,
    *script(t) {
      const { alice, withinMs } = yield* silent(t);
      yield* alice.expectClosed({ within: withinMs });
    },
  }),
  testCase({
    id: "connect/keep-alive-of-the-client",
    title: "a server that sends no Server Keep Alive goes by the Keep Alive of the client",
    section: "3.2.2.3.14",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-22"] },
    timed: true,
    *script(t) {
      const alice = yield* t.connect({ keepAlive: KEEP_ALIVE });
      const { serverKeepAlive } = alice.connack.properties ?? {};
      if (serverKeepAlive !== undefined)
        t.notApplicable(`the server sends a Server Keep Alive of ${serverKeepAlive} s`);
      yield* alice.barrier();
      yield* alice.expectClosed({ within: KEEP_ALIVE * 1_500 });
    },
  }),
  testCase({
    id: "connect/keep-alive-will",
    title: "the will of a client that is cut off for its silence is published",
    section: "3.1.2.10",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-24", "3.1.1/MQTT-3.1.2-8"],
      "5.0": ["5.0/MQTT-3.1.2-22", "5.0/MQTT-3.1.2-8"],
    },
    timed: true,
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("will"));
      const { withinMs } = yield* silent(t);
      yield* bob.expect("PUBLISH", { topicName: t.topic("will"), payload: "silent" }, { within: withinMs });
    },
  }),
  testCase({
    id: "connect/keep-alive-half-a-packet",
    title: "a client that sends the first half of a packet and no more is silent, and is disconnected",
    section: "3.1.2.10",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-24"], "5.0": ["5.0/MQTT-3.1.2-22"] },
    timed: true,
    *script(t) {
      const { alice, withinMs } = yield* silent(t);
      const packet = t.bytes({ type: "PUBLISH", topicName: t.topic("a"), payload: "x" });
      yield* alice.send(packet.subarray(0, -1));
      yield* alice.expectClosed({ within: withinMs });
    },
  }),
].flat();
