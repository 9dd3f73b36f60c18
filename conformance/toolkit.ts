// What a script is given: names that are its own, connections, and the words in which it ends.

import type { Version } from "../spec/index.ts";
import { choiceKey } from "./capabilities.ts";
import type { ConnectDraft, Connection, ConnectOptions, Toolkit } from "./case.ts";
import { connectionOf } from "./connection.ts";
import { ask, type Context, controlArm, move, stop } from "./context.ts";
import { describe } from "./describe.ts";
import { draftBytes } from "./draft.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Script } from "./script.ts";
import { expectOn, openWire, sendOn } from "./wire.ts";

/** The longest Client Identifier that every server must take (3.1.1/MQTT-3.1.3-5). */
const LONGEST_CLIENT_ID = 23;

/** The toolkit of one run of one case. */
export function createToolkit(context: Context): Toolkit {
  const { options } = context;
  let anonymous = 0;
  const clientId = (name?: string): string => {
    if (name === undefined) anonymous += 1;
    const plain = (name ?? `c${anonymous}`).replaceAll(/[^0-9a-zA-Z]/g, "");
    const room = LONGEST_CLIENT_ID - options.clientPrefix.length;
    const short = plain.length <= room ? plain : `${plain.slice(0, room - 4)}${fingerprint(plain).slice(0, 4)}`;
    return `${options.clientPrefix}${short}`;
  };
  const connectPacket = (given: ConnectOptions = {}): ConnectDraft => connectDraft(context, given, clientId);
  return {
    version: options.version,
    get nowMs() {
      return context.nowMs;
    },
    clientId,
    topic: (name) => `${options.topicPrefix}/${name}`,
    connectPacket,
    bytes: (draft, version = options.version) => {
      const encoded = draftBytes(draft, version);
      if ("bytes" in encoded) return encoded.bytes;
      return stop("error", { reason: `the codec refuses ${draft.type}: ${encoded.found} (${encoded.refused})` });
    },
    realTime: options.realTime,
    offered: (name) => String(options.capabilities[name]?.value ?? ""),
    chosen: (name) => {
      const value = options.capabilities[choiceKey(name, options.version)]?.value;
      return value === undefined ? undefined : String(value);
    },
    open: ({ version = options.version, raw = false, via } = {}) =>
      move(context, "open", function* () {
        return connectionOf(yield* openWire(context, version, raw, via));
      }),
    connect: (given = {}) =>
      move(context, "connect", () =>
        controlArm("connect", () => connect(context, connectPacket(given), given.version)),
      ),
    control: (what, script) => move(context, "control", () => controlArm(what, script)),
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

/** CONNECT, and a CONNACK that accepts. */
function* connect(context: Context, draft: ConnectDraft, version = context.options.version): Script<Connection> {
  const wire = yield* openWire(context, version, false);
  yield* sendOn(wire, [draft]);
  const connack = yield* expectOn(wire, "CONNACK");
  const code = connack.reasonCode ?? connack.returnCode;
  if (code !== 0) stop("inconclusive", { reason: `CONNECT was refused: ${describe(connack)}` });
  wire.connack = connack;
  return connectionOf(wire);
}

function connectDraft(
  { options: { version: spoken, credentials } }: Context,
  { persistent = false, version = spoken, ...given }: ConnectOptions,
  clientId: () => string,
): ConnectDraft {
  const { userName, password } = credentials;
  const kept = version === "5.0" && persistent ? { sessionExpiryInterval: 300 } : {};
  return {
    type: "CONNECT",
    clean: !persistent,
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password }),
    ...given,
    clientId: given.clientId ?? clientId(),
    properties: { ...kept, ...given.properties },
  };
}

/** Ends the sessions and clears the retained messages that a case may have left on the target. */
export function* cleanUp(context: Context): Script<void> {
  const { userName, password } = context.options.credentials;
  const credentials = { ...(userName !== undefined && { userName }), ...(password !== undefined && { password }) };
  const join = (clientId: string, version: Version): Script<Connection> =>
    connect(context, { type: "CONNECT", clientId, clean: true, ...credentials }, version);
  for (const [clientId, version] of context.sessions) {
    if (clientId === "") continue;
    const connection = yield* join(clientId, version);
    yield* connection.disconnect();
  }
  if (context.retainedTopics.size === 0) return;
  const connection = yield* join(`${context.options.clientPrefix}tidy`, context.options.version);
  for (const topicName of context.retainedTopics) {
    yield* connection.send({ type: "PUBLISH", topicName, retain: true });
  }
  yield* connection.barrier();
  yield* connection.disconnect();
}
