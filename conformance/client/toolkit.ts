// What the script of a client's case is given: the client's connections, what it can be told, and the words in which the case ends.

import { ask, type Context, controlArm, move, stop } from "../context.ts";
import { draftBytes } from "../draft.ts";
import { matches, type Seen, sayFields } from "../fields.ts";
import type { Script } from "../script.ts";
import { expectOn } from "../wire.ts";
import type { ClientConnectOptions, ClientMessage, ClientToolkit, Connack, Peer } from "./case.ts";
import type { ClientSaying, ConnectSettings } from "./command.ts";
import { acceptConnect, acceptPeer, type ClientWire, clientWireOf, messageOf, peerOf, tellOnly, told } from "./peer.ts";

/** How long a program may take to start, or a client to come back of its own accord. */
const START_MS = 5_000;
/** How long a client that comes back by itself may take to do so. */
const RETURN_MS = 2_500;

/** The toolkit of one run of one case. */
export function createClientToolkit(context: Context): ClientToolkit {
  const { options } = context;
  const sayings: ClientSaying[] = [];
  return {
    version: options.version,
    get nowMs() {
      return context.nowMs;
    },
    topic: (name) => `${options.topicPrefix}/${name}`,
    bytes: (draft) => {
      const encoded = draftBytes(draft, options.version);
      if ("bytes" in encoded) return encoded.bytes;
      return stop("error", { reason: `the codec refuses ${draft.type}: ${encoded.found} (${encoded.refused})` });
    },
    dialRaw: (given) => arm(context, "dialRaw", () => asPeer(called(context, given, true))),
    dial: (given) => arm(context, "dial", () => asPeer(dial(context, given))),
    connect: (given, connack) => arm(context, "connect", () => asPeer(connect(context, given, connack))),
    publishing: (message, given, connack) =>
      arm(context, "publishing", () => publishing(context, listOf(message), given, connack)),
    comeBack: (given) => move(context, "comeBack", () => asPeer(comeBack(context, sayings, given))),
    accept: ({ raw = false } = {}) => move(context, "accept", () => asPeer(acceptPeer(context, raw, START_MS))),
    greet: () => arm(context, "greet", () => asPeer(greeted(context))),
    staysAway: (ms) => move(context, "staysAway", () => staysAway(context, ms)),
    tellOnly: (command) => move(context, "tellOnly", () => tellOnly(context, command)),
    tell: (command) => move(context, "tell", () => told(context, command)),
    hear: (event, fields = {}) =>
      move(context, "hear", function* () {
        const untilMs = context.nowMs + options.deadlineMs + options.graceMs;
        for (;;) {
          const at = sayings.findIndex((one) => one.event === event && matches(fields, one));
          if (at >= 0) return sayings.splice(at, 1)[0] as never;
          if (yield* listen(context, sayings, untilMs)) continue;
          const words = [event, sayFields(fields)].filter((part) => part !== "").join(" with ");
          stop("fail", { expected: `the client says ${words}`, observed: sayAll(sayings) });
        }
      }),
    heard: (event) =>
      move(context, "heard", function* () {
        while (yield* listen(context, sayings, context.nowMs));
        return sayings.filter((one) => one.event === event) as never;
      }),
    control: (what, script) => arm(context, what, script),
    check: (condition, expected, observed) => {
      if (!condition) stop("fail", { expected, observed });
    },
    fail: (expected, observed) => stop("fail", { expected, observed }),
    inconclusive: (reason) => stop("inconclusive", { reason }),
    notApplicable: (reason) => stop("not-applicable", { reason }),
    wait: (ms) =>
      move(context, "wait", function* () {
        yield* ask(context, { type: "wait", ms });
      }),
  };
}

function* staysAway(context: Context, ms: number): Script<void> {
  const { version } = context.options;
  const outcome = yield* ask(context, { type: "open", version, raw: true, untilMs: context.nowMs + ms });
  if (outcome.kind === "unreachable") return;
  stop("fail", { expected: `no network connection for ${ms} ms`, observed: "the client connects again" });
}

function arm<T>(context: Context, what: string, script: () => Script<T>): Script<T> {
  return move(context, what, () => controlArm(what, script));
}

function* asPeer(script: Script<ClientWire>): Script<Peer> {
  return peerOf(yield* script);
}

/** Takes in the next saying; false where none comes in time. */
function* listen(context: Context, sayings: ClientSaying[], untilMs: number): Script<boolean> {
  const outcome = yield* ask(context, { type: "listen", untilMs });
  if (outcome.kind !== "said") return false;
  sayings.push(outcome.saying);
  return true;
}

function sayAll(sayings: readonly ClientSaying[]): string {
  return sayings.length === 0 ? "nothing" : sayings.map((one) => JSON.stringify(one)).join("; ");
}

function settingsOf(
  { options }: Context,
  { persistent = false, ...given }: ClientConnectOptions = {},
): ConnectSettings {
  const { version, clientPrefix } = options;
  return {
    version,
    clientId: `${clientPrefix}c`,
    clean: !persistent,
    keepAlive: 60,
    ...(version === "5.0" && persistent && { sessionExpiryInterval: 300 }),
    ...given,
  };
}

/** Has the client connect, and send its CONNECT. */
function* dial(context: Context, given?: ClientConnectOptions): Script<ClientWire> {
  return yield* heardFirst(yield* called(context, given, false));
}

/** Has the client connect, as a program that subscribes where it can do nothing else. */
function* called(context: Context, given: ClientConnectOptions | undefined, raw: boolean): Script<ClientWire> {
  const settings = settingsOf(context, given);
  const answer = yield* tellOnly(context, { verb: "connect", ...settings });
  if (answer.kind === "refused")
    return stop("inconclusive", { reason: `the client refuses to connect: ${answer.reason}` });
  const isSubscriber = answer.kind === "unsupported" && answer.what === "connect";
  if (isSubscriber) {
    const subscriptions = [{ topicFilter: `${context.options.topicPrefix}/#`, qos: 2 as const }];
    yield* told(context, { verb: "run-subscriber", ...settings, subscriptions });
  } else if (answer.kind === "unsupported") {
    return stop("not-applicable", { reason: `the client's adapter answers that ${answer.what} is unsupported` });
  }
  const client = yield* acceptPeer(context, raw, START_MS);
  client.isSubscriber = isSubscriber;
  return client;
}

function* greeted(context: Context): Script<ClientWire> {
  return yield* heardFirst(yield* acceptPeer(context, false, START_MS));
}

function* heardFirst(client: ClientWire): Script<ClientWire> {
  client.connect = yield* expectOn(client.wire, "CONNECT");
  return client;
}

function* connect(context: Context, given?: ClientConnectOptions, connack?: Connack): Script<ClientWire> {
  const client = yield* dial(context, given);
  yield* acceptConnect(client, connack);
  return client;
}

function listOf(message: ClientMessage | readonly ClientMessage[] = {}): readonly ClientMessage[] {
  return Array.isArray(message) ? (message as readonly ClientMessage[]) : [message as ClientMessage];
}

/** Has the client publish: told one by one, or as a program that does nothing else. */
function* publishing(
  context: Context,
  messages: readonly ClientMessage[],
  given?: ClientConnectOptions,
  connack?: Connack,
): Script<{ readonly peer: Peer; readonly publish: Seen<"PUBLISH"> }> {
  const settings = settingsOf(context, given);
  const all = messages.map((message) => messageOf(context, message));
  const answer = yield* tellOnly(context, { verb: "run-publisher", ...settings, messages: all });
  if (answer.kind === "refused") return stop("inconclusive", { reason: `the client refuses: ${answer.reason}` });
  const client = yield* answer.kind === "unsupported" ? dial(context, given) : greeted(context);
  yield* acceptConnect(client, connack);
  const peer = peerOf(client);
  if (answer.kind === "unsupported") {
    // A client may publish before it has read CONNACK, and then knows nothing of the limits in it.
    if (connack !== undefined) yield* peer.barrier();
    for (const message of all) yield* told(context, { verb: "publish", ...message });
  }
  return { peer, publish: yield* expectOn(client.wire, "PUBLISH") };
}

/** Has the client come back: told so once it knows that it has to, or waited for where it does so by itself. */
function* comeBack(context: Context, sayings: ClientSaying[], given?: ClientConnectOptions): Script<ClientWire> {
  const untilMs = context.nowMs + context.options.deadlineMs;
  // What it says before it is connected is about a client of the case before.
  const lost = (): number => {
    const at = sayings.findLastIndex(({ event }) => event === "disconnected");
    return at > sayings.findLastIndex(({ event }) => event === "connected") ? at : -1;
  };
  // All that it has said by now comes first: a farewell of the case before may stand before its "connected".
  while (yield* listen(context, sayings, context.nowMs));
  while (lost() < 0 && (yield* listen(context, sayings, untilMs)));
  if (lost() >= 0) sayings.splice(lost(), 1);
  const answer = yield* tellOnly(context, { verb: "connect", ...settingsOf(context, given) });
  if (answer.kind !== "unsupported") return yield* greeted(context);
  const { version, deadlineMs } = context.options;
  const untilAgain = context.nowMs + deadlineMs + RETURN_MS;
  const outcome = yield* ask(context, { type: "open", version, raw: false, untilMs: untilAgain });
  if (outcome.kind === "opened") return yield* heardFirst(clientWireOf(context, outcome.connection));
  return stop("not-applicable", { reason: "the client cannot be told to come back, and does not do so by itself" });
}
