// The record of a run as a capture that Wireshark opens: each packet with a comment that says whose it is, and what came of the case.

import { type CapturedPacket, pcapngHead, pcapngPacket } from "../../src/inspect/index.ts";
import { describe } from "../describe.ts";
import type { TraceEvent } from "../script.ts";
import type { CaseResult } from "../verdict.ts";
import { saidOf } from "./outcome.ts";
import type { Run } from "./report.ts";

/** Each connection of each case is a conversation of its own: Wireshark learns the version of each from its CONNECT. */
const TARGET = { address: [192, 0, 2, 1], port: 1883 } as const;

/** The run as pcapng. Cases stand one behind the other, as if each had begun when the one before it ended. */
export function pcapngReport(run: Run): Uint8Array {
  const application = `${run.tool.name} ${run.tool.version}`;
  const comment = `${application} against ${run.target.url}, seed ${run.seed}. Cases ran side by side and stand here one behind the other; addresses and ports tell connections apart.`;
  const blocks = [pcapngHead(application, comment)];
  let beganMs = run.startedAt.getTime();
  for (const [index, result] of run.results.entries()) {
    const told = result.trace.filter(({ direction }) => direction === "sent" || direction === "received");
    for (const event of told) {
      const said = commentOf(result, event, event === told.at(-1));
      blocks.push(pcapngPacket(packetOf(event, beganMs, index, said)));
    }
    beganMs += result.durationMs;
  }
  return Buffer.concat(blocks);
}

function commentOf(result: CaseResult, { packet }: TraceEvent, isLast: boolean): string {
  const what = packet === null ? "no whole packet" : describe(packet);
  const said = saidOf(result);
  return `${result.case.id}: ${what}${isLast ? `\n${result.verdict}${said === "" ? "" : `: ${said}`}` : ""}`;
}

function packetOf(
  { connection, direction, atMs, bytes }: TraceEvent,
  beganMs: number,
  index: number,
  comment: string,
): CapturedPacket {
  const address = [10, (index >> 16) & 0xff, (index >> 8) & 0xff, index & 0xff] as const;
  const ours = { address, port: 50_000 + connection };
  const [from, to] = direction === "sent" ? [ours, TARGET] : [TARGET, ours];
  return { atMs: beganMs + atMs, from, to, bytes, comment };
}
