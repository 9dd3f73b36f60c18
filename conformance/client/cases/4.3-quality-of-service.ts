// Cases of section 4.3: the exchanges of QoS 1 and QoS 2 with the client at either end.

import { type ClientCase, clientCase } from "../case.ts";

export const qualityOfService: readonly ClientCase[] = [
  clientCase({
    id: "qos1/sends",
    title: "a client publishes at QoS 1 with an identifier and DUP 0, and not again once it is acknowledged",
    section: "4.3.2",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.2-1"],
      "5.0": ["5.0/MQTT-4.3.2-1", "5.0/MQTT-4.3.2-2"],
    },
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 1 });
      const { qos, dup, packetId } = publish;
      t.check(qos === 1 && !dup && packetId !== undefined, "QoS 1, DUP 0, an identifier", `QoS ${qos}, DUP ${dup}`);
      yield* peer.acknowledge(publish);
      yield* peer.settle();
      const again = peer.received("PUBLISH").length;
      t.check(again === 0, "no second PUBLISH", `${again} more`);
    },
  }),
  clientCase({
    id: "qos1/held-until-puback",
    title: "a client holds a message of QoS 1 until its PUBACK, and that of another message does not end it",
    section: "4.3.2",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.2-1", "3.1.1/MQTT-2.3.1-3"],
      "5.0": ["5.0/MQTT-4.3.2-3", "5.0/MQTT-4.4.0-1"],
    },
    *script(t) {
      const messages = [
        { qos: 1, payload: "first" },
        { qos: 1, payload: "second" },
      ] as const;
      const { peer: early, publish: first } = yield* t.publishing(messages, { persistent: true });
      const second = yield* early.expect("PUBLISH", { payload: "second" });
      yield* early.send({ type: "PUBACK", packetId: second.packetId ?? 0 });
      yield* early.settle();
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.expect("PUBLISH", { payload: "first", packetId: first.packetId ?? 0 });
      yield* peer.expectNothing("PUBLISH", { payload: "second" });
    },
  }),
  clientCase({
    id: "qos1/same-identifier-again",
    title: "after PUBACK a message with the same identifier is a new one to a client, whatever its DUP says",
    section: "4.3.2",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.2-2"],
      "5.0": ["5.0/MQTT-4.3.2-4", "5.0/MQTT-4.3.2-5"],
    },
    *script(t) {
      const peer = yield* t.connect();
      const topicName = t.topic("m");
      for (const [i, dup] of [false, false, true].entries()) {
        yield* peer.send({ type: "PUBLISH", topicName, payload: `${i}`, qos: 1, packetId: 9, dup });
        yield* peer.expect("PUBACK", { packetId: 9 });
        yield* t.hear("message", { payload: `${i}` });
      }
    },
  }),
  clientCase({
    id: "qos2/sends",
    title: "a client publishes at QoS 2 with an identifier and DUP 0, and answers PUBREC with PUBREL",
    section: "4.3.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.3-1"],
      "5.0": ["5.0/MQTT-4.3.3-1", "5.0/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-4"],
    },
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 2 });
      const { qos, dup, packetId = 0 } = publish;
      t.check(qos === 2 && !dup && packetId !== 0, "QoS 2, DUP 0, an identifier", `QoS ${qos}, DUP ${dup}`);
      yield* peer.send({ type: "PUBREC", packetId });
      yield* peer.expect("PUBREL", { packetId });
      yield* peer.send({ type: "PUBCOMP", packetId });
      yield* peer.settle();
      const more = peer.received("PUBLISH").length + peer.received("PUBREL").length;
      t.check(more === 0, "nothing more of this exchange", `${more} more packets`);
    },
  }),
  clientCase({
    id: "qos2/held-until-pubrec",
    title: "a client holds a message of QoS 2 until its PUBREC",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-1"], "5.0": ["5.0/MQTT-4.3.3-3"] },
    *script(t) {
      const { peer: early, publish } = yield* t.publishing({ qos: 2, payload: "kept" }, { persistent: true });
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.expect("PUBLISH", { qos: 2, payload: "kept", packetId: publish.packetId ?? 0 });
    },
  }),
  clientCase({
    id: "qos2/pubrel-held-until-pubcomp",
    title: "a client whose PUBREL was not answered repeats that, and never its PUBLISH",
    section: "4.3.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.3-1", "3.1.1/MQTT-4.4.0-1"],
      "5.0": ["5.0/MQTT-4.3.3-5", "5.0/MQTT-4.3.3-6", "5.0/MQTT-4.4.0-1"],
    },
    *script(t) {
      const { peer: early, publish } = yield* t.publishing({ qos: 2 }, { persistent: true });
      const packetId = publish.packetId ?? 0;
      yield* early.send({ type: "PUBREC", packetId });
      yield* early.expect("PUBREL", { packetId });
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.expect("PUBREL", { packetId });
      yield* peer.expectNothing("PUBLISH");
      yield* peer.send({ type: "PUBCOMP", packetId });
    },
  }),
  clientCase({
    id: "qos2/receives-once",
    title: "a client that is sent a message of QoS 2 again before PUBREL acknowledges it again, and tells it once",
    section: "4.3.3",
    requirements: {
      "3.1.1": ["3.1.1/MQTT-4.3.3-2"],
      "5.0": ["5.0/MQTT-4.3.3-8", "5.0/MQTT-4.3.3-10", "5.0/MQTT-4.3.3-11"],
    },
    *script(t) {
      const peer = yield* t.connect();
      const message = { type: "PUBLISH", topicName: t.topic("m"), payload: "once", qos: 2, packetId: 9 } as const;
      yield* peer.send(message);
      yield* peer.expect("PUBREC", { packetId: 9 });
      for (let i = 0; i < 2; i += 1) {
        yield* peer.send({ ...message, dup: true });
        yield* peer.expect("PUBREC", { packetId: 9 });
      }
      yield* peer.send({ type: "PUBREL", packetId: 9 });
      yield* peer.expect("PUBCOMP", { packetId: 9 });
      yield* t.hear("message", { payload: "once" });
      yield* peer.deliver({ payload: "later", qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "later" }));
      const again = (yield* t.heard("message")).filter(({ payload }) => payload === "once");
      t.check(again.length === 0, "the message told once", `it was told ${again.length + 1} times`);
    },
  }),
  clientCase({
    id: "qos2/receives-once-across-connections",
    title: "a client knows a message of QoS 2 again on a new connection of its session",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-10", "5.0/MQTT-4.1.0-1"] },
    *script(t) {
      const early = yield* t.connect({ persistent: true });
      const message = { type: "PUBLISH", topicName: t.topic("m"), payload: "once", qos: 2, packetId: 9 } as const;
      yield* early.send(message);
      yield* early.expect("PUBREC", { packetId: 9 });
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.send({ ...message, dup: true });
      yield* peer.expect("PUBREC", { packetId: 9 });
      yield* peer.send({ type: "PUBREL", packetId: 9 });
      yield* peer.expect("PUBCOMP", { packetId: 9 });
      yield* t.hear("message", { payload: "once" });
      yield* peer.deliver({ payload: "later", qos: 1 });
      yield* t.control("the client tells its messages", () => t.hear("message", { payload: "later" }));
      const again = (yield* t.heard("message")).filter(({ payload }) => payload === "once");
      t.check(again.length === 0, "the message told once", `it was told ${again.length + 1} times`);
    },
  }),
  clientCase({
    id: "qos2/same-identifier-again",
    title: "after PUBCOMP a message with the same identifier is a new one to a client",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-12"] },
    *script(t) {
      const peer = yield* t.connect();
      for (const payload of ["first", "second"]) {
        yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), payload, qos: 2, packetId: 9 });
        yield* peer.expect("PUBREC", { packetId: 9 });
        yield* peer.send({ type: "PUBREL", packetId: 9 });
        yield* peer.expect("PUBCOMP", { packetId: 9 });
        yield* t.hear("message", { payload });
      }
    },
  }),
  clientCase({
    id: "qos2/pubrel-unknown",
    title: "a client answers a PUBREL that it knows nothing of with PUBCOMP",
    section: "4.3.3",
    requirements: { "3.1.1": ["3.1.1/MQTT-4.3.3-2"], "5.0": ["5.0/MQTT-4.3.3-11"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.send({ type: "PUBREL", packetId: 77 });
      yield* peer.expect("PUBCOMP", { packetId: 77 });
    },
  }),
  clientCase({
    id: "qos2/pubrel-with-properties",
    title: "a client answers a PUBREL that has a Reason Code and a Reason String with PUBCOMP",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-11"] },
    *script(t) {
      const peer = yield* t.connect();
      yield* peer.send({ type: "PUBLISH", topicName: t.topic("m"), qos: 2, packetId: 9 });
      yield* peer.expect("PUBREC", { packetId: 9 });
      yield* peer.send({ type: "PUBREL", packetId: 9, properties: { reasonString: "well" } });
      yield* peer.expect("PUBCOMP", { packetId: 9 });
    },
  }),
  clientCase({
    id: "qos2/expired-goes-on",
    title: "a client ends the exchange of a message whose expiry has passed meanwhile",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-7", "5.0/MQTT-4.3.3-13"] },
    timed: true,
    *script(t) {
      const message = { qos: 2, properties: { messageExpiryInterval: 1 } } as const;
      const { peer: early, publish } = yield* t.publishing(message, { persistent: true });
      yield* early.abort();
      yield* t.wait(1500);
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      const again = yield* peer.expect("PUBLISH", { qos: 2, packetId: publish.packetId ?? 0 });
      yield* peer.acknowledge(again);
      yield* peer.send({
        type: "PUBLISH",
        topicName: t.topic("m"),
        qos: 2,
        packetId: 9,
        properties: { messageExpiryInterval: 1 },
      });
      yield* peer.expect("PUBREC", { packetId: 9 });
      yield* t.wait(1500);
      yield* peer.send({ type: "PUBREL", packetId: 9 });
      yield* peer.expect("PUBCOMP", { packetId: 9 });
    },
  }),
  clientCase({
    id: "qos2/refused-settles",
    title: "a client does not repeat a message that was refused by PUBREC",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-2"] },
    *script(t) {
      const { peer: early, publish } = yield* t.publishing({ qos: 2 }, { persistent: true });
      yield* early.send({ type: "PUBREC", packetId: publish.packetId ?? 0, reasonCode: 0x97 });
      yield* early.settle();
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.expectNothing("PUBLISH");
    },
  }),
  clientCase({
    id: "qos2/refused-no-pubrel",
    title: "a client sends no PUBREL for a message that was refused by PUBREC",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-4"] },
    // The sentence asks for PUBREL below 0x80; that there is none otherwise follows, and is not commanded.
    level: "strict",
    *script(t) {
      const { peer, publish } = yield* t.publishing({ qos: 2 });
      yield* peer.send({ type: "PUBREC", packetId: publish.packetId ?? 0, reasonCode: 0x97 });
      yield* peer.settle();
      t.check(peer.received("PUBREL").length === 0, "no PUBREL", "PUBREL");
    },
  }),
  clientCase({
    id: "qos1/refused-settles",
    title: "a client does not repeat a message that was refused by PUBACK",
    section: "4.4",
    requirements: { "5.0": ["5.0/MQTT-4.4.0-2"] },
    *script(t) {
      const { peer: early, publish } = yield* t.publishing({ qos: 1 }, { persistent: true });
      yield* early.send({ type: "PUBACK", packetId: publish.packetId ?? 0, reasonCode: 0x97 });
      yield* early.settle();
      yield* early.abort();
      const peer = yield* t.comeBack({ persistent: true });
      yield* peer.accept({ sessionPresent: true });
      yield* peer.expectNothing("PUBLISH");
    },
  }),
  clientCase({
    id: "qos2/refused-then-new",
    title: "after a client has refused a message by PUBREC, one with the same identifier is a new one",
    section: "4.3.3",
    requirements: { "5.0": ["5.0/MQTT-4.3.3-9"] },
    *script(t) {
      const peer = yield* t.connect({ receiveMaximum: 20 });
      const topicName = t.topic("m");
      yield* peer.send({ type: "PUBLISH", topicName, payload: "first", qos: 2, packetId: 9 });
      const first = yield* peer.expect("PUBREC", { packetId: 9 });
      const refused = (first.reasonCode ?? 0) >= 0x80;
      if (!refused) {
        yield* peer.send({ type: "PUBREL", packetId: 9 });
        yield* peer.expect("PUBCOMP", { packetId: 9 });
      }
      yield* peer.send({ type: "PUBLISH", topicName, payload: "second", qos: 2, packetId: 9 });
      const second = yield* peer.expect("PUBREC", { packetId: 9 });
      const code = second.reasonCode ?? 0;
      t.check(code !== 0x91, "PUBREC for a new message", "PUBREC 0x91: the identifier is in use");
      if (code >= 0x80) return;
      yield* peer.send({ type: "PUBREL", packetId: 9 });
      yield* peer.expect("PUBCOMP", { packetId: 9 });
      yield* t.hear("message", { payload: "second" });
    },
  }),
].flat();
