// Finds out what a target is and can do: from its CONNACK, and where that says nothing, from what it does.

import type { Version } from "../spec/index.ts";
import type { Packet } from "../src/codec/index.ts";
import { type Capabilities, type Capability, choiceKey, lacking, UNKNOWN_TARGET } from "./capabilities.ts";
import type { Toolkit } from "./case.ts";
import { choices } from "./cases/index.ts";
import { type Credentials, createContext } from "./context.ts";
import type { Seen } from "./fields.ts";
import { fingerprint } from "./fingerprint.ts";
import { play } from "./players/play.ts";
import { createBell } from "./players/player.ts";
import type { Target } from "./run.ts";
import { type Script, Stopped } from "./script.ts";
import { cleanUp, createToolkit } from "./toolkit.ts";

/** What a probe is told. */
export interface ProbeOptions {
  readonly credentials: Credentials;
  readonly clientPrefix: string;
  readonly seed: number;
}

/** What a probe found, or why it could not. */
export type Probed =
  | { readonly kind: "known"; readonly capabilities: Capabilities; readonly roundTripMs: number }
  | { readonly kind: "unreachable"; readonly cause: "network" | "tls" | "silent"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string };

/** How long the probe waits for an answer: it does not know the target's pace yet. */
const PATIENCE_MS = 2_000;

/** The codes by which a server says that it does not speak the version. */
const WRONG_VERSION = [0x01, 0x84];
/** The codes by which a server says that it does not know us. */
const NOT_LET_IN = [0x04, 0x05, 0x86, 0x87, 0x8c];

/** Probes a target. */
export async function probe(target: Target, options: ProbeOptions): Promise<Probed> {
  const obstacle = await reach(target);
  if (obstacle) return obstacle;
  const found: Record<string, Capability> = {};
  const versions: Version[] = [];
  const answers: string[] = [];
  let roundTripMs = 0;
  for (const version of ["5.0", "3.1.1"] as const) {
    const answer = await greet(target, options, version);
    answers.push(`MQTT ${version}: ${answer.words}`);
    if (answer.kind === "not let in") return { kind: "refused", reason: answer.words };
    if (answer.kind !== "accepted") continue;
    versions.push(version);
    roundTripMs = Math.max(roundTripMs, answer.roundTripMs);
    for (const [name, capability] of Object.entries(fromConnack(answer.connack))) found[name] ??= capability;
    for (const [name, capability] of Object.entries(await fromBehaviour(target, options, version, found)))
      found[name] ??= capability;
  }
  if (versions.length === 0) {
    return { kind: "unreachable", cause: "silent", reason: `it speaks neither version: ${answers.join("; ")}` };
  }
  versions.reverse();
  const known = { versions: { value: versions, from: "CONNECT" }, ...found };
  const capabilities = { ...known, ...(await chosen(target, options, known)) };
  return { kind: "known", capabilities, roundTripMs };
}

/** Whether a network connection comes about at all. */
async function reach(target: Target): Promise<Probed | undefined> {
  const player = target.createPlayer();
  const opened = await player.open({ onBytes: () => undefined, onEnd: () => undefined });
  if (opened.kind === "open") opened.link.abort();
  await player.pause(player.now(), createBell());
  await player.dispose();
  return opened.kind === "open" ? undefined : { kind: "unreachable", cause: opened.cause, reason: opened.reason };
}

type Greeting =
  | {
      readonly kind: "accepted";
      readonly connack: Seen<"CONNACK">;
      readonly roundTripMs: number;
      readonly words: string;
    }
  | { readonly kind: "not let in" | "other version" | "silent"; readonly words: string };

async function greet(target: Target, options: ProbeOptions, version: Version): Promise<Greeting> {
  let greeting: Greeting = { kind: "silent", words: "no answer to CONNECT" };
  const stopped = await run(target, options, version, "greet", function* (t) {
    const connection = yield* t.open();
    yield* connection.send(t.connectPacket());
    const first: Packet = yield* connection.next();
    if (first.type !== "CONNACK") return;
    const code = "reasonCode" in first ? first.reasonCode : first.returnCode;
    const words = `CONNACK 0x${code.toString(16).padStart(2, "0")}`;
    if (code === 0) {
      const roundTripMs = yield* roundTrip(t, connection);
      greeting = { kind: "accepted", connack: first as Seen<"CONNACK">, roundTripMs, words };
    } else if (NOT_LET_IN.includes(code)) {
      greeting = { kind: "not let in", words };
    } else {
      greeting = { kind: WRONG_VERSION.includes(code) ? "other version" : "silent", words };
    }
  });
  return greeting.kind === "silent" && stopped !== undefined ? { kind: "silent", words: stopped } : greeting;
}

/** The slowest of a few exchanges. */
function* roundTrip(t: Toolkit, connection: { barrier(): Script<void> }): Script<number> {
  let slowestMs = 0;
  for (let i = 0; i < 5; i += 1) {
    const startMs = t.nowMs;
    yield* connection.barrier();
    slowestMs = Math.max(slowestMs, t.nowMs - startMs);
  }
  return slowestMs;
}

/** What a CONNACK of 5.0 says, its silences too. */
function fromConnack(connack: Seen<"CONNACK">): Readonly<Record<string, Capability>> {
  const properties = connack.properties;
  if (properties === undefined) return {};
  const known = (value: Capability["value"] | undefined, whenAbsent: Capability["value"]): Capability => ({
    value: value ?? whenAbsent,
    from: value === undefined ? "CONNACK (absent)" : "CONNACK",
  });
  const optional = (name: "maximumPacketSize" | "serverKeepAlive"): Readonly<Record<string, Capability>> =>
    properties[name] === undefined ? {} : { [name]: { value: properties[name], from: "CONNACK" } };
  const flag = (value: 0 | 1 | undefined): boolean | undefined => (value === undefined ? undefined : value === 1);
  return {
    maximumQos: known(properties.maximumQos, 2),
    retainAvailable: known(flag(properties.retainAvailable), true),
    wildcardSubscriptionAvailable: known(flag(properties.wildcardSubscriptionAvailable), true),
    sharedSubscriptionAvailable: known(flag(properties.sharedSubscriptionAvailable), true),
    subscriptionIdentifierAvailable: known(flag(properties.subscriptionIdentifierAvailable), true),
    receiveMaximum: known(properties.receiveMaximum, 65_535),
    topicAliasMaximum: known(properties.topicAliasMaximum, 0),
    ...optional("maximumPacketSize"),
    ...optional("serverKeepAlive"),
  };
}

/** What only shows when it is tried. What is known already is not tried again. */
async function fromBehaviour(
  target: Target,
  options: ProbeOptions,
  version: Version,
  known: Readonly<Record<string, Capability>>,
): Promise<Readonly<Record<string, Capability>>> {
  const found: Record<string, Capability> = {};
  const attempt = async (
    name: string,
    from: string,
    script: (t: Toolkit) => Script<Capability["value"]>,
  ): Promise<void> => {
    if (name in known) return;
    let value: Capability["value"] = false;
    await run(target, options, version, name, function* (t) {
      value = yield* script(t);
    });
    found[name] = { value, from: `${from} (MQTT ${version})` };
  };
  await attempt("emptyClientId", "CONNECT with an empty Client Identifier", emptyClientId);
  await attempt("maximumQos", "SUBSCRIBE and PUBLISH at each QoS", maximumQos);
  await attempt("retainAvailable", "a retained PUBLISH, then SUBSCRIBE", retained);
  await attempt("wildcardSubscriptionAvailable", "SUBSCRIBE with wildcards", wildcard);
  await attempt("dollarTopics", "SUBSCRIBE to $SYS/#", dollarTopics);
  return found;
}

/** What the target does where it is free. All are found out side by side. */
async function chosen(
  target: Target,
  options: ProbeOptions,
  known: Capabilities,
): Promise<Readonly<Record<string, Capability>>> {
  const found: Record<string, Capability> = {};
  const asked = choices.flatMap((choice) =>
    known.versions.value.flatMap((version) => {
      const { name, by, requirements, needs = [], observe } = choice;
      if (requirements[version] === undefined) return [];
      if (lacking({ version, needs }, known) !== undefined) return [];
      const key = choiceKey(name, version);
      return async () => {
        await run(target, options, version, `${name} ${version}`, function* (t) {
          found[key] = { value: yield* observe(t, "probe"), from: `choice: ${by}` };
        });
      };
    }),
  );
  if (target.realTime) await Promise.all(asked.map((ask) => ask()));
  else for (const ask of asked) await ask();
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* emptyClientId(t: Toolkit): Script<boolean> {
  const connection = yield* t.connect({ clientId: "" });
  yield* connection.disconnect();
  return true;
}

function* maximumQos(t: Toolkit): Script<number> {
  const bob = yield* t.connect();
  const [granted = 0] = yield* bob.subscribe(t.topic("qos"), { qos: 2 });
  const alice = yield* t.connect();
  yield* alice.publish(t.topic("qos"), "probe", { qos: granted as 0 | 1 | 2 });
  yield* bob.expect("PUBLISH", { topicName: t.topic("qos") });
  return granted;
}

function* retained(t: Toolkit): Script<boolean> {
  const alice = yield* t.connect();
  yield* alice.publish(t.topic("retain"), "probe", { retain: true });
  yield* alice.barrier();
  yield* alice.subscribe(t.topic("retain"));
  yield* alice.expect("PUBLISH", { topicName: t.topic("retain"), retain: true });
  return true;
}

function* wildcard(t: Toolkit): Script<boolean> {
  const alice = yield* t.connect();
  yield* alice.subscribe([`${t.topic("wild")}/#`, `${t.topic("wild")}/+`]);
  yield* alice.publish(t.topic("wild/card"), "probe");
  yield* alice.expect("PUBLISH", { topicName: t.topic("wild/card") });
  return true;
}

function* dollarTopics(t: Toolkit): Script<boolean> {
  const alice = yield* t.connect();
  yield* alice.subscribe("$SYS/#");
  yield* alice.barrier();
  return alice.received("PUBLISH").some(({ topicName }) => topicName.startsWith("$SYS/"));
}

/** Plays one small script; gives the words in which it was stopped, if it was. */
async function run(
  target: Target,
  options: ProbeOptions,
  version: Version,
  name: string,
  script: (t: Toolkit) => Script<void>,
): Promise<string | undefined> {
  const own = fingerprint(`${options.seed} probe ${version} ${name}`);
  const context = createContext({
    version,
    clientPrefix: `${options.clientPrefix}${own}`,
    topicPrefix: `touchstone/${own}`,
    credentials: options.credentials,
    capabilities: UNKNOWN_TARGET,
    deadlineMs: PATIENCE_MS,
    graceMs: 0,
    realTime: target.realTime,
  });
  const player = target.createPlayer();
  const stopped = await stoppedBy(() => play(script(createToolkit(context)), player, []));
  await stoppedBy(() => play(cleanUp(context), player, []));
  await player.dispose();
  return stopped;
}

async function stoppedBy(body: () => Promise<void>): Promise<string | undefined> {
  try {
    await body();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Stopped)) throw thrown;
    const { reason, observed } = thrown.stop;
    return reason ?? observed ?? thrown.stop.verdict;
  }
}

/** How long an answer may take, by the target's own pace. */
export function deadlineFor(roundTripMs: number): number {
  return Math.max(250, Math.ceil(roundTripMs * 20));
}
