// Cases of section 1.5.4 (3.1.1: 1.5.3): EF BB BF is the character U+FEFF, wherever it stands, and is never stripped.

import { type TestCase, type Toolkit, testCase } from "../case.ts";

const SHARED = {
  section: { "3.1.1": "1.5.3", "5.0": "1.5.4" },
  requirements: { "3.1.1": ["3.1.1/MQTT-1.5.3-3"], "5.0": ["5.0/MQTT-1.5.4-3"] },
} as const;

/**
 * Where the character stands in a Topic Name. The front is where a decoder of text takes it for a mark and drops it.
 */
const PLACES: readonly { readonly id: string; readonly where: string; readonly name: (plain: string) => string }[] = [
  { id: "front", where: "at its front", name: (plain) => `\ufeff${plain}` },
  { id: "middle", where: "in its middle", name: (plain) => `${plain}/\ufeff/b` },
  { id: "end", where: "at its end", name: (plain) => `${plain}\ufeff` },
];

const inTopicName = PLACES.flatMap(({ id, where, name }) =>
  testCase({
    ...SHARED,
    id: `utf8/byte-order-mark/${id}`,
    title: `a Topic Name with U+FEFF ${where} is another one than without, and is sent on with it`,
    *script(t) {
      const plain = t.topic("bom");
      // Without the character, the name in the middle still has the two separators around nothing.
      const stripped = name(plain).replace("\ufeff", "");
      const bob = yield* t.connect();
      yield* bob.subscribe(name(plain));
      const carol = yield* t.connect();
      yield* carol.subscribe(stripped);
      const alice = yield* t.connect();
      yield* alice.publish(name(plain), "marked");
      yield* bob.expect("PUBLISH", { topicName: name(plain), payload: "marked" });
      yield* carol.expectNothing("PUBLISH", {}, { after: alice });
      yield* alice.publish(stripped, "plain");
      yield* carol.expect("PUBLISH", { topicName: stripped, payload: "plain" });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    },
  }),
);

/** A client that closes without DISCONNECT, so that its will is published. */
function* leaveWill(t: Toolkit, topicName: string) {
  const alice = yield* t.connect({ will: { topicName, payload: "will" } });
  yield* alice.abort();
}

export const byteOrderMark: readonly TestCase[] = [
  ...inTopicName,
  ...testCase({
    ...SHARED,
    id: "utf8/byte-order-mark/will-topic",
    title: "a Will Topic that begins with U+FEFF keeps it",
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe([t.topic("will"), `\ufeff${t.topic("will")}`]);
      yield* leaveWill(t, `\ufeff${t.topic("will")}`);
      const { topicName } = yield* bob.expect("PUBLISH", { payload: "will" });
      t.check(
        topicName === `\ufeff${t.topic("will")}`,
        "the Will Topic begins with U+FEFF",
        `the topic ${JSON.stringify(topicName)}`,
      );
    },
  }),
  ...testCase({
    id: "utf8/byte-order-mark/user-property",
    title: "a User Property whose name and value begin with U+FEFF is sent on with both",
    section: "1.5.4",
    requirements: { "5.0": ["5.0/MQTT-1.5.4-3"] },
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      const userProperties = [["\ufeffname", "\ufeffvalue"]] as const;
      yield* alice.publish(t.topic("a"), "x", { properties: { userProperties } });
      yield* bob.expect("PUBLISH", { topicName: t.topic("a"), properties: { userProperties } });
    },
  }),
  ...testCase({
    ...SHARED,
    id: "utf8/byte-order-mark/client-id",
    title: "a Client Identifier that begins with U+FEFF is another one than without",
    *script(t) {
      const plain = yield* t.connect();
      // A server need not take such an identifier: refused, it is no matter of this case.
      yield* t.connect({ clientId: `\ufeff${plain.clientId}` });
      yield* plain.barrier();
    },
  }),
];
