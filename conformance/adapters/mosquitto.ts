// The adapter of mosquitto_pub and mosquitto_sub: programs that connect, do one thing, and leave or stay.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answer, ClientSaying, ConnectSettings, PublishSettings } from "../client/command.ts";
import { type Adapter, type Place, type PlacedCommand, unsupported } from "./serve.ts";

/** The adapter of mosquitto's programs, which must be on the PATH. */
export function mosquittoAdapter(): Adapter {
  const said = spawnSync("mosquitto_pub", ["--help"], { encoding: "utf8" }).stdout ?? "";
  const version = /version (\S+)/.exec(said)?.[1] ?? "not found";
  const running = new Set<ChildProcess>();

  const start = (program: string, words: readonly string[], say: (saying: ClientSaying) => void): ChildProcess => {
    const child = spawn(program, words, { stdio: ["pipe", "pipe", "ignore"] });
    running.add(child);
    child.on("error", ({ message }) => say({ event: "error", reason: message }));
    child.on("exit", () => {
      running.delete(child);
      say({ event: "disconnected" });
    });
    return child;
  };

  const subscriber = (
    command: Extract<PlacedCommand, { readonly verb: "run-subscriber" }>,
    say: (saying: ClientSaying) => void,
  ): Answer => {
    const filters = command.subscriptions.flatMap(({ topicFilter }) => ["-t", topicFilter]);
    const qos = Math.max(...command.subscriptions.map((one) => one.qos));
    const child = start("mosquitto_sub", [...connectWords(command), "-F", "%j", "-q", `${qos}`, ...filters], say);
    if (child.stdout !== null) createInterface({ input: child.stdout }).on("line", (line) => say(messageIn(line)));
    return { kind: "ok" };
  };

  const publisher = (
    command: Extract<PlacedCommand, { readonly verb: "run-publisher" }>,
    say: (saying: ClientSaying) => void,
  ): Answer => {
    const [first, ...others] = command.messages;
    if (first === undefined) return { kind: "refused", reason: "there is nothing to publish" };
    const isAlike = others.every(({ topicName, qos }) => topicName === first.topicName && qos === first.qos);
    if (!isAlike) return unsupported("messages to several topics");
    if (first.properties?.topicAlias !== undefined) return unsupported("topicAlias");
    const words = [...connectWords(command), ...publishWords(first)];
    if (others.length === 0) {
      start("mosquitto_pub", [...words, "-m", first.payload], say);
      return { kind: "ok" };
    }
    const child = start("mosquitto_pub", [...words, "-l"], say);
    child.stdin?.end(command.messages.map(({ payload }) => `${payload}\n`).join(""));
    return { kind: "ok" };
  };

  const handle = (command: PlacedCommand, say: (saying: ClientSaying) => void): Answer | Promise<Answer> => {
    switch (command.verb) {
      case "run-subscriber":
      case "run-publisher":
        if (command.transport === "websocket") return unsupported("websocket");
        if (command.authenticationMethod !== undefined) return unsupported("authenticationMethod");
        if (command.clientId === "") return unsupported("an empty Client Identifier");
        return command.verb === "run-subscriber" ? subscriber(command, say) : publisher(command, say);
      case "disconnect":
        // mosquitto_pub leaves by itself, and a signal would end it before it has said so.
        for (const child of running) if (child.spawnfile === "mosquitto_sub") child.kill("SIGINT");
        return { kind: "ok" };
      case "reset":
        for (const child of running) child.kill("SIGKILL");
        return { kind: "ok" };
      default:
        return unsupported(command.verb);
    }
  };
  return { name: "mosquitto_pub and mosquitto_sub", version, handle };
}

function connectWords(command: ConnectSettings & Place): readonly string[] {
  const { host, port, version, clientId, clean, keepAlive, sessionExpiryInterval, userName, password, will } = command;
  const property = (name: string, value: number | undefined): readonly string[] =>
    value === undefined ? [] : ["-D", "connect", name, `${value}`];
  return [
    ...["-h", host, "-p", `${port}`, "-i", clientId, "-k", `${keepAlive}`],
    ...["-V", version === "5.0" ? "mqttv5" : "mqttv311"],
    ...(clean ? [] : ["-c"]),
    ...(sessionExpiryInterval === undefined ? [] : ["-x", `${sessionExpiryInterval}`]),
    ...(userName === undefined ? [] : ["-u", userName]),
    ...(password === undefined ? [] : ["-P", password]),
    ...(will === undefined ? [] : willWords(will)),
    ...property("receive-maximum", command.receiveMaximum),
    ...property("maximum-packet-size", command.maximumPacketSize),
    ...property("topic-alias-maximum", command.topicAliasMaximum),
    ...property("request-problem-information", command.requestProblemInformation),
  ];
}

function willWords({ topicName, payload, qos, retain }: NonNullable<ConnectSettings["will"]>): readonly string[] {
  const what = ["--will-topic", topicName, "--will-payload", payload, "--will-qos", `${qos}`];
  return retain ? [...what, "--will-retain"] : what;
}

function publishWords({ topicName, qos, retain, properties = {} }: PublishSettings): readonly string[] {
  const { messageExpiryInterval, responseTopic, contentType, userProperties = [] } = properties;
  const property = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : ["-D", "publish", name, `${value}`];
  return [
    ...["-t", topicName, "-q", `${qos}`, ...(retain ? ["-r"] : [])],
    ...property("message-expiry-interval", messageExpiryInterval),
    ...property("response-topic", responseTopic),
    ...property("content-type", contentType),
    ...userProperties.flatMap(([name, value]) => ["-D", "publish", "user-property", name, value]),
  ];
}

function messageIn(line: string): ClientSaying {
  const { topic, payload, qos, retain } = JSON.parse(line) as {
    readonly topic: string;
    readonly payload: string;
    readonly qos: number;
    readonly retain: number;
  };
  return { event: "message", topicName: topic, payload: String(payload ?? ""), qos, retain: retain === 1 };
}
