// Brokers that pass over what they must refuse: a sentence about what may stand on the wire, and who does not look.

import type { RequirementId } from "../../spec/index.ts";
import type { Dependant, Fault, Wrapper } from "./fault.ts";
import { ignores, tolerates } from "./wrappers.ts";

/** A broker that takes what breaks these sentences, as far as it can still be told what was meant. */
export function lenient(name: string, breaks: readonly RequirementId[], more: Partial<Lenient> = {}): Fault {
  const { cited = breaks, alsoFails = [], apply = tolerates(...cited) } = more;
  return { name, breaks, alsoFails, apply };
}

/** A broker that goes on as if nothing had come. */
export function deaf(name: string, breaks: readonly RequirementId[], more: Partial<Lenient> = {}): Fault {
  return lenient(name, breaks, { apply: ignores(more.cited ?? breaks), ...more });
}

interface Lenient {
  /** What the codec cites, where the cases cite another sentence that forbids the same. */
  readonly cited: readonly RequirementId[];
  readonly alsoFails: readonly Dependant[];
  readonly apply: Wrapper;
}
