// SIGHUP: what can change without a restart changes, and what cannot is named.

import { printable } from "../../inspect/index.ts";
import type { RunningBroker } from "../../runtime/index.ts";
import type { BrokerConfig, Log } from "../../runtime/operation/index.ts";
import { placesIn } from "./identities.ts";
import type { securityIn } from "./security.ts";

/** A broker that runs, and what it runs by. */
export interface Running {
  readonly broker: RunningBroker;
  readonly log: Log;
  readonly security: ReturnType<typeof securityIn>;
  /** The settings, read anew. */
  readonly read: () => BrokerConfig;
}

/** What can change while the broker runs. */
const CHANGEABLE = /^(log\.level|(listeners\[\d+\]\.)?tls\.(cert|key|ca|names\[\d+\]\.\w+))$/;

/** Makes what is told again and again from one state of the settings to the next; the first is that of the start. */
export function createReload({ broker, log, security, read }: Running, first: BrokerConfig): () => void {
  let before = first;
  return () => {
    const isDone = attempt("the settings stay", () => {
      const after = read();
      for (const key of differences(before, after).filter((each) => !CHANGEABLE.test(each)))
        say("warn", `${key} stays as before: it changes with a restart of the broker`);
      attempt("the certificates stay", () => renewTls(broker, after));
      attempt("security stays", () => {
        for (const file of security?.renew() ?? []) say("info", `${file} has changed, and holds from now on`);
      });
      attempt("the file of the log stays", () => log.reopen());
      log.setLevel(after.log?.level ?? log.level);
      // What did not change is told of each time.
      before = { ...before, log: { ...before.log, level: log.level } };
    });
    if (isDone) say("info", "done");
  };

  /** What cannot be used changes nothing, and is told of. */
  function attempt(what: string, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      for (const line of (error as Error).message.split("\n")) say("warn", `${what} as before: ${printable(line)}`);
      return false;
    }
  }

  function say(level: "warn" | "info", what: string): void {
    log.write({ level, event: "reload", fields: { what } });
  }
}

// All are read before the first is shown.
function renewTls(broker: RunningBroker, config: BrokerConfig): void {
  for (const [i, { tls }] of placesIn(config).slice(0, broker.urls.length).entries())
    if (tls !== undefined) broker.renewTls(tls, i);
}

/** The keys whose values are not the same, as in `limits.maximumQos`. */
function differences(before: unknown, after: unknown): readonly string[] {
  const [left, right] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((key) => left.get(key) !== right.get(key));
}

function leavesOf(value: unknown, at = ""): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[at, value]]);
  const isList = Array.isArray(value);
  const nested = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => [...leavesOf(inner, isList ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`)]);
  return new Map(nested);
}
