// Eclipse Mosquitto: how to start it, and what it is known to break.

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type RunningBroker, startBroker } from "./process.ts";

/** A breach that was checked by hand, and its reason. */
export interface KnownBreach {
  readonly case: string;
  readonly reason: string;
}

/** What mosquitto 2.0.11 breaks. */
export const knownBreaches: readonly KnownBreach[] = [];

/** Where Debian and others put it; undefined where it is not installed. */
export function findMosquitto(): string | undefined {
  return ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/opt/homebrew/sbin/mosquitto"].find((path) =>
    existsSync(path),
  );
}

/** Starts mosquitto on a free port, open to all, with nothing on disk. */
export async function startMosquitto(program: string): Promise<RunningBroker> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "touchstone-"));
  const file = join(folder, "mosquitto.conf");
  const settings = [`listener ${port} 127.0.0.1`, "allow_anonymous true", "set_tcp_nodelay true", "persistence false"];
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
