// One connection too many is cut off before a byte of it is read, at every kind of place.

import { EventEmitter, once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ConnectionLimitOptions, createBroker, createConnectionLimits } from "../index.ts";
import { type Identity, selfSigned } from "../transports/self-signed.ts";
import { connectAs, wireTo } from "../wire-client.ts";

let server: Identity;
beforeAll(async () => {
  server = await selfSigned("server");
});

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A socket that says nothing. */
async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function start(options: ConnectionLimitOptions, ...places: readonly string[]) {
  const faults: unknown[] = [];
  const limits = createConnectionLimits(options);
  /** Tells what became of each connection: "in", "refused", "left". */
  const gate = new EventEmitter();
  const broker = await createBroker({
    listen: places.map((place) => `${place}://127.0.0.1:0`),
    tls: server,
    connectionLimits: {
      admit(address) {
        const leave = limits.admit(address);
        gate.emit(leave === undefined ? "refused" : "in");
        return leave && (() => gate.emit("left", leave()));
      },
    },
    onFault: (fault) => faults.push(fault),
  });
  return { broker, faults, gate, ports: broker.urls.map((url) => Number(new URL(url).port)) };
}

test.each(["mqtt", "mqtts", "ws", "wss"])("at %s, and who goes makes room", async (place) => {
  const { broker, faults, gate, ports } = await start({ perAddress: 2 }, place);
  await using _ = broker;
  const [port = 0] = ports;
  const next = async (event: "in" | "refused"): Promise<Socket> =>
    (await Promise.all([open(port), once(gate, event)]))[0];
  const first = await next("in");
  await next("in");
  const third = await next("refused");
  // Reading on shows the end.
  await once(third.resume(), "close");
  expect(third.bytesRead).toBe(0);
  expect(first.closed).toBe(false);
  await Promise.all([once(gate, "left"), first.destroy()]);
  await next("in");
  await next("refused");
  expect(faults).toEqual([]);
});

test("all places are counted together", async () => {
  const { broker, ports } = await start({ total: 1 }, "mqtt", "ws");
  await using _ = broker;
  const [mqtt = 0, ws = 0] = ports;
  using wire = await wireTo(mqtt);
  expect(await wire.ask(connectAs("5.0", {}))).toMatchObject({ type: "CONNACK", reasonCode: 0x00 });
  await once((await open(ws)).resume(), "close");
  expect(await wire.ask({ type: "PINGREQ" })).toEqual({ type: "PINGRESP" });
});

describe("a count", () => {
  test("is of each address, and of all, and an end counts once", () => {
    const { admit } = createConnectionLimits({ perAddress: 1, total: 2 });
    const leave = admit("192.0.2.1");
    expect(admit("192.0.2.1")).toBeUndefined();
    expect(admit("::ffff:192.0.2.1")).toBeUndefined();
    expect(admit("192.0.2.2")).toBeDefined();
    expect(admit("192.0.2.3")).toBeUndefined();
    leave?.();
    leave?.();
    expect(admit("192.0.2.3")).toBeDefined();
    expect(admit("192.0.2.1")).toBeUndefined();
  });

  test("of who has no address is of all alone", () => {
    const { admit } = createConnectionLimits({ perAddress: 1, total: 2 });
    expect([admit(undefined), admit(undefined), admit(undefined)].map((leave) => leave !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("without limits never ends", () => {
    const { admit } = createConnectionLimits({});
    for (let i = 0; i < 1000; i++) expect(admit("192.0.2.1")).toBeDefined();
  });
});
