// Brokers broken on purpose: each wraps an honest one from outside, which never hears of it, and breaks one sentence of the standard.

import type { RequirementId, Version } from "../../spec/index.ts";
import { createDecoder, feed, type Packet } from "../../src/codec/index.ts";
import type { Embedded } from "../players/in-process.ts";

/** A fault. Its name finishes the sentence "a broker that …". */
export interface Fault {
  readonly name: string;
  /** The sentence that it breaks, in each version. */
  readonly breaks: readonly RequirementId[];
  readonly apply: (honest: Embedded) => Embedded;
}

/** Calls `hear` for each packet that a client sends, once the broker has had it. */
export function overhear(honest: Embedded, hear: (packet: Packet, version: Version) => void): Embedded {
  return {
    ...honest,
    connect(listener) {
      const link = honest.connect(listener);
      let decoder = createDecoder({ from: "client" });
      return {
        ...link,
        send(bytes) {
          link.send(bytes);
          const [next, results] = feed(decoder, bytes);
          decoder = next;
          for (const result of results) {
            if (result.kind === "packet") hear(result.packet, next.version ?? "3.1.1");
          }
        },
      };
    },
  };
}
