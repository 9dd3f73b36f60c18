// Tokens, good ones and bad ones, through a real socket: what the client is told, and what the log is.

import { createHmac, generateKeyPairSync, type KeyObject } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, type JWTPayload, SignJWT } from "jose";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import type { AccessRule } from "../../models/index.ts";
import {
  createBroker,
  createSecurity,
  type JwtSettings,
  type KeySettings,
  type SecurityEvent,
  type SecuritySettings,
} from "../index.ts";
import { connectAs, type WireClient, wireTo } from "../wire-client.ts";
import { createTokenCheck } from "./jwt.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-tokens-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
const jwk = { ...(await exportJWK(rsa.publicKey)), kid: "one", alg: "RS256" };
const SECRET = "a secret of thirty-two bytes, or more";
const PUBLIC = { publicKeyFile: file("public.pem", pem) };
const KEY_SET = { jwksFile: file("jwks.json", JSON.stringify({ keys: [jwk] })) };
const HMAC = { secretFile: file("secret", `${SECRET}\n`) };

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

interface TokenDraft {
  readonly claims?: JWTPayload;
  readonly header?: { readonly alg: string; readonly kid?: string };
  readonly key?: KeyObject | Uint8Array;
}

/** A token of alice that is good for five minutes, unless told. */
async function token({ claims, header = { alg: "RS256", kid: "one" }, key = rsa.privateKey }: TokenDraft = {}) {
  const exp = nowSeconds() + 300;
  return await new SignJWT({ iss: "https://issuer", aud: "broker", sub: "alice", exp, ...claims })
    .setProtectedHeader(header)
    .sign(key);
}

function forged(header: object, claims: object, sign: (text: string) => string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${sign(text)}`;
}

const GOOD = { iss: "https://issuer", aud: "broker", sub: "alice", exp: nowSeconds() + 300 };

async function start(keys: KeySettings, jwt: Partial<JwtSettings> = {}, more: Partial<SecuritySettings> = {}) {
  const events: SecurityEvent[] = [];
  const settings = {
    jwt: { keys, issuer: "https://issuer", audience: "broker", ...jwt },
    slowdown: false,
    ...more,
  } as const;
  const security = createSecurity(settings, { log: (event) => events.push(event) });
  const broker = await createBroker({ ...security.options, decide: security.decide });
  return { broker, events, [Symbol.asyncDispose]: () => broker.close() };
}

/** What a client is told that shows this token as its password. */
async function answer(port: number, password: string | Uint8Array, version: "3.1.1" | "5.0" = "5.0") {
  using wire = await wireTo(port, version);
  const packet = await wire.ask(connectAs(version, { userName: "whoever", password }));
  return codeOf(packet);
}

function codeOf(packet: Packet | undefined): unknown {
  if (packet === undefined) return "closed";
  return "reasonCode" in packet ? packet.reasonCode : "returnCode" in packet ? packet.returnCode : packet.type;
}

describe("a token as the password", () => {
  test.each([
    ["a public key", PUBLIC, {}],
    ["a key set", KEY_SET, {}],
    ["a secret", HMAC, { header: { alg: "HS256" }, key: new TextEncoder().encode(SECRET) }],
    [
      "a curve",
      { publicKeyFile: file("ec.pem", ec.publicKey.export({ type: "spki", format: "pem" }).toString()) },
      { header: { alg: "ES256" }, key: ec.privateKey },
    ],
  ])("that %s verifies lets its user in, in both versions", async (_, keys: KeySettings, draft: TokenDraft) => {
    await using one = await start(keys);
    const good = await token(draft);
    expect(await answer(one.broker.port, good)).toBe(0x00);
    expect(await answer(one.broker.port, good, "3.1.1")).toBe(0);
    expect(one.events).toMatchObject([
      { kind: "accepted", userName: "alice", method: "token" },
      { kind: "accepted", userName: "alice", method: "token" },
    ]);
  });

  const hs = (text: string): string => createHmac("sha256", pem).update(text).digest("base64url");
  const bad: readonly (readonly [string, () => string | Promise<string>, number, number, string])[] = [
    ["expired", () => token({ claims: { exp: nowSeconds() - 31 } }), 0x87, 5, "the token has expired"],
    ["not valid yet", () => token({ claims: { nbf: nowSeconds() + 90 } }), 0x87, 5, "the token is not valid yet"],
    ["without an end", () => token({ claims: { exp: undefined as never } }), 0x87, 5, "claim exp"],
    ["of another issuer", () => token({ claims: { iss: "https://evil" } }), 0x87, 5, "claim iss"],
    ["for somebody else", () => token({ claims: { aud: "shop" } }), 0x87, 5, "claim aud"],
    ["of nobody", () => token({ claims: { sub: "" } }), 0x87, 5, "names no user"],
    ["with a wrong signature", () => token({ key: other.privateKey }), 0x86, 4, "signature is wrong"],
    ["cut short", async () => (await token()).slice(0, -3), 0x86, 4, "signature is wrong"],
    ["with alg none", () => forged({ alg: "none" }, GOOD, () => ""), 0x86, 4, "algorithm is not allowed"],
    ["with alg None and a signature", () => forged({ alg: "None" }, GOOD, hs), 0x86, 4, "algorithm is not allowed"],
    [
      "signed with the public key as a secret",
      () => forged({ alg: "HS256" }, GOOD, hs),
      0x86,
      4,
      "algorithm is not allowed",
    ],
    ["that is garbage", () => "garbage", 0x86, 4, "it is no token"],
    ["that is garbage in three parts", () => "a.b.c", 0x86, 4, "it is no token"],
    ["that is empty", () => "", 0x86, 4, "it is no token"],
    ["as long as a password can be", () => `a.b.${"c".repeat(65_531)}`, 0x86, 4, "the token is too long"],
  ];

  test.each(bad)("%s is refused, and the log says why, and not what", async (_, make, reasonCode, returnCode, why) => {
    await using one = await start(PUBLIC);
    const wrong = await make();
    expect(await answer(one.broker.port, wrong)).toBe(reasonCode);
    expect(await answer(one.broker.port, wrong, "3.1.1")).toBe(returnCode);
    expect(one.events).toHaveLength(2);
    for (const event of one.events)
      expect(event).toMatchObject({
        kind: "refused",
        reasonCode,
        why: expect.stringContaining(why),
        userName: "whoever",
      });
  });

  test("of an unknown key id is refused, and so is a key that signs for an HMAC", async () => {
    await using one = await start(KEY_SET);
    expect(await answer(one.broker.port, await token({ header: { alg: "RS256", kid: "two" } }))).toBe(0x86);
    expect(await answer(one.broker.port, forged({ alg: "HS256", kid: "one" }, GOOD, hs))).toBe(0x86);
    expect(one.events).toMatchObject([
      { why: "no key is that of the token" },
      { why: "the token's algorithm is not allowed" },
    ]);
  });

  test("of a megabyte is not looked at", async () => {
    const check = createTokenCheck({ keys: PUBLIC, issuer: "i", audience: "a" });
    expect(await check(`a.${"b".repeat(1_000_000)}.c`)).toEqual({
      kind: "refused",
      reasonCode: 0x86,
      why: "the token is too long",
    });
  });

  test("may be wrong by the skew of clocks, and holds as long as it says", async () => {
    const atMs = 1_000_000_000_000;
    const check = createTokenCheck(
      { keys: PUBLIC, issuer: "https://issuer", audience: "broker" },
      { nowMs: () => atMs },
    );
    const at = (seconds: number): number => atMs / 1000 + seconds;
    expect(await check(await token({ claims: { exp: at(-29), nbf: at(29) } }))).toMatchObject({
      kind: "known",
      forMs: 1000,
    });
    expect(await check(await token({ claims: { exp: at(60) } }))).toMatchObject({ kind: "known", forMs: 90_000 });
    expect(await check(await token({ claims: { exp: at(-31) } }))).toMatchObject({ why: "the token has expired" });
  });

  test("ends the connection when it ends", async () => {
    await using one = await start(PUBLIC, { clockSkewSeconds: 0 });
    using wire = await wireTo(one.broker.port);
    const exp = nowSeconds() + 2;
    expect(codeOf(await wire.ask(connectAs("5.0", { password: await token({ claims: { exp } }) })))).toBe(0x00);
    expect(await wire.next()).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
    expect(nowSeconds()).toBeGreaterThanOrEqual(exp);
  });
});

describe("what a token permits", () => {
  async function publishes(wire: WireClient, topicName: string): Promise<unknown> {
    const message = { topicName, payload: new Uint8Array(), retain: false, properties: {} } as const;
    return codeOf(await wire.ask({ type: "PUBLISH", qos: 1, dup: false, packetId: 1, ...message }));
  }
  async function subscribes(wire: WireClient, topicFilter: string): Promise<unknown> {
    const options = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
    const suback = await wire.ask({
      type: "SUBSCRIBE",
      packetId: 2,
      subscriptions: [{ topicFilter, ...options }],
      properties: {},
    });
    return suback?.type === "SUBACK" && "reasonCodes" in suback ? suback.reasonCodes[0] : suback;
  }
  const NONE = 0x10;
  const MADE: readonly AccessRule[] = [
    { effect: "allow", action: "publish", topicFilter: "a/#" },
    { effect: "allow", action: "subscribe", topicFilter: "b/+" },
  ];

  test.each([
    ["a scope", { scope: "openid publish:a/# subscribe:b/+ publish:bad# admin:#" }, "scope"],
    ["a list of scopes", { scp: ["publish:a/#", "subscribe:b/+"] }, "scope"],
    ["a claim with rules", { acl: ["write a/#", "read b/+", "deny a/secret"] }, { claim: "acl" }],
    ["what somebody makes of it", { level: 3 }, () => MADE],
  ] as const)("by %s", async (_, claims: JWTPayload, permissions) => {
    await using one = await start(PUBLIC, { permissions });
    using wire = await wireTo(one.broker.port);
    await wire.ask(connectAs("5.0", { password: await token({ claims }) }));
    expect(await publishes(wire, "a/x")).toBe(NONE);
    expect(await publishes(wire, "b/x")).toBe(0x87);
    expect(await subscribes(wire, "b/x")).toBe(0x00);
    expect(await subscribes(wire, "b/#")).toBe(0x87);
    expect(await subscribes(wire, "a/x")).toBe(0x87);
  });

  test.each([
    ["says nothing of the kind", {}],
    ["has a rule that cannot be read", { acl: ["readwrite #", "dney secret/#"] }],
    ["has no list", { acl: { readwrite: "#" } }],
  ])("is nothing where it %s", async (_, claims: JWTPayload) => {
    await using one = await start(PUBLIC, { permissions: { claim: "acl" } });
    using wire = await wireTo(one.broker.port);
    await wire.ask(connectAs("5.0", { password: await token({ claims }) }));
    expect(await publishes(wire, "a")).toBe(0x87);
  });
});

describe("keys at a url", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  /** A server of keys: what it answers may be changed. */
  async function keyServer(first: unknown) {
    const me = { answer: first as unknown, status: 200, fetches: 0, url: "" };
    const server = createServer((_, response) => {
      me.fetches++;
      // Undefined is no answer at all.
      if (me.answer !== undefined) response.writeHead(me.status).end(JSON.stringify(me.answer));
    });
    servers.push(server);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    me.url = `http://user:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}/keys?token=hunter2`;
    return me;
  }

  // fetch takes no user name in a url.
  const plain = (url: string): string => url.replace("user:hunter2@", "");

  test("verify; they are fetched once, and an unknown key id fetches them again when that is due", async () => {
    const server = await keyServer({ keys: [jwk] });
    await using one = await start({ jwksUrl: plain(server.url) });
    for (let i = 0; i < 3; i++) expect(await answer(one.broker.port, await token())).toBe(0x00);
    expect(await answer(one.broker.port, await token({ header: { alg: "RS256", kid: "two" } }))).toBe(0x86);
    expect(server.fetches).toBe(1);
    await using eager = await start({ jwksUrl: plain(server.url), cooldownMs: 0 });
    await answer(eager.broker.port, await token());
    server.answer = { keys: [jwk, { ...(await exportJWK(other.publicKey)), kid: "two", alg: "RS256" }] };
    const second = await token({ header: { alg: "RS256", kid: "two" }, key: other.privateKey });
    expect(await answer(eager.broker.port, second)).toBe(0x00);
    expect(server.fetches).toBe(3);
  });

  test.each([
    ["nobody is there", async () => "http://127.0.0.1:1/keys", "the connection failed|ECONNREFUSED|bad port"],
    ["the server hangs", async () => plain((await keyServer(undefined)).url), "it took too long"],
    ["it is no key set", async () => plain((await keyServer({ no: "keys" })).url), "JSON Web Key Set"],
  ])("are not to be had where %s: 0x88, one line, and the broker goes on", async (_, place, why) => {
    await using one = await start({ jwksUrl: await place(), timeoutMs: 50 });
    const good = await token();
    const both = await Promise.all([answer(one.broker.port, good), answer(one.broker.port, good, "3.1.1")]);
    expect(both).toEqual([0x88, 3]);
    expect(one.events.filter(({ kind }) => kind === "keys unavailable")).toEqual([
      { kind: "keys unavailable", why: expect.stringMatching(why) },
    ]);
    expect(one.events.filter(({ kind }) => kind === "refused")).toHaveLength(2);
    expect(JSON.stringify(one.events)).not.toContain("hunter2");
  });

  test("hold on where they were had once and the server fails", async () => {
    const server = await keyServer({ keys: [jwk] });
    await using one = await start({ jwksUrl: plain(server.url), maximumAgeMs: 0 });
    expect(await answer(one.broker.port, await token())).toBe(0x00);
    server.status = 500;
    expect(await answer(one.broker.port, await token())).toBe(0x00);
    expect(await answer(one.broker.port, await token({ header: { alg: "RS256", kid: "two" } }))).toBe(0x88);
    expect(one.events.map(({ kind }) => kind)).toEqual(["accepted", "keys unavailable", "accepted", "refused"]);
    expect(server.fetches).toBe(2);
  });

  test.each(["http://example.com/keys", "ftp://localhost/", "keys.json", "http://127.0.0.1.evil.example/keys"])(
    "are not fetched from %s",
    (jwksUrl) => {
      expect(() => createTokenCheck({ keys: { jwksUrl }, issuer: "i", audience: "a" })).toThrow(
        `jwksUrl is ${JSON.stringify(jwksUrl)}: write an https:// url`,
      );
    },
  );
});

describe("settings of tokens", () => {
  const privatePem = rsa.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  test.each([
    ["private.pem holds a private key", { keys: { publicKeyFile: file("private.pem", privatePem) } }],
    ["nothing.pem holds no public key", { keys: { publicKeyFile: file("nothing.pem", "nothing") } }],
    ["public.pem holds PEM and no secret", { keys: { secretFile: PUBLIC.publicKeyFile } }],
    ["short is too short for a secret: write at least 32 bytes", { keys: { secretFile: file("short", "short") } }],
    ["no.json is no JSON Web Key Set", { keys: { jwksFile: file("no.json", "{}") } }],
    ["missing cannot be read (ENOENT)", { keys: { jwksFile: join(folder, "missing") } }],
    ['algorithms has "HS256": of these keys it may have RS256', { keys: PUBLIC, algorithms: ["RS256", "HS256"] }],
    ['algorithms has "none": of these keys it may have HS256', { keys: HMAC, algorithms: ["none"] }],
    ["algorithms is empty", { keys: HMAC, algorithms: [] }],
  ])("that are wrong are told of in one line: %s", (words, settings: Pick<JwtSettings, "keys" | "algorithms">) => {
    const create = () => createTokenCheck({ issuer: "i", audience: "a", ...settings });
    expect(create).toThrow(words);
    expect(create).toThrow(/^[^\n]+$/);
  });
});
