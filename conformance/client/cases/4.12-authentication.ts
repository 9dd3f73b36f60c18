// Cases of section 4.12: a client that authenticates by a method of its own. Its adapter answers each challenge with the data of the challenge.

import { type ClientCase, type ClientToolkit, clientCase, type Peer, type Script } from "../case.ts";
import { hostileCase } from "./hostile.ts";

const METHOD = "touchstone";

const data = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A client that has said its method in CONNECT. */
function* asking(t: ClientToolkit): Script<Peer> {
  const peer = yield* t.dial({ authenticationMethod: METHOD, authenticationData: "hello" });
  const { authenticationMethod } = peer.connect.properties ?? {};
  if (authenticationMethod !== METHOD) t.notApplicable("the client puts no Authentication Method into its CONNECT");
  return peer;
}

function* authenticated(t: ClientToolkit): Script<Peer> {
  const peer = yield* asking(t);
  yield* peer.accept({ properties: { authenticationMethod: METHOD } });
  yield* peer.barrier();
  return peer;
}

const challenge = (text: string) =>
  ({
    type: "AUTH",
    reasonCode: 0x18,
    properties: { authenticationMethod: METHOD, authenticationData: data(text) },
  }) as const;

export const authentication: readonly ClientCase[] = [
  clientCase({
    id: "auth/challenge",
    title:
      "a client answers the challenges of its server by AUTH 0x18 with the same method, and sends nothing else before CONNACK",
    section: "4.12",
    requirements: {
      "5.0": ["5.0/MQTT-4.12.0-3", "5.0/MQTT-4.12.0-5", "5.0/MQTT-3.1.2-30", "5.0/MQTT-3.15.2-1", "5.0/MQTT-3.15.1-1"],
    },
    *script(t) {
      const peer = yield* asking(t);
      yield* t.tellOnly({ verb: "publish", topicName: t.topic("m"), payload: "early", qos: 0, retain: false });
      for (const text of ["first", "second"]) {
        yield* peer.send(challenge(text));
        const answer = yield* peer.expect("AUTH", { reasonCode: 0x18 });
        const { authenticationMethod } = answer.properties;
        t.check(authenticationMethod === METHOD, `the method ${METHOD}`, String(authenticationMethod));
      }
      yield* peer.accept({ properties: { authenticationMethod: METHOD } });
      yield* peer.barrier();
    },
  }),
  clientCase({
    id: "auth/speaks-first",
    title: "a client whose method lets it speak first does so in CONNECT",
    section: "4.12",
    requirements: { "5.0": ["5.0/U5-141"] },
    level: "should",
    *script(t) {
      const peer = yield* asking(t);
      const text = new TextDecoder().decode(peer.connect.properties?.authenticationData);
      t.check(text === "hello", 'Authentication Data "hello" in CONNECT', JSON.stringify(text));
    },
  }),
  clientCase({
    id: "auth/again",
    title: "a client authenticates again by AUTH 0x19 with the method that it began with",
    section: "4.12.1",
    requirements: { "5.0": ["5.0/MQTT-4.12.1-1", "5.0/MQTT-3.15.2-1"] },
    *script(t) {
      const peer = yield* authenticated(t);
      yield* t.tell({ verb: "reauthenticate", authenticationData: "again" });
      const { properties } = yield* peer.expect("AUTH", { reasonCode: 0x19 });
      t.check(
        properties.authenticationMethod === METHOD,
        `the method ${METHOD}`,
        String(properties.authenticationMethod),
      );
      yield* peer.send(challenge("more"));
      yield* peer.expect("AUTH", { reasonCode: 0x18 });
      yield* peer.send({ type: "AUTH", reasonCode: 0, properties: { authenticationMethod: METHOD } });
      yield* peer.barrier();
    },
  }),
  clientCase({
    id: "auth/again-other-method",
    title: "a client whose server changes the method while it authenticates again closes the connection",
    section: "4.12.1",
    requirements: { "5.0": ["5.0/MQTT-4.12.1-2"] },
    *script(t) {
      const peer = yield* authenticated(t);
      yield* t.tell({ verb: "reauthenticate", authenticationData: "again" });
      yield* peer.expect("AUTH", { reasonCode: 0x19 });
      const properties = { authenticationMethod: "other", authenticationData: data("x") };
      yield* peer.send({ type: "AUTH", reasonCode: 0x18, properties });
      yield* peer.expectClosed();
    },
  }),
  clientCase({
    id: "auth/none",
    title: "a client that named no method sends no AUTH",
    section: "4.12",
    requirements: { "5.0": ["5.0/MQTT-4.12.0-7"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* t.tell({ verb: "reauthenticate", authenticationData: "again" });
      yield* peer.expectNothing("AUTH");
    },
  }),
  hostileCase({
    id: "auth/unasked",
    title: "a client that named no method and is sent an AUTH closes the connection",
    section: "4.12",
    requirements: { "5.0": ["5.0/U5-146", "5.0/MQTT-4.13.2-1"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.barrier();
      yield* peer.send(challenge("x"));
      yield* peer.expectClosed();
    },
  }),
  clientCase({
    id: "auth/maximum-packet-size",
    title: "the AUTH of a client fits into what its server takes",
    section: "3.15.2.2.4",
    requirements: { "5.0": ["5.0/MQTT-3.15.2-2", "5.0/MQTT-3.15.2-3"] },
    *script(t) {
      const peer = yield* asking(t);
      const properties = { authenticationMethod: METHOD, maximumPacketSize: 40 };
      yield* peer.accept({ properties });
      yield* t.tell({ verb: "reauthenticate", authenticationData: "again" });
      yield* peer.expect("AUTH", { reasonCode: 0x19 });
    },
  }),
].flat();
