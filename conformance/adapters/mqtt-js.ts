// The adapter of MQTT.js (npm: mqtt), taken from the project in whose folder it runs.

import { createRequire } from "node:module";
import { join } from "node:path";
import type { IClientOptions, MqttClient } from "mqtt";
import type { Answer, ClientSaying } from "../client/command.ts";
import { type Adapter, type PlacedCommand, unsupported } from "./serve.ts";

type ConnectCommand = Extract<PlacedCommand, { readonly verb: "connect" }>;
type PublishCommand = Extract<PlacedCommand, { readonly verb: "publish" }>;

/** The adapter of MQTT.js. */
export function mqttJsAdapter(): Adapter {
  const load = createRequire(join(process.cwd(), "package.json"));
  const mqtt = load("mqtt") as { connect(options: IClientOptions): MqttClient };
  const { version } = load("mqtt/package.json") as { readonly version: string };
  /** By Client Identifier: each keeps its session. */
  const clients = new Map<string, MqttClient>();
  let current: MqttClient | undefined;

  const connect = (command: ConnectCommand, say: (saying: ClientSaying) => void): Answer => {
    current = clients.get(command.clientId);
    if (current !== undefined) {
      // Without them it would begin with empty ones, and forget its session.
      current.reconnect(current);
      return { kind: "ok" };
    }
    const client = mqtt.connect(optionsOf(command));
    current = client;
    clients.set(command.clientId, client);
    client.handleAuth = (packet, callback) => {
      const { authenticationMethod, authenticationData } = packet.properties ?? {};
      const properties = {
        ...(authenticationMethod !== undefined && { authenticationMethod }),
        ...(authenticationData !== undefined && { authenticationData }),
      };
      callback(undefined, { cmd: "auth", reasonCode: 0x18, properties });
    };
    client
      .on("connect", () => say({ event: "connected" }))
      // Once it has taken note of it itself; what is over by then has nothing to say.
      .on(
        "close",
        () => void setImmediate(() => clients.get(command.clientId) === client && say({ event: "disconnected" })),
      )
      .on("error", (error) => {
        say({ event: "error", reason: error.message });
        // What it cannot read it tells its application, and leaves the rest to that: its own programs end the client then. What
        // the socket says, with a code in letters, comes with a close, and the session is still wanted.
        const isOfSocket = "code" in error && typeof error.code === "string";
        if (!isOfSocket) client.end();
      })
      .on("message", (topicName, payload, { qos, retain }) =>
        say({ event: "message", topicName, payload: payload.toString(), qos, retain }),
      );
    return { kind: "ok" };
  };

  const publish = (client: MqttClient, command: PublishCommand, say: (saying: ClientSaying) => void): Answer => {
    const { topicName, payload, qos, retain, properties } = command;
    const done = (error?: Error | null): void => say({ event: "published", ok: !error });
    client.publish(
      topicName,
      payload,
      { qos, retain, ...(properties && { properties: propertiesOf(properties) }) },
      done,
    );
    return { kind: "ok" };
  };

  const handle = (command: PlacedCommand, say: (saying: ClientSaying) => void): Answer => {
    if (command.verb === "run-subscriber" || command.verb === "run-publisher") return unsupported(command.verb);
    if (command.verb === "connect") return connect(command, say);
    if (command.verb === "reset") {
      for (const client of clients.values()) {
        // What it has to say now is about a case that is over.
        client
          .removeAllListeners("close")
          .removeAllListeners("message")
          .on("error", () => undefined);
        client.end(true);
      }
      clients.clear();
      current = undefined;
      return { kind: "ok" };
    }
    if (current === undefined) return { kind: "refused", reason: "it has not connected" };
    switch (command.verb) {
      case "subscribe": {
        const { subscriptions, subscriptionIdentifier } = command;
        const filters = Object.fromEntries(subscriptions.map(({ topicFilter, qos }) => [topicFilter, { qos }]));
        current.subscribe(
          filters,
          subscriptionIdentifier === undefined ? {} : { properties: { subscriptionIdentifier } },
        );
        return { kind: "ok" };
      }
      case "unsubscribe":
        current.unsubscribe([...command.topicFilters]);
        return { kind: "ok" };
      case "publish":
        return publish(current, command, say);
      case "disconnect":
        current.end();
        return { kind: "ok" };
      default:
        return unsupported(command.verb);
    }
  };
  return { name: "MQTT.js", version, handle };
}

function optionsOf(command: ConnectCommand): IClientOptions {
  const { host, port, version, clientId, clean, keepAlive, userName, password, will, transport } = command;
  const { sessionExpiryInterval, receiveMaximum, maximumPacketSize, topicAliasMaximum } = command;
  const { requestProblemInformation, authenticationMethod, authenticationData } = command;
  const properties = {
    ...(sessionExpiryInterval !== undefined && { sessionExpiryInterval }),
    ...(receiveMaximum !== undefined && { receiveMaximum }),
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(topicAliasMaximum !== undefined && { topicAliasMaximum }),
    ...(requestProblemInformation !== undefined && { requestProblemInformation: requestProblemInformation === 1 }),
    ...(authenticationMethod !== undefined && { authenticationMethod }),
    ...(authenticationData !== undefined && { authenticationData: Buffer.from(authenticationData) }),
  };
  return {
    host,
    port,
    protocol: transport === "websocket" ? "ws" : "mqtt",
    protocolVersion: version === "5.0" ? 5 : 4,
    clientId,
    clean,
    keepalive: keepAlive,
    // It comes back when it is told to.
    reconnectPeriod: 0,
    resubscribe: false,
    ...(userName !== undefined && { username: userName }),
    ...(password !== undefined && { password }),
    ...(will && {
      will: { topic: will.topicName, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain },
    }),
    ...(version === "5.0" && { properties }),
  };
}

function propertiesOf({ userProperties, ...known }: NonNullable<PublishCommand["properties"]>): object {
  return { ...known, ...(userProperties && { userProperties: Object.fromEntries(userProperties) }) };
}
