// `-D COMMAND PROPERTY VALUE`: properties of MQTT 5.0 from the command line, named as mosquitto names them.

import { Failure } from "./failure.ts";

type Reader = (value: string, of: string) => unknown;

const whole: Reader = (value, of) => {
  if (!/^\d{1,10}$/.test(value))
    throw new Failure("usage", `-D ${of} wants a whole number, not ${JSON.stringify(value)}`);
  return Number(value);
};
const flag: Reader = (value, of) => {
  if (value !== "0" && value !== "1") throw new Failure("usage", `-D ${of} is 0 or 1, not ${JSON.stringify(value)}`);
  return value === "1";
};
const text: Reader = (value) => value;
const bytes: Reader = (value) => new TextEncoder().encode(value);

const MESSAGE = {
  "payload-format-indicator": flag,
  "message-expiry-interval": whole,
  "content-type": text,
  "response-topic": text,
  "correlation-data": bytes,
};

const PROPERTIES: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  connect: {
    "session-expiry-interval": whole,
    "receive-maximum": whole,
    "maximum-packet-size": whole,
    "topic-alias-maximum": whole,
    "request-response-information": flag,
    "request-problem-information": flag,
    "authentication-method": text,
    "authentication-data": bytes,
  },
  publish: MESSAGE,
  will: { ...MESSAGE, "will-delay-interval": whole },
  subscribe: { "subscription-identifier": whole },
  unsubscribe: {},
  disconnect: { "session-expiry-interval": whole },
};

/** Commands that carry no User Property of ours. */
const WITHOUT_USER_PROPERTIES = ["disconnect"];

/** The properties of each command, under the names of the client's options. */
export type PropertiesOf = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Reads the words of all `-D`, one behind the other. Throws a `Failure` that names what is wrong. */
export function readProperties(words: readonly string[]): PropertiesOf {
  const found: Record<string, Record<string, unknown>> = {};
  for (let at = 0; at < words.length; ) {
    const [command = "", name = "", value, second] = words.slice(at);
    const known = Object.hasOwn(PROPERTIES, command.toLowerCase()) ? PROPERTIES[command.toLowerCase()] : undefined;
    if (known === undefined)
      throw new Failure(
        "usage",
        `-D knows no command ${JSON.stringify(command)}: it is one of ${Object.keys(PROPERTIES).join(", ")}`,
      );
    found[command.toLowerCase()] ??= {};
    const group = found[command.toLowerCase()] as Record<string, unknown>;
    const of = `${command} ${name}`;
    if (name === "user-property" && !WITHOUT_USER_PROPERTIES.includes(command.toLowerCase())) {
      if (value === undefined || second === undefined)
        throw new Failure("usage", `-D ${of} wants a name and a value: -D ${of} NAME VALUE`);
      group["userProperties"] = [...((group["userProperties"] as unknown[] | undefined) ?? []), [value, second]];
      at += 4;
      continue;
    }
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    if (read === undefined)
      throw new Failure(
        "usage",
        `-D ${command} has no property ${JSON.stringify(name)}: known are ${namesOf(command, known)}`,
      );
    if (value === undefined) throw new Failure("usage", `-D ${of} wants a value`);
    group[camel(name)] = read(value, of);
    at += 3;
  }
  return found;
}

function namesOf(command: string, known: Readonly<Record<string, Reader>>): string {
  const user = WITHOUT_USER_PROPERTIES.includes(command.toLowerCase()) ? [] : ["user-property"];
  return [...Object.keys(known), ...user].join(", ");
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
