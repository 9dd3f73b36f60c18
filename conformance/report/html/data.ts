// A run as the data of its page.

import { type Version, versionOf } from "../../../spec/index.ts";
import type { TraceEvent } from "../../script.ts";
import { parseTargetUrl } from "../../targets/url.ts";
import type { CaseResult, RequirementResult } from "../../verdict.ts";
import { requirementUrl } from "../links.ts";
import { type Run, replayLine, requirementsOf } from "../report.ts";
import { groupOf, sectionTitle } from "../sections.ts";
import { frameRow } from "./frames.ts";
import { createPool, type Pool } from "./pool.ts";
import type { CaseRow, DirectionCode, FrameRow, PageData, RequirementRow, StateRow, TraceRow } from "./shape.ts";
import { type StateAfter, statesAlong } from "./states.ts";

interface Pools {
  readonly words: Pool<string>;
  readonly frames: Pool<FrameRow>;
  readonly states: Pool<StateRow>;
  readonly keep: (text: string) => number;
}

const DIRECTIONS: Readonly<Record<TraceEvent["direction"], DirectionCode>> = {
  opened: 0,
  sent: 1,
  received: 2,
  "closed by us": 3,
  "closed by the target": 4,
};

/** Where the embedded broker would be if it listened: a shell needs some address. */
const PLACEHOLDER = { host: "127.0.0.1", port: 1883, secure: false, isPlaceholder: true };

/** All that the page of a run shows. */
export function pageData(run: Run): PageData {
  const words = createPool<string>();
  const keep = (text: string): number => words.place(text, () => text);
  keep("");
  const pools: Pools = { words, keep, frames: createPool(), states: createPool() };
  const cases = run.results.map((result) => caseRow(run, result, pools));
  const requirements = requirementsOf(run).map(requirementRow);
  const { tool, target, startedAt, durationMs, seed, level } = run;
  const peer = peerOf(run);
  return {
    tool: `${tool.name} ${tool.version}`,
    target: { url: target.url, role: target.role },
    ...(peer && { peer }),
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    seed,
    level,
    capabilities: Object.entries(target.capabilities).map(([name, { value, from }]) => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
      from,
    ]),
    sections: titles([...cases, ...requirements]),
    words: words.values,
    frames: pools.frames.values,
    states: pools.states.values,
    cases,
    requirements,
  };
}

function peerOf({ target, embedded }: Run): PageData["peer"] {
  if (target.role === "client") return undefined;
  const url = embedded ? PLACEHOLDER : parseTargetUrl(target.url);
  if ("wrong" in url) return undefined;
  const { host, port, secure } = url;
  return { host, port, secure, isPlaceholder: embedded };
}

function caseRow(run: Run, result: CaseResult, pools: Pools): CaseRow {
  const { id, title, section, version, level } = result.case;
  const states = statesAlong(result.trace, version, run.target.role);
  return {
    id,
    title,
    section,
    version,
    level,
    verdict: result.verdict,
    requirements: result.requirements,
    durationMs: tenths(result.durationMs) / 10,
    expected: result.expected,
    observed: result.observed,
    reason: result.reason,
    replay: replayLine(run, result),
    trace: result.trace.map((event, i) => traceRow(event, states[i], version, pools)),
  };
}

function traceRow(event: TraceEvent, state: StateAfter | undefined, version: Version, pools: Pools): TraceRow {
  const { connection, atMs, direction, bytes, packet } = event;
  const spoken = state?.version ?? version;
  const isOnWire = direction === "sent" || direction === "received";
  const key = (): string => `${spoken} ${packet === null ? "part" : packet.type} ${Buffer.from(bytes).toString("hex")}`;
  const frame = isOnWire ? pools.frames.place(key(), () => frameRow(event, spoken, pools.keep)) : -1;
  const row = stateRow(state, pools);
  return [connection, tenths(atMs), DIRECTIONS[direction], frame, pools.states.place(JSON.stringify(row), () => row)];
}

function stateRow(state: StateAfter | undefined, { keep }: Pools): StateRow {
  if (state === undefined) return { connection: 0, flows: [] };
  const { connection, flows, breach, breaks } = state;
  return {
    connection: keep(connection),
    flows: flows.map(({ from, packetId, qos, sender, receiver }) => [
      from === "client" ? "c" : "s",
      packetId,
      qos,
      keep(sender),
      keep(receiver),
    ]),
    ...(breach && { breach: [keep(breach.requirement), keep(breach.expected), keep(breach.observed)] }),
    ...(breaks !== undefined && { breaks: keep(breaks) }),
  };
}

function requirementRow({ requirement, verdict, reason, cases }: RequirementResult): RequirementRow {
  const { id, section, level, binds, text, note = null } = requirement;
  return {
    id,
    section,
    version: versionOf(id),
    level,
    binds,
    text,
    note,
    url: requirementUrl(id),
    verdict,
    reason,
    cases,
  };
}

function titles(rows: readonly { readonly section: string; readonly version: string }[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { section, version } of rows) {
    const number = groupOf(section);
    found[`${version} ${number}`] ??= sectionTitle(number, version === "5.0" ? "5.0" : "3.1.1");
  }
  return found;
}

function tenths(ms: number): number {
  return Math.round(ms * 10);
}
