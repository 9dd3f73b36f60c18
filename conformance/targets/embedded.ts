// The embedded reference broker, in this process and on virtual time: a fresh one for each case.

import { createMemoryBroker, type MemoryBroker } from "../../src/runtime/index.ts";
import { HOUSE_OPTIONS, houseAnswer } from "../players/house.ts";
import { type Embedded, inProcessPlayer } from "../players/in-process.ts";
import type { Target } from "../run.ts";

/** The reference broker as a target; `apply` may break it from outside. */
export function embeddedTarget(apply: (honest: Embedded) => Embedded = (honest) => honest): Target {
  return {
    url: "embedded",
    realTime: false,
    createPlayer: () => inProcessPlayer(apply(embeddedIn(createHouseBroker()))),
  };
}

function createHouseBroker(): MemoryBroker {
  return createMemoryBroker(HOUSE_OPTIONS, (question) => houseAnswer(question, () => 0x00));
}

function embeddedIn(broker: MemoryBroker): Embedded {
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
