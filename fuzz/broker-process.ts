// `touchstone broker` as a process of its own, with whatever settings and limits of the system a test wants.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { residentBytes } from "./process-figures.ts";

const BIN = fileURLToPath(new URL("../src/cli/touchstone.ts", import.meta.url));

/** How a broker is started. */
export interface BrokerSettings {
  /** The config file, as data. Where it names no listeners, the broker listens on a free port over TCP. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Limits of the shell that the broker runs under, as in `-f 100`; see `ulimit` of bash. */
  readonly ulimit?: string;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

/** A broker that runs. */
export interface BrokerProcess {
  readonly pid: number;
  /** Of its places, in their order. */
  readonly ports: readonly number[];
  /** Of the first place. */
  readonly port: number;
  /** What it has said on standard error by now. */
  stderr(): string;
  /** Fulfilled when it has ended. */
  readonly ended: Promise<Ended>;
  /** Sends a signal. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, or SIGKILL where it has ended by neither; gives how it ended. */
  end(signal?: "SIGTERM" | "SIGKILL"): Promise<Ended>;
}

/** Starts one, with its files in `folder`; gives it when it listens. Throws where it ends before that. */
export async function startBroker(folder: string, settings: BrokerSettings): Promise<BrokerProcess> {
  const { child, ended, stderr } = launch(folder, settings);
  const printed = once(child.stdout ?? child, "data") as Promise<[Buffer]>;
  const tooSoon = ended.then(({ code, stderr }) => {
    throw new Error(`the broker ended with ${code}: ${stderr.trim()}`);
  });
  tooSoon.catch(() => undefined);
  const [urls] = await Promise.race([printed, tooSoon]);
  const ports = urls
    .toString()
    .trim()
    .split("\n")
    .map((url) => Number(new URL(url).port));
  return {
    pid: child.pid ?? 0,
    ports,
    port: ports[0] ?? 0,
    stderr,
    ended,
    signal: (signal) => void child.kill(signal),
    end: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Starts one that is expected to end by itself; gives how. */
export function brokerThatEnds(folder: string, settings: BrokerSettings): Promise<Ended> {
  return launch(folder, settings).ended;
}

/** What a process holds in memory, in MiB. */
export function mebibytesOf(pid: number): number {
  return residentBytes(pid) / 1024 / 1024;
}

let count = 0;

function launch(folder: string, { config = {}, ulimit }: BrokerSettings) {
  count += 1;
  const file = `${folder}/broker${count}.json`;
  writeFileSync(file, JSON.stringify({ listeners: ["mqtt://127.0.0.1:0"], sysIntervalSeconds: 0, ...config }));
  const words = [process.execPath, BIN, "broker", "--config", file];
  // The shell turns into the broker: what limits the one limits the other, and a signal reaches it.
  const [program = "", ...rest] =
    ulimit === undefined ? words : ["bash", "-c", `ulimit ${ulimit} && exec "$@"`, "bash", ...words];
  const env = { ...process.env, NODE_NO_WARNINGS: "1" };
  const child: ChildProcess = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], env });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stderr: said }));
  return { child, ended, stderr: () => said };
}
