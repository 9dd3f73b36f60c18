// The adapter's end of the protocol, for adapters that are written for Node: a JSON object each line, in and out.

import { createInterface } from "node:readline";
import { ADAPTER_PROTOCOL, type Answer, type ClientSaying, type Command } from "../client/command.ts";

/** Where a command that connects is to connect to. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

type Placed<C> = C extends { readonly verb: "connect" | "run-subscriber" | "run-publisher" } ? C & Place : C;

/** A command as it comes to an adapter. */
export type PlacedCommand = Placed<Command>;

/** What an adapter is made of. */
export interface Adapter {
  readonly name: string;
  readonly version: string;
  /** Does it, or begins to; for what the client cannot do, "unsupported". */
  handle(command: PlacedCommand, say: (saying: ClientSaying) => void): Answer | Promise<Answer>;
}

const VERBS: readonly string[] = [
  "connect",
  "subscribe",
  "unsubscribe",
  "publish",
  "disconnect",
  "reauthenticate",
  "run-subscriber",
  "run-publisher",
  "reset",
] satisfies readonly Command["verb"][];

/** The answer to what cannot be done. */
export function unsupported(what: string): Answer {
  return { kind: "unsupported", what };
}

/** Serves commands from standard input until it ends. */
export function serve({ name, version, handle }: Adapter): void {
  const write = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  const answerTo = async (id: number, command: PlacedCommand | { readonly verb: "hello" }): Promise<void> => {
    if (command.verb === "hello") return write({ id, ok: true, protocol: ADAPTER_PROTOCOL, name, version });
    if (!VERBS.includes(command.verb)) return write({ id, unsupported: command.verb });
    try {
      const answer = await handle(command, write);
      if (answer.kind === "ok") write({ id, ok: true });
      else if (answer.kind === "unsupported") write({ id, unsupported: answer.what });
      else write({ id, refused: answer.reason });
    } catch (error) {
      write({ id, refused: error instanceof Error ? error.message : String(error) });
    }
  };
  // One after the other, as they come.
  let last: Promise<void> = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const { id, ...command } = JSON.parse(line) as { readonly id: number } & PlacedCommand;
      last = last.then(() => answerTo(id, command as PlacedCommand));
    })
    .on("close", () => void last.then(() => process.exit(0)));
}
