// What a class of abuse is, and in which one way it is tried.

import type { ClientRow, Row } from "./bytes/row.ts";
import type { Stage } from "./stage.ts";

/** What the classes are counted by. */
export const GROUPS = [
  "framing",
  "header",
  "state",
  "connect",
  "property",
  "utf8",
  "topic",
  "subscribe",
  "unsubscribe",
  "qos2",
  "qos",
  "session",
  "authz",
  "token",
  "resource",
  "store",
  "tls",
  "ws",
  "client",
  "proxy",
  "misc",
] as const;

/** One of them. */
type Group = (typeof GROUPS)[number];

/** One kind of thing that has befallen brokers or clients. */
export interface AbuseClass {
  /** `group.name`; no other class has it. */
  readonly name: `${Group}.${string}`;
  /** In one plain line. */
  readonly what: string;
  readonly way: Way;
}

/** How a class is tried. */
export type Way =
  /** Bytes to a broker, each with its right answer; in which topics something is published all the same is told by the row. */
  | { readonly kind: "bytes"; readonly rows: readonly Row[] }
  /** Bytes to our client, by a server that sends them. */
  | { readonly kind: "client bytes"; readonly rows: readonly ClientRow[] }
  /** Conformance cases, of brokers or of clients, by their id; without a version, in both. */
  | { readonly kind: "cases"; readonly ids: readonly string[] }
  /** A function. It throws where the broker does not do what is right. */
  | { readonly kind: "attack"; readonly run: (stage: Stage) => Promise<void> }
  /** No socket can show it: these words stand in the title of a test of this file. */
  | { readonly kind: "elsewhere"; readonly file: string; readonly test: string }
  /** It is about something that there is not here. */
  | { readonly kind: "not ours"; readonly why: string };

/** A class that is tried by bytes to a broker. */
export function bytes(name: AbuseClass["name"], what: string, ...rows: readonly (readonly Row[])[]): AbuseClass {
  return { name, what, way: { kind: "bytes", rows: rows.flat() } };
}

/** A class that is tried by bytes to our client. */
export function clientBytes(name: AbuseClass["name"], what: string, ...rows: readonly (readonly ClientRow[])[]) {
  return { name, what, way: { kind: "client bytes", rows: rows.flat() } } satisfies AbuseClass;
}

/** A class that is tried by conformance cases. */
export function cases(name: AbuseClass["name"], what: string, ...ids: readonly string[]): AbuseClass {
  return { name, what, way: { kind: "cases", ids } };
}

/** A class that is tried by a function. */
export function attack(name: AbuseClass["name"], what: string, run: (stage: Stage) => Promise<void>): AbuseClass {
  return { name, what, way: { kind: "attack", run } };
}

/** A class that is tried by a test of its own. */
export function elsewhere(name: AbuseClass["name"], what: string, file: string, test: string): AbuseClass {
  return { name, what, way: { kind: "elsewhere", file, test } };
}

/** A class that does not apply. */
export function notOurs(name: AbuseClass["name"], what: string, why: string): AbuseClass {
  return { name, what, way: { kind: "not ours", why } };
}
