// The record of a run as a capture that Wireshark opens: each packet with a comment that says whose it is, and what came of the case.

import { describe } from "../describe.ts";
import type { TraceEvent } from "../script.ts";
import type { CaseResult } from "../verdict.ts";
import { saidOf } from "./outcome.ts";
import type { Run } from "./report.ts";

/** Packets of an application, with the name of what reads them: there were no IP headers to record. */
const WIRESHARK_UPPER_PDU = 252;
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION = { end: 0, comment: 1, application: 4, name: 2 } as const;
const TAG = {
  end: 0,
  dissector: 12,
  ipv4Source: 20,
  ipv4Destination: 21,
  portType: 24,
  sourcePort: 25,
  destinationPort: 26,
} as const;
const TCP = 2;
const TARGET_PORT = 1883;
/** Each connection of each case is a conversation of its own: Wireshark learns the version of each from its CONNECT. */
const TARGET_ADDRESS = [192, 0, 2, 1];

/** The run as pcapng. Cases stand one behind the other, as if each had begun when the one before it ended. */
export function pcapngReport(run: Run): Uint8Array {
  const comment = `${run.tool.name} ${run.tool.version} against ${run.target.url}, seed ${run.seed}. Cases ran side by side and stand here one behind the other; addresses and ports tell connections apart.`;
  const blocks: Buffer[] = [
    block(
      BLOCK.section,
      concat(
        u32(0x1a2b3c4d),
        u16(1),
        u16(0),
        Buffer.alloc(8, 0xff),
        option(OPTION.comment, comment),
        option(OPTION.application, `${run.tool.name} ${run.tool.version}`),
        END,
      ),
    ),
    block(BLOCK.interface, concat(u16(WIRESHARK_UPPER_PDU), u16(0), u32(0), option(OPTION.name, "mqtt"), END)),
  ];
  let beganMs = run.startedAt.getTime();
  for (const [index, result] of run.results.entries()) {
    const told = result.trace.filter(({ direction }) => direction === "sent" || direction === "received");
    for (const event of told) {
      blocks.push(packetBlock(event, beganMs, index, commentOf(result, event, event === told.at(-1))));
    }
    beganMs += result.durationMs;
  }
  return concat(...blocks);
}

function commentOf(result: CaseResult, { packet }: TraceEvent, isLast: boolean): string {
  const what = packet === null ? "no whole packet" : describe(packet);
  const said = saidOf(result);
  return `${result.case.id}: ${what}${isLast ? `\n${result.verdict}${said === "" ? "" : `: ${said}`}` : ""}`;
}

function packetBlock(
  { connection, direction, atMs, bytes }: TraceEvent,
  beganMs: number,
  index: number,
  comment: string,
): Buffer {
  const ours = { address: [10, (index >> 16) & 0xff, (index >> 8) & 0xff, index & 0xff], port: 50_000 + connection };
  const target = { address: TARGET_ADDRESS, port: TARGET_PORT };
  const [from, to] = direction === "sent" ? [ours, target] : [target, ours];
  const data = concat(
    tag(TAG.dissector, Buffer.from("mqtt")),
    tag(TAG.ipv4Source, Buffer.from(from.address)),
    tag(TAG.ipv4Destination, Buffer.from(to.address)),
    tag(TAG.portType, bigEndian(TCP)),
    tag(TAG.sourcePort, bigEndian(from.port)),
    tag(TAG.destinationPort, bigEndian(to.port)),
    tag(TAG.end, Buffer.alloc(0)),
    Buffer.from(bytes),
  );
  const microseconds = BigInt(Math.round((beganMs + atMs) * 1000));
  return block(
    BLOCK.packet,
    concat(
      u32(0),
      u32(Number(microseconds >> 32n)),
      u32(Number(microseconds & 0xffff_ffffn)),
      u32(data.length),
      u32(data.length),
      padded(data),
      option(OPTION.comment, comment),
      END,
    ),
  );
}

/** A block says its length at both ends. */
function block(type: number, body: Buffer): Buffer {
  const length = u32(body.length + 12);
  return concat(u32(type), length, body, length);
}

function option(code: number, text: string): Buffer {
  const value = Buffer.from(text).subarray(0, 0xffff);
  return concat(u16(code), u16(value.length), padded(value));
}

const END = option(OPTION.end, "");

/** A tag of the header that stands before the packet, in network order. */
function tag(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type);
  head.writeUInt16BE(padded(value).length, 2);
  return concat(head, padded(value));
}

function padded(value: Buffer): Buffer {
  return concat(value, Buffer.alloc((4 - (value.length % 4)) % 4));
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function concat(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat(parts);
}
