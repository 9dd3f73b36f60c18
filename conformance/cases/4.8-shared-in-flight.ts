// Cases of section 4.8.2 of MQTT 5.0: what becomes of a message of a shared subscription that one member has got and not finished.

import { type Connection, type Script, type TestCase, type Toolkit, testCase } from "../case.ts";
import { arrivals, resume } from "./arrivals.ts";

/** One member that was sent the message, one that was not, and the publisher. */
interface Chosen {
  readonly chosen: Connection;
  readonly other: Connection;
  readonly alice: Connection;
  readonly packetId: number;
}

/** Control arm: a message on the topic `a` has gone to one of two members, at this QoS. */
function* choose(t: Toolkit, qos: 1 | 2): Script<Chosen> {
  const [bob, carol] = [yield* t.connect({ persistent: true }), yield* t.connect({ persistent: true })];
  for (const one of [bob, carol]) yield* one.subscribe(`$share/group/${t.topic("a")}`, { qos });
  const alice = yield* t.connect();
  yield* alice.publish(t.topic("a"), "x", { qos });
  for (let chance = 0; chance < 10; chance += 1) {
    for (const [one, other] of [
      [bob, carol],
      [carol, bob],
    ] as const) {
      const message = (yield* arrivals(one, alice))[0];
      if (message !== undefined && message.qos !== qos) t.inconclusive(`control arm: QoS ${message.qos} was granted`);
      if (message !== undefined) return { chosen: one, other, alice, packetId: message.packetId ?? 0 };
    }
  }
  return t.inconclusive("control arm: neither of the members is sent the message");
}

const NEEDS = { 1: ["shared", "qos1"], 2: ["shared", "qos2"] } as const;

const refused = ([1, 2] as const).flatMap((qos) =>
  testCase({
    id: `shared/refused/qos-${qos}`,
    title: `a QoS ${qos} message that a member refuses is sent to no other member`,
    section: "4.8.2",
    requirements: { "5.0": ["5.0/MQTT-4.8.2-6"] },
    needs: NEEDS[qos],
    *script(t) {
      const { chosen, other, alice, packetId } = yield* choose(t, qos);
      yield* chosen.send({ type: qos === 1 ? "PUBACK" : "PUBREC", packetId, reasonCode: 0x83 });
      yield* chosen.barrier();
      yield* other.expectNothing("PUBLISH", {}, { after: alice });
      yield* chosen.disconnect();
      yield* other.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
);

const interrupted: readonly TestCase[] = [
  testCase({
    id: "shared/qos-2-stays-with-its-member",
    title: "a QoS 2 message that a member has not finished waits for that member, and goes to no other",
    section: "4.8.2",
    requirements: { "5.0": ["5.0/MQTT-4.8.2-4"] },
    needs: ["shared", "qos2"],
    *script(t) {
      const { chosen, other, alice, packetId } = yield* choose(t, 2);
      yield* chosen.disconnect();
      yield* other.expectNothing("PUBLISH", {}, { after: alice });
      const back = yield* resume(t, { clientId: chosen.clientId });
      const again = yield* back.expect("PUBLISH", { payload: "x", qos: 2, packetId });
      yield* back.send({ type: "PUBREC", packetId: again.packetId ?? 0 });
      yield* back.expect("PUBREL", { packetId });
    },
  }),
  testCase({
    id: "shared/qos-2-ends-with-its-session",
    title: "a QoS 2 message that a member has not finished goes to no other when the session of that member ends",
    section: "4.8.2",
    requirements: { "5.0": ["5.0/MQTT-4.8.2-5"] },
    needs: ["shared", "qos2"],
    *script(t) {
      const { chosen, other, alice } = yield* choose(t, 2);
      yield* chosen.disconnect({ sessionExpiryInterval: 0 });
      yield* other.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
].flat();

export const sharedInFlight: readonly TestCase[] = [...refused, ...interrupted];
