// The names that a run uses on its target: each run of each case has its own, and a report can take them out again.

import { fingerprint } from "./fingerprint.ts";

/** How many runs of one case a text is searched for: far more than anyone repeats a case that is then compared. */
const RUNS_KNOWN = 100;

/** The part of every identifier and topic that is this run's alone; the same seed gives the same. */
export function runName(seed: number, caseId: string, run: number): string {
  return fingerprint(`${seed} ${caseId} ${run}`);
}

/**
 * What a result says, without what changes from run to run: the names of the run, measured times, and the identifiers
 * that the target chooses.
 */
export function withoutNames(text: string, seed: number, caseId: string): string {
  let plain = text;
  for (let run = 0; run < RUNS_KNOWN; run += 1) {
    const name = runName(seed, caseId, run);
    const written = [...new Set([name, Buffer.from(name).toString("hex")])].filter((one) => plain.includes(one));
    for (const one of written) plain = plain.replaceAll(new RegExp(`[0-9a-zA-Z]*${one}`, "g"), "*");
  }
  return plain
    .replaceAll(/touchstone\/[0-9a-z]{7}\b/g, "touchstone/*")
    .replaceAll(/assignedClientIdentifier "[^"]*"/g, 'assignedClientIdentifier "*"')
    .replaceAll(/\b\d+(\.\d+)? (ms|s)\b/g, "* $2");
}

/** The same for what was observed, whose Packet Identifiers are the target's choice. */
export function observedWithoutNames(text: string, seed: number, caseId: string): string {
  return withoutNames(text, seed, caseId).replaceAll(/\bpacketId \d+/g, "packetId *");
}
