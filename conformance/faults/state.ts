// Wrappers that reach into what a broker holds, and messages out of nowhere: for faults of memory and of routing.

import type { Version } from "../../spec/index.ts";
import type { Packet, PacketOf } from "../../src/codec/index.ts";
import type { ConnectionId } from "../../src/models/index.ts";
import type { Wrapper } from "./fault.ts";
import type { Seams } from "./open-broker.ts";
import {
  answers,
  type Broker,
  type BrokerEffect,
  type BrokerInput,
  changed,
  remembering,
  type Session,
  steps,
} from "./wrappers.ts";

/** Does something to the broker before it is told something. */
export function before(act: (broker: Broker, input: BrokerInput) => void, ...touches: readonly string[]): Wrapper {
  return steps(
    (handle) => (broker, input) => {
      act(broker, input);
      return handle(broker, input);
    },
    ...touches,
  );
}

/** Does something to the broker after it was told something. */
export function after(act: (broker: Broker, input: BrokerInput) => void, ...touches: readonly string[]): Wrapper {
  return steps(
    (handle) => (broker, input) => {
      const effects = handle(broker, input);
      act(broker, input);
      return effects;
    },
    ...touches,
  );
}

/** The session on whose connection an input has come. */
export function sessionAt(broker: Broker, input: BrokerInput): Session | undefined {
  return "connection" in input ? broker.connections.get(input.connection)?.session : undefined;
}

/** The CONNECT of an input, if it is one. */
export function connectIn(input: BrokerInput): PacketOf<"CONNECT"> | undefined {
  return input.type === "packet" && input.packet.type === "CONNECT" ? input.packet : undefined;
}

/** Refuses some CONNECT packets: with these codes, or without a word where the version has no such code. */
export function refuses(
  which: (connect: PacketOf<"CONNECT">, broker: Broker, id: ConnectionId) => boolean,
  codes: { readonly "5.0": number; readonly "3.1.1"?: number; readonly closes?: boolean } = { "5.0": 0x87, "3.1.1": 5 },
): Wrapper {
  return remembering(() => refusing(which, codes, new Set()));
}

function refusing(
  which: (connect: PacketOf<"CONNECT">, broker: Broker, id: ConnectionId) => boolean,
  codes: { readonly "5.0": number; readonly "3.1.1"?: number; readonly closes?: boolean },
  refused: Set<ConnectionId>,
): Wrapper {
  return steps((handle) => (broker, input) => {
    if ("connection" in input && refused.has(input.connection)) return [];
    const connect = connectIn(input);
    if (connect === undefined || !("connection" in input) || !which(connect, broker, input.connection))
      return handle(broker, input);
    const { connection } = input;
    refused.add(connection);
    const is50 = connect.version === "5.0";
    const code = is50 ? { reasonCode: codes["5.0"], properties: {} } : { returnCode: codes["3.1.1"] ?? 5 };
    const packet = { type: "CONNACK", sessionPresent: false, ...code } as Packet;
    const close = codes.closes === false ? [] : [{ type: "close", connection } as const];
    return [{ type: "send", connection, packet }, ...close];
  });
}

/** Publishes by a client that nobody sees; gives what is to be done. */
export function publishAsGhost(
  handle: Seams["handle"],
  broker: Broker,
  atMs: number,
  message: {
    readonly topicName: string;
    readonly payload: Uint8Array;
    readonly qos?: 0 | 1 | 2;
    readonly retain?: boolean;
  },
): readonly BrokerEffect[] {
  const connection = -1;
  const connect = {
    type: "CONNECT",
    version: "5.0",
    clientId: "a ghost",
    cleanStart: true,
    keepAlive: 0,
    properties: {},
  };
  const publish = {
    type: "PUBLISH",
    qos: 0,
    dup: false,
    retain: false,
    properties: {},
    ...message,
    ...((message.qos ?? 0) > 0 && { packetId: 1 }),
  };
  const packets = [connect, publish, { type: "DISCONNECT", reasonCode: 0, properties: {} }] as readonly Packet[];
  handle(broker, { type: "opened", atMs, connection });
  return packets
    .flatMap((packet) => handle(broker, { type: "packet", atMs, connection, packet }))
    .filter((effect) => !("connection" in effect) || effect.connection !== connection);
}

/** A PUBLISH at QoS 0 to one client, in its version. */
export function copyFor(
  version: Version,
  message: { readonly topicName: string; readonly payload: Uint8Array },
  fields: object = {},
): Packet {
  const { topicName, payload } = message;
  const head = { type: "PUBLISH", topicName, payload, retain: false, qos: 0, dup: false, ...fields };
  return (version === "5.0" ? { properties: {}, ...head } : head) as Packet;
}

/** Sends a message, besides whom the honest broker sends it, to who holds a subscription that `which` picks. */
export function alsoDelivers(which: (topicFilter: string, topicName: string, session: Session) => boolean): Wrapper {
  return steps(
    (handle) => (broker, input) => {
      const effects = handle(broker, input);
      if (input.type !== "packet" || input.packet.type !== "PUBLISH") return effects;
      const { topicName } = input.packet;
      const reached = new Set(effects.flatMap((effect) => (isPublish(effect) ? [effect.connection] : [])));
      const message = input.packet;
      const more = [...broker.connections.values()]
        .filter(({ id, session }) => {
          return !reached.has(id) && [...session.subscriptions.keys()].some((one) => which(one, topicName, session));
        })
        .map(({ id, version }) => ({ type: "send", connection: id, packet: copyFor(version, message) }) as const);
      return [...effects, ...more];
    },
    "heard PUBLISH",
  );
}

/** Does not send a message to who holds a subscription that `which` picks. */
export function doesNotDeliver(which: (topicFilter: string, topicName: string, session: Session) => boolean): Wrapper {
  return steps(
    (handle) => (broker, input) =>
      handle(broker, input).filter((effect) => {
        if (!isPublish(effect)) return true;
        const session = broker.connections.get(effect.connection)?.session;
        const { topicName } = effect.packet;
        return (
          session === undefined || ![...session.subscriptions.keys()].some((one) => which(one, topicName, session))
        );
      }),
    "sent PUBLISH",
  );
}

/** A broker that says of each Topic Filter that it grants the QoS that was asked for, whatever it does. */
export const grantsWhatIsAskedFor: Wrapper = answers("SUBSCRIBE", (all, { subscriptions }) =>
  all.map((one) =>
    one.type === "send" && one.packet.type === "SUBACK"
      ? {
          ...one,
          packet: withCodes(
            one.packet,
            subscriptions.map(({ qos }) => qos),
          ),
        }
      : one,
  ),
);

/** A SUBACK with other codes. */
export function withCodes(suback: PacketOf<"SUBACK">, codes: readonly number[]): PacketOf<"SUBACK"> {
  return changed(suback, "reasonCodes" in suback ? { reasonCodes: codes } : { returnCodes: codes });
}

/** Whether an effect sends a PUBLISH. */
export function isPublish(effect: BrokerEffect): effect is BrokerEffect & {
  readonly type: "send";
  readonly packet: PacketOf<"PUBLISH">;
  readonly connection: ConnectionId;
} {
  return effect.type === "send" && effect.packet.type === "PUBLISH";
}

/** Whether a Topic Filter without a ShareName matches a Topic Name, by the book. */
export function matches(topicFilter: string, topicName: string): boolean {
  const filter = topicFilter.split("/");
  const name = topicName.split("/");
  for (const [i, level] of filter.entries()) {
    if (level === "#") return i <= name.length;
    if (level !== "+" && level !== name[i]) return false;
    if (i >= name.length) return false;
  }
  return filter.length === name.length;
}

/** The plain filter of a shared one; a plain one as it is. */
export function plain(topicFilter: string): string {
  return topicFilter.startsWith("$share/") ? topicFilter.split("/").slice(2).join("/") : topicFilter;
}

/** What makes a CONNECT begin a session anew, or not, in the words of either version. */
export const clean = (is: boolean): object => ({ cleanStart: is, cleanSession: is });

/** The subscriptions of a session that a topic matches, shared ones too. */
export function matching(session: Session | undefined, topicName: string) {
  return [...(session?.subscriptions ?? [])].filter(([filter]) => matches(plain(filter), topicName));
}
