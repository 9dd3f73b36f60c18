// What whoever runs the suite says of a target: what no probe can find out, and what a probe is to be overruled in.

import { nearest } from "../src/inspect/index.ts";
import type { Capabilities, Capability } from "./capabilities.ts";

/** A profile that was read, or what is wrong with it in one line. */
export type ReadProfile =
  | { readonly kind: "profile"; readonly capabilities: Omit<Capabilities, "versions"> }
  | { readonly kind: "wrong"; readonly reason: string };

type Kind = "number" | "boolean" | "string";

/** What a profile may tell, and as what. */
const ENTRIES: Readonly<Record<string, Kind>> = {
  maximumQos: "number",
  retainAvailable: "boolean",
  wildcardSubscriptionAvailable: "boolean",
  sharedSubscriptionAvailable: "boolean",
  subscriptionIdentifierAvailable: "boolean",
  receiveMaximum: "number",
  topicAliasMaximum: "number",
  maximumPacketSize: "number",
  serverKeepAlive: "number",
  emptyClientId: "boolean",
  dollarTopics: "boolean",
  authenticationMethod: "string",
  authenticationData: "string",
  forbiddenTopic: "string",
  webSocket: "string",
};

/** Reads a profile from its JSON text; `name` is how messages and the report call it. */
export function readProfile(text: string, name: string): ReadProfile {
  const wrong = (reason: string): ReadProfile => ({ kind: "wrong", reason: `the profile ${name} ${reason}` });
  const value = parsed(text);
  if (value === undefined) return wrong("is no JSON");
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return wrong('is no object of capabilities, as in { "forbiddenTopic": "secret" }');
  }
  const capabilities: Record<string, Capability> = {};
  for (const [key, told] of Object.entries(value)) {
    const kind = ENTRIES[key];
    if (kind === undefined) {
      return wrong(
        `tells of ${JSON.stringify(key)}, which is unknown; did you mean ${nearest(key, Object.keys(ENTRIES), 2).join(" or ")}?`,
      );
    }
    if (typeof told !== kind) return wrong(`gives ${key} as ${JSON.stringify(told)}, where a ${kind} is expected`);
    capabilities[key] = { value: told as Capability["value"], from: `profile ${name}` };
  }
  return { kind: "profile", capabilities };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
