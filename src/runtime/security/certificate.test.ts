// Who is at the other end: what whoever decides about a client is told, over each transport.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClientQuestion, createBroker, type Peer } from "../index.ts";
import { alternativeNames } from "../transports/peer.ts";
import { type Identity, selfSigned } from "../transports/self-signed.ts";
import { connectAs, wireTo } from "../wire-client.ts";
import { identityOf } from "./certificate.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-peers-"));
afterAll(() => rmSync(folder, { recursive: true }));

let server: Identity;
let client: Identity;
beforeAll(async () => {
  [server, client] = await Promise.all([selfSigned("server"), selfSigned("alice")]);
});

/** What was known of a client of MQTT.js that came to this place. */
async function seen(place: string, wantsCertificate = false): Promise<Peer> {
  let peer: Peer | undefined;
  await using broker = await createBroker({
    listen: [place],
    tls: wantsCertificate ? { ...server, ca: client.cert, requiresCertificate: true } : server,
    authentication: "asked",
    decide: (question: ClientQuestion) => {
      peer = question.peer;
      return { kind: "accept" };
    },
  });
  const url = broker.url.replace(/^unix:/, "mqtt+unix://");
  // MQTT.js takes a certificate where there is TLS, and nowhere else.
  const shown = /^(mqtts|wss):/.test(url) ? { ca: server.cert, cert: client.cert, key: client.key } : {};
  const theirs = await mqtt.connectAsync(url, { protocolVersion: 5, ...shown });
  await theirs.endAsync(true);
  if (peer === undefined) throw new Error("nobody was asked about");
  return peer;
}

test.each(["mqtts", "wss"])("over %s it is the certificate that was verified, and the address", async (scheme) => {
  const { address, certificate } = await seen(`${scheme}://127.0.0.1:0`, true);
  expect(address).toBe("127.0.0.1");
  expect(certificate).toMatchObject({ commonNames: ["alice"], dnsNames: ["localhost"], emails: [], uris: [] });
  expect(certificate?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test.each(["mqtts", "wss", "mqtt", "ws"])("over %s, where none was asked for, it is the address", async (scheme) => {
  expect(await seen(`${scheme}://127.0.0.1:0`)).toEqual({
    address: "127.0.0.1",
    port: expect.any(Number),
    certificate: undefined,
  });
});

test("over a Unix socket it is nothing", async () => {
  expect(await seen(`unix:${join(folder, "peer.sock")}`)).toEqual({ address: undefined, certificate: undefined });
});

test("it is one object for all questions of a connection, and another for each connection", async () => {
  const peers: Peer[] = [];
  await using broker = await createBroker({
    authentication: "asked",
    authenticationMethods: ["M"],
    decide: ({ peer, authenticationData }) => {
      peers.push(peer);
      return authenticationData === undefined ? { kind: "continue" } : { kind: "accept" };
    },
  });
  const auth = (reasonCode: 0x18 | 0x19) =>
    ({
      type: "AUTH",
      reasonCode,
      properties: { authenticationMethod: "M", authenticationData: new Uint8Array(1) },
    }) as const;
  for (const clientId of ["one", "two"]) {
    using wire = await wireTo(broker.port);
    await wire.ask(connectAs("5.0", { clientId, method: "M" }));
    await wire.ask(auth(0x18));
    await wire.ask(auth(0x19));
  }
  expect(peers).toHaveLength(6);
  expect(new Set(peers.slice(0, 3)).size).toBe(1);
  expect(new Set(peers).size).toBe(2);
});

describe("a user name of a certificate", () => {
  const certificate = {
    commonNames: ["alice"],
    dnsNames: ["a.example", "b.example"],
    emails: [],
    uris: ["urn:x\0y"],
    fingerprint: "",
  };

  test("is its one name of that kind, and none where there are several, or none, or a strange one", () => {
    expect(identityOf(certificate, "commonName")).toBe("alice");
    expect(identityOf(certificate, "dns")).toBeUndefined();
    expect(identityOf(certificate, "email")).toBeUndefined();
    expect(identityOf(certificate, "uri")).toBeUndefined();
    expect(identityOf({ ...certificate, commonNames: [""] }, "commonName")).toBeUndefined();
  });

  test("never comes out of another: what stands in quotes is one", () => {
    expect(alternativeNames('DNS:a.example, URI:"http://x/, DNS:evil", email:a@b, IP Address:127.0.0.1')).toEqual([
      ["DNS", "a.example"],
      ["URI", "http://x/, DNS:evil"],
      ["email", "a@b"],
      ["IP Address", "127.0.0.1"],
    ]);
    expect(alternativeNames("")).toEqual([]);
  });
});
