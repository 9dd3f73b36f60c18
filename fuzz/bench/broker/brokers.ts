// The brokers that are measured, each as a process of its own, set up to hold nothing back.

import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findMosquitto, startMosquitto } from "../../../conformance/targets/mosquitto.ts";
import { freePort, type RunningBroker, startBroker } from "../../../conformance/targets/process.ts";

/** One kind of broker. */
export interface Kind {
  readonly name: string;
  /** The highest QoS that it speaks. */
  readonly maximumQos: number;
  isHere(): boolean;
  /** Starts one on this port; `folder` is its own, and goes with it. */
  start(port: number, folder: string): Promise<RunningBroker>;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const CLI = path("../../../src/cli/touchstone.ts");

function ours(name: string, ...words: readonly string[]): Kind {
  return {
    name,
    maximumQos: 2,
    isHere: () => true,
    start: (port, folder) => {
      const given = words.map((word) => word.replace("FOLDER", folder));
      return startBroker(process.execPath, [CLI, "broker", "-p", String(port), ...given], port);
    },
  };
}

/** Of mosquitto, which otherwise lets messages wait or go. */
const UNBOUNDED = ["max_inflight_messages 0", "max_queued_messages 0", "log_type none"];
const NATS = ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"];

/** All kinds. */
export const KINDS: readonly Kind[] = [
  ours("touchstone"),
  ours("touchstone-durable", "--store", "FOLDER/store", "--durability", "full"),
  {
    name: "mosquitto",
    maximumQos: 2,
    isHere: () => findMosquitto() !== undefined,
    start: (port) => startMosquitto(findMosquitto() ?? "mosquitto", UNBOUNDED, port),
  },
  {
    name: "aedes",
    maximumQos: 2,
    isHere: () => true,
    start: (port) =>
      startBroker(process.execPath, [path("../../../conformance/peers/aedes-process.ts"), String(port)], port),
  },
  {
    name: "nats-server",
    maximumQos: 1,
    isHere: () => NATS.some(existsSync),
    async start(port, folder) {
      const file = join(folder, "nats.conf");
      const text = [
        'server_name: "bench"',
        `listen: "127.0.0.1:${await freePort()}"`,
        `jetstream { store_dir: "${folder}" }`,
        `mqtt { listen: "127.0.0.1:${port}", max_ack_pending: 10000 }`,
        "",
      ];
      await writeFile(file, text.join("\n"));
      return startBroker(NATS.find(existsSync) ?? "nats-server", ["-c", file], port);
    },
  },
];

/** A fresh broker for one row, ended with it. */
export async function withBroker<T>(kind: Kind, act: (broker: RunningBroker) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-bench-"));
  try {
    const broker = await kind.start(await freePort(), folder);
    try {
      return await act(broker);
    } finally {
      await broker.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
