// The client that people use, put together: the model and its driver, what was asked for, who takes messages, and coming back.

import type { PacketOf } from "../../codec/index.ts";
import type { Failure, FreshCredentials } from "../../models/index.ts";
import { type ClientEvent, createClientDriver } from "../client-driver.ts";
import type { ClientLink, ClientTransport } from "../client-link.ts";
import type { Address } from "../transports/address.ts";
import type { ClientTls } from "../transports/tls.ts";
import { createAuthentication } from "./authentication.ts";
import { type Command, createCommands } from "./commands.ts";
import { createConsumers } from "./consumers.ts";
import { createEmitter } from "./emitter.ts";
import type { ClientEvents, EndOptions, MqttClient } from "./mqtt-client.ts";
import { errorOf, MqttError, messageOf } from "./mqtt-error.ts";
import { judgeEnd, type Settings } from "./read-options.ts";
import { createReconnection } from "./reconnection.ts";
import { publish, requestOf, subscribe, unsubscribe } from "./requests.ts";
import { redirected } from "./server-reference.ts";
import { createSubscriptions } from "./subscriptions.ts";

/** Begins a network connection. */
export type Dial = (address: Address, tls: ClientTls, link: ClientLink) => ClientTransport;

type Connack = PacketOf<"CONNACK">;

/** What somebody waits for. */
interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

/** A client, which begins to connect. Throws a `StoreError` where its store cannot be read. */
export function createMqttClient(settings: Settings, dial: Dial): MqttClient {
  const { version, clock, store } = settings;
  const emitter = createEmitter<ClientEvents>();
  const consumers = createConsumers(() => emitter.listeners("message"));
  const subscriptions = createSubscriptions();
  let { address } = settings;
  let clientId = settings.client.clientId ?? "";
  let isConnected = false;
  let connection = deferred<Connack>();
  let isEnding = false;
  let ending: Promise<void> | undefined;
  /** Why it gave up. */
  let fatal: MqttError | undefined;
  /** Why the network failed, where that is known. */
  let cause: Error | undefined;
  let networkEnded: Promise<void> = Promise.resolve();

  const driver = createClientDriver({
    clock,
    client: settings.client,
    maximumHeld: settings.maximumHeldMessages,
    take: consumers.take,
    dial: dialed,
    onEvent,
    greet,
    onDrop: () => emitter.emit("drop"),
    ...(store && { store }),
    onFault: (error) =>
      giveUp(new MqttError("store", `what must be kept cannot be: ${messageOf(error)}`, { cause: error })),
  });
  const bounds = { messages: settings.maximumQueuedMessages, bytes: settings.maximumQueuedBytes };
  const commands = createCommands(driver.tell, bounds, version, (error) => emitter.emit("error", error));
  const reconnection = createReconnection(settings, attempt, () => {
    cause = new MqttError("timeout", `no CONNACK within ${settings.connectTimeoutMs} ms`);
    driver.cut();
  });
  const authentication = createAuthentication(settings, driver.tell, refuseServer, (error) =>
    emitter.emit("error", error),
  );

  function refuseServer(error: MqttError): void {
    giveUp(error);
    driver.tell({ type: "disconnect" });
  }

  function dialed(link: ClientLink): ClientTransport {
    const ended = deferred<void>();
    networkEnded = ended.promise;
    const closed = (why?: Error): void => {
      cause = why ?? cause;
      link.closed(why);
      ended.resolve();
    };
    try {
      return dial(address, settings.tls, { ...link, closed });
    } catch (error) {
      // A certificate that is none, for one: every attempt would be the same.
      queueMicrotask(() => {
        giveUp(new MqttError("connectionLost", `CONNECT failed: ${messageOf(error)}`, { cause: error }));
        closed();
      });
      return { write: () => undefined, drained: () => undefined, close: () => undefined };
    }
  }

  function attempt(isAgain: boolean): void {
    if (isAgain) emitter.emit("reconnect");
    cause = undefined;
    const connect = (credentials: Partial<FreshCredentials>): void => {
      if (!isEnding && fatal === undefined) driver.tell({ type: "connect", credentials });
    };
    authentication.credentials().then(connect, (error) => {
      cause = error;
      onDisconnected({ kind: "connectionLost" });
    });
  }

  function onEvent(event: ClientEvent): void {
    switch (event.type) {
      case "connected":
        return onConnected(event.connack);
      case "disconnected":
        return onDisconnected(event.failure);
      case "completed":
        return void commands.settle(event);
      case "failed":
        if (commands.settle(event) || event.token !== undefined) return;
        // What CONNECT would say may not be said; every attempt would be the same.
        if (event.failure.kind === "notAllowed" && !isConnected)
          giveUp(errorOf(event.failure, "CONNECT", version, "CONNACK"));
        return;
      case "askAuthentication":
        return authentication.challenge(event.data);
      case "reauthenticated":
        return authentication.succeeded(event.data);
      case "deliver":
        return;
    }
  }

  function greet(connack: Connack): boolean {
    const properties = "properties" in connack ? connack.properties : {};
    const refusal = authentication.refusalOf(properties.authenticationData);
    if (refusal !== undefined) giveUp(refusal);
    if (fatal !== undefined) return false;
    isConnected = true;
    clientId = properties.assignedClientIdentifier ?? clientId;
    commands.online(() => {
      if (!connack.sessionPresent) resubscribe();
    });
    return true;
  }

  function onConnected(connack: Connack): void {
    reconnection.succeeded();
    authentication.begin();
    connection.resolve(connack);
    emitter.emit("connect", connack);
  }

  // The server has forgotten the session, and our subscriptions with it. (5.0/MQTT-3.2.2-5)
  function resubscribe(): void {
    const requests = settings.resubscribe ? subscriptions.requests() : [];
    subscriptions.forget(requests.flatMap(({ subscriptions: all }) => all.map(({ topicFilter }) => topicFilter)));
    for (const request of requests) {
      subscribe(run, request, version, (granted) => subscriptions.remember(request, granted)).catch((error) =>
        emitter.emit("error", error as MqttError),
      );
    }
  }

  function onDisconnected(failure: Failure): void {
    const wasConnected = isConnected;
    isConnected = false;
    commands.offline();
    const what = wasConnected ? "the connection" : "CONNECT";
    const error = errorOf(failure, what, version, wasConnected ? "DISCONNECT" : "CONNACK", cause);
    authentication.ended(error);
    if (wasConnected) connection = deferred<Connack>();
    const isFollowed = follow(failure);
    const comesBack = !isEnding && fatal === undefined && reconnection.ended(isFollowed ? LOST : failure);
    emitter.emit("close", failure.kind === "left" ? undefined : error);
    if (comesBack) emitter.emit("offline");
    else if (!isEnding) giveUp(error);
  }

  // 0x9C: for now; 0x9D: for good. (5.0 §4.11) Where it leads nowhere, the next attempt goes where we came from.
  function follow(failure: Failure): boolean {
    const isReference =
      failure.kind === "refused" && (failure.reasonCode === 0x9c || failure.reasonCode === 0x9d) && version === "5.0";
    const there =
      settings.followServerReference && isReference && failure.serverReference !== undefined
        ? redirected(address, failure.serverReference)
        : undefined;
    address = there ?? settings.address;
    return there !== undefined;
  }

  function giveUp(error: MqttError): void {
    if (fatal !== undefined || isEnding) return;
    fatal = error;
    reconnection.stop();
    finish(error, (what) => error.because(what));
    emitter.emit("error", error);
    emitter.emit("end");
  }

  function finish(error: MqttError | undefined, wordsFor: (what: string) => MqttError): void {
    commands.end(wordsFor);
    consumers.end(error);
    connection.reject(error ?? wordsFor("the connection"));
  }

  async function leave(force: boolean, { reasonCode, sessionExpiryInterval }: EndOptions): Promise<void> {
    isEnding = true;
    const left = new Promise<void>((done) => emitter.once("close", () => done()));
    if (!force && isConnected) {
      // A server that never answers is not waited for without end.
      const { promise: late, resolve } = deferred<void>();
      const cancel = clock.start(settings.connectTimeoutMs, resolve);
      await Promise.race([commands.idle(), left, late]);
      cancel();
    }
    reconnection.stop();
    // What the application has done with is acknowledged.
    await new Promise((done) => setTimeout(done));
    // Nothing comes of it where there is no connection, nor an attempt at one.
    driver.tell({
      type: "disconnect",
      ...(reasonCode !== undefined && { reasonCode }),
      ...(sessionExpiryInterval !== undefined && { sessionExpiryInterval }),
    });
    finish(undefined, (what) => new MqttError("left", `${what} came to nothing: the client was ended`));
    await networkEnded;
    emitter.emit("end");
  }

  function run(command: Omit<Command, "resolve" | "reject">) {
    return new Promise<Parameters<Command["resolve"]>[0]>((resolve, reject) =>
      commands.start({ ...command, resolve, reject }),
    );
  }

  const client: MqttClient = {
    get clientId() {
      return clientId;
    },
    get isConnected() {
      return isConnected;
    },
    get connected() {
      return connection.promise;
    },
    async publish(topic, payload, options = {}) {
      const published = await publish(run, topic, payload, options, settings.queueQoSZero);
      // Who publishes faster than the network takes it is held back.
      await driver.drained();
      return published;
    },
    async subscribe(filters, options = {}) {
      const request = requestOf(filters, options);
      return subscribe(run, request, version, (granted) => subscriptions.remember(request, granted));
    },
    async unsubscribe(filters, options = {}) {
      subscriptions.forget(await unsubscribe(run, filters, options, version));
    },
    messages: (filter) => consumers.messages(filter),
    reauthenticate: authentication.again,
    async end(force = false, options = {}) {
      judgeEnd(options, settings.client.sessionExpiryInterval ?? 0);
      if (fatal !== undefined) return networkEnded;
      ending ??= leave(force, options);
      return ending;
    },
    on(name, listener) {
      emitter.on(name, listener);
      consumers.wake();
      return client;
    },
    once(name, listener) {
      emitter.once(name, listener);
      consumers.wake();
      return client;
    },
    off(name, listener) {
      emitter.off(name, listener);
      return client;
    },
    [Symbol.asyncIterator]: () => consumers.messages(undefined),
    [Symbol.asyncDispose]: () => client.end(),
  };

  if (!settings.clean) {
    const records = store?.load(clientId) ?? [];
    for (const record of records) commands.adopt(record);
    driver.tell({ type: "restored", records });
  }
  // Whoever made the client can listen first.
  queueMicrotask(() => {
    if (!isEnding) reconnection.begin();
  });
  return client;
}

const LOST: Failure = { kind: "connectionLost" };

function deferred<T>(): Deferred<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  // Nobody has to wait for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
