import { setImmediate as endOfRound } from "node:timers/promises";
import { expect, test } from "vitest";
import { createVirtualClock } from "./clock.ts";
import { createDriver, type Link } from "./driver.ts";
import { bytesOf } from "./packet-bytes.ts";

const connect = (clientId: string): Uint8Array =>
  bytesOf({ type: "CONNECT", version: "5.0", clientId, cleanStart: true, keepAlive: 0, properties: {} });

/** A driver with one client that says `said` in return for the first bytes that it hears; gives what happened, in order. */
function watched(said: Uint8Array, onNotice: () => void = () => undefined) {
  const happened: string[] = [];
  const faults: unknown[] = [];
  const driver = createDriver({
    clock: createVirtualClock(),
    broker: {},
    onFault: (error) => faults.push(error),
    observe: (notice) => {
      happened.push(notice.type === "bytes" ? `bytes ${notice.direction}` : notice.type);
      onNotice();
    },
  });
  let answers = [said];
  const link = driver.open({
    write: () => {
      happened.push("written");
      const [answer] = answers;
      answers = [];
      if (answer !== undefined) link.receive(answer);
    },
    drained: () => undefined,
    close: () => undefined,
  });
  happened.length = 0;
  link.receive(connect("a"));
  return { happened, faults };
}

test("whoever watches is told when all is on its way, in the order in which it happened", () => {
  const { happened } = watched(bytesOf({ type: "PINGREQ" }));
  expect(happened).toEqual(["written", "written", "bytes in", "step", "bytes out", "bytes in", "step", "bytes out"]);
});

test("a watcher that throws harms nobody, and is told of", () => {
  const { happened, faults } = watched(bytesOf({ type: "PINGREQ" }), () => {
    throw new Error("out of order");
  });
  expect(happened.filter((one) => one === "written")).toHaveLength(2);
  expect(faults).toContainEqual(new Error("out of order"));
});

/** A driver that gathers, with clients that are let in; gives their links, and what was written, by name. */
async function gathering(...names: readonly string[]) {
  const written: string[] = [];
  const noticed: string[] = [];
  const driver = createDriver({
    clock: createVirtualClock(),
    broker: {},
    gathers: true,
    onFault: (error) => written.push(String(error)),
    observe: (notice) => noticed.push(notice.type === "bytes" ? `bytes ${notice.direction}` : notice.type),
  });
  const links: Link[] = [];
  for (const name of names) {
    const link = driver.open({
      write: (bytes) => written.push(`${name} ${Buffer.from(bytes).toString("hex")}`),
      drained: () => undefined,
      close: () => written.push(`${name} closed`),
    });
    link.receive(connect(name));
    await endOfRound();
    links.push(link);
  }
  const ping = (): void => {
    for (const link of links) link.receive(bytesOf({ type: "PINGREQ" }));
  };
  written.length = 0;
  return { driver, links, written, noticed, ping };
}

/** The same, in a round that comes after one in which all spoke, and with an answer due to each. */
async function busy(...names: readonly string[]) {
  const one = await gathering(...names);
  one.ping();
  await endOfRound();
  one.written.length = 0;
  one.noticed.length = 0;
  one.ping();
  return one;
}

test("who speaks alone in a round is answered at once", async () => {
  const { written, ping } = await gathering("a");
  for (let round = 1; round <= 3; round++) {
    ping();
    expect(written).toHaveLength(round);
    await endOfRound();
  }
});

test("after a round in which several spoke, answers wait for the end of the next, and each is written to once", async () => {
  const { written, ping } = await gathering("a", "b");
  ping();
  expect(written).toEqual(["a d000", "b d000"]);
  await endOfRound();
  ping();
  ping();
  expect(written).toHaveLength(2);
  await endOfRound();
  expect(written.slice(2)).toEqual(["a d000d000", "b d000d000"]);
});

test("who stops waits for no round: all are told before stop returns", async () => {
  const { driver, written, noticed } = await busy("a", "b");
  driver.stop();
  expect(noticed.filter((one) => one === "bytes out")).toHaveLength(2);
  expect(written).toEqual(["a d000e0018b", "a closed", "b d000e0018b", "b closed"]);
});

test("a connection that ends in a busy round is written to, and closed, once", async () => {
  const { links, written } = await busy("a", "b");
  links[0]?.receive(bytesOf({ type: "DISCONNECT", reasonCode: 0x00, properties: {} }));
  links[1]?.closed();
  await endOfRound();
  expect(written).toEqual(["a d000", "a closed", "b d000"]);
});
