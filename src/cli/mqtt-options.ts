// The options of `touchstone pub` and `touchstone sub` that say where to, as whom and how: mosquitto's letters.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Version } from "../../spec/index.ts";
import type { ConnectOptions, ConnectPropertyOptions, WillOptions } from "../runtime/client/index.ts";
import { collect } from "./collect.ts";
import { Failure } from "./failure.ts";
import { type PropertiesOf, readProperties } from "./mqtt-properties.ts";
import { passwordFrom } from "./password-source.ts";
import { wholeNumber } from "./target-options.ts";
import { readText } from "./text-file.ts";
import { versionOption } from "./version-option.ts";

/** What the options gave. */
export interface MqttFlags {
  readonly host?: string;
  readonly port?: number;
  readonly url?: string;
  readonly unix?: string;
  readonly ws?: true;
  readonly topic?: readonly string[];
  readonly qos: 0 | 1 | 2;
  readonly id?: string;
  readonly idPrefix?: string;
  readonly username?: string;
  readonly pw?: string;
  readonly passwordFile?: string;
  readonly passwordEnv?: string;
  readonly mqttVersion?: Version;
  readonly keepalive?: number;
  readonly disableCleanSession?: true;
  readonly sessionExpiryInterval?: number;
  readonly property?: readonly string[];
  readonly willTopic?: string;
  readonly willPayload?: string;
  readonly willQos?: 0 | 1 | 2;
  readonly willRetain?: true;
  readonly cafile?: string;
  readonly capath?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: true;
  readonly tlsAlpn?: string;
  readonly debug?: true;
  readonly quiet?: true;
}

/** Seconds without end, as MQTT 5.0 has them. (5.0 §3.1.2.11.2) */
const FOR_EVER = 0xffff_ffff;
const TLS_PORT = 8883;

/** Adds the options to a command. */
export function addMqttOptions(command: Command): Command {
  return command
    .option("-h, --host <host>", "the broker's host; localhost where nothing is said")
    .option("-p, --port <port>", "its port; 1883, or 8883 with TLS, where nothing is said", wholeNumber)
    .option(
      "-L, --url <url>",
      "host, port, login and topic at once: mqtt(s)://user:password@host:port/topic, or ws(s)://",
    )
    .option("--unix <path>", "connects through a Unix socket")
    .option("--ws", "connects over WebSocket")
    .option("-t, --topic <topic>", "the topic; to subscribe, repeatable", collect)
    .addOption(new Option("-q, --qos <qos>", "the quality of service").default(0).argParser(readQos))
    .option("-i, --id <id>", "the client identifier; without one the broker makes one up")
    .option("-I, --id-prefix <prefix>", "makes the client identifier of this and the process id")
    .option("-u, --username <name>", "the user name to log in with")
    .option(
      "-P, --pw <password>",
      "the password; others see it: better --password-file, --password-env or MQTT_PASSWORD",
    )
    .option("--password-file <file>", "the file that holds the password, on its first line")
    .option("--password-env <variable>", "the environment variable that holds the password; MQTT_PASSWORD otherwise")
    .addOption(versionOption("the version of MQTT: mqttv5 (5) or mqttv311 (311)"))
    .option("-k, --keepalive <seconds>", "the Keep Alive", wholeNumber)
    .option("-c, --disable-clean-session", "takes up the session of this client identifier, and leaves it behind")
    .option(
      "-x, --session-expiry-interval <seconds>",
      "how long the session outlives the connection; -1 for ever",
      readExpiry,
    )
    .option("-D, --property <words...>", "a property of MQTT 5: -D publish content-type text/plain; repeatable")
    .option("--will-topic <topic>", "where the broker publishes the will, should we be gone without a word")
    .option("--will-payload <payload>", "what it publishes there")
    .addOption(new Option("--will-qos <qos>", "at which quality of service").argParser(readQos))
    .option("--will-retain", "and whether it is retained")
    .option("--cafile <file>", "the certificate authority to trust (PEM); turns TLS on")
    .option("--capath <folder>", "a folder of such files")
    .option("--cert <file>", "our own certificate (PEM)")
    .option("--key <file>", "the key to our certificate (PEM)")
    .option("--insecure", "trusts any certificate")
    .option("--tls-alpn <protocol>", "what is offered in ALPN")
    .option("-d, --debug", "tells on standard error what happens")
    .option("--quiet", "warns of nothing");
}

/** What a command connects with. */
export interface Connection {
  readonly url: string;
  readonly options: ConnectOptions;
  /** With that of the url. */
  readonly topics: readonly string[];
  readonly properties: PropertiesOf;
}

/** Makes a connection of the options. Throws a `Failure` that names what is wrong. */
export function connectionOf(flags: MqttFlags): Connection {
  const properties = readProperties(flags.property ?? []);
  const version = flags.mqttVersion ?? "5.0";
  if (version === "3.1.1" && (flags.property !== undefined || flags.sessionExpiryInterval !== undefined))
    throw new Failure("usage", "MQTT 3.1.1 has no properties: leave out -V, or -D and -x");
  const { url, topic } = placeOf(flags);
  return {
    url,
    topics: [...(topic === undefined ? [] : [topic]), ...(flags.topic ?? [])],
    properties,
    options: {
      protocolVersion: version === "5.0" ? 5 : 4,
      ...identityOf(flags),
      ...sessionOf(flags, version, properties),
      ...(flags.keepalive !== undefined && { keepalive: flags.keepalive }),
      ...(flags.willTopic !== undefined && { will: willOf(flags, flags.willTopic, properties) }),
      ...tlsOf(flags),
    },
  };
}

function placeOf(flags: MqttFlags): { readonly url: string; readonly topic?: string } {
  const { host, port, unix, ws } = flags;
  if ([flags.url, unix, host ?? port].filter((one) => one !== undefined).length > 1)
    throw new Failure("usage", "give one of -L, --unix, and -h with -p");
  if (unix !== undefined) return { url: `unix:${unix}` };
  if (flags.url !== undefined) return placeInUrl(flags.url);
  const isSecure =
    port === TLS_PORT || [flags.cafile, flags.capath, flags.insecure, flags.tlsAlpn].some((one) => one !== undefined);
  const scheme = `${ws ? "ws" : "mqtt"}${isSecure ? "s" : ""}`;
  const named = host ?? "localhost";
  const at = port === undefined ? "" : `:${port}`;
  return { url: `${scheme}://${named.includes(":") ? `[${named}]` : named}${at}` };
}

/** The path of mqtt:// is a topic, in which # and ? are what they are in a Topic Filter; that of ws:// is a path. */
function placeInUrl(text: string): { readonly url: string; readonly topic?: string } {
  const [, url = text, topic = ""] = /^(mqtts?:\/\/[^/]*)\/?(.*)$/s.exec(text) ?? [];
  return { url, ...(topic !== "" && { topic: decoded(topic) }) };
}

function decoded(topic: string): string {
  try {
    return decodeURIComponent(topic);
  } catch (cause) {
    throw new Failure("usage", `the topic in the url of -L is not percent-encoded: ${topic}`, { cause });
  }
}

function identityOf(flags: MqttFlags): ConnectOptions {
  const { id, idPrefix, username } = flags;
  if (id !== undefined && idPrefix !== undefined) throw new Failure("usage", "give -i or -I, not both");
  const clientId = id ?? (idPrefix === undefined ? undefined : `${idPrefix}${process.pid}`);
  const password = passwordOf(flags);
  return {
    ...(clientId !== undefined && { clientId }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}

function passwordOf({ pw, passwordFile, passwordEnv, quiet }: MqttFlags): string | undefined {
  if ([pw, passwordFile, passwordEnv].filter((one) => one !== undefined).length > 1)
    throw new Failure("usage", "give one of -P, --password-file and --password-env");
  if (pw !== undefined && !quiet)
    warn(
      "whoever looks at the processes of this machine sees what stands after -P: use --password-file or --password-env",
    );
  if (pw !== undefined) return pw;
  return passwordFrom({ passwordFile, passwordEnv }) ?? process.env["MQTT_PASSWORD"];
}

// Who takes up a session, and does not say how long it shall last, wants it to stay.
function sessionOf(flags: MqttFlags, version: Version, { connect = {} }: PropertiesOf): ConnectOptions {
  const { disableCleanSession, sessionExpiryInterval: asked = disableCleanSession ? FOR_EVER : undefined } = flags;
  const expiry = connect["sessionExpiryInterval"] ?? asked;
  if (disableCleanSession && flags.id === undefined)
    throw new Failure("usage", "-c takes up the session of a client identifier: give that with -i");
  const properties: ConnectPropertyOptions = {
    ...connect,
    ...(expiry !== undefined && { sessionExpiryInterval: Number(expiry) }),
  };
  return {
    clean: disableCleanSession !== true,
    ...(version === "5.0" && { properties }),
  };
}

function willOf(flags: MqttFlags, topic: string, { will = {} }: PropertiesOf): WillOptions {
  return {
    topic,
    payload: flags.willPayload ?? "",
    qos: flags.willQos ?? 0,
    retain: flags.willRetain === true,
    properties: will,
  };
}

function tlsOf({ cafile, capath, cert, key, insecure, tlsAlpn }: MqttFlags): ConnectOptions {
  if ((cert === undefined) !== (key === undefined)) throw new Failure("usage", "--cert and --key go together");
  const authorities = [
    ...(cafile === undefined ? [] : [readText(cafile)]),
    ...(capath === undefined ? [] : textsIn(capath)),
  ];
  return {
    ...(authorities.length > 0 && { ca: authorities.join("\n") }),
    ...(cert !== undefined && { cert: readText(cert) }),
    ...(key !== undefined && { key: readText(key) }),
    ...(insecure && { rejectUnauthorized: false }),
    ...(tlsAlpn !== undefined && { ALPNProtocols: [tlsAlpn] }),
  };
}

function textsIn(folder: string): readonly string[] {
  try {
    const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
    return files.map(({ name }) => readText(join(folder, name)));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("usage", `cannot read the folder ${folder} of --capath`, { cause });
  }
}

/** One line on standard error. */
export function warn(message: string): void {
  process.stderr.write(`touchstone: ${message}\n`);
}

/** What `-d` tells. */
export function debugging({ debug }: Pick<MqttFlags, "debug">): (message: string) => void {
  return debug ? (message) => void process.stderr.write(`${message}\n`) : () => undefined;
}

function readQos(written: string): number {
  if (!/^[012]$/.test(written)) throw new InvalidArgumentError("It is 0, 1 or 2.");
  return Number(written);
}

function readExpiry(written: string): number {
  if (written === "-1" || written === "∞") return FOR_EVER;
  const seconds = wholeNumber(written);
  if (seconds > FOR_EVER) throw new InvalidArgumentError("It is at most 4294967295.");
  return seconds;
}
