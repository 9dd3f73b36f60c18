// What the peers are known to break is of cases that there are, each pinned once and with its reason.

import { expect, test } from "vitest";
import { PEERS } from "./peers.ts";

test.for(PEERS.map((peer) => [peer.name, peer] as const))(
  "every known breach of %s is of a case that exists, is pinned once, and has its reason",
  ([, { cases, breaches }]) => {
    const ids = cases.map(({ id }) => id);
    const pinned = breaches.map((breach) => breach.case);
    expect(breaches.filter((breach) => !ids.includes(breach.case) || breach.reason.trim() === "")).toEqual([]);
    expect(pinned.filter((id, i) => pinned.indexOf(id) !== i)).toEqual([]);
  },
);
