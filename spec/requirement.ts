// The shape of one statement of the standard, said in our own words.

/** The two versions of the protocol that this project judges. */
export type Version = "3.1.1" | "5.0";

/**
 * How strongly the standard speaks, in the words of RFC 2119; of several keywords in one statement the strongest.
 * `STATED` marks what the standard declares without a keyword.
 */
export type Level = "MUST" | "MUST NOT" | "SHOULD" | "SHOULD NOT" | "MAY" | "STATED";

/** Whom a statement binds. */
export type Actor = "client" | "server" | "sender" | "receiver" | "both";

/** Where an outside observer can see whether a statement is kept. */
export type Observer = "broker" | "client" | "codec";

/** One statement of the standard. */
export interface Requirement {
  /** The version, a slash, and the number that OASIS gave; `U3-` and `U5-` numbers are ours, for rules without one. */
  readonly id: `${Version}/${string}`;
  /** The section of the standard where it stands. */
  readonly section: string;
  readonly level: Level;
  /** What the standard calls a breach of it, where it says so (5.0 §4.13.1). */
  readonly error?: "Malformed Packet" | "Protocol Error";
  readonly binds: Actor;
  /** Where it can be seen, the best place first. Empty where nobody outside can judge it: `waivers.ts` says why. */
  readonly observedAt: readonly Observer[];
  /** What it asks, in our own words. */
  readonly text: string;
  /** Errata, conditions, and hints for a tester. */
  readonly note?: string;
}
