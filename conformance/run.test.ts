import { describe, expect, test } from "vitest";
import { type CaseDefinition, type TestCase, testCase } from "./case.ts";
import type { Embedded } from "./players/in-process.ts";
import { type RunOptions, runCase, runCases } from "./run.ts";
import type { TraceEvent } from "./script.ts";
import { embeddedTarget } from "./targets/embedded.ts";
import type { CaseResult } from "./verdict.ts";

const OPTIONS: RunOptions = {
  capabilities: { versions: { value: ["3.1.1", "5.0"], from: "given" }, maximumQos: { value: 2, from: "given" } },
  credentials: {},
  clientPrefix: "ts",
  seed: 7,
  deadlineMs: 250,
  workers: 2,
  repeat: 1,
};

const honest = embeddedTarget();

function caseOf(script: CaseDefinition["script"], more: Partial<CaseDefinition> = {}): TestCase {
  const [one] = testCase({
    id: "example",
    title: "an example",
    section: "3.12",
    requirements: { "5.0": ["5.0/MQTT-3.12.4-1"] },
    script,
    ...more,
  });
  if (one === undefined) throw new Error("the definition has a version");
  return one;
}

function run(script: CaseDefinition["script"], apply?: (broker: Embedded) => Embedded): Promise<CaseResult> {
  return runCase(caseOf(script), embeddedTarget(apply), OPTIONS);
}

/** A broker whose bytes to the client are changed on the way. */
function answering(change: (bytes: Uint8Array) => Uint8Array | undefined): (broker: Embedded) => Embedded {
  return (broker) => ({
    ...broker,
    connect: (listener) =>
      broker.connect({
        ...listener,
        onBytes: (bytes) => {
          const changed = change(bytes);
          if (changed) listener.onBytes(changed);
        },
      }),
  });
}

const withoutPingresp = answering((bytes) => (bytes[0] === 0xd0 ? undefined : bytes));
const refusing = answering((bytes) => (bytes[0] === 0x90 ? Uint8Array.of(...bytes.subarray(0, -1), 0x80) : bytes));

describe("a script", () => {
  test("that comes to its end passes, and its record has every packet", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PINGREQ" });
      yield* alice.expect("PINGRESP");
    });
    expect(result.verdict).toBe("pass");
    expect(result.trace.filter(({ packet }) => packet !== null).map(lineOf)).toEqual([
      "sent CONNECT",
      "received CONNACK",
      "sent PINGREQ",
      "received PINGRESP",
    ]);
  });

  test("that expects what does not come fails, and says what came instead", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PINGREQ" });
      yield* alice.expect("PUBACK", { packetId: 7 });
    });
    expect(result).toMatchObject({ verdict: "fail", expected: "PUBACK with packetId 7" });
    expect(result.observed).toMatch(/^PINGRESP within \d+ ms$/);
  });

  test("whose condition does not hold fails in its own words", async () => {
    const result = await run(function* (t) {
      yield* t.connect();
      t.check(false, "the moon is full", "it is new");
    });
    expect(result).toMatchObject({ verdict: "fail", expected: "the moon is full", observed: "it is new" });
  });

  test("that makes a move without yielding it is an error of the suite", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      alice.expectClosed();
    });
    expect(result.verdict).toBe("error");
    expect(result.reason).toContain("expectClosed");
  });

  test("that throws is an error of the suite", async () => {
    const result = await run(() => {
      throw new Error("a mistake of ours");
    });
    expect(result).toMatchObject({ verdict: "error", reason: "the suite's own fault: a mistake of ours" });
  });

  test("that asks the codec for what may not be sent is an error of the suite", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.send({ type: "PUBLISH", topicName: "a/#" });
    });
    expect(result.verdict).toBe("error");
    expect(result.reason).toContain("5.0/MQTT-3.3.2-2");
  });
});

describe("the control arm", () => {
  test("makes a case inconclusive where its set-up fails", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.subscribe(t.topic("a"));
      t.fail("never", "reached");
    }, refusing);
    expect(result.verdict).toBe("inconclusive");
    expect(result.reason).toContain("SUBACK");
  });

  test("makes a judging move inconclusive where a case says so", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* t.control("nobody publishes", () => alice.expect("PUBLISH"));
    });
    expect(result.verdict).toBe("inconclusive");
    expect(result.reason).toMatch(/^control arm: nobody publishes: expected PUBLISH/);
  });

  test("holds for a barrier that is not answered", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.barrier();
    }, withoutPingresp);
    expect(result.verdict).toBe("inconclusive");
  });
});

describe("a packet that breaks a sentence of its own", () => {
  test("fails the case, and blames that sentence alone [5.0/MQTT-3.2.0-2]", async () => {
    const twice = answering((bytes) => (bytes[0] === 0x20 ? Uint8Array.of(...bytes, ...bytes) : bytes));
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.barrier();
    }, twice);
    expect(result).toMatchObject({ verdict: "fail", requirements: ["5.0/MQTT-3.2.0-2"] });
    expect(result.reason).toContain("5.0/MQTT-3.12.4-1");
  });

  test("fails the case where it is malformed [5.0/MQTT-2.1.3-1]", async () => {
    const flagged = answering((bytes) => (bytes[0] === 0xd0 ? Uint8Array.of(0xd1, 0x00) : bytes));
    const result = await run(function* (t) {
      const alice = yield* t.connect();
      yield* alice.barrier();
    }, flagged);
    expect(result).toMatchObject({
      verdict: "fail",
      requirements: ["5.0/MQTT-2.1.3-1"],
      expected: "a well-formed packet",
    });
  });
});

describe("silence", () => {
  test("is shown by a message that was sent later", async () => {
    const result = await run(function* (t) {
      const bob = yield* t.connect();
      yield* bob.subscribe("#");
      const alice = yield* t.connect();
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    });
    expect(result.verdict).toBe("pass");
  });

  test("is broken by a message that came before the later one", async () => {
    const result = await run(function* (t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic("a"));
      const alice = yield* t.connect();
      yield* alice.publish(t.topic("a"), "heard");
      yield* bob.expectNothing("PUBLISH", {}, { after: alice });
    });
    expect(result).toMatchObject({ verdict: "fail", expected: "no PUBLISH" });
    expect(result.observed).toContain('payload "heard"');
  });
});

describe("time", () => {
  test("passes in the embedded broker only where a script waits, and what is late is told with its measure", async () => {
    const result = await run(function* (t) {
      const alice = yield* t.connect({ keepAlive: 10 });
      yield* alice.expectClosed({ within: 10_000 });
    });
    expect(result).toMatchObject({ verdict: "late", observed: "it took 15000 ms" });
    expect(result.expected).toContain("within 10250 ms");
  });
});

describe("a breach", () => {
  test("is believed after three runs, each with names of its own", async () => {
    const clientIds = new Set<string>();
    const result = await run(function* (t) {
      clientIds.add((yield* t.connect()).clientId);
      t.fail("always", "never");
    });
    expect(result.verdict).toBe("fail");
    expect(clientIds.size).toBe(3);
  });

  test("that does not come again is flaky, and no breach", async () => {
    let runs = 0;
    const result = await run(function* (t) {
      yield* t.connect();
      runs += 1;
      t.check(runs !== 1, "calm", "a hiccup");
    });
    expect(result.verdict).toBe("inconclusive");
    expect(result.reason).toContain("flaky");
  });

  test("ends the run where that was asked for", async () => {
    const red = caseOf(function* (t) {
      yield* t.connect();
      t.fail("always", "never");
    });
    const results = await runCases([{ ...red }, { ...red }, { ...red }], honest, { ...OPTIONS, bail: "must" });
    expect(results.map(({ verdict }) => verdict)).toEqual(["fail"]);
  });
});

describe("a capability", () => {
  test("that is absent makes a case not applicable, and names what told it", async () => {
    const needy = caseOf(function* () {}, { needs: ["qos2"] });
    const poor = { ...OPTIONS.capabilities, maximumQos: { value: 1, from: "CONNACK" } };
    const result = await runCase(needy, honest, { ...OPTIONS, capabilities: poor });
    expect(result).toMatchObject({
      verdict: "not-applicable",
      reason: "the target lacks qos2: maximumQos is 1 (CONNACK)",
    });
  });

  test("that is a whole version makes its cases not applicable", async () => {
    const old = { versions: { value: ["3.1.1"], from: "CONNECT" } } as const;
    const result = await runCase(
      caseOf(function* () {}),
      honest,
      { ...OPTIONS, capabilities: old },
    );
    expect(result.verdict).toBe("not-applicable");
  });
});

function lineOf({ direction, packet }: TraceEvent): string {
  return `${direction} ${packet?.type}`;
}
