// What a fault is put together from: small wrappers, each of which lays something over one seam of a broker.

import type { RequirementId, Version } from "../../spec/index.ts";
import { decode, type Packet, type PacketOf } from "../../src/codec/index.ts";
import type { Broker, BrokerEffect, BrokerInput, BrokerOptions, ConnectionId } from "../../src/models/index.ts";
import type { Wrapper } from "./fault.ts";
import type { Refused, Seams } from "./open-broker.ts";

type Connection = NonNullable<ReturnType<Broker["connections"]["get"]>>;
type Session = Connection["session"];
type Handle = Seams["handle"];

/** What a wrapper may look at: the broker before the step, the input, and the honest step itself. */
export interface Moment {
  readonly broker: Broker;
  readonly atMs: number;
  readonly id: ConnectionId;
  /** The connection, once its CONNECT has been accepted. */
  readonly connection: Connection | undefined;
  readonly session: Session | undefined;
  readonly version: Version;
}

type Answer<T> = T | readonly T[] | undefined;

/** A wrapper that can do nothing before one of these has happened. */
export function touching(touches: readonly string[] | undefined, wrap: (honest: Seams) => Seams): Wrapper {
  return touches === undefined ? wrap : Object.assign((honest: Seams) => wrap(honest), { touches });
}

/** Several wrappers, the first innermost. */
export function together(...wrappers: readonly Wrapper[]): Wrapper {
  const all = wrappers.map(({ touches }) => touches);
  const touches = all.some((one) => one === undefined) ? undefined : all.flatMap((one) => one ?? []);
  return touching(touches, (honest) => wrappers.reduce((seams, wrap) => wrap(seams), honest));
}

/** A wrapper with a memory, which is empty in each broker. */
export function remembering(make: () => Wrapper): Wrapper {
  return touching(make().touches, (honest) => make()(honest));
}

/** A broker told other options; what it says of them is what it says. */
export function options(changed: Partial<BrokerOptions>): Wrapper {
  return (honest) => ({ ...honest, options: { ...honest.options, ...changed } });
}

/** Changes the step itself. */
export function steps(change: (honest: Handle) => Handle, ...touches: readonly string[]): Wrapper {
  return touching(touches.length > 0 ? touches : undefined, (honest) => ({ ...honest, handle: change(honest.handle) }));
}

/** Changes the pieces in which bytes come. */
export function pieces(
  change: (chunk: Uint8Array, id: ConnectionId) => readonly Uint8Array[],
  ...touches: readonly string[]
): Wrapper {
  return touching(touches.length > 0 ? touches : undefined, (honest) => ({
    ...honest,
    receive: (chunk, id) => change(chunk, id).flatMap((one) => honest.receive(one, id)),
  }));
}

/** Sees the pieces in which bytes come, and changes nothing. */
export function seesPieces(see: (chunk: Uint8Array, id: ConnectionId) => void): Wrapper {
  return touching([], (honest) => ({
    ...honest,
    receive: (chunk, id) => {
      see(chunk, id);
      return honest.receive(chunk, id);
    },
  }));
}

/** Sees the packets of this type that come, before the broker does, and changes nothing. */
export function notes<T extends Packet["type"]>(type: T, see: (packet: PacketOf<T>, moment: Moment) => void): Wrapper {
  const noting = hears(type, (packet, moment) => {
    see(packet, moment);
    return packet as Packet;
  });
  return touching([], noting);
}

/** Sees the packets of this type that are sent, and changes nothing. */
export function notesSent<T extends Packet["type"]>(
  type: T,
  see: (packet: PacketOf<T>, moment: Moment) => void,
): Wrapper {
  const noting = sends(type, (packet, moment) => {
    see(packet, moment);
    return packet as Packet;
  });
  return touching([], noting);
}

/** Changes what is heard: gives what the honest broker is told in place of such a packet; undefined for nothing. */
export function hears<T extends Packet["type"]>(
  type: T,
  change: (packet: PacketOf<T>, moment: Moment) => Answer<Packet>,
): Wrapper {
  return steps(
    (handle) => (broker, input) => {
      if (input.type !== "packet" || input.packet.type !== type) return handle(broker, input);
      const told = list(
        change(input.packet as PacketOf<T>, momentOf(broker, input.atMs, input.connection, input.packet)),
      );
      return told.flatMap((packet) => handle(broker, { ...input, packet }));
    },
    `heard ${type}`,
  );
}

/** Changes what is sent: gives what goes out in place of a packet of this type; undefined for nothing. */
export function sends<T extends Packet["type"]>(
  type: T,
  change: (packet: PacketOf<T>, moment: Moment) => Answer<Packet>,
): Wrapper {
  return effects((effect, broker, atMs) => {
    if (effect.type !== "send" || effect.packet.type !== type) return effect;
    const { connection } = effect;
    const moment = momentOf(broker, atMs, connection, effect.packet);
    return list(change(effect.packet as PacketOf<T>, moment)).map((packet) => ({ type: "send", connection, packet }));
  }, `sent ${type}`);
}

/** Changes what is asked for, one effect after another. */
export function effects(
  change: (effect: BrokerEffect, broker: Broker, atMs: number) => Answer<BrokerEffect>,
  ...touches: readonly string[]
): Wrapper {
  return steps(
    (handle) => (broker, input) => handle(broker, input).flatMap((effect) => list(change(effect, broker, input.atMs))),
    ...touches,
  );
}

/** Changes the answer to a packet of this type: what is asked for because of it. */
export function answers<T extends Packet["type"]>(
  type: T,
  change: (effects: readonly BrokerEffect[], packet: PacketOf<T>, moment: Moment) => readonly BrokerEffect[],
): Wrapper {
  return steps(
    (handle) => (broker, input) => {
      if (input.type !== "packet" || input.packet.type !== type) return handle(broker, input);
      const moment = momentOf(broker, input.atMs, input.connection, input.packet);
      return change(handle(broker, input), input.packet as PacketOf<T>, moment);
    },
    `heard ${type}`,
  );
}

/** Reads on over a breach of these sentences: takes the packet where it can still be told, and passes over it where not. */
export function tolerates(...requirements: readonly RequirementId[]): Wrapper {
  return reads(({ frame, version, requirement }) => {
    if (!requirements.includes(requirement)) return "refused";
    const lenient = decode(frame, version, { from: "client", lenient: true });
    const isThis =
      lenient.kind === "packet" && lenient.violations.every((one) => requirements.includes(one.requirement));
    return isThis ? lenient.packet : "ignored";
  }, requirements);
}

/** Passes over packets with a breach of these sentences as if they had not come; those that `which` picks. */
export function ignores(
  requirements: readonly RequirementId[],
  which: (refused: Refused) => boolean = () => true,
): Wrapper {
  return reads(
    (refused) => (requirements.includes(refused.requirement) && which(refused) ? "ignored" : "refused"),
    requirements,
  );
}

/** Mends a packet that the codec refuses, and takes it. */
export function mends(
  requirements: readonly RequirementId[],
  mend: (frame: Uint8Array, version: Version) => Uint8Array,
): Wrapper {
  return reads(({ frame, version, requirement }) => {
    if (!requirements.includes(requirement)) return "refused";
    const mended = decode(mend(new Uint8Array(frame), version), version, { from: "client" });
    return mended.kind === "packet" ? mended.packet : "ignored";
  }, requirements);
}

/** A wrapper about reading, for those packets alone that `which` picks. */
export function only(which: (refused: Refused) => boolean, wrap: Wrapper): Wrapper {
  return touching(wrap.touches, (honest) => {
    const wrapped = wrap(honest);
    return { ...wrapped, read: (refused) => (which(refused) ? wrapped.read(refused) : honest.read(refused)) };
  });
}

/** Changes what is made of a packet that breaks a rule. */
export function reads(
  read: (refused: Refused) => Packet | "ignored" | "refused",
  requirements?: readonly RequirementId[],
): Wrapper {
  const touches = requirements?.map((id) => `refused ${id}`) ?? ["refused"];
  return touching(touches, (honest) => ({
    ...honest,
    read: (refused) => {
      const made = read(refused);
      return made === "refused" ? honest.read(refused) : made;
    },
  }));
}

/** Changes the bytes of packets of this type, once they are encoded. */
export function writes(
  type: Packet["type"],
  change: (bytes: Uint8Array, packet: Packet, version: Version) => Uint8Array,
): Wrapper {
  return touching([`sent ${type}`], (honest) => ({
    ...honest,
    write: (bytes, packet, version) => {
      const written = honest.write(bytes, packet, version);
      return packet.type === type ? change(new Uint8Array(written), packet, version) : written;
    },
  }));
}

/** The packet without its answer: the honest broker is not told of it. */
export function deafTo<T extends Packet["type"]>(
  type: T,
  which: (packet: PacketOf<T>, moment: Moment) => boolean = () => true,
): Wrapper {
  return hears(type, (packet, moment) => (which(packet, moment) ? undefined : (packet as Packet)));
}

/** A packet with some of its fields changed. */
export function changed<P extends Packet>(packet: P, fields: object): P {
  return { ...packet, ...fields };
}

/** A packet with some of its properties changed; one of 3.1.1 stays as it is. A property that is undefined goes. */
export function withProperties<P extends Packet>(packet: P, properties: object): P {
  if (!("properties" in packet)) return packet;
  const all = Object.entries({ ...packet.properties, ...properties }).filter(([, value]) => value !== undefined);
  return { ...packet, properties: Object.fromEntries(all) };
}

/** Whether an input ends a connection, and which. */
function momentOf(broker: Broker, atMs: number, id: ConnectionId, packet: Packet): Moment {
  const connection = broker.connections.get(id);
  const told = packet.type === "CONNECT" ? packet.version : "5.0";
  return { broker, atMs, id, connection, session: connection?.session, version: connection?.version ?? told };
}

function list<T>(answer: Answer<T>): readonly T[] {
  if (answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer as T];
}

export type { Broker, BrokerEffect, BrokerInput, Session };
