// From the words on the command line to one command, which alone is loaded, and from what it throws to one line and an exit code.

import { inspect, styleText } from "node:util";
import { Command, CommanderError } from "commander";
import { takeFromEnvironment } from "./environment.ts";
import { exitCodeOf, Failure } from "./failure.ts";
import { endOnInterrupt } from "./interrupt.ts";
import { packageVersion } from "./package-version.ts";

interface LazyCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: readonly LazyCommand[] = [
  {
    name: "test",
    summary:
      "runs the conformance suite against a broker, or a client; without a url, against the embedded reference broker",
    load: async () => (await import("./test.ts")).testCommand(),
  },
  {
    name: "probe",
    summary: "shows on one screen what a broker is and can do",
    load: async () => (await import("./probe.ts")).probeCommand(),
  },
  {
    name: "list",
    summary: "lists the conformance cases",
    load: async () => (await import("./list.ts")).listCommand(),
  },
  {
    name: "explain",
    summary: "explains a requirement, a reason code, a property or a packet",
    load: async () => (await import("./explain.ts")).explainCommand(),
  },
  {
    name: "decode",
    summary: "shows the packets in some bytes as a tree of fields, with what they violate",
    load: async () => (await import("./decode.ts")).decodeCommand(),
  },
  {
    name: "encode",
    summary: "turns a packet written as JSON into bytes",
    load: async () => (await import("./encode.ts")).encodeCommand(),
  },
  {
    name: "pub",
    summary: "publishes messages",
    load: async () => (await import("./pub.ts")).pubCommand(),
  },
  {
    name: "sub",
    summary: "subscribes, and writes what it hears",
    load: async () => (await import("./sub.ts")).subCommand(),
  },
  {
    name: "passwd",
    summary: "sets passwords for the reference broker",
    load: async () => (await import("./passwd.ts")).passwdCommand(),
  },
  {
    name: "report",
    summary: "merges the JSON reports of shards, and makes other reports of them",
    load: async () => (await import("./report.ts")).reportCommand(),
  },
  {
    name: "reproduce",
    summary: "runs one case, and writes what shows the same without the suite",
    load: async () => (await import("./reproduce.ts")).reproduceCommand(),
  },
  {
    name: "diff",
    summary: "shows where two JSON reports differ",
    load: async () => (await import("./diff.ts")).diffCommand(),
  },
  {
    name: "verify",
    summary: "searches every reachable state of the models, and checks the invariants",
    load: async () => (await import("./verify.ts")).verifyCommand(),
  },
  {
    name: "adapter",
    summary: "makes a client do what it is told, for `test --client`",
    load: async () => (await import("./adapter.ts")).adapterCommand(),
  },
  {
    name: "broker",
    summary: "runs the reference broker",
    load: async () => (await import("./broker/command.ts")).brokerCommand(),
  },
];

const AFTER_HELP = `
Every option can also be set as TOUCHSTONE_<OPTION>, as in TOUCHSTONE_JSON=1.
Exit codes: 0 all holds, 1 a violation or a difference, 2 usage, 3 the target cannot be reached, 4 our own fault, 130 interrupted.`;

/** Runs the command that `words` ask for, and leaves its exit code in the process. */
export async function main(words: readonly string[]): Promise<void> {
  endOnInterrupt();
  endQuietlyOnClosedPipe();
  // Node's own answer to an error that nobody awaits is a stack and exit code 1, which would read as a violation.
  process.on("uncaughtException", (thrown) => process.exit(report(thrown, askedIn(words))));
  try {
    const program = await programFor(words);
    await program.parseAsync(words, { from: "user" });
  } catch (thrown) {
    process.exitCode = report(thrown, askedIn(words));
  }
}

/** The whole program, with a stub for each command but the one that is asked for. */
async function programFor(words: readonly string[]): Promise<Command> {
  const asked = askedIn(words);
  const program = new Command("touchstone")
    .description("The formally tested reference implementation of MQTT 3.1.1 and 5.0, and its conformance suite.")
    .version(packageVersion(), "-v, --version", "shows the version")
    .addHelpText("after", AFTER_HELP)
    // A command has letters of its own: -v of sub is not that of the program.
    .enablePositionalOptions()
    .hook("preAction", (_, command) => takeFromEnvironment(command));
  for (const { name, summary, load } of COMMANDS) {
    const command = name === asked?.name ? await load() : new Command(name).description(summary);
    program.addCommand(command.summary(summary));
  }
  return framed(program);
}

/** The command whose name comes first, before or after options of the program. */
function askedIn(words: readonly string[]): LazyCommand | undefined {
  const [first, second] = words.filter((word) => !word.startsWith("-"));
  return COMMANDS.find((command) => command.name === (first === "help" ? second : first));
}

/** Gives a command and those below it what is the same everywhere: help, and errors as exceptions. */
function framed(command: Command): Command {
  command
    // `-h` and `-V` are the host and the version of MQTT.
    .helpOption("--help", "shows this help")
    .helpCommand(command.parent === null)
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const below of command.commands) framed(below);
  return command;
}

/** Says what went wrong in one line, and with DEBUG set also where. Returns the exit code. */
function report(thrown: unknown, asked: LazyCommand | undefined): number {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return 0;
    // Without a command, commander has shown the help already.
    if (thrown.code !== "commander.help") {
      const help = asked === undefined ? "touchstone --help" : `touchstone ${asked.name} --help`;
      complain(`${oneLine(thrown.message).replace(/^error: /, "")} (see ${help})`);
    }
    return 2;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const known = thrown instanceof Failure;
  if (known) for (const line of thrown.lines) complain(oneLine(line));
  else complain(`internal error: ${oneLine(message)} (DEBUG=1 shows where; please report it)`);
  if (process.env["DEBUG"]) process.stderr.write(`${inspect(thrown)}\n`);
  return exitCodeOf(thrown);
}

function complain(message: string): void {
  process.stderr.write(`${styleText("red", "touchstone:", { stream: process.stderr })} ${message}\n`);
}

function oneLine(message: string): string {
  return message.trim().replaceAll(/\s*\n\s*/g, " ");
}

/** A reader that has seen enough, as `head` does, is no error. */
function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit(process.exitCode ?? 0);
    });
  }
}
