// The brokers and clients that others have written, as the suite meets them: which version was judged, how each is started, what it breaks.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Capabilities, UNKNOWN_TARGET } from "../capabilities.ts";
import { cases } from "../cases/index.ts";
import { clientCases } from "../client/cases/index.ts";
import { networkPlayer } from "../players/network.ts";
import { deadlineFor, probe } from "../probe.ts";
import type { Target } from "../run.ts";
import type { SuiteCase } from "../suite.ts";
import { clientTarget } from "../targets/client.ts";
import { findMosquitto, startMosquitto } from "../targets/mosquitto.ts";
import { freePort, type RunningBroker, startBroker } from "../targets/process.ts";
import { parseTargetUrl } from "../targets/url.ts";
import { aedesBreaches } from "./aedes.ts";
import type { KnownBreach } from "./breach.ts";
import { mosquittoBreaches } from "./mosquitto.ts";
import { mosquittoClientBreaches } from "./mosquitto-clients.ts";
import { mqttJsBreaches } from "./mqtt-js.ts";
import { paho1Breaches, paho2Breaches } from "./paho.ts";

/** A broker or a client that others have written. */
export interface Peer {
  readonly name: string;
  /** Another version breaks other sentences. */
  readonly judged: string;
  readonly breaches: readonly KnownBreach[];
  readonly cases: readonly SuiteCase[];
  /** The version that is installed; undefined where there is none. */
  installed(): string | undefined;
  start(): Promise<StartedPeer>;
}

/** One that runs. */
interface StartedPeer {
  readonly target: Target;
  readonly capabilities: Capabilities;
  readonly deadlineMs: number;
  stop(): Promise<void> | void;
}

/** The names that are used on a target. */
export const ABOUT = { credentials: {}, clientPrefix: "ts", seed: 42 } as const;
/** How long a client may take to answer: it has a process of its own. */
const CLIENT_DEADLINE_MS = 500;
/** Debian's own beside one that somebody has put before it. */
const PYTHONS = ["python3", "/usr/bin/python3"];

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

const mosquitto: Peer = {
  name: "mosquitto",
  judged: "2.0.11",
  breaches: mosquittoBreaches,
  cases,
  installed: () => {
    const program = findMosquitto();
    return program && wordIn(program, ["-h"], /mosquitto version (\S+)/);
  },
  start: () => onBroker(startMosquitto(findMosquitto() ?? "mosquitto")),
};

const aedes: Peer = {
  name: "aedes",
  judged: "1.2.0",
  breaches: aedesBreaches,
  cases,
  installed: () => packageVersion("aedes"),
  start: async () => {
    const port = await freePort();
    return onBroker(startBroker(process.execPath, [path("aedes-process.ts"), `${port}`], port));
  },
};

const mqttJs: Peer = {
  name: "mqtt-js",
  judged: "5.16.0",
  breaches: mqttJsBreaches,
  cases: clientCases,
  installed: () => packageVersion("mqtt"),
  start: () => onClient(process.execPath, path("../../src/cli/touchstone.ts"), "adapter", "mqtt-js"),
};

const mosquittoClients: Peer = {
  name: "mosquitto-clients",
  judged: "2.0.11",
  breaches: mosquittoClientBreaches,
  cases: clientCases,
  installed: () => wordIn("mosquitto_pub", ["--help"], /version (\S+)/),
  start: () => onClient(process.execPath, path("../../src/cli/touchstone.ts"), "adapter", "mosquitto"),
};

export const PEERS: readonly Peer[] = [
  mosquitto,
  aedes,
  mqttJs,
  mosquittoClients,
  paho("paho", "2.2.0", paho2Breaches),
  paho("paho-1", "1.6.1", paho1Breaches),
];

function paho(name: string, judged: string, known: readonly KnownBreach[]): Peer {
  const versionOf = (python: string): string | undefined =>
    wordIn(python, ["-c", "import paho.mqtt; print(paho.mqtt.__version__)"], /^(\S+)/);
  const python = (): string | undefined => PYTHONS.find((one) => versionOf(one) === judged);
  return {
    name,
    judged,
    breaches: known,
    cases: clientCases,
    installed: () => (python() === undefined ? PYTHONS.map(versionOf).find((one) => one !== undefined) : judged),
    start: () => onClient(python() ?? "python3", path("../adapters/paho_python.py")),
  };
}

async function onBroker(starting: Promise<RunningBroker>): Promise<StartedPeer> {
  const { url: address, stop } = await starting;
  const url = parseTargetUrl(address);
  if ("wrong" in url) throw new Error(url.wrong);
  const target = { url: url.shown, realTime: true, createPlayer: () => networkPlayer(url) };
  const probed = await probe(target, ABOUT);
  if (probed.kind !== "known") {
    await stop();
    throw new Error(probed.reason);
  }
  return { target, capabilities: probed.capabilities, deadlineMs: deadlineFor(probed.roundTripMs), stop };
}

async function onClient(...command: readonly string[]): Promise<StartedPeer> {
  const { target, stop } = await clientTarget(command);
  return { target, capabilities: UNKNOWN_TARGET, deadlineMs: CLIENT_DEADLINE_MS, stop };
}

/** What a program says of itself; undefined where it is not installed. */
function wordIn(program: string, words: readonly string[], pattern: RegExp): string | undefined {
  const { stdout, stderr } = spawnSync(program, words, { encoding: "utf8" });
  return pattern.exec(`${stdout ?? ""}${stderr ?? ""}`)?.[1];
}

function packageVersion(name: string): string | undefined {
  const { paths } = createRequire(import.meta.url).resolve;
  const file = (paths(name) ?? []).map((folder) => join(folder, name, "package.json")).find((one) => existsSync(one));
  if (file === undefined) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
