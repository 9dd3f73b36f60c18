// `touchstone decode`: bytes to an annotated tree of fields, with all that violates the standard.

import { Command, Option } from "commander";
import type { Version } from "../../spec/index.ts";
import type { Decoded, Violation } from "../codec/index.ts";
import { decode } from "../codec/index.ts";
import type { Field } from "../inspect/index.ts";
import { annotate, frameSize, packetToJson, toHex, versionOfConnect } from "../inspect/index.ts";
import { decodingLines } from "./decode-text.ts";
import type { Decoding } from "./decoding.ts";
import { verdictOf } from "./decoding.ts";
import { readBytes } from "./input.ts";
import { versionOption } from "./version-option.ts";
import { tell } from "./violation-text.ts";

interface DecodeFlags {
  readonly mqttVersion?: Version;
  readonly from?: "client" | "server";
  readonly lenient: boolean;
  readonly base64?: true;
  readonly json?: true;
}

/** The command `decode`. */
export function decodeCommand(): Command {
  return new Command("decode")
    .description(
      "Shows every packet in some bytes as a tree of fields, then what violates the standard. " +
        "The bytes are hexadecimal digits, a file (the bytes themselves, or digits), base64, or - for standard input.",
    )
    .argument("[input...]", "hexadecimal digits, a file, base64, or -")
    .addOption(versionOption("the version of MQTT, 5 or 3.1.1 (default: what CONNECT says, otherwise 5)"))
    .addOption(
      new Option("--from <side>", "who sent the bytes: the rules on direction are judged too").choices([
        "client",
        "server",
      ]),
    )
    .option("--lenient", "reads on after a violation where the packet can still be told (default)", true)
    .option("--no-lenient", "stops at the first violation of a packet, as a receiver does")
    .option("--base64", "reads the input as base64")
    .option("--json", "prints JSON")
    .addHelpText(
      "after",
      "\nExample:\n  touchstone decode 30 09 00 03 61 2f 62 00 68 65 78\n\nExit codes: 0 well-formed, 1 a violation, 2 malformed input.",
    )
    .action(async (input: readonly string[], flags: DecodeFlags) => {
      const bytes = await readBytes(input, { base64: flags.base64 === true });
      const decodings: Decoding[] = [];
      for (const decoding of readPackets(bytes, flags)) {
        decodings.push({ ...decoding, violations: await tell(violationsOf(decoding.decoded)) });
      }
      const lines = flags.json
        ? [JSON.stringify(toReport(bytes, decodings), undefined, 2)]
        : decodings.flatMap(decodingLines);
      process.stdout.write(`${lines.join("\n")}\n`);
      if (decodings.some((decoding) => verdictOf(decoding) !== "well-formed")) process.exitCode = 1;
    });
}

/** Reads packet after packet. After a malformed one it goes on where its fixed header says that the next begins. */
function* readPackets(input: Uint8Array, flags: DecodeFlags): Generator<Omit<Decoding, "violations">> {
  let version: Version = flags.mqttVersion ?? "5.0";
  let offset = 0;
  while (offset < input.length) {
    const rest = input.subarray(offset);
    version = flags.mqttVersion ?? versionOfConnect(rest) ?? version;
    const decoded: Decoded = decode(rest, version, {
      lenient: flags.lenient,
      checkPayloadFormat: true,
      ...(flags.from && { from: flags.from }),
    });
    const claimed = decoded.kind === "packet" ? decoded.size : (frameSize(rest) ?? rest.length);
    const bytes = rest.subarray(0, claimed);
    yield { version, offset, bytes, decoded, fields: annotate(bytes, version) };
    offset += bytes.length;
  }
}

function violationsOf(decoded: Decoded): readonly Violation[] {
  switch (decoded.kind) {
    case "packet":
      return decoded.violations;
    case "incomplete":
      return [];
    case "malformed":
      return [decoded.violation];
  }
}

function toReport(input: Uint8Array, decodings: readonly Decoding[]): unknown {
  return {
    schema: 1,
    size: input.length,
    packets: decodings.map((decoding) => ({
      version: decoding.version,
      offset: decoding.offset,
      size: decoding.bytes.length,
      verdict: verdictOf(decoding),
      ...(decoding.decoded.kind === "incomplete" && { missing: decoding.decoded.missing ?? null }),
      packet: decoding.decoded.kind === "packet" ? packetToJson(decoding.decoded.packet) : null,
      violations: decoding.violations,
      fields: decoding.fields.map((field) => withHex(field, decoding.bytes)),
    })),
  };
}

function withHex(field: Field, bytes: Uint8Array): unknown {
  const { children, ...rest } = field;
  const hex = toHex(bytes.subarray(field.offset, field.offset + field.length));
  return { ...rest, hex, ...(children && { children: children.map((child) => withHex(child, bytes)) }) };
}
