// Clients that others have written, as programs of their own, with a broker that is one: each transport, each QoS. `npm run test:e2e`

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { selfSigned } from "./transports/self-signed.ts";

const BIN = fileURLToPath(new URL("../cli/touchstone.ts", import.meta.url));
const SCHEMES = ["mqtt", "mqtts", "ws", "wss"] as const;
type Scheme = (typeof SCHEMES)[number];

const folder = mkdtempSync(join(tmpdir(), "touchstone-e2e-"));
const file = (name: string): string => join(folder, name);
const urls = new Map<string, URL>();
let broker: ChildProcess;

beforeAll(async () => {
  const { cert, key } = await selfSigned("localhost");
  writeFileSync(file("cert.pem"), cert);
  writeFileSync(file("key.pem"), key);
  const listen = SCHEMES.flatMap((scheme) => ["--listen", `${scheme}://127.0.0.1:0`]);
  const tls = ["--cert", file("cert.pem"), "--key", file("key.pem")];
  const words = [BIN, "broker", ...listen, ...tls, "--store", file("store.db")];
  broker = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
  });
  const [printed] = (await once(broker.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  for (const url of printed.toString().trim().split("\n")) urls.set(url.slice(0, url.indexOf(":")), new URL(url));
});
afterAll(async () => {
  const ended = once(broker, "exit");
  broker.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  rmSync(folder, { recursive: true });
});

/** Runs a program; gives what it printed. It is told what is wrong where it does not end well. */
async function run(program: string, words: readonly string[]): Promise<string> {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  const [printed, complaint, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  expect({ code, complaint: complaint.trim() }).toEqual({ code: 0, complaint: "" });
  return printed;
}

/** A way for a client to be told to publish "QoS 0", "QoS 1" and "QoS 2" to a topic that it has subscribed to; gives what it heard. */
type Exchange = (scheme: Scheme, topic: string, version: "3.1.1" | "5.0") => Promise<readonly string[]>;

const MQTT_JS = `
  import { readFileSync } from "node:fs";
  import mqtt from "mqtt";
  const [url, topic, version, ca] = process.argv.slice(2);
  const client = await mqtt.connectAsync(url, { protocolVersion: version === "5.0" ? 5 : 4, ca: readFileSync(ca) });
  let count = 0;
  client.on("message", (_topic, payload) => { console.log(String(payload)); if (++count === 3) client.end(); });
  await client.subscribeAsync(topic, { qos: 2 });
  for (const qos of [0, 1, 2]) await client.publishAsync(topic, "QoS " + qos, { qos });
`;

const PAHO = `
import sys
import paho.mqtt.client as paho
url_scheme, port, topic, version, ca = sys.argv[1:]
protocol = paho.MQTTv5 if version == "5.0" else paho.MQTTv311
more = {"transport": "websockets" if url_scheme.startswith("ws") else "tcp", "protocol": protocol}
two = hasattr(paho, "CallbackAPIVersion")
client = paho.Client(paho.CallbackAPIVersion.VERSION2, **more) if two else paho.Client(**more)
if url_scheme in ("mqtts", "wss"):
    client.tls_set(ca)
heard = []
def on_connect(client, *rest):
    client.subscribe(topic, 2)
def on_subscribe(client, *rest):
    for qos in (0, 1, 2):
        client.publish(topic, "QoS %d" % qos, qos)
def on_message(client, userdata, message):
    print(message.payload.decode())
    heard.append(message)
    if len(heard) == 3:
        client.disconnect()
client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
client.connect("localhost", int(port))
client.loop_forever()
`;

const urlOf = (scheme: Scheme): URL => urls.get(scheme) ?? new URL("nowhere:");
const linesOf = (printed: string): readonly string[] => printed.trim().split("\n").sort();

const mqttJs: Exchange = async (scheme, topic, version) => {
  const url = urlOf(scheme).href.replace("127.0.0.1", "localhost");
  // Below this project, where its packages are found.
  const program = join(import.meta.dirname, `../../node_modules/.touchstone-e2e-${scheme}.mjs`);
  writeFileSync(program, MQTT_JS);
  const printed = await run(process.execPath, [program, url, topic, version, file("cert.pem")]);
  rmSync(program);
  return linesOf(printed);
};

const paho: Exchange = async (scheme, topic, version) => {
  writeFileSync(file("with_paho.py"), PAHO);
  return linesOf(
    await run("python3", [file("with_paho.py"), scheme, urlOf(scheme).port, topic, version, file("cert.pem")]),
  );
};

const mosquitto: Exchange = async (scheme, topic, version) => {
  const spoken = version === "5.0" ? "mqttv5" : "mqttv311";
  const tls = scheme === "mqtts" ? ["--cafile", file("cert.pem")] : [];
  const place = ["-h", "localhost", "-p", urlOf(scheme).port, "-V", spoken, ...tls, "-t", topic];
  // A session that waits: what is published before it comes back is not missed.
  const session = [
    "-i",
    `sub-${topic.replaceAll("/", "-")}`,
    "-c",
    "-q",
    "2",
    ...(version === "5.0" ? ["-x", "300"] : []),
  ];
  await run("mosquitto_sub", [...place, ...session, "-E"]);
  const heard = run("mosquitto_sub", [...place, ...session, "-C", "2"]);
  for (const qos of ["1", "2"]) await run("mosquitto_pub", [...place, "-q", qos, "-m", `QoS ${qos}`]);
  const later = run("mosquitto_sub", [...place, "-C", "1", "-W", "20"]);
  const lines = [...linesOf(await heard)];
  // At QoS 0 nothing waits: the message is retained, so that it is not missed either.
  await run("mosquitto_pub", [...place, "-q", "0", "-r", "-m", "QoS 0"]);
  return [...lines, ...linesOf(await later)].sort();
};

function has(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words).error === undefined && spawnSync(program, words).status === 0;
}

const found = {
  "MQTT.js": true,
  paho: has("python3", "-c", "import paho.mqtt.client"),
  mosquitto: has("mosquitto_sub", "--version") || spawnSync("mosquitto_sub", ["--help"]).error === undefined,
};

const CLIENTS: readonly (readonly [keyof typeof found, Exchange, readonly Scheme[]])[] = [
  ["MQTT.js", mqttJs, SCHEMES],
  ["paho", paho, SCHEMES],
  // It speaks no WebSocket.
  ["mosquitto", mosquitto, ["mqtt", "mqtts"]],
];

describe.each(CLIENTS.filter(([name]) => found[name]))("%s", { timeout: 60_000 }, (name, exchange, schemes) => {
  test.each(schemes.flatMap((scheme) => (["3.1.1", "5.0"] as const).map((version) => [scheme, version] as const)))(
    "exchanges messages of each QoS over %s in MQTT %s",
    async (scheme, version) => {
      const topic = `e2e/${name}/${scheme}/${version}`;
      expect(await exchange(scheme, topic, version)).toEqual(["QoS 0", "QoS 1", "QoS 2"]);
    },
  );
});

// Elsewhere some may be missing; here they were installed for this test.
test.runIf(process.env["CI"] !== undefined)("all of these clients are there where they are to be tried", () => {
  expect(found).toEqual({ "MQTT.js": true, paho: true, mosquitto: true });
});
