// The settings that hold: what was said, and the defaults where nothing was.

import { readAddress } from "../../transports/address.ts";
import { type BrokerConfig, configJsonSchema, type JsonSchema } from "./schema.ts";
import { securityProblems, waysIn } from "./security-settings.ts";

/** Fills in the defaults. What is there or not there as a whole (a store, a certificate) is filled in only where it is there. */
export function withDefaults(config: BrokerConfig): BrokerConfig {
  return filled(configJsonSchema(), config) as BrokerConfig;
}

function filled(schema: JsonSchema, value: unknown): unknown {
  const { properties } = schema;
  if (value === undefined) {
    if (schema.default !== undefined) return schema.default;
    if (properties === undefined || (schema.required ?? []).length > 0) return undefined;
  }
  if (properties === undefined || Array.isArray(value)) return value;
  const said = (value ?? {}) as Readonly<Record<string, unknown>>;
  const all = Object.entries(properties).map(([key, inner]) => [key, filled(inner, said[key])] as const);
  const known = all.filter(([, inner]) => inner !== undefined);
  return known.length === 0 && value === undefined ? undefined : Object.fromEntries(known);
}

/** What contradicts itself or lacks something, in words; empty where the settings can be used. */
export function contradictionsIn(config: BrokerConfig): readonly string[] {
  const { listeners = [], tls, security = {} } = config;
  const isOpen = waysIn(security).length === 0 && !security.anonymous;
  const problems: string[] = [...securityProblems(config)];
  problems.push(...tlsProblems(tls, "--cert", "--key", "--require-certificate", "--ca"));
  for (const [i, listener] of listeners.entries()) {
    const { url, tls: own } = typeof listener === "string" ? { url: listener } : listener;
    const names = ["cert", "key", "requireCertificate", "ca"].map((key) => `listeners[${i}].tls.${key}`);
    problems.push(...tlsProblems(own, ...names));
    if (isSecure(url) && own === undefined && tls === undefined)
      problems.push(`${url} wants a certificate and a key: give --cert and --key`);
    const asksAll = isSecure(url) && (own ?? tls)?.requireCertificate === true;
    if (isOpen && !isLocal(url) && !asksAll)
      problems.push(`${url} would let in anybody: give ${WAYS}, or --anonymous to have it so`);
  }
  return problems;
}

const WAYS = "--password-file, --scram-file, --jwt-jwks, --jwt-key";

/** Of flags and of a file together no schema has judged this. */
function tlsProblems(tls: Partial<NonNullable<BrokerConfig["tls"]>> | undefined, ...names: readonly string[]) {
  const [cert, key, requireCertificate, ca] = names;
  const problems: string[] = [];
  if (tls?.requireCertificate && tls.ca === undefined) problems.push(`${requireCertificate} wants ${ca}`);
  if ((tls?.cert === undefined) !== (tls?.key === undefined)) problems.push(`${cert} and ${key} go together`);
  return problems;
}

function isSecure(url: string): boolean {
  const address = readAddress(url);
  return address.kind !== "unix" && address.isSecure;
}

/** Whether a place can be reached from this machine alone. */
function isLocal(url: string): boolean {
  return /^unix:|^\w+:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/.test(url);
}
