// Who wants to hear of what. A listener that throws is not lost: what it threw is thrown again where nobody catches it.

/** Events by name, with what each brings. */
type Events<E> = { readonly [N in keyof E]: readonly unknown[] };

type Listener<Arguments extends readonly unknown[]> = (...args: Arguments) => unknown;

/** A list of listeners for each event. */
export interface Emitter<E extends Events<E>> {
  on<N extends keyof E>(name: N, listener: Listener<E[N]>): void;
  once<N extends keyof E>(name: N, listener: Listener<E[N]>): void;
  off<N extends keyof E>(name: N, listener: Listener<E[N]>): void;
  /** Tells all listeners. Nobody has to listen, not even to "error". */
  emit<N extends keyof E>(name: N, ...args: E[N]): void;
  /** Those of one event, in the order in which they came. */
  listeners<N extends keyof E>(name: N): readonly Listener<E[N]>[];
}

/** An emitter that nobody listens to yet. */
export function createEmitter<E extends Events<E>>(): Emitter<E> {
  const all = new Map<keyof E, Map<unknown, Listener<never>>>();
  const of = (name: keyof E) => {
    const found = all.get(name) ?? new Map<unknown, Listener<never>>();
    all.set(name, found);
    return found;
  };
  const emitter: Emitter<E> = {
    on: (name, listener) => void of(name).set(listener, listener),
    once(name, listener) {
      of(name).set(listener, (...args: never) => {
        of(name).delete(listener);
        return listener(...args);
      });
    },
    off: (name, listener) => void of(name).delete(listener),
    listeners: (name) => [...of(name).values()] as never,
    emit(name, ...args) {
      for (const listener of emitter.listeners(name)) {
        try {
          listener(...args);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
  return emitter;
}
