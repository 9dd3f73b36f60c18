// Every golden example of spec/examples through the codec: bytes to packet, packet to bytes, and every refusal.

import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Example, JsonPacket, MalformedExample, RefusedExample, ValidExample } from "../../spec/examples/index.ts";
import { EXAMPLES } from "../../spec/examples/index.ts";
import { REQUIREMENTS } from "../../spec/index.ts";
import type { Decoded, DecodeOptions, Packet, Violation } from "./index.ts";
import { decode, encode, encodeInto } from "./index.ts";

const VALID = EXAMPLES.filter((example): example is ValidExample => example.kind === "valid");
const MALFORMED = EXAMPLES.filter((example): example is MalformedExample => example.kind === "malformed");
const REFUSED = EXAMPLES.filter((example): example is RefusedExample => example.kind === "refused");

describe("a valid example", () => {
  test.each(VALID.map(titled))("%s", (_title, example) => {
    const bytes = bytesOf(example.hex);
    const canonical = canonicalOf(example);
    const packet = packetOf(example.packet);

    expect(decoded(example)).toEqual({ kind: "packet", packet, size: bytes.length, violations: [] });
    expect(encode(packet, example.version)).toEqual({ kind: "bytes", bytes: canonical });

    const at = 3;
    const buffer = new Uint8Array(at + canonical.length + 1).fill(0xee);
    expect(encodeInto(packet, example.version, buffer, at)).toEqual({ kind: "written", size: canonical.length });
    expect(hexOf(buffer)).toBe(`eeeeee${hexOf(canonical)}ee`);
    expect(encodeInto(packet, example.version, buffer, at + 2)).toEqual({ kind: "short", size: canonical.length });
  });

  test("is read back from its canonical form as the same packet", () => {
    const changed = VALID.filter((example) => {
      const result = decode(canonicalOf(example), example.version, optionsOf(example));
      return !(result.kind === "packet" && isDeepStrictEqual(result.packet, packetOf(example.packet)));
    });
    expect(changed.map(title)).toEqual([]);
  });

  test("keeps its properties in the order of the wire", () => {
    const reordered = VALID.filter((example) => {
      const result = decoded(example);
      const read = result.kind === "packet" ? propertyOrder(result.packet) : result.kind;
      return !isDeepStrictEqual(read, propertyOrder(example.packet));
    });
    expect(reordered.map(title)).toEqual([]);
  });

  test("is told from the bytes of the next packet behind it", () => {
    const confused = VALID.filter((example) => {
      const result = decode(bytesOf(`${example.hex} c0 00`), example.version, optionsOf(example));
      return !isDeepStrictEqual(result, decoded(example));
    });
    expect(confused.map(title)).toEqual([]);
  });

  test("is incomplete wherever it is cut, and says how many bytes are missing once its length is known", () => {
    const wrong = VALID.flatMap((example) => {
      const bytes = bytesOf(example.hex);
      const header = headerSize(bytes);
      return cuts(bytes.length)
        .filter((end) => {
          const result = decode(bytes.subarray(0, end), example.version, optionsOf(example));
          const missing = end < header ? undefined : bytes.length - end;
          return result.kind !== "incomplete" || result.missing !== missing;
        })
        .map((end) => `${example.version} ${example.name}, cut to ${end} bytes`);
    });
    expect(wrong).toEqual([]);
  });

  test("is taken where it is exactly as large as a packet may be", () => {
    const refused = VALID.filter((example) => {
      const bytes = bytesOf(example.hex);
      const options = { ...optionsOf(example), maximumPacketSize: bytes.length };
      return decode(bytes, example.version, options).kind !== "packet";
    });
    expect(refused.map(title)).toEqual([]);
  });

  test("is refused from its fixed header alone where it is one byte larger than a packet may be", () => {
    const passed = VALID.filter((example) => {
      const bytes = bytesOf(example.hex);
      const options = { ...optionsOf(example), maximumPacketSize: bytes.length - 1 };
      const result = decode(bytes.subarray(0, headerSize(bytes)), example.version, options);
      return !(result.kind === "malformed" && result.violation.reasonCode === 0x95);
    });
    expect(passed.map(title)).toEqual([]);
  });
});

describe("a malformed example", () => {
  test.each(MALFORMED.map(titled))("%s", (_title, example) => {
    const result = decoded(example);
    expect(result).toEqual({ kind: "malformed", violation: { ...example.violation, found: expect.any(String) } });
  });

  test("is malformed in the same way whatever stands behind it", () => {
    const changed = MALFORMED.filter(isWhole).filter((example) => {
      const result = decode(bytesOf(`${example.hex} ff ff`), example.version, optionsOf(example));
      return !isDeepStrictEqual(result, decoded(example));
    });
    expect(changed.map(title)).toEqual([]);
  });
});

describe("a packet that may not be sent", () => {
  test.each(REFUSED.map(titled))("%s", (_title, example) => {
    const packet = packetOf(example.packet);
    const refused = { kind: "refused", violation: expect.objectContaining(example.violation) };
    expect(encode(packet, example.version)).toEqual(refused);
    expect(encodeInto(packet, example.version, new Uint8Array(70_000))).toEqual(refused);
  });
});

describe("the examples together", () => {
  test("what a violation found is said in words that do not change unnoticed", async () => {
    const lines = [...MALFORMED, ...REFUSED].map((example) => `${title(example)}\n    ${violationOf(example).found}\n`);
    await expect(lines.join("")).toMatchFileSnapshot("./__snapshots__/examples.found.txt");
  });

  test("no two examples of one version have one name", () => {
    const titles = EXAMPLES.map((example) => `${example.kind} ${example.version} ${example.name}`);
    expect(titles.filter((one, index) => titles.indexOf(one) !== index)).toEqual([]);
  });

  test("a malformed or refused example shows the sentence that it breaks", () => {
    const silent = [...MALFORMED, ...REFUSED].filter(({ shows, violation }) => !shows.includes(violation.requirement));
    expect(silent.map(title)).toEqual([]);
  });

  test("an example shows sentences of its own version alone", () => {
    const mixed = EXAMPLES.filter(({ shows, version }) => shows.some((id) => !id.startsWith(`${version}/`)));
    expect(mixed.map(title)).toEqual([]);
  });

  test("every sentence that is observed at the codec first is shown by an example", () => {
    const shown = new Set(EXAMPLES.flatMap((example) => example.shows));
    const missing = REQUIREMENTS.filter(({ id, observedAt }) => observedAt[0] === "codec" && !shown.has(id));
    expect(missing.map(({ id, text }) => `${id} ${text}`)).toEqual([]);
  });
});

/** A title for a test: the sentence, and the requirement that it shows first. */
function title(example: Example): string {
  const id = example.kind === "valid" ? example.shows[0] : example.violation.requirement;
  return `${example.name} [${id ?? example.version}]`;
}

function titled<T extends Example>(example: T): readonly [string, T] {
  return [title(example), example];
}

const BINARY: ReadonlySet<string> = new Set(["payload", "password", "correlationData", "authenticationData"]);

/** The packet that a JSON packet stands for. The examples also hold packets that the types forbid, so this is a cast. */
function packetOf(json: JsonPacket): Packet {
  return fromJson(json) as Packet;
}

function fromJson(value: unknown, field = ""): unknown {
  if (typeof value === "string") return BINARY.has(field) ? bytesOf(value) : value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, fromJson(inner, name)]));
}

function optionsOf(example: ValidExample | MalformedExample): DecodeOptions {
  const from = example.from && { from: example.from };
  if (example.kind === "valid") return { ...from };
  const { maximumPacketSize, checkPayloadFormat } = example;
  return {
    ...from,
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(checkPayloadFormat && { checkPayloadFormat }),
  };
}

function decoded(example: ValidExample | MalformedExample): Decoded {
  return decode(bytesOf(example.hex), example.version, optionsOf(example));
}

function violationOf(example: MalformedExample | RefusedExample): Violation {
  const result = example.kind === "malformed" ? decoded(example) : encode(packetOf(example.packet), example.version);
  if (result.kind === "malformed" || result.kind === "refused") return result.violation;
  throw new Error(`${title(example)} broke nothing`);
}

function canonicalOf(example: ValidExample): Uint8Array {
  return bytesOf(example.canonical ?? example.hex);
}

/** The names of a packet's properties, and of its will's, as they stand. */
function propertyOrder(packet: unknown): readonly string[] {
  const { properties, will } = packet as { properties?: object; will?: { properties?: object } };
  return [...Object.keys(properties ?? {}), "will", ...Object.keys(will?.properties ?? {})];
}

/** The bytes up to and with the Remaining Length, which ends at the first byte without its highest bit. */
function headerSize(bytes: Uint8Array): number {
  return bytes.findIndex((byte, index) => index > 0 && byte < 0x80) + 1;
}

/** Whether all the bytes that the Remaining Length announces are there, so that more of them change nothing. */
function isWhole(example: MalformedExample): boolean {
  const bytes = bytesOf(example.hex);
  const header = headerSize(bytes);
  if (header < 2 || header > 5) return false;
  const lengths = bytes.subarray(1, header);
  const remaining = lengths.reduce((sum, byte, index) => sum + (byte & 0x7f) * 128 ** index, 0);
  return header + remaining === bytes.length;
}

/** Where a packet of this size is cut: everywhere, but in the middle of a very long one only here and there. */
function cuts(size: number): readonly number[] {
  const everywhere = Array.from({ length: size }, (_, end) => end);
  return everywhere.filter((end) => end < 512 || end % 997 === 0 || end > size - 512);
}

function bytesOf(hex: string): Uint8Array {
  const digits = hex.replaceAll(" ", "");
  return Uint8Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
