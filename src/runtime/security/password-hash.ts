// How a password is kept: scrypt, in the form of PHC strings; and PBKDF2 as mosquitto writes it, which is read as well.

import { pbkdf2, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify(
  scrypt as (
    password: Uint8Array,
    salt: Uint8Array,
    length: number,
    options: { readonly N: number; readonly r: number; readonly p: number; readonly maxmem: number },
    done: (error: Error | null, key: Buffer) => void,
  ) => void,
);

/** A password that was made unreadable. */
export type PasswordHash =
  | {
      readonly kind: "scrypt";
      /** The binary logarithm of N. */
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelism: number;
      readonly salt: Buffer;
      readonly key: Buffer;
    }
  | { readonly kind: "pbkdf2"; readonly iterations: number; readonly salt: Buffer; readonly key: Buffer };

/** 16 MiB and a few hundredths of a second for each guess. */
const COST = 14;
const BLOCK_SIZE = 8;
const PARALLELISM = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** No file makes us work or remember more than that for one guess. */
const HIGHEST_COST = 20;
const MOST_ITERATIONS = 10_000_000;

/** Hashes a password anew. */
export async function hashPassword(password: Uint8Array): Promise<PasswordHash> {
  const made = { kind: "scrypt", cost: COST, blockSize: BLOCK_SIZE, parallelism: PARALLELISM } as const;
  const salt = randomBytes(SALT_BYTES);
  return { ...made, salt, key: await derive({ ...made, salt, key: Buffer.alloc(KEY_BYTES) }, password) };
}

/** Whether a password is that of a hash; it takes as long whether it is or not. */
export async function isPassword(hash: PasswordHash, password: Uint8Array): Promise<boolean> {
  return timingSafeEqual(await derive(hash, password), hash.key);
}

/** Writes a hash: `$scrypt$ln=14,r=8,p=1$salt$key`. */
export function hashText(hash: PasswordHash): string {
  if (hash.kind === "pbkdf2") {
    return `$7$${hash.iterations}$${hash.salt.toString("base64")}$${hash.key.toString("base64")}`;
  }
  const { cost, blockSize, parallelism, salt, key } = hash;
  return `$scrypt$ln=${cost},r=${blockSize},p=${parallelism}$${unpadded(salt)}$${unpadded(key)}`;
}

/** Reads a hash; undefined where it is none that can be used. */
export function readHash(text: string): PasswordHash | undefined {
  const [empty, name, settings = "", salt = "", key = "", ...rest] = text.split("$");
  if (empty !== "" || rest.length > 0) return undefined;
  const bytes = { salt: Buffer.from(salt, "base64"), key: Buffer.from(key, "base64") };
  if (bytes.salt.length === 0 || bytes.key.length === 0) return undefined;
  if (name === "7") {
    const iterations = Number(settings);
    const isUsable = Number.isInteger(iterations) && iterations > 0 && iterations <= MOST_ITERATIONS;
    return isUsable ? { kind: "pbkdf2", iterations, ...bytes } : undefined;
  }
  const [, cost = 0, blockSize = 0, parallelism = 0] = (/^ln=(\d+),r=(\d+),p=(\d+)$/.exec(settings) ?? []).map(Number);
  const isUsable = name === "scrypt" && cost > 0 && cost <= HIGHEST_COST && blockSize > 0 && blockSize <= 32;
  return isUsable && parallelism > 0 && parallelism <= 16
    ? { kind: "scrypt", cost, blockSize, parallelism, ...bytes }
    : undefined;
}

async function derive(hash: PasswordHash, password: Uint8Array): Promise<Buffer> {
  const { salt, key } = hash;
  if (hash.kind === "pbkdf2") return await pbkdf2Async(password, salt, hash.iterations, key.length, "sha512");
  const N = 2 ** hash.cost;
  const { blockSize: r, parallelism: p } = hash;
  return await scryptAsync(password, salt, key.length, { N, r, p, maxmem: 256 * N * r });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
