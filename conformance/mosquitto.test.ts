// The suite against a real broker, mosquitto 2.0.11 as Debian has it: started here, on a free port, over a socket.

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { type CaseResult, cases, deadlineFor, networkPlayer, parseTargetUrl, probe, runCases } from "./index.ts";
import { mosquitto } from "./peers/peers.ts";
import { findMosquitto, startMosquitto } from "./targets/mosquitto.ts";

const found = [findMosquitto()].filter((program): program is string => program !== undefined);
const judged = found.filter((program) => {
  const { stdout, stderr } = spawnSync(program, ["-h"], { encoding: "utf8" });
  return `${stdout}${stderr}`.includes(`mosquitto version ${mosquitto.judged}`);
});

async function runAgainst(program: string): Promise<readonly CaseResult[]> {
  const broker = await startMosquitto(program);
  try {
    const url = parseTargetUrl(broker.url);
    if ("wrong" in url) throw new Error(url.wrong);
    const target = { url: url.shown, realTime: true, createPlayer: () => networkPlayer(url) };
    const about = { credentials: {}, clientPrefix: "ts", seed: 42 };
    const probed = await probe(target, about);
    if (probed.kind !== "known") throw new Error(probed.reason);
    const { capabilities, roundTripMs } = probed;
    const deadlineMs = deadlineFor(roundTripMs);
    return await runCases(cases, target, { ...about, capabilities, deadlineMs, workers: 4, repeat: 1 });
  } finally {
    await broker.stop();
  }
}

test.for(judged)(
  "mosquitto breaks what it is known to break, and nothing else (%s)",
  { timeout: 300_000 },
  async (program) => {
    const results = await runAgainst(program);
    const red = results.filter(({ verdict }) => verdict === "fail").map(({ case: { id } }) => id);
    expect(red.sort()).toEqual(mosquitto.breaches.map((breach) => breach.case).sort());
    expect(
      results.filter(({ verdict }) => verdict === "error").map(({ case: { id }, reason }) => `${id}: ${reason}`),
    ).toEqual([]);
  },
);

// Elsewhere mosquitto may be missing, and then there is nothing to judge; here it was installed for this test.
test.runIf(process.env["CI"] !== undefined)("mosquitto is there where it is to be judged", () => {
  expect(found).not.toEqual([]);
});
