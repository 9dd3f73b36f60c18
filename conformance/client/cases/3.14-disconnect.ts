// Cases of sections 3.14, 4.8 and 4.13: how a client leaves, and what it does when its server breaks the protocol.

import { type ClientCase, clientCase, frame, properties, utf8 } from "../case.ts";
import { expectHungUp, hostileCase } from "./hostile.ts";

export const disconnect: readonly ClientCase[] = [
  clientCase({
    id: "disconnect/closes",
    title: "a client that sends DISCONNECT closes the connection, and sends nothing more on it",
    section: "3.14.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.14.4-1", "3.1.1/MQTT-3.14.4-2"],
      "5.0": ["5.0/MQTT-3.14.4-1", "5.0/MQTT-3.14.4-2", "5.0/MQTT-3.14.2-1"],
    },
    *script(t) {
      const peer = yield* t.connect();
      // A program is told to leave by a signal, and one that meets mosquitto_sub while it sends makes it wait for itself for ever.
      yield* peer.deliver({ payload: "last" });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "last" }));
      yield* t.tell({ verb: "disconnect" });
      yield* peer.expect("DISCONNECT");
      yield* peer.expectClosed();
    },
  }),
  clientCase({
    id: "disconnect/after-publishing",
    title: "a client that has published and leaves sends DISCONNECT last",
    section: "3.14.4",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.14.4-2"],
      "5.0": ["5.0/MQTT-3.14.4-1"],
    },
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 1 });
      yield* peer.acknowledge(publish);
      yield* t.tellOnly({ verb: "disconnect" });
      yield* peer.expect("DISCONNECT");
      yield* peer.expectClosed();
    },
  }),
  hostileCase({
    id: "disconnect/server-reference-twice",
    title: "a client that is sent DISCONNECT with Server Reference twice calls that an error",
    section: "3.14.2.2.5",
    requirements: { "5.0": ["5.0/U5-117"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.barrier();
      const reference = [0x1c, ...utf8("other")];
      yield* peer.send(frame(0xe0, [0x9c], properties(reference, reference)));
      const { disconnect } = yield* peer.expectClosed();
      const code = disconnect?.reasonCode;
      t.check(
        code === 0x82,
        "DISCONNECT 0x82, then a close",
        code === undefined ? "a bare close" : `0x${code.toString(16)}`,
      );
    },
  }),
  ...(["subscribe", "unsubscribe", "pingreq", "connect"] as const).map((type) =>
    clientCase({
      id: `errors/wrong-direction/${type}`,
      title: `a client that is sent ${type.toUpperCase()}, which only clients send, closes the connection`,
      section: { "3.1.1": "4.8", "5.0": "4.13" },
      requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1"], "5.0": ["5.0/MQTT-4.13.2-1", "5.0/U5-146"] },
      // In which direction a packet flows is told by a table; no sentence of 3.1.1 calls the other one a violation.
      level: "strict",
      *script(t) {
        const peer = yield* t.connect();
        const bytes = {
          subscribe: t.bytes({ type: "SUBSCRIBE", packetId: 1, subscriptions: [{ topicFilter: t.topic("m") }] }),
          unsubscribe: t.bytes({ type: "UNSUBSCRIBE", packetId: 1, topicFilters: [t.topic("m")] }),
          pingreq: t.bytes({ type: "PINGREQ" }),
          connect: t.bytes({ type: "CONNECT", clientId: "server" }),
        };
        yield* expectHungUp(peer, bytes[type]);
      },
    }),
  ),
  clientCase({
    id: "errors/second-connack",
    title: "a client that is sent a second CONNACK closes the connection",
    section: { "3.1.1": "4.8", "5.0": "4.13" },
    requirements: { "3.1.1": ["3.1.1/MQTT-4.8.0-1"], "5.0": ["5.0/U5-146"] },
    // That there is one alone is said by 5.0, of its server.
    level: "strict",
    *script(t) {
      const peer = yield* t.connect();
      yield* expectHungUp(peer, { type: "CONNACK" });
    },
  }),
  clientCase({
    id: "errors/says-why",
    title: "a client that closes for an error of its server says why by DISCONNECT",
    section: "4.13.1",
    requirements: { "5.0": ["5.0/U5-146"] },
    level: "should",
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.barrier();
      yield* peer.send(frame(0x36, utf8(t.topic("m")), [0, 7], properties(), [0x78]));
      const { disconnect } = yield* peer.expectClosed();
      t.check(
        disconnect?.reasonCode === 0x81,
        "DISCONNECT 0x81",
        disconnect === undefined ? "a bare close" : `0x${disconnect.reasonCode?.toString(16)}`,
      );
    },
  }),
].flat();
