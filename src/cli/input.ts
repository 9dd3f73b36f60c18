// Where the bytes or the JSON of a command come from: the command line itself, a file, or standard input.

import { existsSync, readFileSync } from "node:fs";
import { buffer as readBuffer, text as readText } from "node:stream/consumers";
import { fromHex } from "../inspect/index.ts";
import { Failure } from "./failure.ts";

const LOOKS_LIKE_A_PATH = /[/\\]|\.[A-Za-z]\w{0,5}$/;

/** The bytes that `words` mean: hexadecimal digits, the name of a file, base64, or `-` for standard input. */
export async function readBytes(words: readonly string[], options: { readonly base64: boolean }): Promise<Uint8Array> {
  const written = words.join(" ").trim();
  if (written === "-" || (written === "" && !process.stdin.isTTY)) {
    return notEmpty(bytesOfContent(await readBuffer(process.stdin), "standard input", options.base64));
  }
  if (written === "")
    throw new Failure(
      "usage",
      "there is nothing to decode: give hexadecimal digits, base64, a file, or - for standard input",
    );
  const hex = fromHex(written);
  if (hex.kind === "bytes" && !options.base64) return notEmpty(hex.bytes);
  if (existsSync(written)) return notEmpty(bytesOfContent(readFile(written), written, options.base64));
  if (options.base64) return notEmpty(bytesOfBase64(written, "the argument"));
  if (isSurelyBase64(written)) return bytesOfBase64(written, "the argument");
  if (LOOKS_LIKE_A_PATH.test(written)) throw new Failure("usage", `cannot read ${written}: there is no such file`);
  throw malformedHex("the argument", hex);
}

/** The text that `words` mean: as it stands where it opens as JSON does, otherwise a file, or `-` for standard input. */
export async function readJsonText(words: readonly string[]): Promise<string> {
  const written = words.join(" ").trim();
  if (written === "-" || (written === "" && !process.stdin.isTTY)) return readText(process.stdin);
  if (written === "")
    throw new Failure("usage", "there is nothing to encode: give a packet as JSON, a file, or - for standard input");
  if (/^[{["]/.test(written)) return written;
  if (existsSync(written)) return new TextDecoder().decode(readFile(written));
  if (LOOKS_LIKE_A_PATH.test(written)) throw new Failure("usage", `cannot read ${written}: there is no such file`);
  return written;
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === "EISDIR" ? "it is a directory" : code === "EACCES" ? "permission denied" : (cause as Error).message;
    throw new Failure("usage", `cannot read ${path}: ${reason}`, { cause });
  }
}

/** A file of text holds digits; any other holds the bytes themselves. No whole packet is text alone: its lengths are not. */
function bytesOfContent(content: Uint8Array, source: string, base64: boolean): Uint8Array {
  const isText = content.every(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  );
  if (!isText) return content;
  const written = new TextDecoder().decode(content).trim();
  const hex = fromHex(written);
  if (hex.kind === "bytes" && !base64) return hex.bytes;
  if (base64 || isSurelyBase64(written)) return bytesOfBase64(written, source);
  throw malformedHex(source, hex);
}

function malformedHex(source: string, hex: ReturnType<typeof fromHex>): Failure {
  const where = hex.kind === "problem" ? `: expected a digit at position ${hex.position}, found ${hex.found}` : "";
  return new Failure("usage", `${source} is not hexadecimal${where}`);
}

/** Mistyped hexadecimal digits may parse as base64 too: it is taken for that only where it cannot well be anything else. */
function isSurelyBase64(written: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(written) || written.length % 4 !== 0) return false;
  const foreign = written.replaceAll(/[0-9a-fA-F=]/g, "").length;
  return written.endsWith("=") || (written.length >= 8 && foreign >= written.length / 3);
}

function bytesOfBase64(written: string, source: string): Uint8Array {
  const text = written.replaceAll(/\s/g, "");
  const wrong = /[^A-Za-z0-9+/_=-]/.exec(text);
  if (wrong !== null) {
    throw new Failure("usage", `${source} is not base64: position ${wrong.index} has ${JSON.stringify(wrong[0])}`);
  }
  return Buffer.from(text, "base64");
}

function notEmpty(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new Failure("usage", "there are no bytes in the input");
  return bytes;
}
