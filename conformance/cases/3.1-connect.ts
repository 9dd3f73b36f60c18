// Cases of section 3.1: CONNECT.

import { type TestCase, testCase } from "../case.ts";

export const connect: readonly TestCase[] = [
  testCase({
    id: "connect/first-packet",
    title: "a first packet other than CONNECT closes the connection",
    section: "3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-1"], "5.0": ["5.0/MQTT-3.1.0-1"] },
    *script(t) {
      yield* t.connect();
      const stranger = yield* t.open();
      yield* stranger.send({ type: "PINGREQ" });
      yield* stranger.expectClosed();
    },
  }),
  testCase({
    id: "connect/second-connect",
    title: "a second CONNECT on the same connection closes it",
    section: "3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-2"], "5.0": ["5.0/MQTT-3.1.0-2"] },
    *script(t) {
      const alice = yield* t.connect();
      yield* alice.send(t.connectPacket({ clientId: alice.clientId }));
      yield* alice.expectClosed();
    },
  }),
  testCase({
    id: "connect/keep-alive-elapsed",
    title: "a client that is silent for one and a half times its Keep Alive is disconnected, and not before",
    section: { "3.1.1": "3.1.2.10", "5.0": "3.1.2.10" },
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-24"], "5.0": ["5.0/MQTT-3.1.2-22"] },
    timed: true,
    *script(t) {
      const alice = yield* t.connect({ keepAlive: 2 });
      const keepAlive = alice.connack.properties?.serverKeepAlive ?? 2;
      if (keepAlive > 10) t.notApplicable(`the server insists on a Keep Alive of ${keepAlive} s`);
      yield* alice.barrier();
      const silentSinceMs = t.nowMs;
      const closed = yield* alice.expectClosed({ within: keepAlive * 1500 });
      const silentMs = Math.round(closed.atMs - silentSinceMs);
      t.check(silentMs >= keepAlive * 1000, `silence of ${keepAlive} s is allowed`, `closed after ${silentMs} ms`);
    },
  }),
].flat();
