// What a seeded fault is: a broker that breaks one sentence, made by laying something over the seams of an honest one.

import type { RequirementId } from "../../spec/index.ts";
import type { Capability } from "../capabilities.ts";
import type { Seams } from "./open-broker.ts";

/** What is said of a fault, whatever it breaks. Its name finishes the sentence "a broker that …", or "a client that …". */
export interface FaultFacts {
  readonly name: string;
  /** The sentence that it breaks, in each version; and what cannot hold without it. */
  readonly breaks: readonly RequirementId[];
  /** Cases that judge another sentence and cannot pass on such a broker either. */
  readonly alsoFails?: readonly Dependant[];
  /** What its broker rightly cannot do, as the probe would find out: cases that need it are not run. */
  readonly lacks?: Readonly<Record<string, Capability>>;
}

/** A fault of something with such seams: of a broker, where nothing is said. */
export interface Fault<S = Seams> extends FaultFacts {
  /** Lays the fault over an honest one. Called for each anew, so that it may remember. */
  readonly apply: Wrapper<S>;
}

/** Something laid over the seams of a broker, or of whatever has such seams. */
export interface Wrapper<S = Seams> {
  (honest: S): S;
  /**
   * What must happen on the honest broker before this one can do anything else, in the words of its diary: "heard PUBLISH",
   * "sent PUBACK", "closed". Where nothing of it happens the two are the same broker. Undefined where it is not known.
   */
  readonly touches?: readonly string[];
}

/** Cases that depend on what is broken: whose id, without the version, begins so, or that judge this sentence. */
export type Dependant = ({ readonly cases: string } | { readonly requirement: RequirementId }) & {
  readonly because: string;
};
