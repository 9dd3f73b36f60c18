// Tokens of OAuth 2.0: how they are fetched and kept, and how they go to the server.

import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../clock.ts";
import { clientCredentials, connect, oauthBearer } from "./index.ts";
import { scriptedServer } from "./scripted-server.ts";

const read = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

/** A token endpoint, which counts its tokens. */
async function endpoint(answer: (count: number) => { readonly status?: number; readonly body: object }) {
  const asked: { readonly authorization: string | undefined; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ authorization: request.headers.authorization, body: await text(request) });
    const { status = 200, body } = answer(asked.length);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    credentials: { tokenEndpoint: `http://127.0.0.1:${port}/token`, clientId: "a b", clientSecret: "s:%" },
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("the credentials of a client", () => {
  test("fetch a token, once for all who ask, while it is good [RFC 6749 §4.4]", async () => {
    await using there = await endpoint((count) => ({ body: { access_token: `t${count}`, expires_in: 3600 } }));
    const source = clientCredentials({ ...there.credentials, scope: "mqtt" });
    expect(await Promise.all([source(), source()])).toMatchObject([{ value: "t1" }, { value: "t1" }]);
    expect(await source()).toMatchObject({ value: "t1" });
    const authorization = `Basic ${btoa("a+b:s%3A%25")}`;
    expect(there.asked).toEqual([{ authorization, body: "grant_type=client_credentials&scope=mqtt" }]);
  });

  test("fetch another one where it expires, or does not say when", async () => {
    await using there = await endpoint((count) => ({
      body: { access_token: `t${count}`, ...(count === 1 && { expires_in: 0 }) },
    }));
    const source = clientCredentials(there.credentials);
    const values = [await source(), await source(), await source()];
    expect(values).toMatchObject([{ value: "t1" }, { value: "t2" }, { value: "t3" }]);
  });

  test("are refused in one line, without the secret", async () => {
    await using there = await endpoint(() => ({ status: 401, body: { error: "invalid_client" } }));
    await expect(clientCredentials(there.credentials)()).rejects.toThrow(/\/token answers 401: invalid_client$/);
  });

  test("do not go over an open network", () => {
    const open = { tokenEndpoint: "http://example.org/token", clientId: "a", clientSecret: "s" };
    expect(() => clientCredentials(open)).toThrow(/it must be https:\/\//);
  });
});

test("a token is the password of each connection, fetched anew", async () => {
  await using there = await endpoint((count) => ({ body: { access_token: `t${count}`, expires_in: 0 } }));
  await using server = await scriptedServer();
  await using client = connect(server.url, { username: "me", token: there.credentials, random: () => 0 });
  const first = await server.accept();
  expect(read((await first.next("CONNECT")).password)).toBe("t1");
  first.cut();
  const second = await server.accept();
  const again = await second.next("CONNECT");
  expect([again.userName, read(again.password)]).toEqual(["me", "t2"]);
  expect(client.isConnected).toBe(false);
});

test("a token that cannot be had is tried for again, and told", async () => {
  let count = 0;
  const token = (): string => {
    count += 1;
    if (count === 1) throw new Error("no token today");
    return "t";
  };
  await using server = await scriptedServer();
  await using client = connect(server.url, { token, random: () => 0 });
  const told = new Promise((resolve) => client.once("close", (reason) => resolve(reason?.message)));
  await server.welcome();
  expect(await told).toBe("CONNECT failed: no token today");
  await client.connected;
});

test("OAUTHBEARER carries a token, and another one before it expires [5.0/MQTT-4.12.1-1]", async () => {
  let count = 0;
  const source = () => {
    count += 1;
    return { value: `t${count}`, expiresAtMs: Date.now() + 3_600_000 };
  };
  const clock = createVirtualClock();
  const said = (packet: { readonly properties: { readonly authenticationData?: Uint8Array } }) =>
    read(packet.properties.authenticationData);
  const done = { authenticationMethod: "OAUTHBEARER" } as const;
  await using server = await scriptedServer();
  await using client = connect(server.url, { authenticator: oauthBearer(source), clock, keepalive: 0 });
  const connection = await server.accept();
  expect(said(await connection.next("CONNECT"))).toBe("n,,\u0001auth=Bearer t1\u0001\u0001");
  connection.send({ type: "CONNACK", sessionPresent: false, reasonCode: 0, properties: done });
  await client.connected;
  clock.advance(3_000_000);
  expect(count).toBe(1);
  clock.advance(540_000);
  const renewed = await connection.next("AUTH");
  expect([renewed.reasonCode, said(renewed)]).toEqual([0x19, "n,,\u0001auth=Bearer t2\u0001\u0001"]);
  connection.send({ type: "AUTH", reasonCode: 0x00, properties: done });
  expect(client.isConnected).toBe(true);
});

test("OAUTHBEARER answers an error as RFC 7628 has it", async () => {
  await using server = await scriptedServer();
  const client = connect(server.url, { authenticator: oauthBearer(() => "t") });
  const connection = await server.accept();
  await connection.next("CONNECT");
  const properties = { authenticationMethod: "OAUTHBEARER", authenticationData: new TextEncoder().encode("{}") };
  connection.send({ type: "AUTH", reasonCode: 0x18, properties });
  expect((await connection.next("AUTH")).properties.authenticationData).toEqual(new Uint8Array([1]));
  connection.send({ type: "CONNACK", sessionPresent: false, reasonCode: 0x87, properties: {} });
  await expect(client.connected).rejects.toMatchObject({ reasonCode: 0x87 });
});
