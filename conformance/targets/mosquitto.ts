// Eclipse Mosquitto: how to start it.

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type RunningBroker, startBroker } from "./process.ts";

/** Where Debian and others put it; undefined where it is not installed. */
export function findMosquitto(): string | undefined {
  return ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"].find((path) =>
    existsSync(path),
  );
}

/** Starts mosquitto, open to all, with nothing on disk; on a free port, unless another is named. `more` are lines of its settings. */
export async function startMosquitto(
  program: string,
  more: readonly string[] = [],
  onPort?: number,
): Promise<RunningBroker> {
  const port = onPort ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), "touchstone-"));
  const file = join(folder, "mosquitto.conf");
  const settings = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    "set_tcp_nodelay true",
    "persistence false",
    ...more,
  ];
  await writeFile(file, `${settings.join("\n")}\n`);
  const running = await startBroker(program, ["-c", file], port);
  return {
    ...running,
    stop: async () => {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
