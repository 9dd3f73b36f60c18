// One `for await` over messages. It holds one message at a time, and has done with it when it comes back for the next.

import type { ReceivedMessage } from "./mqtt-client.ts";

/** The other end of a loop. */
export interface MessageLoop {
  readonly iterator: AsyncIterableIterator<ReceivedMessage>;
  /** Hands it a message; fulfilled when it has done with it. Not called again before. */
  offer(message: ReceivedMessage): Promise<void>;
  /** Nothing more will come; with an error, the loop throws it. */
  end(error: Error | undefined): void;
}

interface Offer {
  readonly message: ReceivedMessage;
  readonly done: () => void;
}

type Result = IteratorResult<ReceivedMessage, undefined>;

const OVER: Result = { done: true, value: undefined };

/** `onReturn` is told when the loop was left. */
export function createMessageLoop(onReturn: () => void): MessageLoop {
  let offered: Offer | undefined;
  let inWork: Offer | undefined;
  let waiting: { resolve(result: Result): void; reject(error: Error): void }[] = [];
  let over: { readonly error: Error | undefined } | undefined;

  function take(offer: Offer): Result {
    inWork = offer;
    offered = undefined;
    return { done: false, value: offer.message };
  }

  function release(): void {
    const done = inWork?.done;
    inWork = undefined;
    done?.();
  }

  const iterator: AsyncIterableIterator<ReceivedMessage> = {
    next() {
      release();
      if (offered !== undefined) return Promise.resolve(take(offered));
      if (over?.error !== undefined) return Promise.reject(over.error);
      if (over !== undefined) return Promise.resolve(OVER);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      over = { error: undefined };
      onReturn();
      release();
      offered?.done();
      offered = undefined;
      for (const one of waiting) one.resolve(OVER);
      waiting = [];
      return Promise.resolve(OVER);
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    iterator,
    offer: (message) =>
      new Promise((done) => {
        const offer = { message, done };
        const first = waiting.shift();
        if (first === undefined) offered = offer;
        else first.resolve(take(offer));
      }),
    end(error) {
      over ??= { error };
      for (const one of waiting) {
        if (error === undefined) one.resolve(OVER);
        else one.reject(error);
      }
      waiting = [];
    },
  };
}
