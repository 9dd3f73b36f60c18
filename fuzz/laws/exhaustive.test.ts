// A slice of the exhaustive run, small enough for every commit: `node fuzz/laws/exhaustive.ts` has the whole.

import { expect, test } from "vitest";
import * as codec from "../../src/codec/index.ts";
import { createJudge, goldenBytes, judgeGoldenExamples, judgeShortStrings } from "./exhaustive.ts";
import type { Codec } from "./law.ts";

const PATIENCE_MS = 60_000;

/** Of each type a first byte with the flags of most, and of each kind of flags some: what else there is lies between them. */
const FIRST_BYTES = [
  0x00, 0x10, 0x11, 0x20, 0x30, 0x31, 0x32, 0x34, 0x36, 0x38, 0x3d, 0x40, 0x50, 0x60, 0x62, 0x70, 0x82, 0x90, 0xa2,
  0xb0, 0xc0, 0xc1, 0xd0, 0xe0, 0xef, 0xf0, 0xf2, 0xff,
];

const LONGEST_EXAMPLE = 16;

test(
  "every string of one or two bytes, and of three with any kind of first byte, has one of the three answers",
  () => {
    const judge = createJudge(codec);
    judgeShortStrings(judge, FIRST_BYTES);
    const { inputs, accepted, incomplete, malformed, faults } = judge.tally();
    expect(faults).toEqual([]);
    expect(inputs).toBe(2 * (1 + 256 + 65_536 + FIRST_BYTES.length * 65_536));
    expect(accepted + incomplete + malformed).toBe(inputs);
    expect(accepted).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);

test(
  "every truncation and every one-byte edit of the golden examples has one of the three answers",
  () => {
    const judge = createJudge(codec);
    judgeGoldenExamples(judge, LONGEST_EXAMPLE);
    const { inputs, accepted, incomplete, malformed, faults } = judge.tally();
    const short = goldenBytes().filter(({ bytes }) => bytes.length <= LONGEST_EXAMPLE);
    expect(faults).toEqual([]);
    expect(inputs).toBe(short.reduce((sum, { bytes }) => sum + bytes.length + 1 + 255 * bytes.length, 0));
    expect(accepted + incomplete + malformed).toBe(inputs);
    expect(accepted).toBeGreaterThan(100_000);
  },
  PATIENCE_MS,
);

test("a codec that throws, or that answers what it could not send, is found out", () => {
  const throwing = createJudge({
    ...codec,
    decode: () => {
      throw new RangeError("read past the end");
    },
  });
  const refusing = createJudge({
    ...codec,
    encode: (packet, version) => codec.encode({ ...packet, packetId: 0 } as typeof packet, version),
  } satisfies Codec);
  const puback = Uint8Array.of(0x40, 2, 0, 1);
  throwing.judge(puback, "5.0");
  refusing.judge(puback, "5.0");
  expect(throwing.tally().faults).toEqual(["5.0 40020001: threw RangeError: read past the end"]);
  expect(refusing.tally().faults).toEqual(["5.0 40020001: accepted, but not to be sent: 5.0/MQTT-2.2.1-5"]);
});
