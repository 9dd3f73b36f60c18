// An adapter that runs as a process of its own: commands to its standard input, answers and sayings from its standard output.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ADAPTER_PROTOCOL, type Answer, type ClientSaying, type Command } from "../client/command.ts";

/** How long an adapter may take to answer: it only begins what it is told. */
const ANSWER_MS = 10_000;
/** What no adapter knows: one that says that it has done it could not be believed in anything. */
const UNKNOWN_VERB = "touchstone-unknown";

/** What an adapter says of itself. */
export interface AdapterName {
  readonly name: string;
  readonly version: string;
}

/** An adapter that runs. */
export interface AdapterProcess extends AdapterName {
  readonly isRunning: () => boolean;
  tell(command: Command & { readonly host?: string; readonly port?: number }): Promise<Answer>;
  /** Calls back with what it says from now on; one ear at a time. */
  onSaying(hear: (saying: ClientSaying) => void): void;
  stop(): void;
}

interface Line {
  readonly id?: number;
  readonly ok?: boolean;
  readonly unsupported?: string;
  readonly refused?: string;
  readonly event?: string;
  readonly protocol?: number;
  readonly name?: string;
  readonly version?: string;
}

/** Starts an adapter, and makes sure that it can be believed. What is wrong with it is thrown, in one line. */
export async function startAdapter(command: readonly string[]): Promise<AdapterProcess> {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] });
  const waiting = new Map<number, (line: Line) => void>();
  let lastId = 0;
  let over: string | undefined;
  let complained = "";
  let hear: (saying: ClientSaying) => void = () => undefined;

  const end = (why: string): void => {
    over ??= complained.trim() === "" ? why : `${why}: ${complained.trim().split("\n").at(-1)}`;
    for (const answer of waiting.values()) answer({ refused: over });
    waiting.clear();
  };
  child.on("error", ({ message }) => end(message));
  child.on("exit", (code, signal) => end(`it ended with ${code ?? signal}`));
  child.stdin.on("error", () => undefined);
  child.stderr.on("data", (chunk: Buffer) => (complained = (complained + chunk.toString()).slice(-2000)));
  createInterface({ input: child.stdout }).on("line", (text) => {
    const line = parse(text);
    if (line === undefined) return end(`it printed a line that is no JSON object: ${text.slice(0, 80)}`);
    if (line.event !== undefined) return hear(line as ClientSaying);
    const answer = waiting.get(line.id ?? -1);
    waiting.delete(line.id ?? -1);
    answer?.(line);
  });

  const ask = (order: object): Promise<Line> => {
    if (over !== undefined) return Promise.resolve({ refused: over });
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => end(`it did not answer within ${ANSWER_MS / 1000} s`), ANSWER_MS);
      waiting.set(id, (line) => {
        clearTimeout(timer);
        resolve(line);
      });
      child.stdin.write(`${JSON.stringify({ id, ...order })}\n`);
    });
  };

  const hello = await ask({ verb: "hello", protocol: ADAPTER_PROTOCOL });
  const fault = await faultIn(hello, ask);
  if (fault !== undefined) {
    child.kill();
    throw new Error(`the adapter ${command.join(" ")} cannot be used: ${fault}`);
  }
  return {
    name: hello.name ?? program,
    version: hello.version ?? "",
    isRunning: () => over === undefined,
    tell: async (order) => {
      const line = await ask(order);
      if (over !== undefined) throw new Error(`the adapter: ${over}`);
      if (line.unsupported !== undefined) return { kind: "unsupported", what: line.unsupported };
      if (line.refused !== undefined) return { kind: "refused", reason: line.refused };
      return { kind: "ok" };
    },
    onSaying: (listen) => (hear = listen),
    stop: () => stop(child),
  };
}

async function faultIn(hello: Line, ask: (order: object) => Promise<Line>): Promise<string | undefined> {
  if (hello.refused !== undefined) return hello.refused;
  if (hello.ok !== true || hello.protocol !== ADAPTER_PROTOCOL) {
    return `it must answer "hello" with {"ok":true,"protocol":${ADAPTER_PROTOCOL},"name":…,"version":…}, and answered ${JSON.stringify(hello)}`;
  }
  const unknown = await ask({ verb: UNKNOWN_VERB });
  if (unknown.unsupported !== undefined) return undefined;
  return `it must answer a verb that it does not know with {"unsupported":…}, and answered ${JSON.stringify(unknown)}`;
}

function parse(text: string): Line | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === "object" && line !== null ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}

function stop(child: ChildProcess): void {
  child.stdin?.end();
  child.kill("SIGTERM");
}
