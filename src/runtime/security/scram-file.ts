// A file of SCRAM keys: `user:$scram-sha-256$i=…$salt$stored$server`, a line each. Who reads it cannot log in by it. (RFC 5802 §5.1)

import { createHash, createHmac, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { linesIn } from "./lines.ts";
import { SecuritySettingsError } from "./settings-error.ts";

const pbkdf2Async = promisify(pbkdf2);

/** What a server keeps of a password. (RFC 5802 §3) */
export interface ScramKeys {
  readonly iterations: number;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** Users and their keys. */
export type ScramFile = ReadonlyMap<string, ScramKeys>;

/** RFC 7677 §4 asks for 4096; both sides do them, at each login. */
const ITERATIONS = 15_000;
const FEWEST_ITERATIONS = 4096;
const MOST_ITERATIONS = 10_000_000;
const SALT_BYTES = 16;
/** Of SHA-256. */
const KEY_BYTES = 32;

/** Makes the line of a user. Throws a `SecuritySettingsError` for a name or a password that cannot be one. */
export async function scramLine(user: string, password: string, iterations: number = ITERATIONS): Promise<string> {
  const [name, secret] = [scramName(user), prepared(password)];
  if (secret === undefined)
    throw new SecuritySettingsError("the password is empty or has control characters: choose another");
  const { salt, storedKey, serverKey } = await scramKeys(secret, randomBytes(SALT_BYTES), iterations);
  const [s, stored, server] = [salt, storedKey, serverKey].map((bytes) => bytes.toString("base64"));
  return `${name}:$scram-sha-256$i=${iterations}$${s}$${stored}$${server}`;
}

/** The name of a user as it stands in the file. Throws a `SecuritySettingsError` for one that cannot. */
export function scramName(user: string): string {
  const name = prepared(user);
  if (name !== undefined && !name.includes(":") && !name.startsWith("#")) return name;
  throw new SecuritySettingsError(
    `${JSON.stringify(user)} is no name for a user: leave out colons and control characters`,
  );
}

/** What a server keeps of a prepared password. (RFC 5802 §3) */
export async function scramKeys(password: string, salt: Buffer, iterations: number): Promise<ScramKeys> {
  const salted = await pbkdf2Async(password, salt, iterations, KEY_BYTES, "sha256");
  return { iterations, salt, storedKey: hash(hmac(salted, "Client Key")), serverKey: hmac(salted, "Server Key") };
}

/** Reads the text of a file of SCRAM keys. Throws a `SecuritySettingsError` that names the line. */
export function readScramFile(text: string, name: string): ScramFile {
  const users = new Map<string, ScramKeys>();
  for (const [number, line] of linesIn(text)) {
    const wrong = (what: string): SecuritySettingsError =>
      new SecuritySettingsError(`${name}, line ${number}: ${what}`);
    const at = line.indexOf(":");
    const user = line.slice(0, at);
    const keys = readKeys(line.slice(at + 1).trim());
    if (at < 1 || keys === undefined)
      throw wrong("write it as user:$scram-sha-256$i=ITERATIONS$SALT$STORED$SERVER, the last three in base64");
    if (keys.iterations < FEWEST_ITERATIONS || keys.iterations > MOST_ITERATIONS)
      throw wrong(`i=${keys.iterations} is not from ${FEWEST_ITERATIONS} to ${MOST_ITERATIONS}: make the line anew`);
    if (users.has(user)) throw wrong(`${JSON.stringify(user)} stands there twice`);
    users.set(user, keys);
  }
  return users;
}

/**
 * A text as both sides compare it; undefined where it has what must not be in it. That is SASLprep (RFC 4013) with Unicode's
 * NFKC of today, and without its ban on mixed directions of writing.
 */
export function prepared(text: string): string | undefined {
  const whole = text.replace(/\p{Zs}/gu, " ").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  const normal = whole.normalize("NFKC");
  return normal === "" || /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\ufffd]/u.test(normal) ? undefined : normal;
}

export function hash(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}

export function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function readKeys(text: string): ScramKeys | undefined {
  const [, i, ...parts] = /^\$scram-sha-256\$i=(\d{1,9})\$([\w+/]+=*)\$([\w+/]+=*)\$([\w+/]+=*)$/.exec(text) ?? [];
  const [salt, storedKey, serverKey] = parts.map((part) => Buffer.from(part, "base64"));
  if (salt === undefined || storedKey?.length !== KEY_BYTES || serverKey?.length !== KEY_BYTES) return undefined;
  return { iterations: Number(i), salt, storedKey, serverKey };
}
