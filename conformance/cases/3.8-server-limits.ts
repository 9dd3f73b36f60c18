// Cases of sections 3.2.2.3.11 to 3.2.2.3.13: what a server has said in CONNACK that it cannot do, and is asked for all the same.

import { type IdOf, type TestCase, testCase } from "../case.ts";

interface Limit {
  readonly id: string;
  readonly what: string;
  readonly flag: "wildcardSubscriptionAvailable" | "subscriptionIdentifierAvailable" | "sharedSubscriptionAvailable";
  readonly code: number;
  readonly sentence: IdOf<"5.0">;
  readonly section: string;
  readonly filter: string;
  readonly identifier?: number;
}

const LIMITS: readonly Limit[] = [
  {
    id: "wildcard",
    what: "wildcards",
    flag: "wildcardSubscriptionAvailable",
    code: 0xa2,
    sentence: "5.0/U5-063",
    section: "3.2.2.3.11",
    filter: "#",
  },
  {
    id: "subscription-identifier",
    what: "Subscription Identifiers",
    flag: "subscriptionIdentifierAvailable",
    code: 0xa1,
    sentence: "5.0/U5-066",
    section: "3.2.2.3.12",
    filter: "a",
    identifier: 7,
  },
  {
    id: "shared",
    what: "shared subscriptions",
    flag: "sharedSubscriptionAvailable",
    code: 0x9e,
    sentence: "5.0/U5-068",
    section: "3.2.2.3.13",
    filter: "shared",
  },
];

export const subscribeLimits: readonly TestCase[] = LIMITS.flatMap(
  ({ id, what, flag, code, sentence, section, filter, identifier }) =>
    testCase({
      id: `connack/not-available/${id}`,
      title: `a SUBSCRIBE with ${what} at a server that has said that it has none is an error of the client's`,
      section,
      level: "strict",
      requirements: { "5.0": [sentence] },
      *script(t) {
        const alice = yield* t.connect();
        if (alice.connack.properties?.[flag] !== 0) t.notApplicable(`the server has ${what}`);
        const plain = t.topic(filter);
        const topicFilter = id === "shared" ? `$share/group/${plain}` : plain;
        const properties = identifier === undefined ? {} : { subscriptionIdentifier: identifier };
        yield* alice.send({ type: "SUBSCRIBE", packetId: 7, subscriptions: [{ topicFilter }], properties });
        yield* alice.send({ type: "PINGREQ" });
        if ((yield* alice.settled()) === "closed") return;
        const codes = alice.received("SUBACK").flatMap(({ reasonCodes = [] }) => reasonCodes);
        const isRefused = codes.length > 0 && codes.every((one) => one >= 0x80);
        const expected = `DISCONNECT 0x${code.toString(16)} and a close, or a SUBACK that refuses`;
        t.check(isRefused, expected, `SUBACK ${codes.map((one) => `0x${one.toString(16)}`).join(", ")}`);
      },
    }),
);
