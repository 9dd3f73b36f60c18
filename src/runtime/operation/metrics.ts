// What a broker does as Prometheus reads it. prom-client is loaded when somebody asks, and need not be installed otherwise.

import type { Counter, Gauge, Registry } from "prom-client";
import type { Census } from "../census.ts";
import type { Figures, Traffic } from "./figures.ts";

/** Metrics cannot be given; the message says what to do. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
}

/** A page of metrics. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

type Client = typeof import("prom-client");

/** Loads what writes them. Throws a `MetricsError` where it is not installed. */
export async function openMetrics(figures: Figures, census: () => Census): Promise<MetricsPage> {
  const client = await promClient();
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  addGauges(client, registry, census);
  addTraffic(client, registry, figures);
  addCounters(client, registry, figures);
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

async function promClient(): Promise<Client> {
  try {
    // Of a CommonJS package Node gives what it exports as the default.
    const { default: client } = (await import("prom-client")) as unknown as { readonly default: Client };
    return client;
  } catch (cause) {
    throw new MetricsError("/metrics needs the package prom-client, which is not installed: npm i prom-client", {
      cause,
    });
  }
}

function addGauges(client: Client, registry: Registry, census: () => Census): void {
  const helps: Readonly<Record<keyof Census, string>> = {
    connections: "Clients that are connected",
    sessions: "Sessions, with a connection or without",
    subscriptions: "Subscriptions of all sessions",
    sharedSubscriptions: "Those of them that are shared",
    retainedMessages: "Retained messages of clients",
    queuedMessages: "Messages that wait in sessions or are on their way",
  };
  const gauges = new Map<string, Gauge>();
  for (const [name, help] of Object.entries(helps)) {
    const metric = `touchstone_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    gauges.set(name, new client.Gauge({ name: metric, help, registers: [registry] }));
  }
  // One count for all of them: the first that is asked counts.
  const [first] = gauges.values();
  Object.assign(first ?? {}, {
    collect: () => {
      for (const [name, value] of Object.entries(census())) gauges.get(name)?.set(value as number);
    },
  });
}

function addTraffic(client: Client, registry: Registry, figures: Figures): void {
  const directions: readonly (readonly ["in" | "out", Traffic])[] = [
    ["in", figures.in],
    ["out", figures.out],
  ];
  counter(client, registry, "touchstone_bytes_total", "Bytes from and to clients", ["direction"], (one) => {
    for (const [direction, { bytes }] of directions) one.inc({ direction }, bytes);
  });
  counter(client, registry, "touchstone_packets_total", "Control Packets", ["direction", "type"], (one) => {
    for (const [direction, { packets }] of directions)
      for (const [type, count] of packets) one.inc({ direction, type }, count);
  });
  counter(client, registry, "touchstone_messages_total", "Application Messages", ["direction", "qos"], (one) => {
    for (const [direction, { messages }] of directions)
      for (const [qos, count] of messages.entries()) one.inc({ direction, qos }, count);
  });
}

function addCounters(client: Client, registry: Registry, figures: Figures): void {
  const plain = (name: string, help: string, value: () => number): void =>
    counter(client, registry, `touchstone_${name}`, help, [], (one) => one.inc(value()));
  plain("network_connections_total", "Network connections that were opened", () => figures.connections);
  plain("dropped_messages_total", "Messages that were let go for want of room", () => figures.dropped);
  plain("store_commits_total", "Commits of the store", () => figures.store.commits);
  plain("store_changes_total", "Changes in these commits", () => figures.store.changes);
  plain("store_commit_seconds_total", "How long these commits took", () => figures.store.tookMs / 1000);
  const labels = ["packet", "version", "reason_code"];
  counter(client, registry, "touchstone_refusals_total", "Refusals that clients were told of", labels, (one) => {
    for (const { packet, version, reasonCode, count } of figures.refusals.values())
      one.inc({ packet, version, reason_code: reasonCode }, count);
  });
}

/** A counter that is counted elsewhere: it is read when somebody asks. */
function counter(
  client: Client,
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  read: (counter: Counter) => void,
): void {
  new client.Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      read(this as Counter);
    },
  });
}
