// Brokers that pay no attention to what a client asks for: sizes, aliases, information, Keep Alive. (§3.1.2.10, §3.1.2.11)

import { encode } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { isWhole } from "./open-broker.ts";
import {
  answers,
  effects,
  hears,
  notes,
  remembering,
  seesPieces,
  sends,
  steps,
  together,
  touching,
  withProperties,
} from "./wrappers.ts";

const limits: readonly Fault[] = [
  {
    name: "sends packets that are larger than the client takes",
    breaks: ["5.0/MQTT-3.1.2-24"],
    apply: touching(
      ["heard CONNECT with maximumPacketSize"],
      hears("CONNECT", (connect) => withProperties(connect, { maximumPacketSize: undefined })),
    ),
  },
  {
    name: "counts a message that was too large for the client as one that is under way",
    breaks: ["5.0/MQTT-3.1.2-25"],
    apply: touching(
      ["heard CONNECT with maximumPacketSize"],
      remembering(() => {
        const limits = new Map<number, number>();
        return together(
          hears("CONNECT", (connect, { id }) => {
            const { maximumPacketSize = 0 } = "properties" in connect ? connect.properties : {};
            if (maximumPacketSize < 200) return connect;
            limits.set(id, maximumPacketSize);
            return withProperties(connect, { maximumPacketSize: undefined });
          }),
          sends("PUBLISH", (publish, { id, version }) => {
            const encoded = encode(publish, version);
            const size = encoded.kind === "bytes" ? encoded.bytes.length : 0;
            return size > (limits.get(id) ?? Number.POSITIVE_INFINITY) ? undefined : publish;
          }),
        );
      }),
    ),
  },
  {
    name: "uses Topic Aliases towards a client that allows none",
    breaks: ["5.0/MQTT-3.1.2-27"],
    apply: aliasing((maximum) => (maximum === 0 ? 1 : undefined)),
  },
  {
    name: "uses a Topic Alias above the client's maximum",
    breaks: ["5.0/MQTT-3.1.2-26"],
    apply: touching(
      ["heard CONNECT with topicAliasMaximum"],
      aliasing((maximum) => (maximum > 0 ? maximum + 1 : undefined)),
    ),
  },
  {
    name: "sends Response Information to a client that does not ask for it",
    breaks: ["5.0/MQTT-3.1.2-28"],
    apply: answers("CONNECT", (all, connect) =>
      "properties" in connect && !connect.properties.requestResponseInformation && !connect.properties.maximumPacketSize
        ? all.map((effect) =>
            effect.type === "send" && effect.packet.type === "CONNACK"
              ? { ...effect, packet: withProperties(effect.packet, { responseInformation: "here" }) }
              : effect,
          )
        : all,
    ),
  },
  {
    name: "explains its acknowledgements to a client that does not want to know",
    breaks: ["5.0/MQTT-3.1.2-29"],
    apply: touching(
      ["heard CONNECT with requestProblemInformation"],
      remembering(() => {
        const silent = new Set<number>();
        return together(
          notes("CONNECT", (connect, { id }) => {
            if ("properties" in connect && connect.properties.requestProblemInformation === 0) silent.add(id);
          }),
          sends("UNSUBACK", (packet, { id }) =>
            silent.has(id) ? withProperties(packet, { reasonString: "no" }) : packet,
          ),
        );
      }),
    ),
  },
];

const keepAlive: readonly Fault[] = [
  {
    name: "pays no attention to Keep Alive",
    breaks: ["3.1.1/MQTT-3.1.2-24", "5.0/MQTT-3.1.2-22", "5.0/MQTT-3.2.2-22"],
    apply: effects(
      (effect) => (effect.type === "startTimer" && effect.timer.startsWith("keepAlive/") ? undefined : effect),
      "elapsed keepAlive",
    ),
  },
  {
    name: "waits for twice one and a half times the Keep Alive",
    breaks: ["3.1.1/MQTT-3.1.2-24", "5.0/MQTT-3.1.2-22", "5.0/MQTT-3.2.2-22"],
    apply: effects(
      (effect) =>
        effect.type === "startTimer" && effect.timer.startsWith("keepAlive/")
          ? { ...effect, afterMs: effect.afterMs * 2 }
          : effect,
      "elapsed keepAlive",
    ),
  },
  {
    name: "waits without end for the other half of a packet",
    breaks: ["3.1.1/MQTT-3.1.2-24", "5.0/MQTT-3.1.2-22"],
    apply: remembering(() => {
      const halves = new Set<string>();
      return together(
        seesPieces((chunk, id) => {
          if (!isWhole(chunk)) halves.add(`keepAlive/${id}`);
        }),
        steps(
          (handle) => (broker, input) =>
            input.type === "elapsed" && halves.has(input.timer) ? [] : handle(broker, input),
          "elapsed keepAlive",
        ),
      );
    }),
  },
];

export const clientLimits: readonly Fault[] = [limits, keepAlive].flat();

/** A broker that sends a Topic Alias with each Topic Name, chosen by the client's Topic Alias Maximum. */
function aliasing(choose: (maximum: number) => number | undefined): Wrapper {
  return remembering(() => {
    const maxima = new Map<number, number>();
    const sent = new Map<string, number>();
    return together(
      notes("CONNECT", (connect, { id }) => {
        maxima.set(id, ("properties" in connect ? connect.properties.topicAliasMaximum : undefined) ?? 0);
      }),
      sends("PUBLISH", (publish, { id }) => {
        // As one would: not for a topic that was sent but once.
        const count = (sent.get(`${id} ${publish.topicName}`) ?? 0) + 1;
        sent.set(`${id} ${publish.topicName}`, count);
        const topicAlias = choose(maxima.get(id) ?? 0);
        return count < 3 || topicAlias === undefined ? publish : withProperties(publish, { topicAlias });
      }),
    );
  });
}
