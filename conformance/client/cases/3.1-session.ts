// Cases of sections 3.1.2.4 and 4.1: what a client keeps when its connection ends, and what it gives up.

import { type ClientCase, type ClientToolkit, clientCase, type Peer, type Script, type Seen } from "../case.ts";

/** A client with a session whose message of QoS 1 was sent and not acknowledged, and whose connection is cut. */
function* interrupted(t: ClientToolkit, persistent: boolean): Script<Seen<"PUBLISH">> {
  const { peer, publish } = yield* t.publishing({ qos: 1, payload: "kept" }, { persistent });
  yield* peer.abort();
  return publish;
}

/** It has kept its message: DUP is judged where that is what the case is about. */
function* redelivered(peer: Peer, { packetId }: Seen<"PUBLISH">): Script<void> {
  yield* peer.expect("PUBLISH", { qos: 1, payload: "kept", packetId: packetId ?? 0 });
}

export const session: readonly ClientCase[] = [
  clientCase({
    id: "session/kept",
    title: "a client that asked for a session that lives on takes its message up again when it comes back",
    section: { "3.1.1": "3.1.2.4", "5.0": "3.1.2.11.2" },
    requirements: {
      "3.1.1": ["3.1.1/MQTT-3.1.2-4", "3.1.1/MQTT-4.1.0-1", "3.1.1/MQTT-2.3.1-3"],
      "5.0": ["5.0/MQTT-3.1.2-23", "5.0/MQTT-4.1.0-1"],
    },
    *script(t) {
      const publish = yield* interrupted(t, true);
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* redelivered(peer, publish);
    },
  }),
  clientCase({
    id: "session/clean",
    title: "a client that asks for a clean session repeats nothing of the one before",
    section: "3.1.2.4",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-6"], "5.0": ["5.0/MQTT-3.1.2-4"] },
    *script(t) {
      yield* interrupted(t, false);
      const peer = yield* t.comeBack({ persistent: false });
      t.check(peer.connect.cleanSession ?? peer.connect.cleanStart ?? false, "a clean start", "no clean start");
      yield* peer.accept();
      yield* peer.expectNothing("PUBLISH", { dup: true });
    },
  }),
  clientCase({
    id: "session/by-client-id",
    title: "the session of a client belongs to its Client Identifier",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-2"], "5.0": ["5.0/MQTT-3.1.3-2"] },
    *script(t) {
      const publish = yield* interrupted(t, true);
      const other = yield* t.comeBack({ persistent: true, clientId: "touchstoneother" });
      yield* other.accept();
      yield* other.expectNothing("PUBLISH", { dup: true });
      yield* other.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* redelivered(peer, publish);
    },
  }),
  clientCase({
    id: "session/while-connected",
    title: "the session of a client that asked for a clean one lasts as long as its connection",
    section: "4.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.1.0-2"], "5.0": ["5.0/MQTT-4.1.0-1"] },
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 2 });
      const packetId = publish.packetId ?? 0;
      for (let i = 0; i < 3; i += 1) yield* peer.barrier();
      yield* peer.send({ type: "PUBREC", packetId });
      yield* peer.expect("PUBREL", { packetId });
    },
  }),
  clientCase({
    id: "session/lost-by-the-server",
    title: "a client whose server has no session of it any more repeats nothing of its own",
    section: "3.2.2.1.1",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-5"] },
    *script(t) {
      yield* interrupted(t, true);
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: false });
      yield* peer.expectNothing("PUBLISH", { dup: true });
    },
  }),
  clientCase({
    id: "session/unexpected",
    title: "a client without a session that is told of one closes the connection",
    section: "3.2.2.1.1",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-4"] },
    *script(t) {
      const control = yield* t.connect();
      yield* control.barrier();
      yield* control.abort();
      yield* t.tell({ verb: "reset" });
      const peer = yield* t.dial();
      yield* peer.send({ type: "CONNACK", sessionPresent: true });
      yield* peer.expectClosed();
    },
  }),
].flat();
