// What the application has asked for and has no answer to yet. It is bounded, waits for a connection where it must, and is asked
// again where a connection or a session was lost and asking again does no harm.

import type { ReasonCarrier, Version } from "../../../spec/index.ts";
import type { Packet } from "../../codec/index.ts";
import type { ClientRecord, Failure, Token } from "../../models/index.ts";
import type { ClientCommand, ClientEvent } from "../client-driver.ts";
import { errorOf, MqttError } from "./mqtt-error.ts";

/** One thing to ask for. */
export interface Command {
  readonly input: (token: Token) => ClientCommand;
  /** As in `PUBLISH to "a"`. */
  readonly what: string;
  readonly carrier: ReasonCarrier;
  /** What it weighs while it waits. */
  readonly bytes: number;
  /** The model keeps it while there is no connection. */
  readonly isKept: boolean;
  /** Whether it is asked for again after such a failure. */
  readonly isAskedAgain: (failure: Failure) => boolean;
  /** Told how it ended. */
  readonly resolve: (packet: Packet | undefined) => void;
  readonly reject: (error: MqttError) => void;
}

/** How much may wait. */
export interface Bounds {
  readonly messages: number;
  readonly bytes: number;
}

/** All commands of a client. */
export interface Commands {
  start(command: Command): void;
  /** A message that was under way when the process before this one ended. */
  adopt(record: ClientRecord): void;
  /** An answer of the model. Answers whether it was that to a command. */
  settle(event: Extract<ClientEvent, { readonly type: "completed" | "failed" }>): boolean;
  /** There is a connection: what `first` starts is asked for, and then what waits. */
  online(first: () => void): void;
  offline(): void;
  /** Fulfilled when nothing is under way any more. */
  idle(): Promise<void>;
  /** Nothing will be asked for any more, and what is under way comes to nothing. */
  end(error: (what: string) => MqttError): void;
}

/** `tell` reaches the model; `onOrphan` hears of failures that no application waits for. */
export function createCommands(
  tell: (command: ClientCommand) => void,
  bounds: Bounds,
  version: Version,
  onOrphan: (error: MqttError) => void,
): Commands {
  const underWay = new Map<Token, Command>();
  let waiting: Command[] = [];
  let waitingBytes = 0;
  let lastToken = 0;
  let isOnline = false;
  let ended: ((what: string) => MqttError) | undefined;
  let whenIdle: (() => void)[] = [];

  function ask(command: Command): void {
    if (!isOnline && !command.isKept) {
      waiting.push(command);
      return;
    }
    lastToken += 1;
    underWay.set(lastToken, command);
    tell(command.input(lastToken));
  }

  function release(command: Command): void {
    waitingBytes -= command.bytes;
    if (underWay.size > 0 || waiting.length > 0) return;
    for (const done of whenIdle) done();
    whenIdle = [];
  }

  function failed(command: Command, failure: Failure): void {
    if (ended === undefined && command.isAskedAgain(failure)) {
      // A message goes as a new one; all else waits for the next connection.
      if (failure.kind === "sessionLost") ask(command);
      else waiting.push(command);
      return;
    }
    release(command);
    command.reject(errorOf(failure, command.what, version, command.carrier));
  }

  return {
    start(command) {
      if (ended !== undefined) return command.reject(ended(command.what));
      const count = underWay.size + waiting.length;
      const isFull = count >= bounds.messages || (count > 0 && waitingBytes + command.bytes > bounds.bytes);
      if (isFull) return command.reject(fullError(command, count, waitingBytes));
      waitingBytes += command.bytes;
      ask(command);
    },
    adopt(record) {
      if (record.kind !== "outbound") return;
      lastToken = Math.max(lastToken, record.token);
      const { publication, qos } = record;
      underWay.set(record.token, {
        input: (token) => ({ type: "publish", token, publication: publication ?? NOTHING }),
        what: publication === undefined ? "a stored message" : `PUBLISH to ${JSON.stringify(publication.topicName)}`,
        carrier: qos === 1 ? "PUBACK" : "PUBREC",
        bytes: 0,
        isKept: true,
        isAskedAgain: (failure) => failure.kind === "sessionLost" && qos === 1 && publication !== undefined,
        resolve: () => undefined,
        reject: onOrphan,
      });
    },
    settle(event) {
      const { token } = event;
      const command = token === undefined ? undefined : underWay.get(token);
      if (token === undefined || command === undefined) return false;
      underWay.delete(token);
      if (event.type === "failed") failed(command, event.failure);
      else {
        release(command);
        command.resolve(event.packet);
      }
      return true;
    },
    online(first) {
      isOnline = true;
      const all = waiting;
      waiting = [];
      first();
      for (const command of all) ask(command);
    },
    offline() {
      isOnline = false;
    },
    idle: () =>
      underWay.size === 0 && waiting.length === 0 ? Promise.resolve() : new Promise((done) => whenIdle.push(done)),
    end(error) {
      ended = error;
      const all = [...underWay.values(), ...waiting];
      underWay.clear();
      waiting = [];
      for (const command of all) command.reject(error(command.what));
      for (const done of whenIdle) done();
    },
  };
}

const NOTHING = { topicName: "", payload: new Uint8Array(0), qos: 1, retain: false, properties: {} } as const;

function fullError({ what, bytes }: Command, count: number, waitingBytes: number): MqttError {
  const message =
    `${what} of ${bytes} bytes finds no room: ${count} commands of ${waitingBytes} bytes wait for the server; ` +
    "await some of them, or raise maximumQueuedMessages or maximumQueuedBytes";
  return new MqttError("queueFull", message);
}
