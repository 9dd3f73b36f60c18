// What a broker sends for one input, as an observer tells it: kinds of packets, QoS, DUP, and whether the session was there.

import type { RequirementId } from "../../spec/index.ts";

/** One packet that the broker must send, and the sentences that ask for it. */
export interface Due {
  readonly packet: string;
  readonly cites: readonly RequirementId[];
}

/** All that the broker must send for one input, in any order, and the sentences by which there is no more. */
export interface Answer {
  readonly due: readonly Due[];
  readonly nothingElse: readonly RequirementId[];
}

/** What an observer sees of an answer. */
export function keyOf({ due }: Answer): string {
  return due
    .map(({ packet }) => packet)
    .sort()
    .join(", ");
}

/** What a name ends in where DUP is set. */
export const WITH_DUP = " with DUP";

/** How an answer names a PUBLISH. */
export function publishName(qos: number, dup: boolean): string {
  return `PUBLISH at QoS ${qos}${dup ? WITH_DUP : ""}`;
}

/** How an answer names a CONNACK that accepts. */
export function connackName(isPresent: boolean): string {
  return `CONNACK, session ${isPresent ? "present" : "new"}`;
}

/** How an answer names the end of a connection. */
export const END = "the end of the connection before";
