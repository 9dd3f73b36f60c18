// What a command of the adapters' protocol is to the reference client.

import type { Will50 } from "../../src/codec/index.ts";
import type { ClientInput, ClientOptions, Publication } from "../../src/models/index.ts";
import type { Command, ConnectSettings, PublishSettings } from "../client/command.ts";

const encoder = new TextEncoder();

/** The options of a client that is to connect so. */
export function clientOptionsOf(settings: ConnectSettings): Partial<ClientOptions> {
  const { version, clientId, clean, keepAlive, will, password, authenticationData } = settings;
  const { sessionExpiryInterval, receiveMaximum, maximumPacketSize, topicAliasMaximum } = settings;
  const { requestProblemInformation, userName, authenticationMethod } = settings;
  return {
    version,
    clientId,
    clean,
    keepAlive,
    ...(sessionExpiryInterval !== undefined && { sessionExpiryInterval }),
    ...(receiveMaximum !== undefined && { receiveMaximum }),
    ...(maximumPacketSize !== undefined && { maximumPacketSize }),
    ...(topicAliasMaximum !== undefined && { topicAliasMaximum }),
    ...(requestProblemInformation !== undefined && { requestProblemInformation: requestProblemInformation === 1 }),
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password: encoder.encode(password) }),
    ...(will && { will: { ...will, payload: encoder.encode(will.payload), properties: {} } as Will50 }),
    ...(authenticationMethod !== undefined && { authenticationMethod }),
    ...(authenticationData !== undefined && { authenticationData: encoder.encode(authenticationData) }),
  };
}

function publicationOf({ topicName, payload, qos, retain, properties = {} }: PublishSettings): Publication {
  const { topicAlias: _, ...known } = properties;
  return {
    topicName,
    payload: encoder.encode(payload),
    qos,
    retain,
    properties: known,
  };
}

function subscriptionOf(settings: { readonly topicFilter: string; readonly qos: 0 | 1 | 2 }) {
  return { ...settings, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
}

type Untimed<T> = T extends unknown ? Omit<T, "atMs"> : never;

type Told = Untimed<
  Extract<
    ClientInput,
    { readonly type: "connect" | "subscribe" | "unsubscribe" | "publish" | "disconnect" | "reauthenticate" }
  >
>;

/** What the client is told; undefined where it cannot be told so. */
export function inputOf(command: Command, token: number): Told | undefined {
  switch (command.verb) {
    case "connect":
      return { type: "connect" };
    case "subscribe": {
      const { subscriptionIdentifier } = command;
      const identifier = subscriptionIdentifier === undefined ? {} : { subscriptionIdentifier };
      return { type: "subscribe", token, subscriptions: command.subscriptions.map(subscriptionOf), ...identifier };
    }
    case "unsubscribe":
      return { type: "unsubscribe", token, topicFilters: command.topicFilters };
    case "publish":
      // It sets aliases by itself, and takes none from outside.
      if (command.properties?.topicAlias !== undefined) return undefined;
      return { type: "publish", token, publication: publicationOf(command) };
    case "disconnect":
      return { type: "disconnect" };
    case "reauthenticate":
      return { type: "reauthenticate", authenticationData: encoder.encode(command.authenticationData) };
    case "run-subscriber":
    case "run-publisher":
    case "reset":
      return undefined;
  }
}
