// What the embedded broker offers to the suite beyond what every broker has: an Authentication Method, and a topic that nobody may use.

import type { AuthenticationOutcome, AuthenticationQuestion, BrokerOptions } from "../../src/models/index.ts";
import type { Capabilities } from "../capabilities.ts";

const METHOD = "touchstone";
const GREETING = "hello";
const CHALLENGE = "prove it";
const FORBIDDEN = "touchstone-forbidden";

/** The options of the broker. */
export const HOUSE_OPTIONS: Partial<BrokerOptions> = {
  authentication: "asked",
  authenticationMethods: [METHOD],
  authorise: ({ action, topic }) => topic !== FORBIDDEN && (action === "subscribe" || !/^\$SYS(\/|$)/.test(topic)),
};

/** Decides about a client: who names the method is challenged, and must repeat the challenge. */
export function houseAnswer(
  question: AuthenticationQuestion,
  authenticate: BrokerOptions["authenticate"],
): AuthenticationOutcome {
  const { authenticationMethod, authenticationData } = question;
  if (authenticationMethod === undefined) {
    const reasonCode = authenticate(question);
    return reasonCode === 0x00 ? { kind: "accept" } : { kind: "refuse", reasonCode };
  }
  const said = new TextDecoder().decode(authenticationData);
  if (said === GREETING) return { kind: "continue", authenticationData: new TextEncoder().encode(CHALLENGE) };
  return said === CHALLENGE ? { kind: "accept" } : { kind: "refuse", reasonCode: 0x87 };
}

/** What a probe cannot find out by itself, and the set-up tells. */
export const HOUSE_OFFERS: Omit<Capabilities, "versions"> = {
  authenticationMethod: { value: METHOD, from: "the set-up of the embedded broker" },
  authenticationData: { value: GREETING, from: "the set-up of the embedded broker" },
  forbiddenTopic: { value: FORBIDDEN, from: "the set-up of the embedded broker" },
  webSocket: { value: "/mqtt", from: "the set-up of the embedded broker" },
};
