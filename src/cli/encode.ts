// `touchstone encode`: a packet written as JSON to the bytes that may be sent, or the sentence that forbids it.

import { Command } from "commander";
import type { Version } from "../../spec/index.ts";
import type { Encoded } from "../codec/index.ts";
import { encode } from "../codec/index.ts";
import { packetFromJson, toHex } from "../inspect/index.ts";
import { Failure } from "./failure.ts";
import { readJsonText } from "./input.ts";
import { parseJson } from "./json-text.ts";
import { readVersion, versionOption } from "./version-option.ts";
import { tell, violationLines } from "./violation-text.ts";

interface EncodeFlags {
  readonly mqttVersion?: Version;
  readonly base64?: true;
  readonly raw?: true;
  readonly json?: true;
}

/** The command `encode`. */
export function encodeCommand(): Command {
  return new Command("encode")
    .description(
      'Turns a packet, or a list of them, from JSON into hexadecimal digits. Binary fields are digits too, or {"text": "…"}. ' +
        "What says nothing may be left out: properties, dup, qos, retain, payload, reasonCode.",
    )
    .argument("[packet...]", "JSON, a file, or - for standard input")
    .addOption(versionOption("the version of MQTT, 5 or 3.1.1 (default: what CONNECT says, otherwise 5)"))
    .option("--base64", "prints base64")
    .option("--raw", "prints the bytes themselves")
    .option("--json", "prints JSON")
    .addHelpText(
      "after",
      `\nExample:\n  touchstone encode '{"type": "PUBLISH", "topicName": "a/b", "payload": {"text": "hello"}}'\n\n` +
        "Exit codes: 0 done, 1 the standard forbids the packet, 2 malformed input.",
    )
    .action(async (words: readonly string[], flags: EncodeFlags) => {
      const results = encodeAll(parseJson(await readJsonText(words)), flags.mqttVersion);
      if (flags.json) process.stdout.write(`${JSON.stringify(await toReport(results), undefined, 2)}\n`);
      else await print(results, flags);
      if (results.some((result) => result.kind === "refused")) process.exitCode = 1;
    });
}

function encodeAll(value: unknown, asked: Version | undefined): readonly Encoded[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  let version: Version = asked ?? "5.0";
  return values.map((one, index) => {
    version = asked ?? versionStatedBy(one) ?? version;
    const read = packetFromJson(one, version);
    if (read.kind === "packet") return encode(read.packet, version);
    const where = values.length > 1 ? `packet ${index + 1}: ` : "";
    const told = read.problems.map(
      ({ path, expected, found }) => `${path || "the packet"}: expected ${expected}, found ${found}`,
    );
    throw new Failure("usage", `${where}${told.join("; ")}`);
  });
}

/** CONNECT may say its version itself; what it says wrongly is left for `packetFromJson` to tell. */
function versionStatedBy(value: unknown): Version | undefined {
  const stated = (value as { readonly version?: unknown } | null)?.version;
  return stated === "5.0" || stated === "3.1.1" ? readVersion(stated) : undefined;
}

async function print(results: readonly Encoded[], flags: EncodeFlags): Promise<void> {
  for (const result of results) {
    if (result.kind === "refused") {
      const [violation] = await tell([result.violation]);
      if (violation !== undefined)
        process.stderr.write(`${violationLines(violation, "refused", process.stderr).join("\n")}\n`);
    } else if (flags.raw) {
      process.stdout.write(result.bytes);
    } else {
      process.stdout.write(`${flags.base64 ? Buffer.from(result.bytes).toString("base64") : toHex(result.bytes)}\n`);
    }
  }
}

async function toReport(results: readonly Encoded[]): Promise<unknown> {
  const packets: unknown[] = [];
  for (const result of results) {
    packets.push(
      result.kind === "bytes"
        ? { size: result.bytes.length, hex: toHex(result.bytes) }
        : { violations: await tell([result.violation]) },
    );
  }
  return { schema: 1, packets };
}
