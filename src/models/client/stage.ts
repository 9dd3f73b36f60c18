// A stage for tests of the client: its application and its server are played by hand, and so is the clock.

import { type RequirementId, type Version, versionOf } from "../../../spec/index.ts";
import type { Packet, PacketOf } from "../../codec/index.ts";
import { createClient, handleClient } from "./client.ts";
import type { ClientEffect } from "./effect.ts";
import type { ClientInput } from "./event.ts";
import type { ClientOptions } from "./options.ts";
import type { Publication } from "./record.ts";

type Untimed<T> = T extends unknown ? Omit<T, "atMs"> : never;

/** A client, a server that the test plays, and a clock that is turned by hand. */
export function stage(options: Partial<ClientOptions> = {}) {
  const client = createClient({ keepAlive: 0, clientId: "c", ...options });
  const timers = new Map<string, number>();
  let atMs = 0;
  const tell = (input: Untimed<ClientInput>): readonly ClientEffect[] => {
    const effects = handleClient(client, { ...input, atMs } as ClientInput);
    for (const effect of effects) {
      if (effect.type === "startTimer") timers.set(effect.timer, atMs + effect.afterMs);
      if (effect.type === "stopTimer") timers.delete(effect.timer);
    }
    return effects;
  };
  const receive = (packet: Packet) => tell({ type: "packet", packet });
  return {
    client,
    tell,
    receive,
    /** Opens a transport; its CONNECT is what comes. */
    open: () => [...tell({ type: "connect" }), ...tell({ type: "opened" })],
    connect(connack: Partial<PacketOf<"CONNACK", "5.0">> = {}) {
      tell({ type: "connect" });
      tell({ type: "opened" });
      return receive(connackOf(client.options.version, connack));
    },
    publish: (token: number, topicName: string, qos: 0 | 1 | 2, more: Partial<Publication> = {}) =>
      tell({
        type: "publish",
        token,
        publication: { topicName, payload: text(topicName), qos, retain: false, properties: {}, ...more },
      }),
    advance(ms: number): readonly ClientEffect[] {
      atMs += ms;
      return [...timers].flatMap(([timer, due]) => {
        if (due > atMs) return [];
        timers.delete(timer);
        return tell({ type: "elapsed", timer: timer as "connack" });
      });
    },
  };
}

export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function connackOf(
  version: Version,
  { sessionPresent = false, reasonCode = 0, properties = {} }: Partial<PacketOf<"CONNACK", "5.0">>,
): Packet {
  if (version === "5.0") return { type: "CONNACK", sessionPresent, reasonCode, properties };
  return { type: "CONNACK", sessionPresent, returnCode: reasonCode } as PacketOf<"CONNACK", "3.1.1">;
}

export function ack(
  version: Version,
  type: "PUBACK" | "PUBREC" | "PUBREL" | "PUBCOMP",
  packetId: number,
  reasonCode = 0x00,
): Packet {
  return (version === "5.0" ? { type, packetId, reasonCode, properties: {} } : { type, packetId }) as Packet;
}

export function message(
  version: Version,
  topicName: string,
  qos: 0 | 1 | 2,
  packetId = 1,
  dup = false,
  topicAlias?: number,
): Packet {
  const delivery = qos === 0 ? { qos, dup: false } : { qos, dup, packetId };
  const properties = version === "5.0" ? { properties: topicAlias === undefined ? {} : { topicAlias } } : {};
  return { type: "PUBLISH", topicName, payload: text(topicName), retain: false, ...delivery, ...properties } as Packet;
}

export const sent = (effects: readonly ClientEffect[]): readonly Packet[] =>
  effects.flatMap((effect) => (effect.type === "send" ? [effect.packet] : []));
export const types = (effects: readonly ClientEffect[]): readonly string[] =>
  effects.map((effect) => (effect.type === "send" ? effect.packet.type : effect.type));
export const one = <T extends ClientEffect["type"]>(effects: readonly ClientEffect[], type: T) =>
  effects.find((effect): effect is Extract<ClientEffect, { readonly type: T }> => effect.type === type);

/** What makes one test for each sentence, told by its id, in its version. */
export function rules(test: (title: string, body: () => void) => void) {
  return (ids: readonly RequirementId[], title: string, body: (version: Version) => void): void => {
    for (const id of ids) test(`${title} [${id}]`, () => body(versionOf(id)));
  };
}

export const KEPT = { clean: false, sessionExpiryInterval: 100 };
