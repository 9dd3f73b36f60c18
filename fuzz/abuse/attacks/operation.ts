// Attacks on the operator: a log that is filled, and files that run out.

import { writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { hashPassword, passwordFileText } from "../../../src/runtime/index.ts";
import { publish } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { closed, type Entry, each, must, ping } from "../stage.ts";

const LOOK_MS = 20;
const USER = { userName: "alice", password: "secret" };

export const operationAttacks = {
  logAmplification: attack(
    "resource.crash-log-amplification",
    "twenty thousand messages that may not be published, and as many wrong packets: the log does not grow with them",
    async ({ start, enter }) => {
      const broker = await start({});
      const peer = await enter("forbidden", { port: broker.port });
      for (let i = 1; i <= 20_000; i += 1) peer.send(publish("$SYS/x", { first: 0x32, packetId: i })("5.0"));
      await ping(peer);
      await each(500, async (i) => {
        const wrong = await enter(`wrong${i}`, { port: broker.port });
        wrong.send(Uint8Array.of(0, 0));
        await wrong.rest();
      });
      const { stderr } = await broker.end();
      must(stderr.length < 10_000, `it wrote ${stderr.length} bytes to standard error`);
    },
  ),
  descriptors: attack(
    "resource.fd-exhaustion-config-reset",
    "all file descriptors taken, and SIGHUP: the settings that can not be read again are kept, and nobody gets in by it",
    async ({ start, dial, enter, file }) => {
      const passwords = file("passwords");
      writeFileSync(passwords, passwordFileText(new Map([["alice", await hashPassword(Buffer.from("secret"))]])));
      const broker = await start({ config: { security: { passwordFile: passwords } }, ulimit: "-n 60" });
      const { port } = broker;
      const open = await each(150, () => dial(port));
      // The first that is sent away tells that there is no descriptor left.
      await Promise.race(open.map((socket) => closed(socket.resume())));
      broker.signal("SIGHUP");
      await until(async () => broker.stderr().includes("stay as before"));
      for (const socket of open) socket.destroy();
      const entered = (entry: Entry): Promise<string> => enter("alice", { port, ...entry }).then(() => "in", String);
      await until(async () => (await entered(USER)) === "in");
      must(/CONNACK 0x87/.test(await entered({})), "a stranger was let in");
      must(/CONNACK 0x86/.test(await entered({ ...USER, password: "guessed" })), "a wrong password was let in");
    },
  ),
};

/** Waits until this holds; it is looked at again and again, as a process gives no word of it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(LOOK_MS);
}
