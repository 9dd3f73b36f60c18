// SCRAM-SHA-256: the example of RFC 7677, the file, and what a client cannot find out.

import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { type ClientQuestion, createBroker, createSecurity, type Peer, scramLine } from "../index.ts";
import { connectAs, type WireClient, wireTo } from "../wire-client.ts";
import { scram } from "./scram.ts";
import { prepared, readScramFile, scramKeys } from "./scram-file.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-scram-"));
afterAll(() => rmSync(folder, { recursive: true }));
const scramFile = join(folder, "scram");
beforeAll(async () => {
  writeFileSync(
    scramFile,
    `# users\n${await scramLine("alice", "secret", 4096)}\n${await scramLine("b,o=b", "pä ss", 4096)}\n`,
  );
});

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const newPeer = (): Peer => ({ address: undefined, port: undefined, certificate: undefined });

function question(peer: Peer, message: string): ClientQuestion {
  const said = { authenticationMethod: "SCRAM-SHA-256", authenticationData: utf8(message), isAgain: false };
  return { clientId: "c", userName: undefined, password: undefined, peer, ...said };
}

describe("the exchange", () => {
  test("is that of RFC 7677", async () => {
    const keys = await scramKeys("pencil", Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64"), 4096);
    const decide = scram(
      () => new Map([["user", keys]]),
      () => "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
    );
    const peer = newPeer();
    const first = decide(question(peer, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
    expect(first.kind === "continue" && text(first.authenticationData)).toBe(
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    );
    const proof = "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    const last = decide(question(peer, `c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,${proof}`));
    expect(last).toMatchObject({ kind: "known", userName: "user" });
    expect(last.kind === "known" && text(last.authenticationData)).toBe(
      "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    );
  });

  test.each([
    "p=tls-unique,,n=alice,r=x",
    "n,,n=alice",
    "n,,n=,r=x",
    "n,,n=a=b,r=x",
    "n,,m=ext,n=alice,r=x",
    "n,a=bob,n=alice,r=x",
    "n,,n=alice,r=\u0001",
    "",
  ])("does not begin with %j", (message) => {
    const decide = scram(() => readScramFile("", "f"));
    expect(decide(question(newPeer(), message))).toMatchObject({ kind: "refused", reasonCode: 0x87 });
  });
});

/** The client's side, as RFC 5802 §3 has it. */
function prove(password: string, header: string, bare: string, challenge: string, nonce?: string) {
  const parts = Object.fromEntries(challenge.split(",").map((part) => [part[0], part.slice(2)]));
  const hmac = (key: Uint8Array, words: string): Buffer => createHmac("sha256", key).update(words).digest();
  const salted = pbkdf2Sync(password, Buffer.from(parts["s"] ?? "", "base64"), Number(parts["i"]), 32, "sha256");
  const clientKey = hmac(salted, "Client Key");
  const unproved = `c=${Buffer.from(header).toString("base64")},r=${nonce ?? parts["r"]}`;
  const about = `${bare},${challenge},${unproved}`;
  const signature = hmac(createHash("sha256").update(clientKey).digest(), about);
  const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
  return {
    message: `${unproved},p=${Buffer.from(proof).toString("base64")}`,
    serverSays: `v=${hmac(hmac(salted, "Server Key"), about).toString("base64")}`,
  };
}

async function start() {
  const security = createSecurity({ scramFile, slowdown: false });
  const broker = await createBroker({ ...security.options, decide: security.decide });
  return { port: broker.port, [Symbol.asyncDispose]: () => broker.close() };
}

const auth = (reasonCode: 0x18 | 0x19, data: string): Packet => ({
  type: "AUTH",
  reasonCode,
  properties: { authenticationMethod: "SCRAM-SHA-256", authenticationData: utf8(data) },
});
const dataIn = (packet: Packet | undefined): string =>
  packet !== undefined && "properties" in packet && "authenticationData" in packet.properties
    ? text(packet.properties.authenticationData)
    : "";

async function login(wire: WireClient, name: string, password: string, header = "n,,") {
  const bare = `n=${name},r=fyko+d2lbbFgONRv9qkxdawL`;
  const challenge = dataIn(await wire.ask(connectAs("5.0", { method: "SCRAM-SHA-256", data: `${header}${bare}` })));
  const { message, serverSays } = prove(password, header, bare, challenge);
  return { challenge, serverSays, answer: await wire.ask(auth(0x18, message)) };
}

describe("through a socket", () => {
  test.each([
    ["alice", "secret", "n,,"],
    ["alice", "secret", "y,,"],
    ["alice", "secret", "n,a=alice,"],
    ["b=2Co=3Db", "pä ss", "n,,"],
  ])("%s comes in with %s and %s, and the server proves itself [5.0/MQTT-4.12.0-5]", async (name, password, header) => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    const { answer, serverSays } = await login(wire, name, password, header);
    expect(answer).toMatchObject({ type: "CONNACK", reasonCode: 0x00 });
    expect(dataIn(answer)).toBe(serverSays);
  });

  test.each([
    ["alice", "Secret"],
    ["carol", "secret"],
  ])("%s does not with %s [5.0/MQTT-4.12.0-4]", async (name, password) => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    expect((await login(wire, name, password)).answer).toMatchObject({ type: "CONNACK", reasonCode: 0x87 });
  });

  test("a user that is not there is challenged as if it were, and always by the same salt", async () => {
    const challenges: string[] = [];
    // Two brokers of one file: a restart must tell nothing either.
    for (const name of ["carol", "carol", "dave", "alice"]) {
      await using broker = await start();
      using wire = await wireTo(broker.port);
      challenges.push((await login(wire, name, "x")).challenge);
    }
    const form = /^r=fyko\+d2lbbFgONRv9qkxdawL[\w+/]{24},s=([\w+/]{22}==),i=4096$/;
    const salts = challenges.map((challenge) => form.exec(challenge)?.[1]);
    expect(salts[0]).toBeDefined();
    expect(salts[0]).toBe(salts[1]);
    expect(new Set(salts).size).toBe(3);
    expect(new Set(challenges).size).toBe(4);
  });

  test("two clients at a time are not mixed up, and a proof is good once", async () => {
    await using broker = await start();
    using one = await wireTo(broker.port);
    using two = await wireTo(broker.port);
    const bare = "n=alice,r=abc";
    const join = connectAs("5.0", { method: "SCRAM-SHA-256", data: `n,,${bare}` });
    const challenge = dataIn(await one.ask(join));
    await two.ask({ ...join, clientId: "other" } as Packet);
    const { message } = prove("secret", "n,,", bare, challenge);
    expect(await two.ask(auth(0x18, message))).toMatchObject({ reasonCode: 0x87 });
    expect(await one.ask(auth(0x18, message))).toMatchObject({ reasonCode: 0x00 });
    expect(await one.ask(auth(0x19, message))).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
  });

  test("a client authenticates anew, while it is in [5.0/MQTT-4.12.1-1]", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    await login(wire, "alice", "secret");
    const bare = "n=alice,r=again";
    const challenge = dataIn(await wire.ask(auth(0x19, `n,,${bare}`)));
    const { message, serverSays } = prove("secret", "n,,", bare, challenge);
    const done = await wire.ask(auth(0x18, message));
    expect(done).toMatchObject({ type: "AUTH", reasonCode: 0x00 });
    expect(dataIn(done)).toBe(serverSays);
  });

  test("what is not repeated as it was is refused", async () => {
    await using broker = await start();
    const bare = "n=alice,r=abc";
    for (const make of [
      (challenge: string) => prove("secret", "y,,", bare, challenge).message,
      (challenge: string) => prove("secret", "n,,", bare, challenge, "abc").message,
      (challenge: string) => prove("secret", "n,,", bare, challenge).message.replace(/p=..../, "p="),
    ]) {
      using wire = await wireTo(broker.port);
      const challenge = dataIn(await wire.ask(connectAs("5.0", { method: "SCRAM-SHA-256", data: `n,,${bare}` })));
      expect(await wire.ask(auth(0x18, make(challenge)))).toMatchObject({ reasonCode: 0x87 });
    }
  });

  test("the salt of a user that is not there rests on the file, and on nothing that a restart would change", async () => {
    const salts = await Promise.all(
      ["one", "two"].map(async (password) => {
        const file = readScramFile(await scramLine("alice", password, 4096), "f");
        const verdict = scram(() => file)(question(newPeer(), "n,,n=carol,r=x"));
        return verdict.kind === "continue" ? text(verdict.authenticationData).split(",")[1] : verdict.kind;
      }),
    );
    expect(salts[0]).toMatch(/^s=/);
    expect(salts[0]).not.toBe(salts[1]);
  });
});

describe("a file of keys", () => {
  const line =
    "a:$scram-sha-256$i=4096$c2FsdA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  test("is read", () => expect([...readScramFile(`# x\n\n${line}\n`, "f").keys()]).toEqual(["a"]));

  test.each([
    ["a", "f, line 1: write it as user:$scram-sha-256$i=ITERATIONS$SALT$STORED$SERVER"],
    [`\n${line.slice(1)}`, "f, line 2: write it as user:"],
    [line.replace("AAA=", "AA=="), "f, line 1: write it as user:"],
    [line.replace("4096", "4095"), "f, line 1: i=4095 is not from 4096 to 10000000"],
    [`${line}\n${line}`, 'f, line 2: "a" stands there twice'],
  ])("%j is refused: %s", (written, words) => expect(() => readScramFile(written, "f")).toThrow(words));

  test.each([
    ["a:b", "x", '"a:b" is no name for a user'],
    ["", "x", '"" is no name for a user'],
    ["a", "", "the password is empty"],
    ["a", "x\n", "has control characters"],
  ])("has no line for %j and %j", async (user, password, words) => {
    await expect(scramLine(user, password)).rejects.toThrow(words);
  });

  test("names are compared as they are meant", () => {
    expect(["I\u00adX", "user", "\u00aa", "\u2168", "a\u00a0b"].map(prepared)).toEqual([
      "IX",
      "user",
      "a",
      "IX",
      "a b",
    ]);
    expect(prepared("\u0007")).toBeUndefined();
  });
});
