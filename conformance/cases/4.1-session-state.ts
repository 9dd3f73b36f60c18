// Cases of section 4.1 of MQTT 5.0: how long a session lasts. (What it holds, and who resumes it: 3.1-session.ts.)

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";

/** A client whose session is to last for one second after its connection. */
function* brief(t: Toolkit): Script<Connection> {
  const alice = yield* t.connect({ clean: false, properties: { sessionExpiryInterval: 1 } });
  const granted = alice.connack.properties?.sessionExpiryInterval ?? 1;
  if (granted !== 1) t.notApplicable(`the server insists on a Session Expiry Interval of ${granted}`);
  return alice;
}

export const sessionState: readonly TestCase[] = [
  testCase({
    id: "session/expiry/discarded",
    title: "a session is gone when its Session Expiry Interval has passed after the connection closed",
    section: "4.1.1",
    requirements: { "5.0": ["5.0/MQTT-4.1.0-2"] },
    timed: true,
    *script(t) {
      const kept = yield* t.connect({ persistent: true });
      yield* kept.disconnect();
      const alice = yield* brief(t);
      yield* alice.disconnect();
      // A server that counts in whole seconds may need one more, and one to look.
      yield* t.wait(3_200);
      const again = yield* t.connect({ persistent: true, clientId: kept.clientId });
      if (!again.connack.sessionPresent) t.inconclusive("control arm: a session of 300 s is not kept either");
      const back = yield* t.connect({ persistent: true, clientId: alice.clientId });
      t.check(!back.connack.sessionPresent, "Session Present 0", "Session Present 1");
    },
  }),
  testCase({
    id: "session/expiry/not-while-open",
    title: "a session does not expire while its connection is open",
    section: "4.1.1",
    requirements: { "5.0": ["5.0/MQTT-4.1.0-1"] },
    timed: true,
    *script(t) {
      const alice = yield* brief(t);
      yield* alice.subscribe(t.topic("a"));
      yield* t.wait(3_000);
      const bob = yield* t.connect();
      yield* bob.publish(t.topic("a"), "still there");
      yield* alice.expect("PUBLISH", { payload: "still there" });
      const back = yield* t.connect({ persistent: true, clientId: alice.clientId });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
  testCase({
    id: "session/expiry/starts-anew",
    title: "the Session Expiry Interval of the last connection counts, not that of an earlier one",
    section: "3.1.2.11.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-23"] },
    timed: true,
    *script(t) {
      const alice = yield* brief(t);
      yield* alice.disconnect();
      const longer = yield* t.connect({ persistent: true, clientId: alice.clientId });
      if (longer.connack.properties?.sessionExpiryInterval === 0) t.notApplicable("the server keeps no session");
      yield* longer.disconnect();
      yield* t.wait(3_000);
      const back = yield* t.connect({ persistent: true, clientId: alice.clientId });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
  testCase({
    id: "session/expiry/never",
    title: "a session with the Session Expiry Interval 0xFFFFFFFF is kept",
    section: "3.1.2.11.2",
    requirements: { "5.0": ["5.0/MQTT-3.1.2-23", "5.0/U5-022"] },
    *script(t) {
      const properties = { sessionExpiryInterval: 0xffff_ffff };
      const alice = yield* t.connect({ clean: false, properties });
      if (alice.connack.properties?.sessionExpiryInterval === 0) t.notApplicable("the server keeps no session");
      yield* alice.disconnect();
      const back = yield* t.connect({ clean: false, clientId: alice.clientId, properties });
      t.check(back.connack.sessionPresent, "Session Present 1", "Session Present 0");
    },
  }),
].flat();
