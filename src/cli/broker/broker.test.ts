// `touchstone broker` as an operator runs it: its settings, its log, what it tells, and what it does at a signal.

import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { connectAsync } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { hashPassword, passwordFileText } from "../../runtime/index.ts";
import { type Identity, selfSigned } from "../../runtime/transports/self-signed.ts";
import { startBroker } from "../run-broker.ts";
import { BIN, touchstone } from "../run-touchstone.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-broker-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PUBLIC_KEY = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function settings(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, NO_COLOR: "1", ...environment };
  const child = spawn(process.execPath, [BIN, "broker", ...words, "--print-config"], { env, stdio: "pipe" });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect(stderr).toBe("");
  return parse(stdout);
}

describe.concurrent("the settings", { timeout: 60_000 }, () => {
  test("of an option count more than those of a variable, these more than the file's, these more than the defaults", async ({
    expect,
  }) => {
    const config = file(
      "precedence.yaml",
      "sysIntervalSeconds: 1\nlog: {level: error, format: json}\nlimits: {maximumQos: 1}\n",
    );
    const environment = { TOUCHSTONE_CONFIG: config, TOUCHSTONE_LOG_LEVEL: "debug", TOUCHSTONE_SYS_INTERVAL: "2" };
    expect(await settings(["--sys-interval", "3"], environment)).toMatchObject({
      listeners: ["mqtt://127.0.0.1:1883"],
      sysIntervalSeconds: 3,
      log: { level: "debug", format: "json" },
      limits: { maximumQos: 1, receiveMaximum: 100 },
    });
  });

  test("that are printed are a config file that says the same", async ({ expect }) => {
    const first = await settings(["-p", "0", "--trace", "lamp=lamp.pcapng", "--anonymous", "--admin", "9090"]);
    expect(first).toMatchObject({
      security: { anonymous: true },
      admin: "9090",
      trace: [{ clientId: "lamp", file: "lamp.pcapng" }],
    });
    expect(await settings(["--config", file("again.json", JSON.stringify(first))])).toEqual(first);
  });

  test("name places where -h, -p and --listen name none", async ({ expect }) => {
    const config = file("places.yaml", "listeners: [ws://127.0.0.1:8080]\nsecurity: {anonymous: true}\n");
    expect((await settings(["--config", config])).listeners).toEqual(["ws://127.0.0.1:8080"]);
    expect((await settings(["--config", config, "-h", "::1"])).listeners).toEqual(["mqtt://[::1]:1883"]);
    expect((await settings(["--config", config, "--listen", "unix:/tmp/x"])).listeners).toEqual(["unix:/tmp/x"]);
  });

  test("of security come from options, too, and options of tokens take the place of the file's keys", async ({
    expect,
  }) => {
    const jwt = { secretFile: "s", issuer: "i", audience: "a", userNameClaim: "name" };
    const config = file(
      "secure.json",
      JSON.stringify({ security: { jwt, clientIds: { users: { ann: ["x"] } }, anonymous: true } }),
    );
    const words = ["--jwt-key", "k.pem", "--jwt-issuer", "one", "--jwt-issuer", "two", "--client-ids", "%u-*"];
    const files = ["--password-file", "p", "--scram-file", "c", "--access-file", "r"];
    const limits = ["--max-connections", "9", "--max-connections-per-address", "3"];
    const said = await settings(["--config", config, ...words, ...files, ...limits]);
    expect(said).toMatchObject({
      security: {
        anonymous: true,
        passwordFile: "p",
        scramFile: "c",
        accessFile: "r",
        jwt: { publicKeyFile: "k.pem", issuer: ["one", "two"], audience: "a", userNameClaim: "name" },
        clientIds: { everybody: ["%u-*"], users: { ann: ["x"] } },
      },
      limits: { maximumConnections: 9, maximumConnectionsPerAddress: 3 },
    });
    expect(said.security.jwt).not.toHaveProperty("secretFile");
    const tokens = ["--jwt-issuer", "i", "--jwt-audience", "a", "--jwt-jwks"];
    expect((await settings([...tokens, "https://me:secret@h/k"])).security.jwt.jwksUrl).toBe("https://***@h/k");
    expect((await settings([...tokens, "keys.json"])).security.jwt.jwksFile).toBe("keys.json");
    expect((await settings([])).limits).toMatchObject({
      maximumConnections: 100_000,
      maximumConnectionsPerAddress: 10_000,
      maximumTopicBytes: 4096,
    });
  });

  test.for([
    [
      ["--jwt-issuer", "i"],
      ["tokens want keys: give --jwt-jwks, --jwt-key", "tokens want an audience"],
    ],
    [
      ["--jwt-key", "k"],
      ["tokens want an issuer: give --jwt-issuer", "tokens want an audience: give --jwt-audience"],
    ],
    [
      ["--jwt-key", "k", "--jwt-jwks", "j", "--jwt-issuer", "i", "--jwt-audience", "a"],
      ["tokens have keys from one place: give one of --jwt-jwks"],
    ],
    [
      ["--config", file("untrusted.json", '{"security": {"certificate": "dns"}}')],
      ["security.certificate wants somebody to believe: give --ca"],
    ],
    [["--access-file", "r", "-h", "0.0.0.0"], ["mqtt://0.0.0.0:0 would let in anybody"]],
    [["--client-ids", "%u", "-h", "0.0.0.0"], ["mqtt://0.0.0.0:0 would let in anybody"]],
    [
      ["--max-connections", "0"],
      ["--max-connections <count>' argument '0' is invalid. It is a whole number, 1 or more"],
    ],
    [["--scram-file", "nowhere"], ["nowhere cannot be read (ENOENT)"]],
    [
      ["--jwt-jwks", "http://example.org/k", "--jwt-issuer", "i", "--jwt-audience", "a"],
      ["write an https:// url; http:// is for this machine alone"],
    ],
  ] as const)("of security that cannot be used are told of: %j", async ([words, lines], { expect }) => {
    const { code, stdout, stderr } = await touchstone("broker", "-p", "0", ...words, "--check-config");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const said = stderr.trimEnd().split("\n");
    expect(said).toHaveLength(lines.length);
    for (const [i, line] of lines.entries()) expect(said[i]).toContain(line);
  });

  test.for([
    ["--password-file", file("some.users", "")],
    ["--scram-file", file("some.keys", "")],
    ["--jwt-key", file("some.pem", PUBLIC_KEY), "--jwt-issuer", "i", "--jwt-audience", "a"],
    ["--anonymous"],
  ])("with a way in let in from outside: %j", async (words, { expect }) => {
    expect(await touchstone("broker", "-h", "0.0.0.0", "-p", "0", ...words, "--check-config")).toMatchObject({
      code: 0,
    });
  });

  test("never show what a url holds of a password", async ({ expect }) => {
    const { listeners } = await settings(["--listen", "mqtt://ann:secret@127.0.0.1:0", "--anonymous"]);
    expect(listeners).toEqual(["mqtt://***@127.0.0.1:0"]);
  });

  test("in a file that is wrong are told of, all of them, and end with 2", async ({ expect }) => {
    const config = file("wrong.yaml", "limits:\n  maximumQos: 3\nsecurity: {anonymus: true}\n");
    expect(await touchstone("broker", "--config", config)).toEqual({
      code: 2,
      stdout: "",
      stderr: [
        `touchstone: ${config}:2:15: limits.maximumQos: expected 0 or 1 or 2, found 3`,
        `touchstone: ${config}:3:12: security.anonymus: there is no such key: did you mean anonymous?`,
        "",
      ].join("\n"),
    });
  });

  test("that contradict each other are told of, all of them", async ({ expect }) => {
    const config = file(
      "contradictions.yaml",
      [
        "listeners:",
        "  - mqtt://0.0.0.0:0",
        "  - {url: wss://127.0.0.1:0}",
        "  - {url: mqtts://127.0.0.1:0, tls: {cert: a, key: b, requireCertificate: true}}",
      ].join("\n"),
    );
    const { code, stderr } = await touchstone("broker", "--config", config, "--check-config");
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "touchstone: mqtt://0.0.0.0:0 would let in anybody: give --password-file, --scram-file, --jwt-jwks, --jwt-key, or --anonymous to have it so",
      "touchstone: wss://127.0.0.1:0 wants a certificate and a key: give --cert and --key",
      "touchstone: listeners[2].tls.requireCertificate wants listeners[2].tls.ca",
    ]);
  });

  test.for([
    [["--config", "nowhere.yaml"], /cannot read nowhere\.yaml: ENOENT/],
    [["-p", "0", "--log-file", "/nowhere/x.log"], /cannot write \/nowhere\/x\.log: ENOENT/],
    [["-p", "0", "--trace", "a=/nowhere/x.pcapng"], /cannot write \/nowhere\/x\.pcapng: ENOENT/],
    [["-p", "0", "--trace", "a="], /Write it as CLIENT, or as CLIENT=FILE/],
    [["-p", "0", "--log-level", "loud"], /Allowed choices are silent, error, warn, info, debug/],
    [["-p", "0", "--admin", "here"], /Write it as HOST:PORT/],
    [["-p", "0", "--sys-interval", "often"], /from 0 to 86400/],
    [["-p", "0", "--store", "/nowhere/x.db"], /there is no folder \/nowhere: make it first/],
    [["-h", "192.0.2.1", "-p", "0", "--anonymous"], /192\.0\.2\.1 is no address of this machine/],
  ] as const)("%j ends with 2, and says in one line what is wrong", async ([words, line], { expect }) => {
    const { code, stdout, stderr } = await touchstone("broker", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("certificates", { timeout: 60_000 }, () => {
  let [one, other]: Identity[] = [];
  beforeAll(async () => {
    [one, other] = await Promise.all([selfSigned("one"), selfSigned("other")]);
  });

  test("are checked without a broker being started", async () => {
    const [cert, key, wrong] = [
      file("c.crt", one?.cert ?? ""),
      file("c.key", one?.key ?? ""),
      file("w.key", other?.key ?? ""),
    ];
    const words = ["broker", "--listen", "mqtts://127.0.0.1:0", "--cert", cert, "--check-config", "--key"];
    expect(await touchstone(...words, key)).toEqual({ code: 0, stdout: "the settings can be used\n", stderr: "" });
    expect(await touchstone(...words, wrong)).toEqual({
      code: 2,
      stdout: "",
      stderr: `touchstone: ${wrong} is not the key of the certificate in ${cert}\n`,
    });
  });

  test("of clients, where all must have one, let in from outside as any other way in", async () => {
    const [cert, key] = [file("m.crt", one?.cert ?? ""), file("m.key", one?.key ?? "")];
    const words = ["broker", "--listen", "mqtts://0.0.0.0:0", "--cert", cert, "--key", key, "--ca", cert];
    expect(await touchstone(...words, "--require-certificate", "--check-config")).toMatchObject({ code: 0 });
    expect((await touchstone(...words, "--check-config")).stderr).toContain("would let in anybody");
  });

  test("are shown by name, and read again on SIGHUP with all else that may change; the rest is named", async () => {
    const [cert, key] = [file("s.crt", one?.cert ?? ""), file("s.key", one?.key ?? "")];
    const [namedCert, namedKey] = [file("n.crt", one?.cert ?? ""), file("n.key", one?.key ?? "")];
    const write = (level: string, maximumQos: number) =>
      file(
        "reload.json",
        JSON.stringify({
          listeners: ["mqtts://127.0.0.1:0", "mqtt://127.0.0.1:0"],
          tls: { cert, key, names: [{ serverName: "mqtt.example.org", cert: namedCert, key: namedKey }] },
          security: { passwordFile: join(folder, "users") },
          log: { level },
          limits: { maximumQos },
        }),
      );
    const users = async (password: string) =>
      file("users", passwordFileText(new Map([["ann", await hashPassword(new TextEncoder().encode(password))]])));
    await users("old");
    await using broker = await startBroker(["--config", write("warn", 2)]);
    const [secure = "", plain = ""] = broker.urls;
    const shown = async (servername: string): Promise<string> => {
      const socket = connectTls({
        port: Number(new URL(secure).port),
        servername,
        rejectUnauthorized: false,
        ALPNProtocols: [],
      });
      await once(socket, "secureConnect");
      const { subject } = socket.getPeerCertificate();
      socket.destroy();
      return String(subject.CN);
    };
    expect([await shown("mqtt.example.org"), await shown("elsewhere")]).toEqual(["one", "one"]);
    file("n.crt", other?.cert ?? "");
    file("n.key", other?.key ?? "");
    write("info", 1);
    await users("new");
    expect(await broker.signalled("SIGHUP", /limits/)).toContain(
      'warn  reload what="limits.maximumQos stays as before: it changes with a restart of the broker"',
    );
    await broker.told(/reload what=done/);
    expect([await shown("mqtt.example.org"), await shown("elsewhere")]).toEqual(["other", "one"]);
    const options = { protocolVersion: 5, reconnectPeriod: 0, username: "ann" } as const;
    await expect(connectAsync(plain, { ...options, password: "old" })).rejects.toThrow();
    await (await connectAsync(plain, { ...options, password: "new" })).endAsync();
    await broker.told(/info {2}connected .*userName=ann/);
    // What cannot be used changes nothing.
    file("n.key", one?.key ?? "");
    expect(await broker.signalled("SIGHUP", /certificates/)).toMatch(
      /the certificates stay as before: .*n\.key is not the key of the certificate in .*n\.crt/,
    );
    writeFileSync(join(folder, "reload.json"), "{");
    expect(await broker.signalled("SIGHUP", /settings/)).toMatch(/the settings stay as before: .*reload\.json:1:/);
    expect(await shown("mqtt.example.org")).toBe("other");
    expect((await broker.end()).code).toBe(0);
  });
});

describe("a broker that runs", { timeout: 60_000 }, () => {
  test("prints its urls alone, and logs to standard error as it is asked", async () => {
    await using broker = await startBroker(["-p", "0", "--log-level", "info", "--log-format", "json"]);
    const client = await connectAsync(broker.urls[0] ?? "", {
      clientId: "lamp",
      username: "ann",
      password: "correct-horse",
    });
    await client.publishAsync("a", "battery-staple", { qos: 1 });
    await client.endAsync();
    await broker.told(/"disconnected"/);
    const { code, stdout, stderr } = await broker.end();
    expect([code, stdout]).toEqual([0, `${broker.urls[0]}\n`]);
    const entries = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries).toMatchObject([
      { level: "info", event: "listening", urls: broker.urls },
      {
        event: "connected",
        clientId: "lamp",
        userName: "ann",
        version: "3.1.1",
        address: expect.stringMatching(/^127/),
      },
      { event: "disconnected", clientId: "lamp", why: "it said so" },
      { event: "stopping" },
    ]);
    expect(stderr).not.toMatch(/correct-horse|battery-staple/);
  });

  test("says nothing at all by default while all is well", async () => {
    await using broker = await startBroker(["-p", "0"]);
    await (await connectAsync(broker.urls[0] ?? "", { reconnectPeriod: 0 })).endAsync();
    expect(await broker.end()).toMatchObject({ code: 0, stderr: "" });
  });

  test("tells of itself under $SYS, and at its admin address", async () => {
    await using broker = await startBroker(["-p", "0", "--admin", "0", "--log-level", "info"]);
    const [, admin = ""] = /admin=(\S+)/.exec(await broker.told(/listening/)) ?? [];
    const client = await connectAsync(broker.urls[0] ?? "", { reconnectPeriod: 0 });
    const heard = new Promise<string>((resolve) =>
      client.once("message", (_topic, payload) => resolve(String(payload))),
    );
    await client.subscribeAsync("$SYS/broker/version");
    expect(await heard).toMatch(/^mqtt-touchstone version \d+\.\d+\.\d+/);
    expect(await (await fetch(`${admin}/healthz`)).text()).toBe("ok\n");
    expect(await (await fetch(`${admin}/metrics`)).text()).toMatch(/^touchstone_connections 1$/m);
    await client.endAsync();
    expect((await broker.end()).code).toBe(0);
  });

  test("does not start where its admin address is in use", async () => {
    await using occupied = createServer().listen(0, "127.0.0.1");
    await once(occupied, "listening");
    const { port } = occupied.address() as AddressInfo;
    expect(await touchstone("broker", "-p", "0", "--admin", String(port))).toEqual({
      code: 2,
      stdout: "",
      stderr: `touchstone: port ${port} of 127.0.0.1 is in use: choose another with --admin, or --admin 0 for a free one\n`,
    });
  });

  test("traces a client into a file, with its password masked", async () => {
    const trace = join(folder, "lamp.txt");
    await using broker = await startBroker(["-p", "0", "--trace", `lamp=${trace}`, "--trace", "door"]);
    const options = { username: "ann", password: "correct-horse", reconnectPeriod: 0 };
    for (const clientId of ["lamp", "door"])
      await (await connectAsync(broker.urls[0] ?? "", { ...options, clientId })).endAsync();
    await broker.told(/ended: it said so/);
    const { stderr } = await broker.end();
    const written = readFileSync(trace, "utf8");
    for (const [said, clientId] of [
      [written, "lamp"],
      [stderr, "door"],
    ] as const) {
      expect(said).toContain(`Client Identifier: "${clientId}"`);
      expect(said).not.toContain("correct-horse");
    }
  });
});
