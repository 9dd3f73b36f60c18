// What the broker aedes is known to break.

import type { KnownBreach } from "./breach.ts";

/** What aedes 1.2.0 breaks, at every level. */
export const aedesBreaches: readonly KnownBreach[] = [];
