// Every transport, with our client and with MQTT.js; and what TLS must refuse.

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectPlain, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import mqtt from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ClientEvent, type ClientTls, connectClient, createBroker, type ServerTls } from "../index.ts";
import { addressText, readAddress } from "./address.ts";
import { watchHandshakes } from "./handshakes.ts";
import { type Identity, selfSigned } from "./self-signed.ts";
import { serverTlsOptions } from "./tls.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-transports-"));
afterAll(() => rmSync(folder, { recursive: true }));

let server: Identity;
let other: Identity;
let client: Identity;
beforeAll(async () => {
  [server, other, client] = await Promise.all([selfSigned("server"), selfSigned("other"), selfSigned("client")]);
});

/** Has our client connect; gives what came of it first. */
async function outcome(url: string, tls: ClientTls = {}): Promise<ClientEvent["type"]> {
  const first = new Promise<ClientEvent["type"]>((resolve) => {
    const one = connectClient({
      url,
      tls,
      client: { clientId: "one" },
      onEvent: ({ type }) => {
        resolve(type);
        one.cut();
      },
    });
    one.tell({ type: "connect" });
  });
  return await first;
}

/** What our client hears of its own messages at each QoS. */
async function echoed(url: string, tls: ClientTls): Promise<readonly string[]> {
  const heard: string[] = [];
  await new Promise<void>((done) => {
    let token = 0;
    const one = connectClient({
      url,
      tls,
      client: { clientId: "one" },
      onEvent: (event) => {
        if (event.type === "connected") {
          const options = { qos: 2, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
          one.tell({ type: "subscribe", token: 9, subscriptions: [{ topicFilter: "a", ...options }] });
        }
        if (event.type === "completed" && event.token === 9) {
          for (const qos of [0, 1, 2] as const) {
            token += 1;
            const payload = new TextEncoder().encode(`QoS ${qos}`);
            const publication = { topicName: "a", payload, qos, retain: false, properties: {} };
            one.tell({ type: "publish", token, publication });
          }
        }
        if (event.type === "deliver") heard.push(Buffer.from(event.message.payload).toString());
        if (heard.length === 3) {
          one.cut();
          done();
        }
      },
    });
    one.tell({ type: "connect" });
  });
  return heard.sort();
}

describe.each([
  ["TCP", () => "mqtt://127.0.0.1:0"],
  ["TLS", () => "mqtts://127.0.0.1:0"],
  ["WebSocket", () => "ws://127.0.0.1:0"],
  ["secure WebSocket", () => "wss://127.0.0.1:0"],
  ["a Unix socket", () => `unix:${join(folder, "echo.sock")}`],
])("over %s", (_, place) => {
  test("our client exchanges messages of each QoS", async () => {
    await using broker = await createBroker({ listen: [place()], tls: server });
    expect(await echoed(broker.url, { ca: server.cert })).toEqual(["QoS 0", "QoS 1", "QoS 2"]);
  });

  test("MQTT.js exchanges messages of each QoS", async () => {
    await using broker = await createBroker({ listen: [place()], tls: server });
    const url = broker.url.startsWith("unix:") ? `mqtt+unix://${broker.url.slice("unix:".length)}` : broker.url;
    const theirs = await mqtt.connectAsync(url, { protocolVersion: 5, ca: server.cert });
    const heard: string[] = [];
    const all = new Promise<void>((done) => {
      theirs.on("message", (_topic, payload) => {
        if (heard.push(payload.toString()) === 3) done();
      });
    });
    await theirs.subscribeAsync("a", { qos: 2 });
    for (const qos of [0, 1, 2] as const) await theirs.publishAsync("a", `QoS ${qos}`, { qos });
    await all;
    expect(heard.sort()).toEqual(["QoS 0", "QoS 1", "QoS 2"]);
    await theirs.endAsync();
  });
});

/** Whose certificate a client is shown that asks for a server by this name. */
async function shown(port: number, servername: string): Promise<string> {
  const socket = connectTls({ port, servername, rejectUnauthorized: false, ALPNProtocols: [] });
  await once(socket, "secureConnect");
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

describe("TLS", () => {
  test("is not spoken with a server that nobody vouches for, and with any where one asks for that", async () => {
    await using broker = await createBroker({ listen: ["mqtts://127.0.0.1:0"], tls: server });
    expect(await outcome(broker.url)).toBe("disconnected");
    expect(await outcome(broker.url, { ca: other.cert })).toBe("disconnected");
    expect(await outcome(broker.url, { ca: server.cert })).toBe("connected");
    expect(await outcome(broker.url, { isInsecure: true })).toBe("connected");
  });

  test.each(["mqtts", "wss"])("lets in who has a certificate, where it wants one (%s)", async (scheme) => {
    const tls: ServerTls = { ...server, ca: client.cert, requiresCertificate: true };
    await using broker = await createBroker({ listen: [`${scheme}://127.0.0.1:0`], tls });
    const believed = { ca: server.cert };
    expect(await outcome(broker.url, believed)).toBe("disconnected");
    expect(await outcome(broker.url, { ...believed, cert: other.cert, key: other.key })).toBe("disconnected");
    expect(await outcome(broker.url, { ...believed, cert: client.cert, key: client.key })).toBe("connected");
  });

  test.each(["mqtts", "wss"])("that never comes about does not keep a broker from closing (%s)", async (scheme) => {
    const broker = await createBroker({ listen: [`${scheme}://127.0.0.1:0`], tls: server });
    const silent = connectPlain(broker.port, "127.0.0.1");
    await once(silent, "connect");
    await outcome(broker.url, { ca: server.cert });
    await Promise.all([broker.close(), once(silent.resume(), "close")]);
    expect(silent.bytesRead).toBe(0);
  });

  test("that takes too long is cut off", async () => {
    const slow = createTlsServer({ ...serverTlsOptions(server), handshakeTimeout: 20 });
    watchHandshakes(slow);
    slow.listen(0, "127.0.0.1");
    await once(slow, "listening");
    const silent = connectPlain((slow.address() as { readonly port: number }).port, "127.0.0.1");
    await once(silent.resume(), "close");
    slow.close();
    expect(silent.bytesRead).toBe(0);
  });

  test("that fails is cut off, and the broker goes on", async () => {
    await using broker = await createBroker({ listen: ["mqtts://127.0.0.1:0"], tls: server });
    const noisy = connectPlain(broker.port, "127.0.0.1");
    noisy.write("this is no TLS at all");
    await once(noisy.resume(), "close");
    expect(await outcome(broker.url, { ca: server.cert })).toBe("connected");
  });

  test("takes the name mqtt in ALPN, and no other", async () => {
    await using broker = await createBroker({ listen: ["mqtts://127.0.0.1:0"], tls: server });
    const hello = async (names: string[]): Promise<string> => {
      const socket: TLSSocket = connectTls({ port: broker.port, ca: server.cert, ALPNProtocols: names });
      const name = await new Promise<string>((resolve) => {
        socket.once("secureConnect", () => resolve(String(socket.alpnProtocol)));
        socket.once("error", () => resolve("refused"));
      });
      socket.destroy();
      return name;
    };
    expect(await hello(["http/1.1", "mqtt"])).toBe("mqtt");
    expect(await hello(["http/1.1"])).toBe("refused");
  });

  test("shows another certificate once it is renewed, and who is connected stays", async () => {
    await using broker = await createBroker({ listen: ["mqtts://127.0.0.1:0"], tls: server });
    const early = await mqtt.connectAsync(broker.url, { ca: server.cert });
    broker.renewTls(other);
    expect(await outcome(broker.url, { ca: server.cert })).toBe("disconnected");
    expect(await outcome(broker.url, { ca: other.cert })).toBe("connected");
    await early.publishAsync("a", "still here", { qos: 1 });
    await early.endAsync();
  });

  test.each(["mqtts", "wss"])("shows the certificate of the name that is asked for (%s)", async (scheme) => {
    const names = [{ serverName: "*.example.org", ...other }];
    const listen = [{ url: `${scheme}://127.0.0.1:0`, tls: { ...server, names } }];
    await using broker = await createBroker({ listen });
    expect(await shown(broker.port, "mqtt.example.org")).toBe("other");
    expect(await shown(broker.port, "a.mqtt.example.org")).toBe("server");
    expect(await shown(broker.port, "elsewhere.org")).toBe("server");
    broker.renewTls({ ...server, names: [{ serverName: "MQTT.example.org", ...client }] }, 0);
    expect(await shown(broker.port, "mqtt.example.org")).toBe("client");
    expect(await shown(broker.port, "b.example.org")).toBe("server");
  });

  test("each place has its own certificate, and renews it alone", async () => {
    const url = "mqtts://127.0.0.1:0";
    await using broker = await createBroker({ listen: [url, { url, tls: other }], tls: server });
    const ports = broker.urls.map((each) => Number(new URL(each).port));
    const all = () => Promise.all(ports.map((port) => shown(port, "localhost")));
    expect(await all()).toEqual(["server", "other"]);
    broker.renewTls(client, 1);
    expect(await all()).toEqual(["server", "client"]);
  });

  test("is wanted where there is no certificate to show: said before anything listens", async () => {
    await expect(createBroker({ listen: ["mqtt://127.0.0.1:0", "mqtts://127.0.0.1:0"] })).rejects.toThrow(
      "wants a certificate and a key",
    );
  });
});

describe("a place to listen at", () => {
  test("that cannot be had leaves none of the others open", async () => {
    const occupied = createServer().listen(0, "127.0.0.1");
    await once(occupied, "listening");
    const { port } = occupied.address() as { readonly port: number };
    const path = join(folder, "first.sock");
    await expect(createBroker({ listen: [`unix:${path}`, `ws://127.0.0.1:${port}`] })).rejects.toThrow("EADDRINUSE");
    await using again = await createBroker({ listen: [`unix:${path}`] });
    expect(again.urls).toEqual([`unix:${path}`]);
    occupied.close();
  });

  test("that a killed process left behind is taken; one where somebody listens is not, nor a file", async () => {
    const path = join(folder, "stale.sock");
    await using first = await createBroker({ listen: [`unix:${path}`] });
    await expect(createBroker({ listen: [first.url] })).rejects.toThrow("EADDRINUSE");
    const file = join(folder, "precious");
    writeFileSync(file, "precious");
    await expect(createBroker({ listen: [`unix:${file}`] })).rejects.toThrow("EADDRINUSE");
  });

  test.each([
    ["mqtt://[::1]:0", { kind: "stream", isSecure: false, host: "::1", port: 0 }, "mqtt://[::1]:0"],
    ["mqtts://host", { kind: "stream", isSecure: true, host: "host", port: 8883 }, "mqtts://host:8883"],
    [
      "wss://host/path",
      { kind: "webSocket", isSecure: true, host: "host", port: 443, path: "/path" },
      "wss://host:443",
    ],
    ["unix:///run/m.sock", { kind: "unix", path: "/run/m.sock" }, "unix:/run/m.sock"],
    ["unix:m.sock", { kind: "unix", path: "m.sock" }, "unix:m.sock"],
  ])("is read from %s", (text, address, again) => {
    expect(readAddress(text)).toEqual(address);
    expect(addressText(readAddress(text))).toBe(again);
  });

  test.each(["", "host", "http://host", "mqtt://", "unix:", "mqtt://host:99999"])("is not read from %j", (text) => {
    expect(() => readAddress(text)).toThrow(/is no address|names no path/);
  });
});
