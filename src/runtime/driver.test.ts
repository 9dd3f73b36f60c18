import { expect, test } from "vitest";
import { createVirtualClock } from "./clock.ts";
import { createDriver } from "./driver.ts";
import { bytesOf } from "./packet-bytes.ts";

const CONNECT = bytesOf({
  type: "CONNECT",
  version: "5.0",
  clientId: "a",
  cleanStart: true,
  keepAlive: 0,
  properties: {},
});

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
  link.receive(CONNECT);
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
