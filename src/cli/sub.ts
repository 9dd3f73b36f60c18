// `touchstone sub`: subscribes, and writes what it hears, with the options of mosquitto_sub.

import { once } from "node:events";
import { Command } from "commander";
import type { MqttClient, ReceivedMessage, SubscribeOptions } from "../runtime/client/index.ts";
import { matches } from "../topics/index.ts";
import { collect } from "./collect.ts";
import { Failure } from "./failure.ts";
import { type MessageFormat, NotJson, plainFormat, readFormat } from "./message-format.ts";
import { addMqttOptions, connectionOf, debugging, type MqttFlags, warn } from "./mqtt-options.ts";
import { failureOf, openSession } from "./mqtt-session.ts";
import { positiveNumber } from "./target-options.ts";

interface SubFlags extends MqttFlags {
  readonly count?: number;
  readonly wait?: number;
  readonly format?: string;
  readonly pretty?: true;
  readonly verbose?: true;
  /** False with -N. */
  readonly endOfLine: boolean;
  /** False with -R. */
  readonly stale: boolean;
  readonly retainedOnly?: true;
  readonly removeRetained?: true;
  readonly retainAsPublished?: true;
  readonly filterOut?: readonly string[];
  readonly unsubscribe?: readonly string[];
  readonly exitOnSubscribed?: true;
}

/** How the process ends where -W was over first, as mosquitto_sub does. */
const TIMED_OUT = 27;

/** The command `sub`. */
export function subCommand(): Command {
  const command = new Command("sub")
    .description(
      "Subscribes, and writes each message to standard output, with the options of mosquitto_sub. A message is acknowledged when it was written.",
    )
    .option("-C, --count <count>", "ends after so many messages", positiveNumber)
    .option("-W, --wait <seconds>", `ends after so many seconds, with exit code ${TIMED_OUT}`, positiveNumber)
    .option("-E, --exit-on-subscribed", "ends once it has subscribed")
    .option("-F, --format <format>", "how a message is written: %t topic, %p payload, %j JSON …, as in mosquitto_sub")
    .option("--pretty", "JSON in several lines")
    .option("-v, --verbose", "writes the topic before the payload")
    .option("-N, --no-end-of-line", "puts no end of line after a message")
    .option("-R, --no-stale", "writes no message that was retained")
    .option("--retained-only", "writes retained messages alone, and ends with the first that is not")
    .option("--remove-retained", "removes from the broker each retained message that comes")
    .option("--retain-as-published", "has messages come with the retain flag that they were published with")
    .option("-T, --filter-out <filter>", "writes no message whose topic this matches; repeatable", collect)
    .option("-U, --unsubscribe <filter>", "gives this subscription back; repeatable", collect);
  return addMqttOptions(command).action(sub);
}

async function sub(flags: SubFlags): Promise<void> {
  const connection = connectionOf(flags);
  const { topics, properties } = connection;
  if (topics.length === 0 && flags.unsubscribe === undefined)
    throw new Failure("usage", "give a topic, with -t or in the url of -L");
  const write = writerOf(flags);
  const timer = startTimer(flags);
  let client: MqttClient | undefined;
  try {
    let loop: AsyncIterable<ReceivedMessage> | undefined;
    client = await openSession(connection, flags, {}, (made) => {
      timer.ends(made);
      loop = made.messages();
    });
    await subscribe(client, flags, topics, properties);
    if (!flags.exitOnSubscribed && loop !== undefined) await writeAll(client, loop, write, flags);
  } catch (cause) {
    if (!timer.isOver()) throw failureOf(cause);
  } finally {
    timer.stop();
    await client?.end(true);
  }
  if (!timer.isOver()) return;
  if (!flags.quiet) warn(`timed out after ${flags.wait} s`);
  process.exitCode = TIMED_OUT;
}

async function subscribe(
  client: MqttClient,
  flags: SubFlags,
  topics: readonly string[],
  properties: Readonly<Record<string, object>>,
): Promise<void> {
  const debug = debugging(flags);
  const options: SubscribeOptions = {
    qos: flags.qos,
    ...(flags.retainAsPublished && { rap: true }),
    ...(properties["subscribe"] && { properties: properties["subscribe"] }),
  };
  const granted = topics.length === 0 ? [] : await client.subscribe(topics, options);
  for (const { topic, qos } of granted) debug(`subscribed to ${topic} at QoS ${qos}`);
  const given = properties["unsubscribe"];
  if (flags.unsubscribe !== undefined) await client.unsubscribe(flags.unsubscribe, given ? { properties: given } : {});
}

async function writeAll(
  client: MqttClient,
  loop: AsyncIterable<ReceivedMessage>,
  write: (message: ReceivedMessage) => Promise<void>,
  flags: SubFlags,
): Promise<void> {
  let count = 0;
  for await (const message of loop) {
    if (isFilteredOut(message, flags)) continue;
    if (flags.removeRetained && message.retain) await client.publish(message.topic, "", { qos: 1, retain: true });
    if (flags.retainedOnly && !message.retain) return;
    if (!flags.stale && message.retain) continue;
    await write(message);
    count += 1;
    if (count === flags.count) return;
  }
}

function isFilteredOut({ topic }: ReceivedMessage, { filterOut = [] }: SubFlags): boolean {
  return filterOut.some((filter) => matches(filter, topic));
}

/** What writes a message, and waits where standard output has to. */
function writerOf({
  format,
  pretty,
  verbose,
  endOfLine,
  quiet,
}: SubFlags): (message: ReceivedMessage) => Promise<void> {
  const write: MessageFormat =
    format === undefined ? plainFormat(verbose === true) : readFormat(format, pretty === true);
  const end = endOfLine ? "\n" : "";
  return async (message) => {
    const bytes = textOf(write, message, quiet === true);
    if (bytes === undefined) return;
    process.stdout.write(bytes);
    const mayGoOn = process.stdout.write(end);
    if (!mayGoOn) await once(process.stdout, "drain");
  };
}

// What cannot be written as it was asked for is told, and is no reason to end.
function textOf(write: MessageFormat, message: ReceivedMessage, isQuiet: boolean): Uint8Array | undefined {
  try {
    return write(message, new Date());
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    if (!isQuiet) warn(error.message);
    return undefined;
  }
}

/** Ends the client when its time is over. */
function startTimer({ wait }: SubFlags) {
  let isOver = false;
  let client: MqttClient | undefined;
  const end = (): void => {
    isOver = true;
    void client?.end(true);
  };
  const timeout = wait === undefined ? undefined : setTimeout(end, wait * 1000);
  return {
    ends(made: MqttClient): void {
      client = made;
    },
    isOver: () => isOver,
    stop: () => clearTimeout(timeout),
  };
}
