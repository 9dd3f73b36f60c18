// SCRAM-SHA-256: the exchange of RFC 7677 §3, what a client must not believe, and an exchange over the network.

import { describe, expect, test } from "vitest";
import { connect, scramSha256 } from "./index.ts";
import { scriptedServer } from "./scripted-server.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

/** RFC 7677 §3. */
const NONCE = "rOprNGfwEbeRWgbNEkqO";
const SERVER_FIRST = `r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;
const CLIENT_FINAL = `c=biws,r=${NONCE}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`;
const SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

const subject = (username = "user") => scramSha256({ username, password: "pencil", nonce: () => NONCE });

test("is the exchange of RFC 7677", async () => {
  const client = subject();
  expect(text(await client.begin())).toBe(`n,,n=user,r=${NONCE}`);
  expect(text(await client.answer(bytes(SERVER_FIRST)))).toBe(CLIENT_FINAL);
  expect(() => client.finish?.(bytes(SERVER_FINAL))).not.toThrow();
});

test("names of users are escaped, and nonces never come twice", async () => {
  expect(text(await subject("a=b,c").begin())).toBe(`n,,n=a=3Db=2Cc,r=${NONCE}`);
  const client = scramSha256({ username: "u", password: "p" });
  const [one, two] = [text(await client.begin()), text(await client.begin())];
  expect(one).toMatch(/^n,,n=u,r=[A-Za-z0-9+/]{32}$/);
  expect(two).not.toBe(one);
});

describe("a server is not believed", () => {
  test.each([
    ["whose nonce is another", SERVER_FIRST.replace(NONCE, "x"), "nonce does not continue ours"],
    ["that adds nothing to the nonce", `r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`, "nonce does not continue ours"],
    ["that asks for few iterations", SERVER_FIRST.replace("i=4096", "i=1"), "1 iterations: from 4096"],
    ["that asks for too many", SERVER_FIRST.replace("i=4096", "i=999999999"), "999999999 iterations"],
    ["that asks for an extension", `m=x,${SERVER_FIRST}`, "an extension of SCRAM"],
    ["that says something else", "hello", "is no message of SCRAM"],
  ])("%s", async (_, first, message) => {
    const client = subject();
    await client.begin();
    await expect(client.answer(bytes(first))).rejects.toThrow(message);
  });

  test.each(["v=AAAA", "e=other-error", ""])("that ends with %j", async (final) => {
    const client = subject();
    await client.begin();
    await client.answer(bytes(SERVER_FIRST));
    expect(() => client.finish?.(bytes(final))).toThrow("did not prove");
  });

  test("that lets us in without a proof", async () => {
    const client = subject();
    await client.begin();
    expect(() => client.finish?.(bytes(SERVER_FINAL))).toThrow("did not prove");
  });
});

describe("over a connection [5.0/MQTT-4.12.0-3]", () => {
  const method = { authenticationMethod: "SCRAM-SHA-256" } as const;
  const properties = (data: string) => ({ ...method, authenticationData: bytes(data) });

  test("it is let in, and authenticates anew [5.0/MQTT-4.12.1-1]", async () => {
    await using server = await scriptedServer();
    await using client = connect(server.url, { authenticator: subject() });
    const connection = await server.accept();
    const opening = await connection.next("CONNECT");
    expect(opening).toMatchObject({ properties: properties(`n,,n=user,r=${NONCE}`) });
    connection.send({ type: "AUTH", reasonCode: 0x18, properties: properties(SERVER_FIRST) });
    const answer = await connection.next("AUTH");
    expect(answer).toMatchObject({ reasonCode: 0x18, properties: properties(CLIENT_FINAL) });
    connection.send({ type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: properties(SERVER_FINAL) });
    await client.connected;

    const again = client.reauthenticate();
    expect(await connection.next("AUTH")).toMatchObject({ reasonCode: 0x19 });
    connection.send({ type: "AUTH", reasonCode: 0x18, properties: properties(SERVER_FIRST) });
    await connection.next("AUTH");
    connection.send({ type: "AUTH", reasonCode: 0x00, properties: properties(SERVER_FINAL) });
    await again;
    expect(client.isConnected).toBe(true);
  });

  test("it tells a server nothing more that did not prove itself", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url, { authenticator: subject() });
    const published = client.publish("secret", "", { qos: 1 }).catch((error: unknown) => error);
    const connection = await server.accept();
    await connection.next("CONNECT");
    connection.send({ type: "AUTH", reasonCode: 0x18, properties: properties(SERVER_FIRST) });
    await connection.next("AUTH");
    connection.send({ type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: properties("v=AAAA") });
    await expect(client.connected).rejects.toMatchObject({ kind: "authentication" });
    await connection.ended;
    expect(connection.unread()).not.toContain("PUBLISH");
    expect(await published).toMatchObject({ kind: "authentication" });
  });

  test("a challenge that nobody answers ends the client", async () => {
    await using server = await scriptedServer();
    const client = connect(server.url, { properties: { authenticationMethod: "X" } });
    const connection = await server.accept();
    await connection.next("CONNECT");
    connection.send({ type: "AUTH", reasonCode: 0x18, properties: { authenticationMethod: "X" } });
    await expect(client.connected).rejects.toMatchObject({
      kind: "authentication",
      message: expect.stringContaining("there is no authenticator"),
    });
  });
});
