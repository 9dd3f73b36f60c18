// The steps of a model, and each with its details in one number.

/** What a step is, without its details. */
export const STEPS = [
  "connect",
  "notice client",
  "notice server",
  "cut",
  "drop server",
  "lose older",
  "crash client",
  "crash server",
  "submit",
  "resume",
  "repeat",
  "read newest",
  "read older",
  "read client",
] as const;

/** The name of a step. */
export type StepName = (typeof STEPS)[number];

/** A step with its details: whether a message is refused, and after how many effects a crash comes, if one does. */
export interface Event {
  readonly name: StepName;
  readonly isRefusal: boolean;
  /** -1 where there is none. */
  readonly crashAfter: number;
}

/** An event as a number. */
export function eventOf(name: StepName, refuses = 0, crashAfter = -1): number {
  return (STEPS.indexOf(name) << 5) | (refuses << 4) | (crashAfter + 1);
}

/** The event of a number. */
export function parseEvent(event: number): Event {
  return {
    name: STEPS[event >>> 5] as StepName,
    isRefusal: ((event >>> 4) & 1) === 1,
    crashAfter: (event & 15) - 1,
  };
}
