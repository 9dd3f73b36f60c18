// A run for the tests of the reports: a broker with one fault, and one case in which it says what would be markup.

import { encode } from "../../src/codec/index.ts";
import { deliversRepeats } from "../faults/delivers-repeats.ts";
import {
  type CaseResult,
  cases,
  embeddedTarget,
  type Run,
  type RunOptions,
  runCases,
  type SuiteCase,
  UNKNOWN_TARGET,
} from "../index.ts";

/** The case that fails; that of 3.1.1 fails too, and what is a fault of 3.1.1 is advice in 5.0. */
export const RED = "5.0/qos2/repeat-before-pubrel";

/** A text that ends whatever quotes it in a page. */
export const MARKUP = `</noscript></script><script>document.title = "broken"</script><img src=x onerror="document.title = 'broken'">`;

/** The same, and a command, a fence, a cell, a line; with what XML cannot say. */
export const HOSTILE = `${MARKUP}\n::error::x\n\`\`\`\n]]>&amp; # | %0A \u0000\u001b[31m\u2028 \ufffe 🙂`;

/** How cases are run for the tests of what is made of their results. */
export const SAMPLE_OPTIONS: RunOptions = {
  capabilities: UNKNOWN_TARGET,
  credentials: {},
  clientPrefix: "ts",
  seed: 42,
  deadlineMs: 250,
  workers: 1,
  repeat: 1,
};

/** These cases, against the broker that delivers repeats of QoS 2. */
export async function runOf(chosen: readonly SuiteCase[]): Promise<Run> {
  return {
    tool: { name: "mqtt-touchstone", version: "0.0.0" },
    target: { url: "mqtt://broker.example:1883", role: "broker", capabilities: UNKNOWN_TARGET },
    startedAt: new Date(0),
    durationMs: 12.3,
    seed: SAMPLE_OPTIONS.seed,
    level: "must",
    embedded: false,
    results: await runCases(chosen, embeddedTarget(deliversRepeats.apply), SAMPLE_OPTIONS),
  };
}

/** The cases whose id matches, run so; and the hostile one, if it is asked for. */
export async function sampleRun(pattern: RegExp, hostile: boolean): Promise<Run> {
  const run = await runOf(cases.filter(({ id }) => pattern.test(id)));
  if (!hostile) return run;
  const capabilities = { ...UNKNOWN_TARGET, maximumQos: { value: HOSTILE, from: HOSTILE } };
  return { ...run, target: { ...run.target, capabilities }, results: [...run.results, hostileResult(run.results)] };
}

function hostileResult(results: readonly CaseResult[]): CaseResult {
  const [model] = results;
  if (model === undefined) throw new Error("there is no result to start from");
  const packet = {
    type: "PUBLISH",
    dup: false,
    qos: 0,
    retain: false,
    topicName: MARKUP,
    properties: {},
    payload: new TextEncoder().encode(MARKUP),
  } as const;
  const encoded = encode(packet, "5.0");
  if (encoded.kind !== "bytes") throw new Error("the packet cannot be sent");
  return {
    ...model,
    case: { ...model.case, id: "5.0/hostile", title: HOSTILE, version: "5.0" },
    verdict: "error",
    expected: HOSTILE,
    observed: HOSTILE,
    reason: HOSTILE,
    trace: [{ connection: 1, atMs: 1, direction: "received", bytes: encoded.bytes, packet }],
  };
}
