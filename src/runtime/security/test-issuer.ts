// For tests: an issuer of tokens. Its keys and its token endpoint are behind one small HTTP server, which can be made to fail.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** What a token says beside its issuer and its audience. */
interface TokenDraft {
  readonly sub: string;
  readonly scope?: string;
  readonly lifetimeMs?: number;
}

/** An issuer that runs. */
export interface TestIssuer extends AsyncDisposable {
  /** Of the tokens. */
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  readonly tokenEndpoint: string;
  token(draft: TokenDraft): Promise<string>;
  /** Answers 503 from now on, or no more. */
  fail(isDown: boolean): void;
}

/** The client that the token endpoint knows. */
export const CREDENTIALS = { clientId: "lamp", clientSecret: "open sesame" } as const;

const AUDIENCE = "broker";
const LIFETIME_MS = 60_000;

/** Starts one on this machine. */
export async function startIssuer(): Promise<TestIssuer> {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" }] };
  const expected = `Basic ${btoa("lamp:open+sesame")}`;
  let isDown = false;
  const server = createServer(async (request, response) => {
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (isDown) return say(503, {});
    if (request.url === "/keys") return say(200, jwks);
    if (request.headers.authorization !== expected) return say(401, { error: "invalid_client" });
    return say(200, { access_token: await token({ sub: CREDENTIALS.clientId }), expires_in: LIFETIME_MS / 1000 });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function token({ lifetimeMs = LIFETIME_MS, ...claims }: TokenDraft): Promise<string> {
    const exp = Math.floor((Date.now() + lifetimeMs) / 1000);
    const jwt = new SignJWT({ ...claims, iss: issuer, aud: AUDIENCE, exp });
    return await jwt.setProtectedHeader({ alg: "ES256", kid: "k1" }).sign(privateKey);
  }

  return {
    issuer,
    audience: AUDIENCE,
    jwksUrl: `${issuer}/keys`,
    tokenEndpoint: `${issuer}/token`,
    token,
    fail: (isNowDown) => {
      isDown = isNowDown;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
