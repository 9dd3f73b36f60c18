// Who takes the messages: listeners, and loops. A message counts as taken when all are done with it.

import type { PacketOf } from "../../codec/index.ts";
import { matches } from "../../topics/index.ts";
import { createMessageLoop, type MessageLoop } from "./message-loop.ts";
import type { ReceivedMessage } from "./mqtt-client.ts";

type Listener = (topic: string, payload: Uint8Array, message: ReceivedMessage) => unknown;

/** Those who take messages. */
export interface Consumers {
  /** Hands a message to all; undefined where they are done with it already. Never rejects. */
  take(packet: PacketOf<"PUBLISH">): Promise<void> | undefined;
  /** A new loop. */
  messages(filter: string | undefined): AsyncIterableIterator<ReceivedMessage>;
  /** A listener has come: it takes what waited for the first. */
  wake(): void;
  /** Nothing more will come: loops end, or throw the error. */
  end(error: Error | undefined): void;
}

/** `listeners` gives those of the moment. */
export function createConsumers(listeners: () => readonly Listener[]): Consumers {
  const loops = new Map<MessageLoop, string | undefined>();
  /** The message that nobody was there for. */
  let unheard: (() => void) | undefined;
  let over: { readonly error: Error | undefined } | undefined;

  function handOut(message: ReceivedMessage): Promise<unknown> | undefined {
    const wanting = [...loops].filter(([, filter]) => filter === undefined || matches(filter, message.topic));
    const called = listeners().flatMap((listener) => call(listener, message) ?? []);
    const all = [...wanting.map(([loop]) => loop.offer(message)), ...called];
    return all.length === 0 ? undefined : Promise.all(all);
  }

  function wake(): void {
    const go = unheard;
    unheard = undefined;
    go?.();
  }

  return {
    take(packet) {
      const message = messageOf(packet);
      if (loops.size > 0 || listeners().length > 0) return handOut(message)?.then(() => undefined);
      return new Promise<void>((taken) => {
        unheard = () => void Promise.resolve(handOut(message)).then(() => taken());
      });
    },
    messages(filter) {
      const loop = createMessageLoop(() => loops.delete(loop));
      if (over === undefined) loops.set(loop, filter);
      else loop.end(over.error);
      wake();
      return loop.iterator;
    },
    wake,
    end(error) {
      over = { error };
      for (const loop of loops.keys()) loop.end(error);
      loops.clear();
    },
  };
}

// What a listener throws is thrown again where nobody catches it: it is the application's mistake, and the message was taken.
function call(listener: Listener, message: ReceivedMessage): Promise<void> | undefined {
  const complain = (error: unknown): void =>
    queueMicrotask(() => {
      throw error;
    });
  try {
    const answer = listener(message.topic, message.payload, message);
    return answer instanceof Promise ? answer.then(() => undefined, complain) : undefined;
  } catch (error) {
    complain(error);
    return undefined;
  }
}

// The bytes are its own: what the decoder gives is a view of a whole chunk of the network.
function messageOf(packet: PacketOf<"PUBLISH">): ReceivedMessage {
  const payload = new Uint8Array(packet.payload);
  const { topicName: topic, qos, retain, dup } = packet;
  const properties = "properties" in packet ? packet.properties : {};
  const packetId = packet.qos === 0 ? 0 : packet.packetId;
  return { topic, payload, qos, retain, dup, packetId, properties, text: () => new TextDecoder().decode(payload) };
}
