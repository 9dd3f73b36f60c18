// The fixed header: what a packet is and how long, judged before its body is there. (5.0 §2.1, 3.1.1 §2.2)

import type { PacketType, PacketTypeRow, Version } from "../../spec/index.ts";
import { PACKET_TYPES } from "../../spec/tables/index.ts";
import type { Reader } from "./reader.ts";
import { hex } from "./reader.ts";
import * as rules from "./rules.ts";

const ROWS: readonly (PacketTypeRow | undefined)[] = [undefined, ...PACKET_TYPES];

/** The first byte of each packet whose flags are fixed. */
export const FIRST_BYTE = Object.fromEntries(
  PACKET_TYPES.map((row) => [row.name, (row.type << 4) | (row.flags ?? 0)]),
) as Readonly<Record<PacketType, number>>;

/** DUP, QoS and RETAIN as they may stand together: there is no QoS 3, and no DUP at QoS 0. */
const PUBLISH_FLAGS: readonly number[] = [0x0, 0x1, 0x2, 0x3, 0x4, 0x5, 0xa, 0xb, 0xc, 0xd];

/** For each version, a byte for each first byte: 1 where nothing is wrong with it, whoever sent it. */
const SOUND: Readonly<Record<Version, Uint8Array>> = { "3.1.1": sound("3.1.1"), "5.0": sound("5.0") };

function sound(version: Version): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => {
    const row = ROWS[byte >>> 4];
    return row?.from[version] !== undefined && (row.flags === null ? PUBLISH_FLAGS : [row.flags]).includes(byte & 0x0f)
      ? 1
      : 0;
  });
}

/**
 * Reads the fixed header at the reader's place and leaves the reader behind it.
 * Answers the size of the whole packet, or 0 where the header is not all there yet.
 */
export function readFixedHeader(body: Reader, maximumPacketSize: number): number {
  const { bytes, start, end } = body;
  if (start === end) return 0;
  const first = bytes[start] as number;
  if ((SOUND[body.version] as Uint8Array)[first] !== 1 || body.from !== undefined) judgeFirstByte(body, first);
  let value = 0;
  let at = start + 1;
  for (let shift = 0; shift < 28; shift += 7) {
    if (at === end) return 0;
    const byte = bytes[at++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) {
      body.at = at;
      if (byte === 0 && shift !== 0 && body.isV5) {
        body.breach(rules.notShortest, start + 1, `Remaining Length ${value} in ${at - start - 1} bytes`);
      }
      const size = at - start + value;
      if (size > maximumPacketSize) {
        const broken = body.from === "server" ? rules.tooLargeForClient : rules.tooLargeForServer;
        body.fail(broken, start + 1, `a packet of ${size} bytes, and at most ${maximumPacketSize} are taken`);
      }
      return size;
    }
  }
  return body.fail(rules.lengthTooLong, start + 1, "a Remaining Length of more than four bytes");
}

function judgeFirstByte(body: Reader, first: number): void {
  const row = ROWS[first >>> 4];
  const from = row?.from[body.version];
  if (row === undefined || from === undefined) {
    return body.fail(rules.reservedType, body.start, `packet type ${first >>> 4}`);
  }
  if (row.flags === null) {
    if ((first & 0b0110) === 0b0110) body.fail(rules.qos3, body.start, "QoS 3");
    if ((first & 0b1110) === 0b1000) body.breach(rules.dupAtQos0, body.start, "DUP at QoS 0");
  } else if (row.flags !== (first & 0x0f)) {
    const flagsRule = row.flagsRule[body.version] as NonNullable<(typeof row.flagsRule)["5.0"]>;
    body.breachOf(flagsRule, 0x81, body.start, `${row.name} with flags 0x${hex(first & 0x0f)}`);
  }
  if (body.from !== undefined && from !== "both" && from !== body.from) {
    body.breach(rules.wrongSender, body.start, `${row.name} from a ${body.from}`);
  }
}
