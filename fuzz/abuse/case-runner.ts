// Conformance cases as a way to try a class: against the abused broker, or against our client.

import { fileURLToPath } from "node:url";
import {
  type Capabilities,
  cases,
  clientCases,
  clientTarget,
  deadlineFor,
  embeddedOverSockets,
  HOUSE_OFFERS,
  networkPlayer,
  parseTargetUrl,
  probe,
  runCases,
  type SuiteCase,
  select,
  type Target,
  UNKNOWN_TARGET,
} from "../../conformance/index.ts";
import type { BrokerProcess } from "../broker-process.ts";
import type { Tried } from "./bytes/try-rows.ts";

const BIN = fileURLToPath(new URL("../../src/cli/touchstone.ts", import.meta.url));
/** How long our client may take to answer. */
const CLIENT_MS = 500;
const WORKERS = 8;
/** What only a broker with an Authentication Method and a forbidden topic can be asked. */
const OF_THE_HOUSE = ["authentication", "forbiddenTopic"];

/** Runs cases. */
export interface CaseRunner {
  run(ids: readonly string[]): Promise<Tried>;
  stop(): Promise<void>;
}

/** Something that cases are run against, and what is known of it. */
interface Subject {
  readonly target: Target;
  readonly capabilities: Capabilities;
  readonly deadlineMs: number;
  readonly stop?: () => unknown;
}

/** The cases of these ids, of brokers and of clients. Throws where there is none of an id. */
export function casesOf(ids: readonly string[]): readonly SuiteCase[] {
  return ids.flatMap((id) => {
    const selected = select<SuiteCase>([...cases, ...clientCases], { cases: [id] });
    if (selected.kind === "unknown") throw new Error(`there is no conformance case ${id}: see touchstone list`);
    return selected.cases;
  });
}

/** Prepares to run cases; what they need is started when it is needed first. */
export function createCaseRunner({ ports }: BrokerProcess, seed: number): CaseRunner {
  const about = { credentials: {}, clientPrefix: "abuse", seed };
  const started = new Map<() => Promise<Subject>, Promise<Subject>>();
  const once = (start: () => Promise<Subject>): Promise<Subject> => {
    const begun = started.get(start) ?? start();
    started.set(start, begun);
    return begun;
  };
  const probed = async (target: Target, offers: Omit<Capabilities, "versions">): Promise<Subject> => {
    const found = await probe(target, about);
    if (found.kind !== "known") throw new Error(found.reason);
    const capabilities = { ...found.capabilities, ...offers } as Capabilities;
    return { target, capabilities, deadlineMs: deadlineFor(found.roundTripMs) };
  };
  const abused = (): Promise<Subject> => {
    const [mqtt, ws] = [`mqtt://127.0.0.1:${ports[0]}`, `ws://127.0.0.1:${ports[1]}/mqtt`].map(placeOf);
    if (mqtt === undefined) throw new Error("the broker listens nowhere");
    const target = { url: mqtt.shown, realTime: true, createPlayer: () => networkPlayer(mqtt, {}, ws) };
    return probed(target, { webSocket: { value: "/mqtt", from: "this run" } });
  };
  const house = async (): Promise<Subject> => {
    const { target, stop } = await embeddedOverSockets();
    return { ...(await probed(target, HOUSE_OFFERS)), stop };
  };
  const client = async (): Promise<Subject> => {
    const { target, stop } = await clientTarget([process.execPath, BIN, "adapter", "reference"]);
    return { target, capabilities: UNKNOWN_TARGET, deadlineMs: CLIENT_MS, stop };
  };
  const subjectOf = (one: SuiteCase): (() => Promise<Subject>) => {
    if (one.role === "client") return client;
    return one.needs.some((need) => OF_THE_HOUSE.includes(need)) ? house : abused;
  };
  return {
    async run(ids) {
      const chosen = casesOf(ids);
      const faults: string[] = [];
      for (const start of new Set(chosen.map(subjectOf))) {
        const mine = chosen.filter((one) => subjectOf(one) === start);
        const { target, capabilities, deadlineMs } = await once(start);
        const options = { ...about, capabilities, deadlineMs, workers: WORKERS, repeat: 1 };
        for (const { case: one, verdict, expected, observed, reason } of await runCases(mine, target, options)) {
          if (verdict === "pass") continue;
          faults.push(`case ${one.id} ended in ${verdict}: ${reason ?? `expected ${expected}, observed ${observed}`}`);
        }
      }
      return { count: chosen.length, faults };
    },
    async stop() {
      for (const subject of started.values()) await (await subject).stop?.();
    },
  };
}

function placeOf(text: string) {
  const place = parseTargetUrl(text);
  if ("wrong" in place) throw new Error(place.wrong);
  return place;
}
