// What becomes of a broker whose store or whose port cannot be had.

import { existsSync } from "node:fs";
import type { Ended } from "../../broker-process.ts";
import { publish, subscribe } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { must, ping } from "../stage.ts";

/** How a broker ends that may not write its store any more. */
const STORE_FAILED = 4;
/** How it ends where what it is told cannot be done. */
const USAGE = 2;

export const storeAttacks = {
  fullDisk: attack(
    "store.full-disk",
    "a disk that is full: the broker ends with one line, and has acknowledged nothing that is not stored",
    async ({ start, enter, file }) => {
      const store = { file: file("full.db"), durability: "full" };
      const small = await start({ config: { store }, ulimit: "-f 300" });
      const peer = await enter("fills", { port: small.port });
      const acknowledged: number[] = [];
      // A few at a time, so that there are commits which succeed.
      for (let id = 1, isOpen = true; isOpen && id < 5_000; id += 1) {
        const payload = new Uint8Array(500).fill(id);
        peer.send(publish(`full/${id}`, { first: 0x33, packetId: id, payload })("5.0"));
        const answer = await peer.next();
        if (answer?.type === "PUBACK") acknowledged.push(answer.packetId);
        isOpen = answer !== undefined;
      }
      oneLine(await small.ended, STORE_FAILED, /nothing was acknowledged that was not stored/);
      must(acknowledged.length > 20, `only ${acknowledged.length} messages were acknowledged before the disk was full`);
      const large = await start({ config: { store } });
      const heir = await enter("heir", { port: large.port });
      heir.send(subscribe([["full/#", 0]])("5.0"));
      const kept = (await ping(heir)).flatMap((one) => (one.type === "PUBLISH" ? [one.topicName] : []));
      const lost = acknowledged.filter((id) => !kept.includes(`full/${id}`));
      must(lost.length === 0, `${lost.length} of ${acknowledged.length} acknowledged messages are lost`);
    },
  ),
  readOnlyFolder: attack(
    "store.read-only-folder",
    "a folder in which no file can be made, as /proc is, for root as well: the broker does not start, and says why",
    async ({ startInVain }) => {
      const ended = await startInVain({ config: { store: { file: "/proc/store.db" } } });
      oneLine(ended, USAGE, /\/proc\/store\.db/);
      must(!existsSync("/proc/store.db"), "the file is there");
    },
  ),
  portInUse: attack(
    "store.port-in-use",
    "a port that another broker has: the second does not start, says why, and leaves the store free",
    async ({ broker, startInVain, start, file }) => {
      const store = { file: file("port.db") };
      const ended = await startInVain({ config: { listeners: [`mqtt://127.0.0.1:${broker.port}`], store } });
      oneLine(ended, USAGE, new RegExp(`port ${broker.port} of 127.0.0.1 is in use`));
      await start({ config: { store } });
    },
  ),
  twoBrokers: attack(
    "store.two-brokers",
    "a store that another broker has open: the second does not start, and the first goes on",
    async ({ start, startInVain, enter, file }) => {
      const config = { store: { file: file("one.db") } };
      const first = await start({ config });
      oneLine(await startInVain({ config }), USAGE, /one\.db/);
      await ping(await enter("still", { port: first.port }));
    },
  ),
};

function oneLine({ code, stderr }: Ended, expected: number, words: RegExp): void {
  const lines = stderr
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("touchstone:"));
  must(code === expected, `it ended with ${code}, not with ${expected}: ${stderr.trim()}`);
  must(lines.length === 1 && words.test(stderr), `it said: ${stderr.trim()}`);
  must(!/\n\s+at /.test(stderr), "it printed a stack");
}
