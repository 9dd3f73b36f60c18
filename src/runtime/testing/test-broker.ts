// A broker for the tests of somebody's client: on a free port, on a clock that is turned by hand, and told to wait for what happens.

import { createBroker, type ListenOptions, type RunningBroker } from "../broker.ts";
import { createVirtualClock, type VirtualClock } from "../clock.ts";
import { together } from "../notice.ts";
import { type Happening, type HappeningName, type Happenings, happeningsObserver } from "./happenings.ts";

/** How a test broker is. */
export interface TestBrokerOptions extends Omit<ListenOptions, "clock"> {
  /** How long `waitFor` waits, in milliseconds of real time, before it says what has happened instead. */
  readonly waitMs?: number;
}

/** A broker in a test. */
export interface TestBroker
  extends AsyncDisposable,
    Pick<RunningBroker, "url" | "port" | "publish" | "clients" | "close"> {
  /**
   * The broker's time, which stands still until it is turned: session expiry, will delay, message expiry and keep alive come when
   * `clock.advance(ms)` says so. The client under test has its own.
   */
  readonly clock: VirtualClock;
  /** All that has happened, in order. */
  readonly happenings: readonly Happening[];
  /** Cuts the connection of a client without a word, as a network would. Throws where it has none. */
  drop(clientId: string): void;
  /**
   * Waits for something to happen, with these traits; what has happened already counts, and each happening is given once. Rejects
   * after `waitMs`, and says what has happened.
   */
  waitFor<N extends HappeningName>(
    name: N,
    traits?: Partial<Happenings[N]> | ((happening: Happenings[N]) => boolean),
  ): Promise<Happenings[N]>;
}

const WAIT_MS = 5000;

interface Waiting {
  readonly isMeant: (happening: Happening) => boolean;
  readonly take: (happening: Happening) => void;
}

/** Starts a broker for a test: `await using broker = await createTestBroker();` Its own mistakes are thrown when it is closed. */
export async function createTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const { waitMs = WAIT_MS, observe, ...rest } = options;
  const clock = createVirtualClock();
  const happenings: Happening[] = [];
  /** What nobody has waited for yet. */
  const untaken: Happening[] = [];
  const waiting = new Set<Waiting>();
  const faults: unknown[] = [];
  const tell = (happening: Happening): void => {
    happenings.push(happening);
    const taker = [...waiting].find(({ isMeant }) => isMeant(happening));
    if (taker === undefined) untaken.push(happening);
    else taker.take(happening);
  };
  const watch = together(happeningsObserver(tell), observe);
  const broker = await createBroker({
    onFault: (fault) => faults.push(fault),
    ...rest,
    clock,
    ...(watch && { observe: watch }),
  });

  function waitFor(name: HappeningName, traits: unknown = {}): Promise<Happening> {
    const isMeant = (happening: Happening): boolean => happening.name === name && hasTraits(happening, traits);
    const at = untaken.findIndex(isMeant);
    const [found] = at === -1 ? [] : untaken.splice(at, 1);
    if (found !== undefined) return Promise.resolve(found);
    // Made here, so that its stack leads to the test.
    const late = new Error();
    return new Promise((resolve, reject) => {
      const one: Waiting = {
        isMeant,
        take: (happening) => {
          clearTimeout(timer);
          waiting.delete(one);
          resolve(happening);
        },
      };
      const timer = setTimeout(() => {
        waiting.delete(one);
        late.message = `no ${wordsFor(name, traits)} in ${waitMs} ms; ${storyOf(happenings)}`;
        reject(late);
      }, waitMs);
      waiting.add(one);
    });
  }

  const close = async (): Promise<void> => {
    await broker.close();
    if (faults.length > 0) throw faults[0];
  };
  return {
    url: broker.url,
    port: broker.port,
    clock,
    happenings,
    publish: broker.publish,
    clients: broker.clients,
    drop: (clientId) => {
      if (!broker.drop(clientId)) throw new Error(`no client ${JSON.stringify(clientId)} is connected`);
    },
    waitFor: waitFor as TestBroker["waitFor"],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function hasTraits(happening: Happening, traits: unknown): boolean {
  if (typeof traits === "function") return traits(happening) === true;
  return Object.entries(traits as object).every(([key, value]) => happening[key as keyof Happening] === value);
}

function wordsFor(name: string, traits: unknown): string {
  const said = typeof traits === "function" ? "as asked for" : JSON.stringify(traits);
  return said === "{}" ? JSON.stringify(name) : `${JSON.stringify(name)} ${said}`;
}

function storyOf(happenings: readonly Happening[]): string {
  if (happenings.length === 0) return "nothing has happened";
  const lines = happenings.map(({ name, ...traits }) => {
    const { payload: _, ...shown } = traits as { readonly payload?: unknown };
    return `  ${name} ${JSON.stringify(shown)}`;
  });
  return `this has happened:\n${lines.join("\n")}`;
}
