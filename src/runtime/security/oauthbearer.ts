// OAUTHBEARER as an Authentication Method: a token in one message, and an error told before the refusal. (RFC 7628, 5.0 §4.12)

import type { ClientQuestion, Peer } from "../peer.ts";
import type { TokenCheck } from "./jwt.ts";
import type { Verdict } from "./verdict.ts";

/** The name of the method. */
export const OAUTHBEARER = "OAUTHBEARER";

/** What a client says first. */
interface Bearer {
  /** Whom it wants to be; a token may be good for that user alone. */
  readonly userName: string | undefined;
  readonly token: string;
}

/** Makes the server's side of the method. */
export function oauthBearer(check: TokenCheck): (question: ClientQuestion) => Promise<Verdict> {
  /** Who has been told of an error, and has to answer it. */
  const failed = new WeakMap<Peer, string>();

  function fail(peer: Peer, status: "invalid_token" | "invalid_request", why: string): Verdict {
    failed.set(peer, why);
    return { kind: "continue", authenticationData: new TextEncoder().encode(JSON.stringify({ status })), why };
  }

  return async ({ authenticationData, peer }) => {
    const before = failed.get(peer);
    // Whatever it answers, it has failed. (RFC 7628 §3.2.3)
    if (before !== undefined) {
      failed.delete(peer);
      return { kind: "refused", reasonCode: 0x87, why: before };
    }
    const bearer = authenticationData && readBearer(authenticationData);
    if (bearer === undefined) return fail(peer, "invalid_request", "it is no message of OAUTHBEARER");
    const verdict = await check(bearer.token);
    // The keys may be there again later: that is no fault of the token.
    if (verdict.kind === "refused")
      return verdict.reasonCode === 0x88 ? verdict : fail(peer, "invalid_token", verdict.why);
    if (verdict.kind === "known" && bearer.userName !== undefined && bearer.userName !== verdict.userName)
      return fail(peer, "invalid_token", "the token is another user's");
    return verdict;
  };
}

// n,a=user@example.com,^Ahost=server.example.com^Aport=143^Aauth=Bearer ...^A^A, where ^A is U+0001 (RFC 7628 §3.1)
const SEPARATOR = "\u0001";
/** No channel binding: TLS ends where the broker does not see it, and clients have none. */
const HEADER = /^[ny],(?:a=((?:=2C|=3D|[^,=\0])+))?,$/;
const PAIR = /^([A-Za-z]+)=([\t\n\r -~]*)$/;
const AUTH = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Reads the first message of a client; undefined where it is none, or one that we do not take. */
export function readBearer(message: Uint8Array): Bearer | undefined {
  const [header = "", ...rest] = (textOf(message) ?? "").split(SEPARATOR);
  const [, authzid] = HEADER.exec(header) ?? [];
  const pairs = rest.slice(0, -2).map((pair) => PAIR.exec(pair));
  const isWhole = HEADER.test(header) && rest.slice(-2).join() === "," && !pairs.includes(null);
  const auths = pairs.filter((pair) => pair?.[1] === "auth");
  const [, token] = AUTH.exec(auths[0]?.[2] ?? "") ?? [];
  if (!isWhole || auths.length !== 1 || token === undefined) return undefined;
  return { userName: authzid?.replaceAll("=2C", ",").replaceAll("=3D", "="), token };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
