// SCRAM-SHA-256 as an enhanced authentication: the client proves that it knows the password without saying it, and the server that it knew it before. (RFC 5802, RFC 7677; 5.0 §4.12)
// Channel binding is not used: "n,,".

import type { Authenticator } from "./authenticator.ts";

/** Who authenticates. */
export interface ScramOptions {
  readonly username: string;
  /** Characters outside of ASCII are taken in NFKC, as SASLprep has them; what it forbids is not looked for. */
  readonly password: string;
  /** Iterations below this are refused: a server that asks for few wants to learn the password. */
  readonly leastIterations?: number;
  /** And above this: a server that asks for many wants to keep us busy. */
  readonly mostIterations?: number;
  /** For tests: what is random. Printable ASCII without a comma. */
  readonly nonce?: () => string;
}

/** RFC 7677 §4 asks for 4096 at least. */
const LEAST_ITERATIONS = 4096;
const MOST_ITERATIONS = 10_000_000;
const HEADER = "n,,";

interface Exchange {
  readonly firstBare: string;
  readonly nonce: string;
  /** What the server must show in the end; undefined until it is due. */
  expected: string | undefined;
}

/** The option `authenticator` for SCRAM-SHA-256. It may be used for several connections, one after the other. */
export function scramSha256(options: ScramOptions): Authenticator {
  const { username, password, leastIterations = LEAST_ITERATIONS, mostIterations = MOST_ITERATIONS } = options;
  const { nonce: createNonce = randomNonce } = options;
  let exchange: Exchange | undefined;
  return {
    method: "SCRAM-SHA-256",
    begin() {
      const nonce = createNonce();
      const firstBare = `n=${escaped(username.normalize("NFKC"))},r=${nonce}`;
      exchange = { firstBare, nonce, expected: undefined };
      return bytesOf(`${HEADER}${firstBare}`);
    },
    async answer(data) {
      if (exchange === undefined || exchange.expected !== undefined) throw new Error("the server asks once too often");
      const first = textOf(data);
      const { nonce, salt, iterations } = readServerFirst(first);
      if (!nonce.startsWith(exchange.nonce) || nonce === exchange.nonce)
        throw new Error("the server's nonce does not continue ours");
      if (iterations < leastIterations || iterations > mostIterations)
        throw new Error(
          `the server asks for ${iterations} iterations: from ${leastIterations} to ${mostIterations} are taken`,
        );
      const withoutProof = `c=${toBase64(bytesOf(HEADER))},r=${nonce}`;
      const message = bytesOf(`${exchange.firstBare},${first},${withoutProof}`);
      const salted = await saltedPassword(password.normalize("NFKC"), salt, iterations);
      const clientKey = await hmac(salted, bytesOf("Client Key"));
      const signature = await hmac(await sha256(clientKey), message);
      exchange.expected = toBase64(await hmac(await hmac(salted, bytesOf("Server Key")), message));
      return bytesOf(`${withoutProof},p=${toBase64(clientKey.map((byte, index) => byte ^ (signature[index] ?? 0)))}`);
    },
    finish(data) {
      const expected = exchange?.expected;
      exchange = undefined;
      const found = attributesOf(textOf(data)).get("v");
      if (expected === undefined || found !== expected)
        throw new Error("the server did not prove that it knows the password");
    },
  };
}

function readServerFirst(text: string): {
  readonly nonce: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly iterations: number;
} {
  const attributes = attributesOf(text);
  const [nonce, salt, iterations] = ["r", "s", "i"].map((name) => attributes.get(name));
  // What we must understand, and do not. (RFC 5802 §5.1)
  if (attributes.has("m")) throw new Error("the server asks for an extension of SCRAM that is not known here");
  if (nonce === undefined || salt === undefined || !/^[1-9]\d{0,9}$/.test(iterations ?? ""))
    throw new Error("the server's first message is no message of SCRAM");
  return { nonce, salt: fromBase64(salt), iterations: Number(iterations) };
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(",").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
}

async function saltedPassword(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", bytesOf(password), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256),
  );
}

async function hmac(key: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function escaped(name: string): string {
  return name.replaceAll("=", "=3D").replaceAll(",", "=2C");
}

function randomNonce(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(24)));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function textOf(data: Uint8Array | undefined): string {
  return new TextDecoder().decode(data ?? new Uint8Array(0));
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
