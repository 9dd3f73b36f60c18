// The parts of security together: which way a client comes in, what it may do then, and what is told of it.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { createVirtualClock } from "../clock.ts";
import {
  type ClientQuestion,
  createBroker,
  createSecurity,
  eventLine,
  hashPassword,
  passwordFileText,
  type SecurityEvent,
  type SecuritySettings,
  SecuritySettingsError,
} from "../index.ts";
import { connectAs, type WireClient, wireTo } from "../wire-client.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-security-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const SECRET = "a secret of thirty-two bytes, or more";
const PASSWORD = "correct horse battery staple";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

beforeAll(async () => {
  const users = new Map([
    ["alice", await hashPassword(utf8(PASSWORD))],
    ["dora", await hashPassword(utf8("dots.in.it"))],
  ]);
  writeFileSync(path("passwords"), passwordFileText(users));
  writeFileSync(path("secret"), SECRET);
  writeFileSync(path("scram"), "");
  writeFileSync(path("access"), "topic read news\nuser alice\ntopic home/#\npattern own/%c/#\n");
});

const JWT = { keys: { secretFile: path("secret") }, issuer: "i", audience: "a" };

async function token(sub = "bob"): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  return await new SignJWT({ iss: "i", aud: "a", sub, exp }).setProtectedHeader({ alg: "HS256" }).sign(utf8(SECRET));
}

async function start(settings: SecuritySettings) {
  const events: SecurityEvent[] = [];
  const security = createSecurity({ slowdown: false, ...settings }, { log: (event) => events.push(event) });
  const broker = await createBroker({ ...security.options, decide: security.decide });
  return { port: broker.port, events, security, [Symbol.asyncDispose]: () => broker.close() };
}

type Draft = Parameters<typeof connectAs>[1];

async function codeFor(port: number, draft: Draft): Promise<unknown> {
  using wire = await wireTo(port);
  return codeOf(await wire.ask(connectAs("5.0", draft)));
}

const codeOf = (packet: Packet | undefined): unknown => packet && "reasonCode" in packet && packet.reasonCode;

async function publish(wire: WireClient, topicName: string): Promise<unknown> {
  const message = { topicName, payload: new Uint8Array(), retain: false, properties: {} } as const;
  return codeOf(await wire.ask({ type: "PUBLISH", qos: 1, dup: false, packetId: 1, ...message }));
}

describe("the way in", () => {
  const bad = { userName: "alice", password: "wrong" };
  const good = { userName: "alice", password: PASSWORD };
  const dots = { userName: "dora", password: "dots.in.it" };

  test.each([
    ["a password", { passwordFile: path("passwords") }, good, 0x00],
    ["a wrong password", { passwordFile: path("passwords") }, bad, 0x86],
    ["a password, where there is none to be had", { anonymous: true }, good, 0x87],
    ["nothing", { passwordFile: path("passwords") }, {}, 0x87],
    ["nothing, where that is enough", { passwordFile: path("passwords"), anonymous: true }, {}, 0x00],
    ["a name that is not proved, where nothing is enough", { anonymous: true }, { userName: "alice" }, 0x87],
    ["a wrong password, where nothing is enough", { passwordFile: path("passwords"), anonymous: true }, bad, 0x86],
    ["a password, where tokens are taken too", { passwordFile: path("passwords"), jwt: JWT }, good, 0x00],
    ["a password with dots, where tokens are taken too", { passwordFile: path("passwords"), jwt: JWT }, dots, 0x00],
    ["a password, where tokens alone are taken", { jwt: JWT }, good, 0x86],
    ["an unknown method", { jwt: JWT }, { method: "SCRAM-SHA-256", data: "n,,n=a,r=b" }, 0x8c],
    ["an unknown method", { scramFile: path("scram") }, { method: "OAUTHBEARER", data: "n,," }, 0x8c],
    ["no certificate, where that is the way", { certificate: "commonName" }, good, 0x87],
  ] as const)("by %s", async (_, settings: SecuritySettings, draft: Draft, reasonCode) => {
    await using one = await start(settings);
    expect(await codeFor(one.port, draft)).toBe(reasonCode);
  });

  test("by a token, beside passwords", async () => {
    await using one = await start({ passwordFile: path("passwords"), jwt: JWT });
    expect(await codeFor(one.port, { userName: "alice", password: await token() })).toBe(0x00);
    expect(one.events).toMatchObject([{ kind: "accepted", userName: "bob", method: "token" }]);
  });

  test("by a certificate, whatever name is claimed beside it", async () => {
    const names = { dnsNames: [], emails: [], uris: [], fingerprint: "" };
    const { decide } = createSecurity({ certificate: "commonName" });
    const ask = (commonNames: readonly string[]) =>
      decide(
        question({
          userName: "root",
          peer: { address: undefined, port: undefined, certificate: { commonNames, ...names } },
        }),
      );
    expect(await ask(["alice"])).toEqual({ kind: "accept", userName: "alice" });
    expect(await ask(["alice", "root"])).toEqual({ kind: "refuse", reasonCode: 0x87 });
  });

  test("is refused where it is none: settings that let nobody in", () => {
    expect(() => createSecurity({})).toThrow("let nobody in: give one of passwordFile, jwt, scramFile");
    expect(() => createSecurity({ anonymous: false })).toThrow(SecuritySettingsError);
  });

  test.each(["passwordFile", "scramFile", "accessFile"])("is told of a file that is missing: %s", (setting) => {
    expect(() => createSecurity({ anonymous: true, [setting]: path("missing") })).toThrow(
      `${path("missing")} cannot be read (ENOENT)`,
    );
  });
});

describe("a client that is in", () => {
  test("may do what the rules of its proved name say", async () => {
    await using one = await start({ passwordFile: path("passwords"), jwt: JWT, accessFile: path("access") });
    using alice = await wireTo(one.port);
    await alice.ask(connectAs("5.0", { clientId: "a1", userName: "alice", password: PASSWORD }));
    using bob = await wireTo(one.port);
    // It calls itself alice, and its token says bob.
    await bob.ask(connectAs("5.0", { clientId: "b1", userName: "alice", password: await token() }));
    expect([await publish(alice, "home/x"), await publish(bob, "home/x")]).toEqual([0x10, 0x87]);
    expect([await publish(alice, "own/a1/x"), await publish(alice, "own/b1/x")]).toEqual([0x10, 0x87]);
  });

  test("has a Client Identifier of its user, or is refused with 0x85 [5.0/MQTT-3.1.3-8]", async () => {
    await using one = await start({ passwordFile: path("passwords"), clientIds: { everybody: ["%u", "%u-*"] } });
    const credentials = { userName: "alice", password: PASSWORD };
    expect(await codeFor(one.port, { ...credentials, clientId: "alice-1" })).toBe(0x00);
    expect(await codeFor(one.port, { ...credentials, clientId: "bob-1" })).toBe(0x85);
    expect(one.events).toMatchObject([
      { kind: "accepted" },
      { kind: "refused", why: expect.stringContaining("Identifier") },
    ]);
    using older = await wireTo(one.port, "3.1.1");
    const answer = await older.ask(connectAs("3.1.1", { ...credentials, clientId: "bob-1" }));
    expect(answer).toMatchObject({ type: "CONNACK", returnCode: 2 });
  });
});

describe("files that are read again", () => {
  test("hold at once for passwords and rules; one that is broken changes nothing", async () => {
    const [passwordFile, accessFile] = [path("changing-passwords"), path("changing-access")];
    const save = async (password: string): Promise<void> =>
      writeFileSync(passwordFile, passwordFileText(new Map([["alice", await hashPassword(utf8(password))]])));
    await save("one");
    writeFileSync(accessFile, "user alice\ntopic a");
    await using one = await start({ passwordFile, accessFile });
    using wire = await wireTo(one.port);
    await wire.ask(connectAs("5.0", { userName: "alice", password: "one" }));
    expect([await publish(wire, "a"), await publish(wire, "b")]).toEqual([0x10, 0x87]);
    await save("two");
    writeFileSync(accessFile, "user alice\ntopic b");
    one.security.reload();
    expect([await publish(wire, "a"), await publish(wire, "b")]).toEqual([0x87, 0x10]);
    expect(await codeFor(one.port, { clientId: "2", userName: "alice", password: "one" })).toBe(0x86);
    writeFileSync(passwordFile, "alice:plain");
    writeFileSync(accessFile, "user alice\ntopic c");
    expect(() => one.security.reload()).toThrow(`${passwordFile}, line 1: its password is not hashed`);
    expect([await publish(wire, "b"), await publish(wire, "c")]).toEqual([0x10, 0x87]);
    await save("three");
    writeFileSync(accessFile, "tpic c");
    expect(() => one.security.reload()).toThrow(`${accessFile}, line 1: there is no "tpic"`);
    expect(await codeFor(one.port, { clientId: "2", userName: "alice", password: "two" })).toBe(0x00);
  });
});

function question(more: Partial<ClientQuestion>): ClientQuestion {
  const peer = { address: "192.0.2.1", port: 50_000, certificate: undefined };
  const plain = { authenticationMethod: undefined, authenticationData: undefined, isAgain: false };
  return { clientId: "c", userName: undefined, password: undefined, peer, ...plain, ...more };
}

describe("who guesses", () => {
  test("waits for its answer, good or bad, and others do not", async () => {
    const clock = createVirtualClock();
    const { decide } = createSecurity({ jwt: JWT, slowdown: { free: 1, firstMs: 1000 } }, { clock });
    const guess = (): Promise<unknown> => decide(question({ userName: "alice", password: utf8("guess") }));
    await guess();
    const [second, good] = [guess(), decide(question({ password: utf8(await token()) }))];
    expect(clock.nextAtMs()).toBe(1000);
    clock.advance(999);
    expect(await Promise.race([second, good, "nobody yet"])).toBe("nobody yet");
    const other = { address: "192.0.2.2", port: 50_000, certificate: undefined };
    expect(await decide(question({ password: utf8(await token()), peer: other }))).toMatchObject({ kind: "accept" });
    clock.advance(1001);
    expect(await second).toEqual({ kind: "refuse", reasonCode: 0x86 });
    expect(await good).toMatchObject({ kind: "accept" });
  });
});

test("who is right never waits, however often it comes", async () => {
  const { decide } = createSecurity({ jwt: JWT, slowdown: { free: 1 } }, { clock: createVirtualClock() });
  const password = utf8(await token());
  for (let i = 0; i < 5; i++) expect(await decide(question({ password }))).toMatchObject({ kind: "accept" });
});

describe("a log", () => {
  test("never holds a secret, whichever way somebody tries to come in", async () => {
    const everything = { passwordFile: path("passwords"), jwt: JWT, scramFile: path("scram"), anonymous: true };
    await using one = await start(everything);
    const [good, stolen] = [await token(), await token("carol")];
    const secrets = [
      PASSWORD,
      "hunter2",
      good,
      stolen,
      stolen.slice(0, 60),
      good.split(".")[2] ?? "",
      stolen.split(".")[2] ?? "",
      SECRET,
    ];
    const drafts: readonly Draft[] = [
      { userName: "alice", password: PASSWORD },
      { userName: "alice", password: "hunter2" },
      { password: good },
      { password: `${good}x` },
      // Some put the token where the name belongs.
      { userName: stolen, password: "hunter2" },
      { userName: "alice", method: "OAUTHBEARER", data: `n,,\x01auth=Bearer ${good}\x01\x01` },
      { userName: "alice", method: "OAUTHBEARER", data: `n,,\x01auth=Bearer ${stolen}x\x01\x01` },
      { userName: "alice", method: "SCRAM-SHA-256", data: "hunter2" },
    ];
    for (const draft of drafts) await codeFor(one.port, draft);
    const lines = one.events.map(eventLine).join("\n");
    expect(one.events.length).toBeGreaterThanOrEqual(drafts.length - 1);
    for (const secret of secrets) expect(lines + JSON.stringify(one.events)).not.toContain(secret);
    expect(lines).toContain('let in: client "c1", user "alice", 127.0.0.1, by password');
    expect(lines).toContain(
      'refused with 0x86: client "c1", user "alice", 127.0.0.1, by password: the user name or the password is wrong',
    );
  });

  test("is one line for each, however a client is called", () => {
    const client = { clientId: "a\nlet in: b", userName: undefined, address: undefined, method: "nothing" };
    expect(eventLine({ kind: "accepted", ...client })).toBe(
      'let in: client "a\\nlet in: b", no user name, no address, by nothing',
    );
  });

  test("does not grow with the name of a client", async () => {
    const events: SecurityEvent[] = [];
    const { decide } = createSecurity({ anonymous: true }, { log: (event) => events.push(event) });
    await decide(question({ clientId: "x".repeat(65_535) }));
    expect(JSON.stringify(events).length).toBeLessThan(300);
  });
});
