import { describe, expect, test } from "vitest";
import { UNKNOWN_TARGET } from "../capabilities.ts";
import { deliversRepeats } from "../faults/delivers-repeats.ts";
import {
  type CaseResult,
  cases,
  type Embedded,
  embeddedTarget,
  issueText,
  type Plan,
  planOf,
  runCase,
  SCRIPTS,
} from "../index.ts";
import { SAMPLE_OPTIONS } from "../report/sample-run.ts";
import { framesIn, patternOf } from "./pattern.ts";

const PLACE = {
  host: "127.0.0.1",
  port: 1883,
  replay: "touchstone test --case x --seed 42",
  name: "abcdefg",
  deadlineMs: 250,
};

async function resultOf(
  id: string,
  apply: (honest: Embedded) => Embedded = deliversRepeats.apply,
): Promise<CaseResult> {
  const found = cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return runCase(found, embeddedTarget(apply), SAMPLE_OPTIONS);
}

async function broken(): Promise<Plan> {
  return planOf(await resultOf("5.0/qos2/repeat-before-pubrel"), PLACE);
}

describe("the answers of a broker", () => {
  test.each([
    ["c000d0003003000161", ["c000", "d000", "3003000161"], ""],
    ["d0003003000161c0", ["d000", "3003000161"], "c0"],
    ["30ff", [], "30ff"],
    ["", [], ""],
  ])("%s is cut into packets", (hex, frames, rest) => {
    expect(framesIn(hex)).toEqual({ frames, rest });
  });

  test("a packet of 128 bytes has two bytes of length", () => {
    const hex = `308001${"61".repeat(128)}`;
    expect(framesIn(`${hex}d000`)).toEqual({ frames: [hex, "d000"], rest: "" });
  });

  test.each([
    ["CONNACK keeps its code", "200900000622000a210014", { pattern: "20????00*" }],
    ["PUBLISH of QoS 0 is itself", "3003000161", { pattern: "3003000161" }],
    ["PUBLISH of QoS 1 may have another identifier", "3206000161000762", { pattern: "3206000161????62", id: "0007" }],
    ["PUBREL may have another identifier", "62020007", { pattern: "6202????", id: "0007" }],
    ["PUBACK has ours", "40020007", { pattern: "40020007" }],
  ])("%s", (_, hex, pattern) => {
    expect(patternOf(hex)).toEqual(pattern);
  });
});

describe("the plan of a breach", () => {
  test("has the bytes of the run in their order, and is judged behind the last that is sent", async () => {
    const result = await resultOf("5.0/qos2/repeat-before-pubrel");
    const plan = planOf(result, PLACE);
    const sent = result.trace
      .filter(({ direction }) => direction === "sent")
      .map(({ bytes }) => Buffer.from(bytes).toString("hex"));
    expect(plan.steps.flatMap((step) => (step.do === "send" ? [step.hex] : []))).toEqual(sent);
    expect(plan).toMatchObject({ isBreach: true, expected: "no PUBLISH", sentences: [{ id: "5.0/MQTT-4.3.3-10" }] });
    expect(plan.steps.slice(plan.judgedFrom).map((step) => step.do)).not.toContain("send");
    expect(plan.steps[plan.judgedFrom - 1]?.do).not.toBe("expect");
  });

  test("says which bytes are not as the standard has them", async () => {
    const result = await resultOf("5.0/framing/left-over-bytes", (honest) => honest);
    const words = planOf(result, PLACE).steps.map((step) => step.words);
    expect(words).toContain("PINGREQ, not as the standard has it");
    expect(words).toContain("PINGREQ");
  });

  test("lets time pass where the case is about it, and nowhere else", async () => {
    const timed = planOf(await resultOf("5.0/message-expiry/not-once-sent", (honest) => honest), PLACE);
    expect(timed.steps.filter((step) => step.do === "pause")).not.toEqual([]);
    expect((await broken()).steps.filter((step) => step.do === "pause")).toEqual([]);
  });

  test.each(["nc", "node", "python"] as const)("is told at the top of the script (%s)", async (form) => {
    const script = SCRIPTS[form](await broken());
    const top = script.split("\n\n")[0];
    expect(top).toContain("5.0/MQTT-4.3.3-10: Until PUBREL arrives");
    expect(top).toContain("expected: no PUBLISH");
  });
});

test("the text of an issue has the sentence with its place, the control arm, the bytes and the replay line", async () => {
  const plan = await broken();
  const capabilities = {
    ...UNKNOWN_TARGET,
    name: { value: "Broker", from: "x" },
    version: { value: "1.2", from: "x" },
  };
  const text = issueText(plan, { capabilities, tool: { name: "mqtt-touchstone", version: "0.1.0" }, runs: 3 });
  expect(text).toContain("Broker: Broker 1.2\n");
  expect(text).toContain(
    "([section 4.3.3](https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#:~:text=MQTT%2D4.3.3%2D10))",
  );
  expect(text).toContain("- Expected: no PUBLISH\n");
  expect(text).toContain("Seen in 3 of 3 runs");
  expect(text).toMatch(/Control arm: in the same run the broker answered as it should before \(CONNACK, .*PUBREC/);
  expect(text).toMatch(/#2 -> 3c[0-9a-f]+ {2}PUBLISH qos 2, dup true/);
  expect(text).toContain("npx -y mqtt-touchstone test --case x --seed 42");
  expect(text).toContain("import socket");
  const anonymous = issueText(plan, { capabilities: UNKNOWN_TARGET, tool: { name: "t", version: "0" }, runs: 3 });
  expect(anonymous).toContain("please fill in");
});
