// OAUTHBEARER: its messages, its error before the refusal, and a token that is renewed.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import type { Packet } from "../../codec/index.ts";
import { createBroker, createSecurity, type SecurityEvent } from "../index.ts";
import { connectAs, wireTo } from "../wire-client.ts";
import { readBearer } from "./oauthbearer.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-bearers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = "a secret of thirty-two bytes, or more";
const secretFile = join(folder, "secret");
writeFileSync(secretFile, SECRET);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

async function bearer(seconds: number, sub = "alice", header = "n,,"): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const token = await new SignJWT({ iss: "i", aud: "a", sub, exp })
    .setProtectedHeader({ alg: "HS256" })
    .sign(utf8(SECRET));
  return `${header}\x01host=broker.example\x01port=1883\x01auth=Bearer ${token}\x01\x01`;
}

async function start() {
  const events: SecurityEvent[] = [];
  const jwt = { keys: { secretFile }, issuer: "i", audience: "a", clockSkewSeconds: 0 };
  const security = createSecurity({ jwt, slowdown: false }, { log: (event) => events.push(event) });
  const broker = await createBroker({ ...security.options, decide: security.decide });
  return { port: broker.port, events, [Symbol.asyncDispose]: () => broker.close() };
}

const joining = (data: string): Packet => connectAs("5.0", { method: "OAUTHBEARER", data });
const auth = (reasonCode: 0x18 | 0x19, data: string): Packet => ({
  type: "AUTH",
  reasonCode,
  properties: { authenticationMethod: "OAUTHBEARER", authenticationData: utf8(data) },
});
const errorIn = (packet: Packet | undefined): unknown =>
  packet?.type === "AUTH" && JSON.parse(text(packet.properties.authenticationData));

describe("OAUTHBEARER", () => {
  test("lets in who has a good token [5.0/MQTT-4.12.0-5]", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    expect(await wire.ask(joining(await bearer(60, "alice", "n,a=alice,")))).toMatchObject({
      type: "CONNACK",
      reasonCode: 0x00,
      properties: { authenticationMethod: "OAUTHBEARER" },
    });
    expect(broker.events).toMatchObject([{ kind: "accepted", userName: "alice", method: "OAUTHBEARER" }]);
  });

  test.each([
    ["of a bad token", () => bearer(-1), "invalid_token", "the token has expired"],
    ["of a token of somebody else", () => bearer(60, "mallory", "n,a=alice,"), "invalid_token", "another user's"],
    ["of what is no message", () => "hello", "invalid_request", "it is no message of OAUTHBEARER"],
  ])("tells of an error %s, hears its answer, and refuses [5.0/MQTT-4.12.0-4]", async (_, make, status, why) => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    expect(errorIn(await wire.ask(joining(await make())))).toEqual({ status });
    expect(await wire.ask(auth(0x18, "\x01"))).toMatchObject({ type: "CONNACK", reasonCode: 0x87 });
    expect(await wire.next()).toBeUndefined();
    expect(broker.events).toMatchObject([{ kind: "refused", reasonCode: 0x87, why: expect.stringContaining(why) }]);
  });

  test("takes no good token for the answer to an error", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    await wire.ask(joining(await bearer(-1)));
    expect(await wire.ask(auth(0x18, await bearer(60)))).toMatchObject({ type: "CONNACK", reasonCode: 0x87 });
  });

  test("renews a token, and the connection lives on with it, until that ends as well [5.0/MQTT-4.12.1-1]", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    await wire.ask(joining(await bearer(2)));
    expect(await wire.ask(auth(0x19, await bearer(3)))).toMatchObject({ type: "AUTH", reasonCode: 0x00 });
    const renewedMs = performance.now();
    expect(await wire.next()).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
    expect(performance.now() - renewedMs).toBeGreaterThan(1990);
  });

  test("does not change who a client is: a token of another user ends its connection [5.0/MQTT-4.12.1-2]", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    await wire.ask(joining(await bearer(60)));
    expect(await wire.ask(auth(0x19, await bearer(60, "bob")))).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
  });

  test("ends a connection that is renewed with a bad token, and says why before [5.0/MQTT-4.12.1-2]", async () => {
    await using broker = await start();
    using wire = await wireTo(broker.port);
    await wire.ask(joining(await bearer(60)));
    expect(errorIn(await wire.ask(auth(0x19, await bearer(-1))))).toEqual({ status: "invalid_token" });
    expect(await wire.ask(auth(0x18, "\x01"))).toMatchObject({ type: "DISCONNECT", reasonCode: 0x87 });
  });
});

describe("a message", () => {
  test("is read as RFC 7628 writes it", () => {
    const example =
      "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";
    expect(readBearer(utf8(example))).toEqual({
      userName: "user@example.com",
      token: "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
    });
    expect(readBearer(utf8("y,a==2C=3D2C,\x01auth=bearer x\x01\x01"))).toEqual({ userName: ",=2C", token: "x" });
    expect(readBearer(utf8("n,,\x01auth=Bearer x\x01\x01"))).toEqual({ userName: undefined, token: "x" });
  });

  test.each([
    "",
    "n,,",
    "p=tls-unique,,\x01auth=Bearer x\x01\x01",
    "n,a=a=b,\x01auth=Bearer x\x01\x01",
    "n,,\x01auth=Bearer x\x01",
    "n,,\x01auth=Bearer x\x01\x01more",
    "n,,\x01auth=Basic x\x01\x01",
    "n,,\x01auth=Bearer x\x01auth=Bearer y\x01\x01",
    "n,,\x01auth=Bearer \x01\x01",
    "n,,\x01host\x01auth=Bearer x\x01\x01",
    "n,,\x01\x01",
  ])("%j is none", (message) => expect(readBearer(utf8(message))).toBeUndefined());

  test("of what is no text is none", () => expect(readBearer(Uint8Array.of(0xff, 0xfe))).toBeUndefined());
});
