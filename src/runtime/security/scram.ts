// SCRAM-SHA-256 as an Authentication Method: both sides prove that they know the password, and neither shows it. (RFC 5802, RFC 7677, 5.0 §4.12)

import { randomBytes, timingSafeEqual } from "node:crypto";
import type { ClientQuestion, Peer } from "../peer.ts";
import { hash, hmac, prepared, type ScramFile, type ScramKeys } from "./scram-file.ts";
import type { Verdict } from "./verdict.ts";

/** The name of the method. */
export const SCRAM_SHA_256 = "SCRAM-SHA-256";

/** What is remembered of a client that has been challenged. */
interface Exchange {
  readonly userName: string;
  /** A user that is not there is challenged as if it were. */
  readonly isThere: boolean;
  readonly keys: ScramKeys;
  readonly nonce: string;
  /** The header in base64, which the client must repeat. */
  readonly binding: string;
  /** Both first messages, which both proofs are about. */
  readonly opening: string;
}

const NONCE_BYTES = 18;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** No channel binding: `p=` is refused, and what is not known. (RFC 5802 §6) */
const FIRST = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([!-+\--~]+)(?:,.*)?)$/s;
const FINAL = /^(c=([A-Za-z0-9+/=]+),r=([!-+\--~]+)(?:,.*)?),p=([A-Za-z0-9+/]+=*)$/s;
const ODD = "it is no message of SCRAM-SHA-256";

/**
 * Makes the server's side of the method. `users` is asked each time, so that the file may be read again; `makeNonce` is
 * chance, for tests.
 */
export function scram(
  users: () => ScramFile,
  makeNonce: () => string = () => randomBytes(NONCE_BYTES).toString("base64"),
): (question: ClientQuestion) => Verdict {
  const exchanges = new WeakMap<Peer, Exchange>();

  function begin(peer: Peer, message: string): Verdict {
    const [, header = "", bare = "", name, clientNonce = ""] = FIRST.exec(message) ?? [];
    const userName = name === undefined ? undefined : readName(name);
    if (userName === undefined) return refused(ODD);
    const [, authzid] = /a=([^,]*)/.exec(header) ?? [];
    if (authzid !== undefined && readName(authzid) !== userName) return refused("nobody may log in as another user");
    const nonce = `${clientNonce}${makeNonce()}`;
    const all = users();
    // Made for everybody: it takes as long whether the user is there or not.
    const fake = nobody(all, userName);
    const keys = all.get(userName) ?? fake;
    const answer = `r=${nonce},s=${keys.salt.toString("base64")},i=${keys.iterations}`;
    const binding = Buffer.from(header).toString("base64");
    const opening = `${bare},${answer}`;
    exchanges.set(peer, { userName, isThere: all.has(userName), keys, nonce, binding, opening });
    return { kind: "continue", authenticationData: Buffer.from(answer) };
  }

  function finish(exchange: Exchange, message: string): Verdict {
    const [, unproved = "", binding, nonce, proof = ""] = FINAL.exec(message) ?? [];
    if (binding !== exchange.binding || nonce !== exchange.nonce) return refused(ODD);
    const { storedKey, serverKey } = exchange.keys;
    const about = `${exchange.opening},${unproved}`;
    const signature = hmac(storedKey, about);
    const given = Buffer.from(proof, "base64");
    if (given.length !== KEY_BYTES) return refused(ODD);
    const clientKey = signature.map((byte, i) => byte ^ (given[i] ?? 0));
    const isProved = timingSafeEqual(hash(clientKey), storedKey);
    if (!isProved || !exchange.isThere) return refused("the user name or the password is wrong");
    const authenticationData = Buffer.from(`v=${hmac(serverKey, about).toString("base64")}`);
    return { kind: "known", userName: exchange.userName, authenticationData };
  }

  return ({ authenticationData, peer }) => {
    const message = Buffer.from(authenticationData ?? []).toString();
    const exchange = exchanges.get(peer);
    exchanges.delete(peer);
    return exchange === undefined ? begin(peer, message) : finish(exchange, message);
  };
}

/** A name as it is sent: `=2C` is a comma, `=3D` an equals sign, and no other `=` may be there. (RFC 5802 §5.1) */
function readName(sent: string): string | undefined {
  if (/=(?!2C|3D)/.test(sent)) return undefined;
  return prepared(sent.replaceAll("=2C", ",").replaceAll("=3D", "="));
}

/**
 * The keys of a user that is not there: a salt that is always the same for that name, so that asking twice tells nothing. It
 * rests on the first keys of the file, which nobody else knows, and changes with them alone.
 */
function nobody(users: ScramFile, userName: string): ScramKeys {
  const [first] = users.values();
  const secret = first?.serverKey ?? EMPTY_FILE;
  const salt = hmac(secret, `salt of ${userName}`).subarray(0, first?.salt.length ?? SALT_BYTES);
  const storedKey = hmac(secret, `key of ${userName}`);
  return { iterations: first?.iterations ?? 4096, salt, storedKey, serverKey: storedKey };
}

const EMPTY_FILE = randomBytes(KEY_BYTES);

function refused(why: string): Verdict {
  return { kind: "refused", reasonCode: 0x87, why };
}
