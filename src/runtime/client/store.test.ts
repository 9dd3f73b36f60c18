// A client that is killed in the middle of everything, and starts again: with what it had stored nothing is lost, and nothing comes twice.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { openSqliteStore } from "../index.ts";
import { connect, createMemoryStore, openClientStore, StoreError } from "./index.ts";
import { type ScriptedServer, scriptedServer } from "./scripted-server.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-client-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

const DOOR = new URL("index.ts", import.meta.url).href;
const PROGRAM = `
  import { createInterface } from "node:readline";
  import { connect, openClientStore } from ${JSON.stringify(DOOR)};
  const [url, file] = process.argv.slice(1);
  const store = openClientStore({ file });
  const client = connect(url, {
    clientId: "mortal", clean: false, properties: { sessionExpiryInterval: 600 }, store, reconnectPeriod: 200,
  });
  client.on("message", (topic, payload) => console.log("heard", new TextDecoder().decode(payload)));
  client.on("connect", () => console.log("connected"));
  for await (const line of createInterface({ input: process.stdin })) {
    const [qos, payload] = line.split(" ");
    client.publish("out", payload, { qos: Number(qos) }).then(() => console.log("published", payload), console.error);
    // It is stored before the turn of the event loop ends.
    setImmediate(() => console.log("taken", payload));
  }
`;

let child: ChildProcess | undefined;
afterEach(() => void child?.kill("SIGKILL"));

/** The client in a process of its own. */
function start(url: string, file: string) {
  const words = ["--disable-warning=ExperimentalWarning", "--input-type=module", "--eval", PROGRAM, url, file];
  const started = spawn(process.execPath, words, {
    stdio: ["pipe", "pipe", "inherit"],
    cwd: fileURLToPath(new URL(".", import.meta.url)),
  });
  child = started;
  const lines: string[] = [];
  createInterface({ input: started.stdout }).on("line", (line) => lines.push(line));
  return {
    lines,
    publish: (qos: 1 | 2, payload: string) => started.stdin.write(`${qos} ${payload}\n`),
    /** Fulfilled when it has said so. */
    async said(line: string): Promise<void> {
      while (!lines.includes(line)) await once(started.stdout, "data");
    },
    async kill(): Promise<void> {
      const ended = once(started, "exit");
      started.kill("SIGKILL");
      await ended;
    },
  };
}

const text = (payload: Uint8Array): string => new TextDecoder().decode(payload);
const ack = (type: "PUBREC" | "PUBREL" | "PUBCOMP" | "PUBACK", packetId: number) =>
  ({ type, packetId, reasonCode: 0, properties: {} }) as const;
const publish = (packetId: number, payload: string) =>
  ({
    type: "PUBLISH",
    topicName: "in",
    payload: new TextEncoder().encode(payload),
    qos: 2,
    dup: false,
    retain: false,
    packetId,
    properties: {},
  }) as const;

const idOf = (packet: object): number => (packet as { readonly packetId: number }).packetId;

describe("a client that is killed", () => {
  const again = (server: ScriptedServer) => server.welcome({ sessionPresent: true });

  test("sends at QoS 2 what was on its way, exactly once [5.0/MQTT-4.4.0-1]", async () => {
    await using server = await scriptedServer();
    const file = join(folder, "outbound.db");
    const first = start(server.url, file);
    let connection = await server.welcome();
    first.publish(2, "one");
    first.publish(2, "two");
    const [one, two] = [await connection.next("PUBLISH"), await connection.next("PUBLISH")];
    connection.send(ack("PUBREC", idOf(one)));
    // It has stored that PUBREC came, and says so.
    expect(await connection.next("PUBREL")).toMatchObject({ packetId: idOf(one) });
    await first.kill();

    const second = start(server.url, file);
    connection = await again(server);
    // Of the one, nothing but its PUBREL; the other under its old identifier, as a repeat.
    expect(await connection.next("PUBREL")).toMatchObject({ packetId: idOf(one) });
    const repeated = await connection.next("PUBLISH");
    expect(repeated).toMatchObject({ packetId: idOf(two), dup: true });
    expect(text(repeated.payload)).toBe("two");
    connection.send(ack("PUBCOMP", idOf(one)), ack("PUBREC", idOf(two)));
    expect(await connection.next("PUBREL")).toMatchObject({ packetId: idOf(two) });
    connection.send(ack("PUBCOMP", idOf(two)));
    // Nothing is left.
    second.publish(1, "three");
    const three = await connection.next("PUBLISH");
    expect(text(three.payload)).toBe("three");
    connection.send(ack("PUBACK", idOf(three)));
    await second.said("published three");
    await second.kill();
    const records = openClientStore({ file });
    expect(records.load("mortal")).toEqual([]);
    records.close();
  });

  test("hears at QoS 2 each message once [5.0/MQTT-4.3.3-10]", async () => {
    await using server = await scriptedServer();
    const file = join(folder, "inbound.db");
    const first = start(server.url, file);
    let connection = await server.welcome();
    connection.send(publish(1, "one"), publish(2, "two"));
    await connection.next("PUBREC");
    await connection.next("PUBREC");
    await first.kill();
    expect(first.lines).toEqual(["connected", "heard one", "heard two"]);

    const second = start(server.url, file);
    connection = await again(server);
    // The server has not seen its PUBRECs.
    connection.send({ ...publish(1, "one"), dup: true }, ack("PUBREL", 2));
    expect(await connection.next("PUBREC")).toMatchObject({ packetId: 1 });
    expect(await connection.next("PUBCOMP")).toMatchObject({ packetId: 2 });
    connection.send(ack("PUBREL", 1));
    await connection.next("PUBCOMP");
    // The identifiers are free again.
    connection.send(publish(1, "three"));
    await connection.next("PUBREC");
    await second.said("heard three");
    expect(second.lines).toEqual(["connected", "heard three"]);
  });

  test("sends what it was told while there was no connection", async () => {
    await using server = await scriptedServer();
    const file = join(folder, "offline.db");
    const first = start("mqtt://127.0.0.1:1", file);
    first.publish(1, "one");
    first.publish(2, "two");
    await first.said("taken two");
    await first.kill();
    start(server.url, file);
    const connection = await server.welcome();
    const packets = [await connection.next("PUBLISH"), await connection.next("PUBLISH")];
    expect(packets.map(({ payload }) => text(payload))).toEqual(["one", "two"]);
  });
});

describe("a store", () => {
  test("in memory hands a session from one client to the next", async () => {
    await using server = await scriptedServer();
    const store = createMemoryStore();
    const options = { clientId: "c", clean: false, properties: { sessionExpiryInterval: 600 }, store } as const;
    const first = connect(server.url, options);
    let connection = await server.welcome();
    const published = first.publish("a", "", { qos: 1 }).catch((error: unknown) => error);
    await connection.next("PUBLISH");
    await first.end(true);
    expect(await published).toMatchObject({ kind: "left" });
    await using second = connect(server.url, options);
    connection = await server.welcome({ sessionPresent: true });
    const repeated = await connection.next("PUBLISH");
    expect(repeated).toMatchObject({ topicName: "a", dup: true });
    connection.send(ack("PUBACK", idOf(repeated)));
    expect(second.isConnected).toBe(true);
  });

  test("belongs to one client", () => {
    const file = join(folder, "owned.db");
    const store = openClientStore({ file });
    expect(store.load("one")).toEqual([]);
    expect(() => store.load("two")).toThrow(/owned\.db holds the session of the client "one", not of "two"/);
    store.close();
  });

  test("keeps bytes as they are", async () => {
    const file = join(folder, "bytes.db");
    const store = openClientStore({ file });
    const client = connect("mqtt://127.0.0.1:1", { clientId: "c", clean: false, store });
    const properties = { correlationData: Buffer.from([0xff, 0x00]), userProperties: { a: "b" } };
    const published = client.publish("a", Buffer.from([0xfe]), { qos: 1, properties }).catch((error: unknown) => error);
    await client.end(true);
    expect(await published).toMatchObject({ kind: "left" });
    expect(store.load("c")).toMatchObject([
      {
        publication: {
          payload: new Uint8Array([0xfe]),
          properties: { correlationData: new Uint8Array([0xff, 0x00]), userProperties: [["a", "b"]] },
        },
      },
    ]);
    store.close();
  });

  test("is no store of a broker, nor the other way round", () => {
    const file = join(folder, "broker.db");
    openSqliteStore({ file }).close();
    expect(() => openClientStore({ file })).toThrow(/is a database of something else/);
  });

  test("that cannot be written ends the client, before anything is sent that rests on it", async () => {
    await using server = await scriptedServer();
    const store = {
      ...createMemoryStore(),
      commit: () => {
        throw new StoreError("the disk is full");
      },
    };
    const client = connect(server.url, { clientId: "c", clean: false, store });
    const connection = await server.welcome();
    await client.connected;
    await expect(client.publish("a", "", { qos: 1 })).rejects.toMatchObject({
      kind: "store",
      message: expect.stringContaining("the disk is full"),
    });
    await connection.ended;
    expect(connection.unread()).toEqual([]);
    await client.end();
  });
});
