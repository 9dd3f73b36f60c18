// A run, read back from its JSON report: so that any report can be made of it later, or of several together.

import { findRequirement, type RequirementId, type Version } from "../../spec/index.ts";
import { decode, type Packet } from "../../src/codec/index.ts";
import type { Capabilities } from "../capabilities.ts";
import type { CaseLevel } from "../case.ts";
import { packetJson } from "../describe.ts";
import type { TraceEvent } from "../script.ts";
import type { CaseResult } from "../verdict.ts";
import type { Run } from "./report.ts";
import { type CaseJson, type ReportJson, readReport, type TraceJson, type Wrong } from "./shape.ts";

const VERSIONS: Readonly<Record<Version, readonly Version[]>> = { "3.1.1": ["3.1.1", "5.0"], "5.0": ["5.0", "3.1.1"] };

/** The run that a JSON report tells of; or where it is wrong. Which level decided its exit code, it does not tell. */
export function runFromJson(value: unknown, level: CaseLevel = "must"): Run | Wrong {
  const report = readReport(value);
  if ("wrong" in report) return report;
  const wrong = unknownIn(report);
  if (wrong !== undefined) return { wrong };
  const { tool, target, startedAt, durationMs, seed, shard, cases } = report;
  return {
    tool,
    target: { ...target, capabilities: target.capabilities as Capabilities },
    startedAt: new Date(startedAt),
    durationMs,
    seed,
    level,
    embedded: false,
    ...(shard !== undefined && { shard }),
    results: cases.map((one) => resultOf(one)),
  };
}

/** What this version of the suite cannot make sense of. */
function unknownIn({ target, cases }: ReportJson): string | undefined {
  const versions = target.capabilities["versions"]?.value;
  if (!Array.isArray(versions) || versions.some((one) => one !== "3.1.1" && one !== "5.0")) {
    return `at target.capabilities.versions.value: expected versions of MQTT, found ${JSON.stringify(versions)}`;
  }
  for (const [index, one] of cases.entries()) {
    const at = one.requirements.findIndex((id) => findRequirement(id) === undefined);
    if (at >= 0) {
      return `at cases[${index}].requirements[${at}]: expected the id of a requirement, found ${JSON.stringify(one.requirements[at])}`;
    }
  }
  return undefined;
}

function resultOf(one: CaseJson): CaseResult {
  const { id, title, section, version, level, verdict, durationMs, expected, observed, reason, trace, replay } = one;
  const requirements = one.requirements.map((name) => name as RequirementId);
  return {
    // What a case needs of its target, and whether it waits, a report does not tell.
    case: { id, title, section, version, level, requirements, needs: [], timed: false },
    verdict,
    requirements,
    durationMs,
    expected,
    observed,
    reason,
    trace: trace.map((line) => eventOf(line, one)),
    replay,
  };
}

function eventOf(line: TraceJson, { version }: CaseJson): TraceEvent {
  const { connection, atMs, direction } = line;
  const bytes = new Uint8Array(Buffer.from(line.hex, "hex"));
  if (line.packet === null) return { connection, atMs, direction, bytes, packet: null };
  // A case may speak another version on a connection of its own: the one that gives the packet that was written.
  const found = VERSIONS[version].flatMap((one) => packetIn(bytes, one) ?? []);
  const written = JSON.stringify(line.packet);
  const packet = found.find((one) => JSON.stringify(packetJson(one)) === written) ?? found[0] ?? null;
  return { connection, atMs, direction, bytes, packet };
}

/** The packet that these bytes are, as a whole. */
function packetIn(bytes: Uint8Array, version: Version): Packet | undefined {
  const found = decode(bytes, version, { lenient: true });
  return found.kind === "packet" && found.size === bytes.length ? found.packet : undefined;
}
