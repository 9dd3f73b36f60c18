// Brokers that do now one thing and now another, where the standard leaves them free to do either.

import { matches } from "../../src/topics/index.ts";
import type { Fault } from "./fault.ts";
import {
  answers,
  type BrokerEffect,
  effects,
  remembering,
  type Session,
  sends,
  steps,
  withProperties,
} from "./wrappers.ts";

/** True for every second thing that is asked about. */
function everySecond(): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 0;
  };
}

function isSend(effect: BrokerEffect, type: string): boolean {
  return effect.type === "send" && effect.packet.type === type;
}

function matching(session: Session | undefined, topicName: string): number {
  return [...(session?.subscriptions.keys() ?? [])].filter((filter) => matches(filter, topicName)).length;
}

function isText(payload: Uint8Array): boolean {
  return Buffer.from(Buffer.from(payload).toString("utf8")).equals(payload);
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " ");
}

export const choices: readonly Fault[] = [
  {
    name: "sends now one copy, and now two, where two subscriptions match",
    breaks: ["3.1.1/U3-026", "5.0/U5-087"],
    apply: remembering(() => {
      const again = everySecond();
      return sends("PUBLISH", (packet, { session }) =>
        packet.qos === 0 && !packet.retain && matching(session, packet.topicName) > 1 && again()
          ? [packet, packet]
          : packet,
      );
    }),
  },
  {
    name: "passes a message of QoS 2 on now at once, and now when it is released",
    breaks: ["3.1.1/U3-034", "3.1.1/U3-035", "5.0/U5-124"],
    alsoFails: [{ cases: "order/", because: "what is passed on at once overtakes what waits" }],
    apply: remembering(() => {
      const again = everySecond();
      const held: BrokerEffect[] = [];
      return steps((handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type !== "packet") return all;
        if (input.packet.type === "PUBREL") return [...all, ...held.splice(0)];
        if (input.packet.type !== "PUBLISH" || input.packet.qos !== 2 || input.packet.dup || !again()) return all;
        held.push(...all.filter((effect) => isSend(effect, "PUBLISH")));
        return all.filter((effect) => !isSend(effect, "PUBLISH"));
      });
    }),
  },
  {
    name: "takes control characters in every second topic",
    breaks: ["3.1.1/U3-002", "5.0/U5-004"],
    apply: remembering(() => {
      const again = everySecond();
      return answers("PUBLISH", (all, packet, { id }) =>
        hasControlCharacter(packet.topicName) && again() ? [{ type: "close", connection: id }] : all,
      );
    }),
  },
  {
    name: "takes every second long Client Identifier",
    breaks: ["3.1.1/U3-014", "5.0/U5-035"],
    apply: remembering(() => {
      const again = everySecond();
      return answers("CONNECT", (all, packet, { id }) =>
        packet.clientId.length === 40 && again() ? [{ type: "close", connection: id }] : all,
      );
    }),
  },
  {
    name: "keeps every second message of QoS 0 for a client that is away",
    breaks: ["3.1.1/U3-007"],
    apply: remembering(() => {
      const again = everySecond();
      const missed = new Map<Session, Extract<BrokerEffect, { type: "send" }>["packet"]>();
      return steps((handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type !== "packet") return all;
        const { packet, connection } = input;
        if (packet.type === "PUBLISH" && packet.qos === 0) {
          for (const session of broker.sessions.values()) {
            if (session.connection === undefined && matching(session, packet.topicName) > 0)
              missed.set(session, packet);
          }
        }
        const session = broker.connections.get(connection)?.session;
        const kept = session && missed.get(session);
        if (packet.type !== "CONNECT" || session === undefined || kept === undefined) return all;
        missed.delete(session);
        return again() ? [...all, { type: "send", connection, packet: kept }] : all;
      });
    }),
  },
  {
    name: "sends retained messages now behind SUBACK, and now before it",
    breaks: ["3.1.1/U3-028", "5.0/U5-103"],
    apply: remembering(() => {
      const again = everySecond();
      return answers("SUBSCRIBE", (all) => {
        const messages = all.filter((effect) => isSend(effect, "PUBLISH"));
        if (messages.length === 0 || !again()) return all;
        return [...messages, ...all.filter((effect) => !messages.includes(effect))];
      });
    }),
  },
  {
    name: "answers every second malformed CONNECT by a bare close",
    breaks: ["5.0/U5-045"],
    apply: remembering(() => {
      const again = everySecond();
      return steps((handle) => (broker, input) => {
        const all = handle(broker, input);
        const isRefusal = input.type === "malformed" && all.some((effect) => isSend(effect, "CONNACK"));
        return isRefusal && again() ? all.filter((effect) => !isSend(effect, "CONNACK")) : all;
      });
    }),
  },
  {
    name: "minds its Receive Maximum every second time",
    breaks: ["5.0/U5-095"],
    apply: remembering(() => {
      const again = everySecond();
      return steps((handle) => (broker, input) => {
        if (input.type === "packet" && input.packet.type === "CONNECT") {
          const receiveMaximumExcess = again() ? "tolerate" : "disconnect";
          const choices = { ...broker.options.choices, receiveMaximumExcess } as const;
          Object.assign(broker, { options: { ...broker.options, choices } });
        }
        return handle(broker, input);
      });
    }),
  },
  {
    name: "answers every second PUBREL that it cannot know",
    breaks: ["3.1.1/MQTT-4.3.3-2", "5.0/MQTT-4.3.3-11"],
    apply: remembering(() => {
      const again = everySecond();
      const known = new Set<number>();
      return steps((handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type !== "packet") return all;
        const { packet } = input;
        if (packet.type === "PUBLISH" && packet.qos === 2) known.add(packet.packetId);
        return packet.type === "PUBREL" && !known.has(packet.packetId) && again() ? [] : all;
      });
    }),
  },
  {
    name: "says why it closes every second time",
    breaks: ["5.0/U5-113"],
    alsoFails: [{ cases: "errors/says-why", because: "it has to be told each time" }],
    apply: remembering(() => {
      const again = everySecond();
      return effects((effect) => (isSend(effect, "DISCONNECT") && again() ? undefined : effect), "sent DISCONNECT");
    }),
  },
  {
    name: "looks at every second payload that is called text",
    breaks: ["5.0/U5-081"],
    apply: remembering(() => {
      const again = everySecond();
      return answers("PUBLISH", (all, packet, { id }) => {
        const isNoText =
          "properties" in packet && packet.properties.payloadFormatIndicator === 1 && !isText(packet.payload);
        return isNoText && again() ? [{ type: "close", connection: id }] : all;
      });
    }),
  },
  {
    name: "gives Response Information to every second client that asks",
    breaks: ["5.0/U5-029"],
    apply: remembering(() => {
      const again = everySecond();
      return answers("CONNECT", (all, packet) => {
        const asks = packet.version === "5.0" && packet.properties.requestResponseInformation === 1;
        if (!asks || !again()) return all;
        return all.map((effect) =>
          effect.type === "send" && effect.packet.type === "CONNACK"
            ? { ...effect, packet: withProperties(effect.packet, { responseInformation: "answers" }) }
            : effect,
        );
      });
    }),
  },
  {
    name: "holds every second message of QoS 0 back while the Receive Maximum is used up",
    breaks: ["5.0/U5-139"],
    apply: remembering(() => {
      const again = everySecond();
      const held: BrokerEffect[] = [];
      return steps((handle) => (broker, input) => {
        const all = handle(broker, input);
        if (input.type === "packet" && input.packet.type === "PUBACK") return [...all, ...held.splice(0)];
        return all.filter((effect) => {
          if (effect.type !== "send" || effect.packet.type !== "PUBLISH" || effect.packet.qos !== 0) return true;
          const to = broker.connections.get(effect.connection);
          if (to === undefined || to.unacknowledgedOut < to.receiveMaximum || !again()) return true;
          held.push(effect);
          return false;
        });
      });
    }),
  },
];
