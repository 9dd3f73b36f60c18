// What a command says when it cannot do what was asked: one line for a person, and the exit code that its kind earns.

/** Whose turn it is: the caller's (usage), the target's, or our own (fault). */
export type FailureKind = "usage" | "target" | "fault";

/** The exit code of each kind of failure. 0 and 1 are verdicts, and 130 is an interrupt: none of them is a failure. */
const EXIT_CODES: Readonly<Record<FailureKind, number>> = { usage: 2, target: 3, fault: 4 };

/** Thrown by a command to end it. The message is one line that says what is wrong and what to do; or one for each thing that is. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly lines: readonly string[];

  constructor(kind: FailureKind, message: string | readonly string[], options?: ErrorOptions) {
    const lines = typeof message === "string" ? [message] : message;
    super(lines.join("\n"), options);
    this.lines = lines;
    this.name = "Failure";
    this.kind = kind;
  }
}

/** The exit code of whatever was thrown: what is no `Failure` is our own fault. */
export function exitCodeOf(thrown: unknown): number {
  return EXIT_CODES[thrown instanceof Failure ? thrown.kind : "fault"];
}
