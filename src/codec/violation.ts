// What a refusal says: which sentence was broken, what that earns, where, and what was found.

import type { ReasonCode, RequirementId } from "../../spec/index.ts";

/** One breach of the standard. */
export interface Violation {
  /** The sentence that was broken. */
  readonly requirement: RequirementId;
  /** The Reason Code of MQTT 5.0 that it earns (§2.4). MQTT 3.1.1 has none, and closes. */
  readonly reasonCode: ReasonCode;
  /** Where, in bytes from the first byte of the packet. */
  readonly offset: number;
  /** What stood there, for a person: short, and never a secret. */
  readonly found: string;
}

/** Carries a violation up to `decode` or `encode`, the only places that catch it. No stack: nobody reads it, and it costs. */
export class Malformed {
  readonly violation: Violation;

  constructor(violation: Violation) {
    this.violation = violation;
  }
}
