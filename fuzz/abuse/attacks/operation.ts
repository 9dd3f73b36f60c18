// Attacks on the operator: a log that is filled, and files that run out.

import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { hashPassword, passwordFileText } from "../../../src/runtime/index.ts";
import { publish } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { each, must, ping } from "../stage.ts";

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
      const broker = await start({ config: { passwordFile: passwords }, ulimit: "-n 60" });
      const { port } = broker;
      const open = await each(150, () => dial(port));
      broker.signal("SIGHUP");
      await told(() => broker.stderr().includes("\n"));
      await Promise.all(open.map(gone));
      await enter("with a password", { port, ...USER });
      const stranger = await enter("without", { port }).then(
        () => "let in",
        () => "refused",
      );
      must(stranger === "refused", "a stranger was let in");
    },
  ),
};

async function gone(socket: Socket): Promise<void> {
  if (socket.closed) return;
  socket.destroy();
  await once(socket, "close");
}

/** Waits until this holds; looked at again and again, as a file or a process gives no word. */
async function told(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}
