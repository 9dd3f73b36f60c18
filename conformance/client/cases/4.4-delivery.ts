// Cases of sections 4.4, 4.6 and 4.9: what a client repeats, in which order it goes, and that it keeps to the quota of its server.

import { type ClientCase, type ClientToolkit, clientCase, type Peer, type Script, type Seen } from "../case.ts";

/** The messages that come, by their payloads, as many as there are. */
function* arrivals(peer: Peer, count: number): Script<readonly Seen<"PUBLISH">[]> {
  const all: Seen<"PUBLISH">[] = [];
  for (let i = 0; i < count; i += 1) all.push(yield* peer.expect("PUBLISH"));
  return all;
}

function said(publishes: readonly Seen<"PUBLISH">[]): string {
  return publishes.map(({ payload }) => new TextDecoder().decode(payload)).join(" ");
}

/** Three messages of one QoS that the client has sent and that nobody has answered. */
function* three(t: ClientToolkit, qos: 1 | 2, persistent = true) {
  const messages = ["a", "b", "c"].map((payload) => ({ payload, qos }));
  const { peer, publish } = yield* t.publishing(messages, { persistent });
  return { peer, publishes: [publish, ...(yield* arrivals(peer, 2))] };
}

export const delivery: readonly ClientCase[] = [
  ...([1, 2] as const).flatMap((qos) => [
    ...clientCase({
      id: `resend/qos-${qos}`,
      title: `a client repeats its unacknowledged messages of QoS ${qos} with their identifiers and in their order`,
      section: "4.4",
      requirements: {
        "3.1.1": ["3.1.1/MQTT-4.4.0-1", "3.1.1/MQTT-4.6.0-1", "3.1.1/MQTT-2.3.1-3", "3.1.1/U3-038"],
        "5.0": ["5.0/MQTT-4.4.0-1", "5.0/MQTT-4.6.0-1"],
      },
      *script(t) {
        const { peer: early, publishes } = yield* three(t, qos);
        yield* early.abort();
        const peer = yield* t.comeBack({ persistent: true });
        yield* peer.accept({ sessionPresent: true });
        for (const first of publishes) {
          const again = yield* peer.expect("PUBLISH");
          t.check(said([again]) === said([first]), `the message ${said([first])} next`, said([again]));
          t.check(again.packetId === first.packetId, `the identifier ${first.packetId}`, String(again.packetId));
          // Nothing says that it may not wait for this before it goes on.
          yield* peer.acknowledge(first);
        }
      },
    }),
    ...clientCase({
      id: `resend/dup/qos-${qos}`,
      title: `a client repeats a message of QoS ${qos} with DUP 1`,
      section: "3.3.1.1",
      requirements: { "3.1.1": ["3.1.1/MQTT-3.3.1-1"], "5.0": ["5.0/MQTT-3.3.1-1"] },
      *script(t) {
        const { peer: early, publish } = yield* t.publishing({ qos }, { persistent: true });
        yield* early.abort();
        const peer = yield* t.comeBack({ persistent: true });
        yield* peer.accept({ sessionPresent: true });
        const packetId = publish.packetId ?? 0;
        const { dup } = yield* t.control("it repeats its message", () => peer.expect("PUBLISH", { packetId }));
        t.check(dup, "DUP 1", "DUP 0");
      },
    }),
  ]),
  clientCase({
    id: "resend/at-no-other-time",
    title: "a client repeats nothing while its connection stands",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-1"] },
    timed: true,
    *script(t) {
      const { peer } = yield* three(t, 1);
      yield* t.wait(6000);
      yield* peer.expectNothing("PUBLISH");
    },
  }),
  clientCase({
    id: "order/pubacks",
    title: "a client sends its PUBACKs in the order in which the messages came",
    section: "4.6",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-2"], "5.0": ["5.0/MQTT-4.6.0-2"] },
    *script(t) {
      yield* inOrder(t, 1);
    },
  }),
  clientCase({
    id: "order/pubrecs",
    title: "a client sends its PUBRECs in the order in which the messages came",
    section: "4.6",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-3"], "5.0": ["5.0/MQTT-4.6.0-3"] },
    *script(t) {
      yield* inOrder(t, 2);
    },
  }),
  clientCase({
    id: "order/pubrels",
    title: "a client sends its PUBRELs in the order in which the PUBRECs came",
    section: "4.6",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.6.0-4"], "5.0": ["5.0/MQTT-4.6.0-4"] },
    *script(t) {
      const { peer, publishes } = yield* three(t, 2, false);
      const ids = publishes.map(({ packetId = 0 }) => packetId);
      const order = [ids[1] ?? 0, ids[2] ?? 0, ids[0] ?? 0];
      yield* peer.send(...order.map((packetId) => ({ type: "PUBREC", packetId }) as const));
      for (const packetId of order) {
        const pubrel = yield* peer.expect("PUBREL");
        t.check(pubrel.packetId === packetId, `PUBREL ${packetId}`, `PUBREL ${pubrel.packetId}`);
      }
    },
  }),
  ...([1, 2] as const).map((qos) =>
    clientCase({
      id: `receive-maximum/qos-${qos}`,
      title: `a client has no more messages of QoS ${qos} on their way than its server takes`,
      section: "4.9",
      requirements: {
        "5.0": ["5.0/MQTT-3.3.4-7", "5.0/MQTT-4.9.0-1", "5.0/MQTT-4.9.0-2"],
      },
      *script(t) {
        const messages = ["a", "b", "c", "d"].map((payload) => ({ payload, qos }));
        const { peer, publish } = yield* t.publishing(messages, {}, { properties: { receiveMaximum: 2 } });
        const second = yield* peer.expect("PUBLISH");
        yield* peer.expectNothing("PUBLISH");
        yield* peer.acknowledge(publish);
        const third = yield* peer.expect("PUBLISH");
        yield* peer.acknowledge(second);
        yield* peer.acknowledge(third);
        yield* peer.expect("PUBLISH");
      },
    }),
  ),
  clientCase({
    id: "receive-maximum/others-go-on",
    title: "a client that may publish no more at QoS 1 sends all other packets without delay",
    section: "3.3.4",
    requirements: { "5.0": ["5.0/MQTT-3.3.4-8", "5.0/MQTT-4.9.0-3"] },
    *script(t) {
      const messages = ["a", "b"].map((payload) => ({ payload, qos: 1 as const }));
      const { peer } = yield* t.publishing(messages, {}, { properties: { receiveMaximum: 1 } });
      yield* peer.barrier();
      yield* peer.deliver({ qos: 2 });
      yield* peer.subscribes({ topicFilter: t.topic("s"), qos: 1 });
    },
  }),
].flat();

/** Three messages at once, and the acknowledgements as they come. */
function* inOrder(t: ClientToolkit, qos: 1 | 2): Script<void> {
  const peer = yield* t.connect();
  const ids = [30, 10, 20];
  yield* peer.send(...ids.map((packetId) => ({ type: "PUBLISH", topicName: t.topic("m"), qos, packetId }) as const));
  for (const packetId of ids) {
    const answer = yield* peer.expect(qos === 1 ? "PUBACK" : "PUBREC");
    t.check(answer.packetId === packetId, `an answer to ${packetId}`, `an answer to ${answer.packetId}`);
  }
}
