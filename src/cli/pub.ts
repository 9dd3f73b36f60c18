// `touchstone pub`: publishes messages, with the options of mosquitto_pub.

import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { Command, InvalidArgumentError } from "commander";
import type { MqttClient, PublishOptions } from "../runtime/client/index.ts";
import { Failure } from "./failure.ts";
import { linesOf } from "./lines.ts";
import { addMqttOptions, connectionOf, debugging, type MqttFlags } from "./mqtt-options.ts";
import { failureOf, openSession } from "./mqtt-session.ts";
import { positiveNumber } from "./target-options.ts";

interface PubFlags extends MqttFlags {
  readonly message?: string;
  readonly file?: string;
  readonly stdinLine?: true;
  readonly stdinFile?: true;
  readonly nullMessage?: true;
  readonly retain?: true;
  readonly repeat: number;
  readonly repeatDelay: number;
  readonly maxInflight: number;
}

/** The command `pub`. */
export function pubCommand(): Command {
  const command = new Command("pub")
    .description("Publishes a message, or each line of standard input, with the options of mosquitto_pub.")
    .option("-m, --message <payload>", "publishes this")
    .option("-f, --file <file>", "publishes what is in this file")
    .option("-l, --stdin-line", "publishes each line of standard input")
    .option("-s, --stdin-file", "publishes all of standard input as one message")
    .option("-n, --null-message", "publishes an empty message")
    .option("-r, --retain", "has the broker keep it")
    .option("-M, --max-inflight <count>", "lines that wait to be acknowledged at a time", positiveNumber, 20)
    .option("--repeat <count>", "how often it is published", positiveNumber, 1)
    .option("--repeat-delay <seconds>", "how long to wait in between", readSeconds, 0);
  return addMqttOptions(command).action(pub);
}

async function pub(flags: PubFlags): Promise<void> {
  const connection = connectionOf(flags);
  const [topic, ...others] = connection.topics;
  if (topic === undefined || others.length > 0)
    throw new Failure("usage", "give one topic, with -t or in the url of -L");
  const payload = await payloadOf(flags);
  const properties = connection.properties["publish"];
  const options: PublishOptions = {
    qos: flags.qos,
    retain: flags.retain === true,
    ...(properties && { properties }),
  };
  const client = await openSession(connection, flags, { reconnectPeriod: flags.stdinLine ? 1000 : 0 });
  const debug = debugging(flags);
  const publish = async (bytes: Uint8Array): Promise<void> => {
    const { reasonCode } = await client.publish(topic, bytes, options);
    const code = reasonCode === 0 ? "" : `, reason code 0x${reasonCode.toString(16).padStart(2, "0")}`;
    debug(`published ${bytes.length} bytes to ${topic} at QoS ${flags.qos}${code}`);
  };
  try {
    if (payload === undefined) await publishLines(publish, flags.maxInflight);
    else await publishRepeatedly(publish, payload, flags);
  } catch (cause) {
    await leave(client, true);
    throw failureOf(cause);
  }
  await leave(client, false, connection.properties["disconnect"]);
}

/** What is published; undefined for the lines of standard input. */
async function payloadOf(flags: PubFlags): Promise<Uint8Array | undefined> {
  const { message, file, stdinLine, stdinFile, nullMessage } = flags;
  const given = [message, file, stdinLine, stdinFile, nullMessage].filter((one) => one !== undefined);
  if (given.length !== 1) throw new Failure("usage", "say what is to be published: one of -m, -f, -l, -s and -n");
  if (stdinLine) return undefined;
  if (stdinFile) return await buffer(process.stdin);
  if (file !== undefined) return contentOf(file);
  return new TextEncoder().encode(message ?? "");
}

function contentOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Failure("usage", `cannot read ${file}: ${(cause as NodeJS.ErrnoException).code ?? "unreadable"}`, {
      cause,
    });
  }
}

async function publishRepeatedly(
  publish: (payload: Uint8Array) => Promise<void>,
  payload: Uint8Array,
  { repeat, repeatDelay }: PubFlags,
): Promise<void> {
  for (let count = 0; count < repeat; count++) {
    if (count > 0 && repeatDelay > 0) await wait(repeatDelay * 1000);
    await publish(payload);
  }
}

// In order, and not all at once.
async function publishLines(publish: (line: Uint8Array) => Promise<void>, atOnce: number): Promise<void> {
  const underWay = new Set<Promise<void>>();
  for await (const line of linesOf(process.stdin)) {
    const published = publish(line).then(() => void underWay.delete(published));
    underWay.add(published);
    if (underWay.size >= atOnce) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

async function leave(client: MqttClient, isForced: boolean, options: object = {}): Promise<void> {
  await client.end(isForced, options).catch((cause) => {
    throw failureOf(cause);
  });
}

function readSeconds(written: string): number {
  if (!/^\d+(\.\d+)?$/.test(written)) throw new InvalidArgumentError("It is a number of seconds.");
  return Number(written);
}
