// `npm run conformance:matrix`: the whole suite on the reference broker, over each transport, with its store in memory and on disk.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/runtime/index.ts";
import { selfSigned } from "../../src/runtime/transports/self-signed.ts";
import { cases, deadlineFor, embeddedOverSockets, HOUSE_OFFERS, probe, runCases } from "../index.ts";

const SCHEMES = ["mqtt", "mqtts", "ws", "wss"] as const;
const STORES = ["memory", "disk"] as const;
const WORKERS = 4;

const folder = mkdtempSync(join(tmpdir(), "touchstone-matrix-"));
const tls = await selfSigned("localhost");

let isSound = true;
for (const kept of STORES) {
  for (const scheme of SCHEMES) isSound = (await tryOut(scheme, kept)) && isSound;
}
rmSync(folder, { recursive: true });
process.exitCode = isSound ? 0 : 1;

async function tryOut(scheme: (typeof SCHEMES)[number], kept: (typeof STORES)[number]): Promise<boolean> {
  const store = kept === "memory" ? undefined : openSqliteStore({ file: join(folder, `${scheme}.db`) });
  const { target, stop } = await embeddedOverSockets({ scheme, tls, ...(store && { store }) });
  const about = { credentials: {}, clientPrefix: "ts", seed: 1 };
  const beganMs = performance.now();
  const probed = await probe(target, about);
  if (probed.kind !== "known") throw new Error(probed.reason);
  const results = await runCases(cases, target, {
    ...about,
    capabilities: { ...probed.capabilities, ...HOUSE_OFFERS },
    deadlineMs: deadlineFor(probed.roundTripMs),
    workers: WORKERS,
    repeat: 1,
  });
  await stop();
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const passed = results.filter(({ verdict }) => verdict === "pass").length;
  const absent = results.filter(({ verdict }) => verdict === "not-applicable").length;
  const others = results.filter(({ verdict }) => verdict !== "pass" && verdict !== "not-applicable");
  console.log(
    `${scheme.padEnd(5)}  ${kept.padEnd(6)}  ${passed} pass, ${absent} not-applicable, ${others.length} others, ${seconds} s`,
  );
  for (const { case: one, verdict, expected, observed, reason } of others)
    console.log(`  ${verdict} ${one.id}: ${reason ?? `expected ${expected}, observed ${observed}`}`);
  return others.length === 0;
}
