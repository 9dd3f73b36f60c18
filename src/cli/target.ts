// From what the command line names to a target that answers: probed, or one clear line about why not.

import {
  type Capabilities,
  deadlineFor,
  embeddedOverSockets,
  embeddedTarget,
  HOUSE_OFFERS,
  networkPlayer,
  type Probed,
  probe,
  type RunOptions,
  type Target,
} from "../../conformance/index.ts";
import { Failure } from "./failure.ts";
import { type Destination, destinationOf, profileOf, type TargetFlags } from "./target-options.ts";

/** A target that was reached. */
export interface Reached {
  readonly target: Target;
  readonly embedded: boolean;
  readonly credentials: RunOptions["credentials"];
  readonly capabilities: Capabilities;
  readonly roundTripMs: number;
  readonly deadlineMs: number;
  /** Puts away what was started for it. */
  stop(): Promise<void>;
}

/** Reaches and probes the target that was named, or the embedded broker. */
export async function reachTarget(url: string | undefined, flags: TargetFlags, seed: number): Promise<Reached> {
  const destination = destinationOf(url, flags);
  const { target, stop } =
    destination === undefined ? await embedded(flags) : { target: targetAt(destination), stop: nothing };
  const credentials = destination?.credentials ?? {};
  const probed = await probe(target, { credentials, clientPrefix: flags.id, seed });
  if (probed.kind !== "known") {
    await stop();
    throw new Failure("target", obstacle(target.url, probed, credentials));
  }
  const { roundTripMs } = probed;
  const offers = destination?.offers ?? { ...HOUSE_OFFERS, ...profileOf(flags) };
  const capabilities = { ...probed.capabilities, ...offers };
  return {
    target,
    embedded: destination === undefined,
    credentials,
    capabilities,
    roundTripMs,
    deadlineMs: deadlineFor(roundTripMs),
    stop,
  };
}

type Started = Pick<Reached, "target" | "stop">;

async function embedded({ sockets }: TargetFlags): Promise<Started> {
  return sockets ? await embeddedOverSockets() : { target: embeddedTarget(), stop: nothing };
}

async function nothing(): Promise<void> {}

function targetAt({ url, tls, webSocket }: Destination): Target {
  return { url: url.shown, realTime: true, createPlayer: () => networkPlayer(url, tls, webSocket) };
}

function obstacle(
  url: string,
  probed: Exclude<Probed, { readonly kind: "known" }>,
  credentials: RunOptions["credentials"],
): string {
  if (probed.kind === "refused") {
    const said =
      credentials.userName === undefined
        ? "it wants a login: give one with -u and -P"
        : "check the login given with -u and -P";
    return `${url} does not let us in (${probed.reason}): ${said}`;
  }
  switch (probed.cause) {
    case "tls":
      return `no TLS with ${url}: ${probed.reason}; trust its authority with --ca, any certificate with --insecure, or use mqtt:// where the port is a plain one`;
    case "silent":
      return `${url} does not answer as an MQTT broker: ${probed.reason}; check host, port and scheme`;
    case "network":
      return `cannot reach ${url}: ${probed.reason}; check host and port, and that the broker is running`;
  }
}
