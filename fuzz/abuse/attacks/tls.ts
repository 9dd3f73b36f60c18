// Certificates that are out of date, of another host, or signed by nobody that is believed; on both sides.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { type ConnectionOptions, connect as connectTls, createServer } from "node:tls";
import { generate } from "selfsigned";
import { connectClient } from "../../../src/runtime/index.ts";
import { selfSigned } from "../../../src/runtime/transports/self-signed.ts";
import { connect } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { closed, must, type Stage } from "../stage.ts";

interface Identity {
  readonly cert: string;
  readonly key: string;
}

const EXPIRED = { notBeforeDate: new Date("2020-01-01T00:00:00Z"), notAfterDate: new Date("2021-01-01T00:00:00Z") };

export const tlsAttacks = {
  serverExpired: attack(
    "tls.server-certificate-expired",
    "a server with a certificate that is out of date: our client says nothing to it",
    async () => clientSaysNothing(await made(EXPIRED)),
  ),
  serverOfAnotherHost: attack(
    "tls.server-certificate-of-another-host",
    "a server with a certificate of another host: our client says nothing to it",
    async () => clientSaysNothing(await made({}, "other.example")),
  ),
  serverUnknown: attack(
    "tls.server-certificate-of-unknown-authority",
    "a server whose certificate nobody vouches for: our client says nothing to it",
    async () => clientSaysNothing(await selfSigned("unknown"), (await selfSigned("believed")).cert),
  ),
  clientWithout: attack(
    "tls.client-certificate-missing",
    "a client without a certificate where one is wanted, with one of another authority, and with one that is out of date",
    async (stage) => {
      const [server, believed, stranger] = await Promise.all(
        ["server", "client", "stranger"].map((name) => selfSigned(name)),
      );
      const expired = await made(EXPIRED);
      must(server !== undefined && believed !== undefined && stranger !== undefined, "no certificate");
      const ca = `${believed.cert}\n${expired.cert}`;
      const port = await mutualBroker(stage, server, ca);
      must(
        (await entering(port, { ca: server.cert, ...believed })) === "CONNACK",
        "a client with a right one is not let in",
      );
      for (const [name, shown] of Object.entries({ none: {}, stranger, expired })) {
        const outcome = await entering(port, { ca: server.cert, ...shown });
        must(outcome === "nothing", `a client with the certificate "${name}" got ${outcome}`);
      }
    },
  ),
  brokerExpired: attack(
    "tls.own-certificate-expired",
    "a broker that is given a certificate that is out of date: it does not start, and says so",
    async (stage) => {
      const tls = filesOf(stage, await made(EXPIRED));
      const { code, stderr } = await stage.startInVain({ config: { listeners: ["mqtts://127.0.0.1:0"], tls } });
      must(code === 2 && /expired on/.test(stderr), `it ended with ${code}: ${stderr.trim()}`);
    },
  ),
  plainOnTls: attack(
    "tls.plain-on-tls-port",
    "MQTT without TLS where TLS is spoken: closed, and no CONNACK",
    async (stage) => {
      const tls = filesOf(stage, await selfSigned("server"));
      const { port } = await stage.start({ config: { listeners: ["mqtts://127.0.0.1:0"], tls } });
      const socket = await stage.dial(port);
      const come: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => come.push(chunk));
      socket.write(connect()("5.0"));
      await closed(socket);
      // An alert of TLS may come, and no MQTT.
      must(
        come.every((chunk) => chunk[0] === 0x15),
        "it was answered",
      );
    },
  ),
};

async function made(dates: Partial<typeof EXPIRED>, host?: string): Promise<Identity> {
  const names = host === undefined ? [{ type: 7 as const, ip: "127.0.0.1" }] : [{ type: 2 as const, value: host }];
  const { cert, private: key } = await generate([{ name: "commonName", value: host ?? "127.0.0.1" }], {
    keySize: 2048,
    ...dates,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: names },
    ],
  });
  return { cert, key };
}

function filesOf(stage: Stage, { cert, key }: Identity) {
  const files = { cert: stage.file("server.crt"), key: stage.file("server.key") };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return files;
}

async function mutualBroker(stage: Stage, server: Identity, ca: string): Promise<number> {
  const caFile = stage.file("ca.crt");
  writeFileSync(caFile, ca);
  const tls = { ...filesOf(stage, server), ca: caFile, requireCertificate: true };
  return (await stage.start({ config: { listeners: ["mqtts://127.0.0.1:0"], tls } })).port;
}

/** Our client connects to a server with this certificate, and must not send it one byte of MQTT. */
async function clientSaysNothing(shown: Identity, believed = shown.cert): Promise<void> {
  let came = 0;
  const server = createServer(shown, (socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      came += chunk.length;
    });
  }).listen(0, "127.0.0.1");
  server.on("tlsClientError", () => undefined);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const outcome = await new Promise<string>((resolve) => {
    const client = connectClient({
      url: `mqtts://127.0.0.1:${port}`,
      tls: { ca: believed },
      client: { version: "5.0" },
      onEvent: ({ type }) => resolve(type),
    });
    client.tell({ type: "connect" });
  });
  server.close();
  must(outcome === "disconnected" && came === 0, `the client was ${outcome}, and sent ${came} bytes`);
}

/** What a client of TLS gets for its CONNECT. */
function entering(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: "127.0.0.1", port, ...options }, () => socket.write(connect()("5.0")));
    socket.on("data", () => {
      resolve("CONNACK");
      socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve("nothing"));
  });
}
