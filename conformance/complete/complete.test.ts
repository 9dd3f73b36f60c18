// The complete suites are passed by the reference broker, whichever way it hands messages onward, and by no broker that is broken where they look.

import { describe, expect, test } from "vitest";
import { DEFAULT_CHOICES } from "../../src/models/index.ts";
import { createMemoryBroker } from "../../src/runtime/index.ts";
import { choiceKey, UNKNOWN_TARGET } from "../capabilities.ts";
import { FAULTS } from "../faults/index.ts";
import { brokenBroker, OPTIONS } from "../faults/matrix.ts";
import { inProcessPlayer } from "../players/in-process.ts";
import { runCases, type Target } from "../run.ts";
import { embeddedIn, embeddedTarget } from "../targets/embedded.ts";
import { completeSuites } from "./index.ts";

const suites = completeSuites(UNKNOWN_TARGET);
const cases = suites.flatMap((suite) => suite.cases);

/** Those of the seeded faults that show in sessions, subscriptions, and the flows of QoS 1 and 2. */
const FOUND = [
  "says Session Present 0 where it resumes a session",
  "says Session Present 1 where it begins a session",
  "begins no session for a client that wants to resume one",
  "says Session Present 1 to a clean start",
  "forgets the subscriptions of a session whose connection ends",
  "ends a session when its connection is cut",
  "resumes a session in spite of a clean start",
  "puts a session aside for a clean start, and brings it back later",
  "leaves a connection open whose Client Identifier another one takes over",
  "refuses a Client Identifier that is connected already",
  "does not answer an UNSUBSCRIBE of what it does not hold",
  "adds a second subscription for a Topic Filter that is subscribed to again",
  "loses the first message after a subscription is made again",
  "answers UNSUBSCRIBE and goes on sending",
  "delivers every repeat of a QoS 2 PUBLISH",
  "acknowledges a QoS 2 PUBLISH once",
  "forgets the identifiers of QoS 2 messages with the connection",
  "does not answer a PUBREL in a later connection",
  "does not answer a PUBREL for an identifier that is not in use",
  "delivers a QoS 2 message again for a PUBREL that is sent again",
  "takes a Packet Identifier that comes again after a QoS 1 exchange for a repeat",
  "takes a Packet Identifier that comes again after a QoS 2 exchange for a repeat",
  "sets DUP in every message of QoS 1 and 2",
  "does not answer PUBREC",
  "forgets what a client did not acknowledge when its connection ends",
  "forgets a PUBREL that was not answered when the connection ends",
  "forgets what a client did not acknowledge when its connection is cut",
  "gives a message that it sends again a new Packet Identifier",
  "sends a message again with DUP 0",
  "sends a message again that was acknowledged",
  "sends the PUBLISH again where PUBREL is due",
  "sends a PUBREL again that was answered",
];

test("there are thousands of tests, and each arrow has a case", () => {
  expect(suites.map(({ version, onward, tests }) => [version, onward, tests > 4000])).toEqual([
    ["3.1.1", "on PUBLISH", true],
    ["5.0", "on PUBLISH", true],
  ]);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test("the reference broker passes them", async () => {
  const results = await runCases(cases, embeddedTarget(), OPTIONS);
  expect(results.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
});

test("it passes those for Method A where it follows that, and not those for Method B", async () => {
  const onRelease: Target = {
    url: "embedded",
    realTime: false,
    createPlayer: () =>
      inProcessPlayer(embeddedIn(createMemoryBroker({ choices: { ...DEFAULT_CHOICES, qos2Delivery: "on PUBREL" } }))),
  };
  const known = { value: "on PUBREL", from: "a test" };
  const capabilities = { [choiceKey("onwardDelivery", "3.1.1")]: known, [choiceKey("onwardDelivery", "5.0")]: known };
  const own = completeSuites({ ...UNKNOWN_TARGET, ...capabilities });
  expect(own.map(({ onward, tests }) => [onward, tests > 2000])).toEqual([
    ["on PUBREL", true],
    ["on PUBREL", true],
  ]);
  const results = await runCases(
    own.flatMap((suite) => suite.cases),
    onRelease,
    OPTIONS,
  );
  expect(results.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  const others = await runCases(cases, onRelease, { ...OPTIONS, bail: "must" });
  expect(others.some(({ verdict }) => verdict === "fail")).toBe(true);
});

describe("a broker that", () => {
  test.each(FOUND)("%s does not pass them", async (name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault === undefined) throw new Error("there is no such fault");
    const versions = new Set(fault.breaks.map((id) => id.slice(0, id.indexOf("/"))));
    const tried = cases.filter(({ version }) => versions.has(version));
    const results = await runCases(tried, brokenBroker(fault.apply), { ...OPTIONS, bail: "must" });
    const [red] = results.filter(({ verdict }) => verdict === "fail");
    expect(red?.expected).toMatch(/^after /);
    expect(red?.trace.length).toBeGreaterThan(2);
  });
});
