// When a client connects, and when it comes back: after a wait, unless what ended its connection would end the next one too.

import type { Version } from "../../../spec/index.ts";
import type { Failure } from "../../models/index.ts";
import { backoffMs } from "./backoff.ts";
import type { Settings } from "./read-options.ts";

/** What it takes to connect, and to come back. */
export interface Reconnection {
  /** Begins the first attempt. */
  begin(): void;
  /** The server has let us in. */
  succeeded(): void;
  /** A connection or an attempt has ended. Answers whether another attempt will be made. */
  ended(failure: Failure): boolean;
  /** Makes no attempt any more. */
  stop(): void;
}

/** Codes of CONNACK that pass by themselves: the server is unavailable or busy, a quota or a rate is exceeded. (5.0 §3.2.2.2, 3.1.1 §3.2.2.3) */
const PASSING: Readonly<Record<Version, readonly number[]>> = { "5.0": [0x88, 0x89, 0x97, 0x9f], "3.1.1": [3] };

/** Reason Codes of DISCONNECT after which to come back would do harm: another client has taken over, or we are not wanted here. (5.0 §3.14.2.1) */
const FINAL_FAREWELLS: readonly number[] = [0x87, 0x8e, 0x9c, 0x9d];

/** `attempt` makes one attempt, and is told whether it is not the first; `timedOut` ends one that takes too long. */
export function createReconnection(
  { clock, random, backoff, connectTimeoutMs, version }: Settings,
  attempt: (isAgain: boolean) => void,
  timedOut: () => void,
): Reconnection {
  let attempts = 0;
  let isAgain = false;
  let isUp = false;
  let isStopped = false;
  let cancel: () => void = () => undefined;

  function go(): void {
    cancel = clock.start(connectTimeoutMs, timedOut);
    attempt(isAgain);
    isAgain = true;
  }

  return {
    begin: go,
    succeeded() {
      cancel();
      attempts = 0;
      isUp = true;
    },
    ended(failure) {
      cancel();
      const wasUp = isUp;
      isUp = false;
      if (isStopped || backoff === undefined || isFinal(failure, wasUp, version)) return false;
      cancel = clock.start(backoffMs(attempts, backoff, random()), go);
      attempts += 1;
      return true;
    },
    stop() {
      isStopped = true;
      cancel();
    },
  };
}

function isFinal(failure: Failure, wasUp: boolean, version: Version): boolean {
  if (failure.kind === "left") return true;
  if (failure.kind !== "refused") return false;
  return wasUp ? FINAL_FAREWELLS.includes(failure.reasonCode) : !PASSING[version].includes(failure.reasonCode);
}
