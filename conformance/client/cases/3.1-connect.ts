// Cases of section 3.1: how a client begins, which session it asks for, and that it does not fall silent.

import { type ClientCase, clientCase } from "../case.ts";

/** Seconds; some clients take none below 5. */
const KEEP_ALIVE = 5;
/** How long a client may wait for what a server owes it: the standard says "a reasonable time". */
const REASONABLE_MS = 35_000;

export const connect: readonly ClientCase[] = [
  clientCase({
    id: "connect/first-packet",
    title:
      "the first packet of a client on a connection is CONNECT, in the version that it was told, and no other comes before CONNACK",
    section: "3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.0-1"], "5.0": ["5.0/MQTT-3.1.0-1", "5.0/MQTT-3.1.2-1"] },
    *script(t) {
      const { connect } = yield* t.dial();
      t.check(connect.version === t.version, `CONNECT of MQTT ${t.version}`, `CONNECT of MQTT ${connect.version}`);
    },
  }),
  clientCase({
    id: "connect/empty-client-id",
    title: "a client without an identifier asks for a clean session",
    section: "3.1.3.1",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.3-7"] },
    *script(t) {
      const first = yield* t.dial({ clientId: "" });
      t.check(first.connect.cleanSession === true, "Clean Session 1", "Clean Session 0");
      yield* first.abort();
      yield* t.tell({ verb: "reset" });
      const { version } = t;
      const settings = { version, clientId: "", clean: false, keepAlive: 60 };
      const answer = yield* t.tell({ verb: "connect", ...settings });
      if (answer.kind === "refused") return;
      // A client that does not refuse may choose an identifier of its own, or a clean session.
      const { connect } = yield* t.greet();
      const isRight = connect.clientId !== "" || connect.cleanSession === true;
      t.check(isRight, "an identifier, or Clean Session 1", "an empty identifier with Clean Session 0");
    },
  }),
  clientCase({
    id: "keep-alive/pingreq",
    title: "a client that has nothing to send sends PINGREQ before its Keep Alive is over",
    section: "3.1.2.10",
    requirements: { "3.1.1": ["3.1.1/MQTT-3.1.2-23"], "5.0": ["5.0/MQTT-3.1.2-20"] },
    timed: true,
    *script(t) {
      const peer = yield* t.connect({ keepAlive: KEEP_ALIVE });
      yield* peer.expect("PINGREQ", {}, { within: KEEP_ALIVE * 1000 });
      yield* peer.send({ type: "PINGRESP" });
      yield* peer.expect("PINGREQ", {}, { within: KEEP_ALIVE * 1000 });
    },
  }),
  clientCase({
    id: "keep-alive/of-the-server",
    title: "a client goes by the Server Keep Alive where its CONNACK has one",
    section: "3.2.2.3.14",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-21", "5.0/MQTT-3.2.2-21"] },
    timed: true,
    *script(t) {
      const peer = yield* t.connect({ keepAlive: 60 }, { properties: { serverKeepAlive: KEEP_ALIVE } });
      yield* peer.expect("PINGREQ", {}, { within: KEEP_ALIVE * 1000 });
    },
  }),
  clientCase({
    id: "keep-alive/of-the-server-shorter-only",
    title: "a client whose server has another Keep Alive does not go by its own",
    section: "3.2.2.3.14",
    requirements: { "5.0": ["5.0/MQTT-3.2.2-21"] },
    level: "should",
    timed: true,
    *script(t) {
      const peer = yield* t.connect({ keepAlive: KEEP_ALIVE }, { properties: { serverKeepAlive: 0 } });
      yield* t.wait(KEEP_ALIVE * 1100);
      yield* peer.expectNothing("PINGREQ");
    },
  }),
  clientCase({
    id: "keep-alive/no-pingresp",
    title: "a client that is sent no PINGRESP in a reasonable time closes the connection",
    section: "3.1.2.10",
    requirements: { "3.1.1": ["3.1.1/U3-013"], "5.0": ["5.0/U5-020"] },
    level: "should",
    timed: true,
    *script(t) {
      const peer = yield* t.connect({ keepAlive: KEEP_ALIVE });
      yield* peer.expect("PINGREQ", {}, { within: KEEP_ALIVE * 1000 });
      yield* peer.expectClosed({ within: REASONABLE_MS });
    },
  }),
  clientCase({
    id: "keep-alive/pingresp-unasked",
    title: "a PINGRESP needs no action of a client",
    section: "3.13.4",
    requirements: { "5.0": ["5.0/U5-112"] },
    timed: true,
    *script(t) {
      const peer = yield* t.connect({ keepAlive: KEEP_ALIVE });
      yield* peer.expect("PINGREQ", {}, { within: KEEP_ALIVE * 1000 });
      yield* peer.send({ type: "PINGRESP" });
      yield* peer.barrier();
    },
  }),
  clientCase({
    id: "connect/no-connack",
    title: "a client that is sent no CONNACK in a reasonable time closes the connection",
    section: "3.2",
    requirements: { "3.1.1": ["3.1.1/U3-020"], "5.0": ["5.0/U5-048"] },
    level: "should",
    timed: true,
    *script(t) {
      const peer = yield* t.dial();
      yield* peer.expectClosed({ within: REASONABLE_MS });
    },
  }),
].flat();
