// What a fault of a client is put together from: small wrappers, each of which lays something over one seam of a client.

import type { RequirementId } from "../../../spec/index.ts";
import { decode, type Packet, type PacketOf } from "../../../src/codec/index.ts";
import type { Client, ClientEffect, ClientInput, ClientOptions } from "../../../src/models/index.ts";
import type { Wrapper } from "../fault.ts";
import type { ClientSeams } from "./open-client.ts";

/** A wrapper of a client. */
export type ClientWrapper = Wrapper<ClientSeams>;

type Answer<T> = T | readonly T[] | undefined;
type Handle = ClientSeams["handle"];

/** Several wrappers, the first innermost. */
export function together(...wrappers: readonly ClientWrapper[]): ClientWrapper {
  return (honest) => wrappers.reduce((seams, wrap) => wrap(seams), honest);
}

/** A wrapper with a memory, which is empty in each client. */
export function remembering(make: () => ClientWrapper): ClientWrapper {
  return (honest) => make()(honest);
}

/** A client set up otherwise than it was told. */
export function options(change: (honest: Partial<ClientOptions>) => Partial<ClientOptions>): ClientWrapper {
  return (honest) => ({ ...honest, options: (given) => change(honest.options(given)) });
}

/** Changes the step itself. */
export function steps(change: (honest: Handle) => Handle): ClientWrapper {
  return (honest) => ({ ...honest, handle: change(honest.handle) });
}

/** Changes what is heard: gives what the honest client is told in place of such a packet; undefined for nothing. */
export function hears<T extends Packet["type"]>(
  type: T,
  change: (packet: PacketOf<T>, client: Client, atMs: number) => Answer<Packet>,
): ClientWrapper {
  return steps((handle) => (client, input) => {
    if (input.type !== "packet" || input.packet.type !== type) return handle(client, input);
    const told = list(change(input.packet as PacketOf<T>, client, input.atMs));
    return told.flatMap((packet) => handle(client, { ...input, packet }));
  });
}

/** Changes what is sent: gives what goes out in place of a packet of this type; undefined for nothing. */
export function sends<T extends Packet["type"]>(
  type: T,
  change: (packet: PacketOf<T>, client: Client, atMs: number) => Answer<Packet>,
): ClientWrapper {
  return effects((effect, client, atMs) => {
    if (effect.type !== "send" || effect.packet.type !== type) return effect;
    return list(change(effect.packet as PacketOf<T>, client, atMs)).map((packet) => ({ type: "send", packet }));
  });
}

/** Changes what is asked for, one effect after another. */
export function effects(
  change: (effect: ClientEffect, client: Client, atMs: number) => Answer<ClientEffect>,
): ClientWrapper {
  return steps(
    (handle) => (client, input) => handle(client, input).flatMap((effect) => list(change(effect, client, input.atMs))),
  );
}

/** Changes inputs that are no packets: gives what the honest client is told; undefined for nothing. */
export function told<T extends ClientInput["type"]>(
  type: T,
  change: (input: Extract<ClientInput, { readonly type: T }>, client: Client) => ClientInput | undefined,
): ClientWrapper {
  return steps((handle) => (client, input) => {
    if (input.type !== type) return handle(client, input);
    const changed = change(input as Extract<ClientInput, { readonly type: T }>, client);
    return changed === undefined ? [] : handle(client, changed);
  });
}

/** Closes for a packet of this type that nothing is wrong with. */
export function closesFor<T extends Packet["type"]>(
  type: T,
  which: (packet: PacketOf<T>) => boolean = () => true,
): ClientWrapper {
  return steps((handle) => (client, input) => {
    if (input.type !== "packet" || input.packet.type !== type || !which(input.packet as PacketOf<T>))
      return handle(client, input);
    const violation = { requirement: "5.0/U5-146", reasonCode: 0x83, offset: 0, found: "a fault" } as const;
    return handle(client, { type: "malformed", atMs: input.atMs, violation });
  });
}

/** Reads on over a breach of these sentences: takes the packet where it can still be told, and passes over it where not. */
export function forgives(...requirements: readonly RequirementId[]): ClientWrapper {
  return (honest) => ({
    ...honest,
    read: (refused) => {
      if (!requirements.includes(refused.requirement)) return honest.read(refused);
      const lenient = decode(refused.frame, refused.version, { from: "server", lenient: true });
      const isThis =
        lenient.kind === "packet" && lenient.violations.every((one) => requirements.includes(one.requirement));
      return isThis ? lenient.packet : "ignored";
    },
  });
}

/** Changes the bytes of packets of this type, once they are encoded. */
export function writes<T extends Packet["type"]>(
  type: T,
  change: (bytes: Uint8Array, packet: PacketOf<T>) => Uint8Array,
): ClientWrapper {
  return (honest) => ({
    ...honest,
    write: (bytes, packet) => {
      const written = honest.write(bytes, packet);
      return packet.type === type ? change(new Uint8Array(written), packet as PacketOf<T>) : written;
    },
  });
}

/** The packet is not heard at all. */
export function deafTo<T extends Packet["type"]>(
  type: T,
  which: (packet: PacketOf<T>) => boolean = () => true,
): ClientWrapper {
  return hears(type, (packet) => (which(packet) ? undefined : (packet as Packet)));
}

/** A packet of this type is not sent. */
export function keepsBack<T extends Packet["type"]>(
  type: T,
  which: (packet: PacketOf<T>) => boolean = () => true,
): ClientWrapper {
  return sends(type, (packet) => (which(packet) ? undefined : (packet as Packet)));
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

function list<T>(answer: Answer<T>): readonly T[] {
  if (answer === undefined) return [];
  return Array.isArray(answer) ? answer : [answer as T];
}
