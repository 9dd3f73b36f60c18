// The embedded reference broker: in this process and on virtual time, a fresh one for each case; or behind sockets.

import type { AuthenticationOutcome, AuthenticationQuestion } from "../../src/models/index.ts";
import { createBroker, createMemoryBroker, type MemoryBroker, type Store } from "../../src/runtime/index.ts";
import { HOUSE_OPTIONS, houseAnswer } from "../players/house.ts";
import { type Embedded, inProcessPlayer } from "../players/in-process.ts";
import { networkPlayer } from "../players/network.ts";
import type { Target } from "../run.ts";
import { parseTargetUrl, type TargetUrl } from "./url.ts";

/** The reference broker as a target; `apply` may break it from outside. */
export function embeddedTarget(apply: (honest: Embedded) => Embedded = (honest) => honest): Target {
  return {
    url: "embedded",
    realTime: false,
    createPlayer: () => inProcessPlayer(apply(embeddedIn(createHouseBroker()))),
  };
}

/** How the reference broker listens, and where it keeps what it must. */
export interface Sockets {
  /** `mqtt` where nothing is said. */
  readonly scheme?: "mqtt" | "mqtts" | "ws" | "wss";
  /** A certificate that is its own authority. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly store?: Store;
}

/** The reference broker behind real sockets of this machine, on real time: one for all cases. */
export async function embeddedOverSockets({
  scheme = "mqtt",
  tls,
  store,
}: Sockets = {}): Promise<{ readonly target: Target; stop(): Promise<void> }> {
  const broker = await createBroker({
    ...HOUSE_OPTIONS,
    listen: [`${scheme}://127.0.0.1:0`, "ws://127.0.0.1:0"],
    decide: houseDecision,
    ...(tls && { tls }),
    ...(store && { store }),
  });
  const [url, webSocket] = broker.urls.map(knownUrl);
  if (url === undefined) throw new Error("the broker listens nowhere");
  const trust = tls === undefined ? {} : { ca: tls.cert };
  return {
    target: { url: broker.url, realTime: true, createPlayer: () => networkPlayer(url, trust, webSocket) },
    stop: () => broker.close(),
  };
}

function knownUrl(text: string): TargetUrl {
  const url = parseTargetUrl(text);
  if ("wrong" in url) throw new Error(url.wrong);
  return url;
}

function houseDecision(question: AuthenticationQuestion): AuthenticationOutcome {
  return houseAnswer(question, () => 0x00);
}

function createHouseBroker(): MemoryBroker {
  return createMemoryBroker(HOUSE_OPTIONS, houseDecision);
}

/** A broker in this process, as a player knows it. */
export function embeddedIn(broker: MemoryBroker): Embedded {
  return {
    connect(listener) {
      const connection = broker.open((event) => {
        if (event.type === "bytes") listener.onBytes(event.bytes);
        else listener.onEnd("closed");
      });
      const end = (): void => connection.close();
      return { send: (bytes) => connection.send(bytes), close: end, abort: end };
    },
    nowMs: () => broker.nowMs(),
    nextTimerAtMs: () => broker.nextTimerAtMs(),
    advance: (ms) => broker.advance(ms),
    stop: () => broker.stop(),
  };
}
