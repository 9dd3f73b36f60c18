// Who is let in by `touchstone broker`, by which way, what they may do then, and what the log says of it: over real sockets.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectAsync, oauthBearer, scramSha256 } from "../../runtime/client/index.ts";
import { createBroker, hashPassword, passwordFileText, scramLine } from "../../runtime/index.ts";
import { LOG_LEVELS } from "../../runtime/operation/index.ts";
import { CREDENTIALS, startIssuer, type TestIssuer } from "../../runtime/security/test-issuer.ts";
import { type Identity, selfSigned } from "../../runtime/transports/self-signed.ts";
import { connectAs, wireTo } from "../../runtime/wire-client.ts";
import { type RunningCommand, startBroker } from "../run-broker.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-command-security-"));
const PASSWORD = "correct-horse";
const WRONG = "battery-staple";
let issuer: TestIssuer;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function passwords(name: string, password: string): Promise<string> {
  const hash = await hashPassword(new TextEncoder().encode(password));
  return file(name, passwordFileText(new Map([["ann", hash]])));
}

beforeAll(async () => {
  issuer = await startIssuer();
  await passwords("users", PASSWORD);
  file("scram", `${await scramLine("ann", PASSWORD)}\n`);
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/** What a config file says of the tokens of our issuer. */
function tokens(more: object = {}): object {
  const { jwksUrl, issuer: iss, audience } = issuer;
  return { jwksUrl, issuer: iss, audience, clockSkewSeconds: 0, fetchCooldownMs: 0, ...more };
}

async function start(name: string, security: object, ...words: readonly string[]): Promise<RunningCommand> {
  const config = file(`${name}.json`, JSON.stringify({ security: { slowdown: false, ...security } }));
  return await startBroker(["--config", config, "-p", "0", "--log-level", "info", ...words]);
}

/** What is answered to a CONNECT. */
async function codeFor(broker: RunningCommand, draft: Parameters<typeof connectAs>[1]): Promise<number> {
  using wire = await wireTo(broker.port);
  const packet = await wire.ask(connectAs("5.0", draft));
  expect(packet).toHaveProperty("reasonCode");
  return (packet as { readonly reasonCode: number }).reasonCode;
}

describe("the ways in", { timeout: 60_000 }, () => {
  test("SCRAM-SHA-256 is spoken with our client, and a wrong password is refused [5.0/MQTT-4.12.0-2]", async () => {
    await using broker = await start("scram-way", { scramFile: join(folder, "scram") });
    const by = (password: string) =>
      connectAsync(broker.urls[0] ?? "", { authenticator: scramSha256({ username: "ann", password }) });
    await using client = await by(PASSWORD);
    await client.reauthenticate();
    expect(await client.publish("t", "x", { qos: 1 })).toEqual({ reasonCode: 0x10 });
    await expect(by(WRONG)).rejects.toMatchObject({ reasonCode: 0x87 });
    expect(await broker.told(/ authentication /)).toMatch(
      /info {2}authentication .*method=SCRAM-SHA-256 outcome=refused why=.* reasonCode="0x87 Not authorized"/,
    );
  });

  test("OAUTHBEARER is spoken with our client, which stays by another token [5.0/MQTT-4.12.1-1]", async () => {
    await using broker = await start("bearer-way", { jwt: tokens() });
    const lifetimeMs = 4000;
    let asked = 0;
    const { promise: isThird, resolve } = Promise.withResolvers<void>();
    const source = async () => {
      asked += 1;
      if (asked === 3) resolve();
      return { value: await issuer.token({ sub: "ann", lifetimeMs }), expiresAtMs: Date.now() + lifetimeMs };
    };
    await using client = await connectAsync(broker.urls[0] ?? "", { authenticator: oauthBearer(source) });
    const beganMs = performance.now();
    const ends: unknown[] = [];
    client.on("close", (reason) => ends.push(reason));
    // It asks when half of the time is over: by then the first token is over.
    await isThird;
    expect(performance.now() - beganMs).toBeGreaterThan(lifetimeMs * 0.9);
    await client.reauthenticate();
    expect(await client.publish("t", "x", { qos: 1 })).toEqual({ reasonCode: 0x10 });
    expect(ends).toEqual([]);
  });

  test("a connection by a token ends with it [5.0/MQTT-4.13.2-1]", async () => {
    await using broker = await start("expiring", { jwt: tokens() });
    using wire = await wireTo(broker.port);
    const password = await issuer.token({ sub: "ann", lifetimeMs: 3000 });
    expect(await wire.ask(connectAs("5.0", { userName: "x", password }))).toMatchObject({ reasonCode: 0x00 });
    expect(await wire.next()).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
    expect(await wire.next()).toBeUndefined();
    const late = await issuer.token({ sub: "ann", lifetimeMs: -1000 });
    expect(await codeFor(broker, { userName: "x", password: late })).toBe(0x87);
    expect(await broker.told(/ authentication /)).toMatch(/method=token outcome=refused why="the token has expired"/);
  });

  test("a token of a token endpoint is the password of our client", async () => {
    await using broker = await start("endpoint", { jwt: tokens() });
    const token = { ...CREDENTIALS, tokenEndpoint: issuer.tokenEndpoint };
    await using client = await connectAsync(broker.urls[0] ?? "", { token });
    expect(await client.publish("t", "x", { qos: 1 })).toEqual({ reasonCode: 0x10 });
    expect(await broker.told(/ connected /)).toContain("userName=lamp");
  });

  test("keys that are not to be had are told of, and hold when they come back and go again", async () => {
    await using broker = await start("keys", { jwt: tokens() });
    const password = await issuer.token({ sub: "ann" });
    const draft = { userName: "x", password };
    issuer.fail(true);
    expect(await codeFor(broker, draft)).toBe(0x88);
    expect(await broker.told(/ keys /)).toMatch(/warn {2}keys why="the keys at http:.*\/keys are not to be had: .*"/);
    issuer.fail(false);
    expect(await codeFor(broker, draft)).toBe(0x00);
    issuer.fail(true);
    expect(await codeFor(broker, draft)).toBe(0x00);
    issuer.fail(false);
  });

  test("what a token's scopes do not say is refused, and what access rules deny", async () => {
    const accessFile = file("scoped", "user ann\ntopic readwrite #\ntopic deny home/cellar\n");
    await using broker = await start("scoped", { jwt: tokens({ permissions: "scope" }), accessFile });
    const password = await issuer.token({ sub: "ann", scope: "openid publish:home/#" });
    const client = await mqtt.connectAsync(broker.urls[0] ?? "", { protocolVersion: 5, username: "x", password });
    await client.publishAsync("home/hall", "", { qos: 1 });
    await expect(client.publishAsync("home/cellar", "", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
    await expect(client.publishAsync("garden", "", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
    await client.endAsync();
  });

  test("access rules and Client Identifiers know the user and the client", async () => {
    const accessFile = file("rules", "pattern readwrite home/%u/#\npattern write device/%c/state\n");
    const security = { passwordFile: join(folder, "users"), accessFile, clientIds: { everybody: ["%u-*"] } };
    await using broker = await start("rules", security);
    const options = { protocolVersion: 5, username: "ann", password: PASSWORD, reconnectPeriod: 0 } as const;
    const client = await mqtt.connectAsync(broker.urls[0] ?? "", { ...options, clientId: "ann-1" });
    const heard = new Promise((resolve) => client.once("message", (topic) => resolve(topic)));
    await client.subscribeAsync("home/ann/#");
    await client.publishAsync("home/ann/hall", "", { qos: 1 });
    expect(await heard).toBe("home/ann/hall");
    await client.publishAsync("device/ann-1/state", "", { qos: 1 });
    for (const topic of ["home/bob/hall", "device/ann-2/state"])
      await expect(client.publishAsync(topic, "", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
    await expect(client.subscribeAsync("home/#")).rejects.toThrow();
    await client.endAsync();
    await expect(mqtt.connectAsync(broker.urls[0] ?? "", { ...options, clientId: "bob-1" })).rejects.toMatchObject({
      code: 0x85,
    });
    expect(await broker.told(/ authentication /)).toContain('why="the Client Identifier is not one of this user"');
  });

  test("who shows nothing is let in where that is said, and a name that nobody has proved is not", async () => {
    await using broker = await start("open", { passwordFile: join(folder, "users"), anonymous: true });
    expect(await codeFor(broker, {})).toBe(0x00);
    expect(await codeFor(broker, { userName: "ann" })).toBe(0x87);
    expect(await codeFor(broker, { userName: "ann", password: PASSWORD })).toBe(0x00);
  });

  test("who guesses waits, unless that is turned off", async () => {
    const slowdown = { free: 0, firstMs: 300, mostMs: 300 };
    await using broker = await start("slow", { passwordFile: join(folder, "users"), slowdown });
    const took = async (): Promise<number> => {
      const beganMs = performance.now();
      expect(await codeFor(broker, { userName: "ann", password: WRONG })).toBe(0x86);
      return performance.now() - beganMs;
    };
    await took();
    expect(await took()).toBeGreaterThanOrEqual(290);
  });
});

describe("certificates", { timeout: 60_000 }, () => {
  let [server, alice, stranger, expired]: Identity[] = [];
  beforeAll(async () => {
    const names = [
      { kind: "dns", name: "lamp.example" },
      { kind: "email", name: "alice@example.org" },
      { kind: "uri", name: "urn:alice" },
    ] as const;
    [server, alice, stranger, expired] = await Promise.all([
      selfSigned("server"),
      selfSigned("alice", { names }),
      selfSigned("mallory"),
      selfSigned("old", { isExpired: true }),
    ]);
  });

  /** A broker over TLS that believes `alice`, and whoever signed the one that has expired. */
  async function startTls(name: string, tls: object, security: object): Promise<RunningCommand> {
    const ca = file("authorities", `${alice?.cert}\n${expired?.cert}`);
    const own = { cert: file("server.crt", server?.cert ?? ""), key: file("server.key", server?.key ?? ""), ca };
    const config = { listeners: ["mqtts://127.0.0.1:0"], tls: { ...own, ...tls }, security, log: { level: "info" } };
    return await startBroker(["--config", file(`${name}.json`, JSON.stringify(config))]);
  }

  const shown = (identity: Identity | undefined) => ({
    protocolVersion: 5 as const,
    reconnectPeriod: 0,
    ca: server?.cert ?? "",
    ...(identity && { cert: identity.cert, key: identity.key }),
  });

  test.each([
    ["commonName", "alice"],
    ["dns", "lamp.example"],
    ["email", "alice@example.org"],
    ["uri", "urn:alice"],
  ])("by %s are the user %s, whom the access rules know", async (certificate, user) => {
    const accessFile = file("by-certificate", "pattern write home/%u\npattern write device/%c\n");
    await using broker = await startTls(`by-${certificate}`, {}, { certificate, accessFile });
    const options = { ...shown(alice), username: "root", clientId: "c-7" };
    const client = await mqtt.connectAsync(broker.urls[0] ?? "", options);
    await client.publishAsync(`home/${user}`, "", { qos: 1 });
    await client.publishAsync("device/c-7", "", { qos: 1 });
    await expect(client.publishAsync("home/root", "", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
    await client.endAsync();
    expect(await broker.told(/ connected /)).toContain(`userName=${user} `);
  });

  test("are one way in among others, where they are asked for and not required", async () => {
    const security = { certificate: "commonName", passwordFile: join(folder, "users"), slowdown: false };
    await using broker = await startTls("among-others", { requireCertificate: false }, security);
    const url = broker.urls[0] ?? "";
    const password = { username: "ann", password: PASSWORD };
    for (const options of [
      shown(alice),
      { ...shown(undefined), ...password },
      { ...shown(stranger), ...password },
      { ...shown(expired), ...password },
    ])
      await (await mqtt.connectAsync(url, options)).endAsync();
    // One that is not believed is none.
    for (const identity of [stranger, expired, undefined])
      await expect(mqtt.connectAsync(url, shown(identity))).rejects.toMatchObject({ code: 0x87 });
  });

  test("that are required and bad are told of in a line, and the broker goes on", async () => {
    await using broker = await startTls("required", { requireCertificate: true }, { certificate: "commonName" });
    const url = broker.urls[0] ?? "";
    const lines: string[] = [];
    for (const [identity, why] of [
      [stranger, /nobody in our file of authorities has signed its certificate/],
      [expired, /its certificate has expired/],
      [undefined, /it has shown no certificate/],
    ] as const) {
      await expect(mqtt.connectAsync(url, shown(identity), false)).rejects.toThrow();
      lines.push(await broker.told(why));
    }
    await expect(mqtt.connectAsync(url, { ...shown(alice), ca: stranger?.cert ?? "" }, false)).rejects.toThrow();
    lines.push(await broker.told(/does not believe our certificate|went away during the TLS handshake/));
    const plain = connect(broker.port, "127.0.0.1");
    plain.write("GET / HTTP/1.1\r\n\r\n");
    lines.push(await broker.told(/it does not speak TLS/));
    for (const line of lines) expect(line).toMatch(/info {2}refused address=127\.0\.0\.1:\d+ why=".*"$/);
    const client = await mqtt.connectAsync(url, shown(alice));
    await client.publishAsync("t", "x", { qos: 1 });
    await client.endAsync();
    expect((await broker.end()).code).toBe(0);
  });

  test("of a broker that are bad are not believed by our client, which says why", async () => {
    const elsewhere = await selfSigned("elsewhere", { names: [{ kind: "dns", name: "elsewhere.example" }] });
    const outcome = async (identity: Identity | undefined, ca: Identity | undefined): Promise<string> => {
      const { cert = "", key = "" } = identity ?? {};
      await using broker = await createBroker({ listen: ["mqtts://127.0.0.1:0"], tls: { cert, key } });
      const url = broker.url.replace("127.0.0.1", "localhost");
      const options = { ca: ca?.cert ?? "", reconnectPeriod: 0 };
      const said = await connectAsync(url, options).then(
        (client) => client.end().then(() => "connected"),
        (error: Error) => error.message,
      );
      // Whoever believes it is served all the same.
      await using client = await connectAsync(url, { rejectUnauthorized: false });
      expect(await client.publish("t", "x", { qos: 1 })).toEqual({ reasonCode: 0x10 });
      return said;
    };
    expect(await outcome(server, server)).toBe("connected");
    expect(await outcome(server, stranger)).toMatch(/CONNECT failed: .*self-signed certificate/);
    expect(await outcome(expired, expired)).toMatch(/CONNECT failed: .*certificate has expired/);
    expect(await outcome(elsewhere, elsewhere)).toMatch(
      /CONNECT failed: .*Host: localhost. is not in the cert's altnames/,
    );
  });
});

describe("the log", { timeout: 60_000 }, () => {
  test.each(LOG_LEVELS)("at level %s holds no password, no token and nothing of an exchange", async (level) => {
    const security = { passwordFile: join(folder, "users"), scramFile: join(folder, "scram"), jwt: tokens() };
    await using broker = await start(`log-${level}`, security, "--log-level", level, "--log-format", "json");
    const token = await issuer.token({ sub: "ann" });
    const late = await issuer.token({ sub: "ann", lifetimeMs: -1000 });
    const client = "n,,n=ann,r=nonce-of-the-client";
    const codes = [
      await codeFor(broker, { userName: "ann", password: PASSWORD }),
      await codeFor(broker, { userName: "ann", password: WRONG }),
      await codeFor(broker, { userName: token, password: token, clientId: token }),
      await codeFor(broker, { userName: "ann", password: late }),
      await codeFor(broker, { method: "OAUTHBEARER", data: `n,,\u0001auth=Bearer ${token}\u0001\u0001` }),
      await codeFor(broker, { method: "SCRAM-SHA-256", data: client }),
    ];
    expect(codes).toEqual([0x00, 0x86, 0x00, 0x87, 0x00, 0x18]);
    const { stderr } = await broker.end();
    expect(stderr.includes('"outcome":"refused"')).toBe(level === "info" || level === "debug");
    expect(stderr.includes('"outcome":"let in"')).toBe(level === "debug");
    const salts = (await scramLine("x", "y")).split("$").slice(3);
    expect(salts).toHaveLength(3);
    for (const secret of [PASSWORD, WRONG, token, late, "nonce-of-the-client"]) {
      const raw = Buffer.from(secret);
      for (const form of [secret, raw.toString("hex"), raw.toString("base64"), [...raw].join(",")])
        expect(stderr).not.toContain(form);
    }
  });
});

test("the log says that a connection was one too many", { timeout: 60_000 }, async () => {
  await using broker = await start("crowded", { anonymous: true }, "--max-connections-per-address", "1");
  using first = await wireTo(broker.port);
  await first.ask(connectAs("5.0", {}));
  using second = await wireTo(broker.port);
  expect(await second.next()).toBeUndefined();
  expect(await broker.told(/ refused /)).toMatch(
    /info {2}refused address=127\.0\.0\.1:\d+ why="there are too many connections already, of its address or in all"$/,
  );
});

describe("SIGHUP", { timeout: 60_000 }, () => {
  test("reads the files of security again, names those that changed, and what wants a restart", async () => {
    const passwordFile = await passwords("hup-users", PASSWORD);
    const accessFile = file("hup-access", "user ann\ntopic write a\n");
    const security = { passwordFile, accessFile };
    await using broker = await start("hup", security);
    const client = await mqtt.connectAsync(broker.urls[0] ?? "", {
      protocolVersion: 5,
      username: "ann",
      password: PASSWORD,
    });
    await expect(client.publishAsync("b", "", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
    file("hup-access", "user ann\ntopic write b\n");
    expect(await broker.signalled("SIGHUP", /has changed/)).toContain(
      `info  reload what="${accessFile} has changed, and holds from now on"`,
    );
    await client.publishAsync("b", "", { qos: 1 });
    await passwords("hup-users", WRONG);
    expect(await broker.signalled("SIGHUP", /has changed/)).toContain(passwordFile);
    expect(await codeFor(broker, { userName: "ann", password: WRONG })).toBe(0x00);
    file("hup-access", "topic sing b\n");
    expect(await broker.signalled("SIGHUP", /security stays/)).toMatch(
      /warn {2}reload what="security stays as before: .*hup-access, line 1: /,
    );
    await client.publishAsync("b", "", { qos: 1 });
    file("hup-access", "user ann\ntopic write b\n");
    file("hup.json", JSON.stringify({ security: { ...security, anonymous: true, slowdown: false } }));
    expect(await broker.signalled("SIGHUP", /restart/)).toContain(
      'warn  reload what="security.anonymous stays as before: it changes with a restart of the broker"',
    );
    expect(await codeFor(broker, {})).toBe(0x87);
    await client.endAsync();
    const { code, stderr } = await broker.end();
    expect(code).toBe(0);
    expect([...stderr.matchAll(/what="(\S+) has changed/g)].map(([, name]) => name)).toEqual([
      accessFile,
      passwordFile,
    ]);
  });
});
