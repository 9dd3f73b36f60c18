// Brokers whose CONNACK comes too late, too often, or says what is not so. (§3.2, §4.12)

import type { Packet } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { connectIn } from "./state.ts";
import {
  answers,
  type BrokerEffect,
  deafTo,
  hears,
  options,
  reads,
  remembering,
  seesPieces,
  sends,
  steps,
  together,
  touching,
  withProperties,
  writes,
} from "./wrappers.ts";

const codeOf = (packet: Packet): number =>
  packet.type !== "CONNACK" ? 0 : "reasonCode" in packet ? packet.reasonCode : packet.returnCode;

const isConnack = (effect: BrokerEffect): boolean => effect.type === "send" && effect.packet.type === "CONNACK";

const order: readonly Fault[] = [
  {
    name: "sends what waits for a session before its CONNACK",
    breaks: ["3.1.1/MQTT-3.2.0-1", "5.0/MQTT-3.2.0-1"],
    apply: touching(
      ["heard CONNECT to a session"],
      answers("CONNECT", (all) => [...all.filter((one) => !isConnack(one)), ...all.filter(isConnack)]),
    ),
  },
  {
    name: "answers what comes with the CONNECT before it answers that",
    breaks: ["3.1.1/MQTT-3.2.0-1", "5.0/MQTT-3.2.0-1"],
    alsoFails: [{ cases: "connack/maximum-packet-size", because: "the CONNACK is held back" }],
    apply: remembering(() => {
      const isAlone = new Map<number, boolean>();
      const held = new Map<number, BrokerEffect>();
      return together(
        seesPieces((chunk, id) => {
          if (!isAlone.has(id)) isAlone.set(id, chunk.length <= (chunk[1] ?? 0) + 2);
        }),
        steps(
          (handle) => (broker, input) => {
            const all = handle(broker, input);
            const id = "connection" in input ? input.connection : -1;
            const connack = all.find((one) => isConnack(one) && one.type === "send" && codeOf(one.packet) === 0);
            if (connack !== undefined && isAlone.get(id) === false && connectIn(input) !== undefined) {
              held.set(id, connack);
              return all.filter((one) => one !== connack);
            }
            const late = held.get(id);
            held.delete(id);
            return late === undefined
              ? all
              : [...all.filter(({ type }) => type === "send"), late, ...all.filter(({ type }) => type !== "send")];
          },
          "several packets",
        ),
      );
    }),
  },
  {
    name: "answers a PINGREQ that comes before CONNECT",
    breaks: ["3.1.1/MQTT-3.2.0-1", "5.0/MQTT-3.2.0-1"],
    alsoFails: [{ cases: "connect/first-packet", because: "PINGREQ is one of the packets that come first there" }],
    apply: together(
      reads(({ frame, requirement }) =>
        requirement.endsWith("MQTT-3.1.0-1") && frame[0] === 0xc0 ? { type: "PINGREQ" } : "refused",
      ),
      steps(
        (handle) => (broker, input) =>
          input.type === "packet" && input.packet.type === "PINGREQ" && !broker.connections.has(input.connection)
            ? [{ type: "send", connection: input.connection, packet: { type: "PINGRESP" } }]
            : handle(broker, input),
        "refused",
      ),
    ),
  },
];

const refusal: readonly Fault[] = [
  {
    name: "leaves the connection open after a CONNACK that refuses",
    breaks: ["3.1.1/MQTT-3.2.2-5", "5.0/MQTT-3.2.2-7"],
    alsoFails: [
      { cases: "auth/", because: "who fails to authenticate is refused" },
      { cases: "connect/", because: "it waits for the close that comes with a refusal" },
      { cases: "utf8/", because: "it waits for the close that comes with a refusal" },
      { cases: "framing/reserved-flags/connect", because: "it waits for the close that comes with a refusal" },
      { cases: "connack/", because: "it waits for the close that comes with a refusal" },
    ],
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        const refuses = all.some((one) => one.type === "send" && codeOf(one.packet) !== 0);
        return refuses ? all.filter(({ type }) => type !== "close") : all;
      },
      "sent a refusal",
    ),
  },
  {
    name: "says Session Present 1 where it refuses",
    breaks: ["3.1.1/MQTT-3.2.2-4", "5.0/MQTT-3.2.2-6"],
    apply: touching(
      ["sent a refusal"],
      writes("CONNACK", (bytes, packet) => (codeOf(packet) === 0 ? bytes : patched(bytes, 2, 0x01))),
    ),
  },
  {
    name: "sets a reserved flag in CONNACK beside Session Present",
    breaks: ["3.1.1/U3-021", "5.0/MQTT-3.2.2-1"],
    apply: touching(
      ["heard CONNECT to a session"],
      writes("CONNACK", (bytes) => (bytes[2] === 0x01 ? patched(bytes, 2, 0x81) : bytes)),
    ),
  },
  {
    name: "refuses by a code that CONNACK does not have",
    breaks: ["5.0/MQTT-3.2.2-8"],
    apply: touching(
      ["sent a refusal"],
      writes("CONNACK", (bytes, packet) => (codeOf(packet) === 0 ? bytes : patched(bytes, 3, 0x8e))),
    ),
  },
  {
    name: "refuses by the code 0x10",
    breaks: ["5.0/MQTT-3.2.2-8"],
    apply: touching(
      ["sent a refusal"],
      writes("CONNACK", (bytes, packet) => (codeOf(packet) === 0 ? bytes : patched(bytes, 3, 0x10))),
    ),
  },
  {
    name: "refuses by a DISCONNECT",
    breaks: ["5.0/MQTT-3.14.0-1"],
    apply: touching(
      ["sent a refusal"],
      sends("CONNACK", (connack) =>
        "reasonCode" in connack && connack.reasonCode !== 0
          ? { type: "DISCONNECT", reasonCode: 0x82, properties: {} }
          : connack,
      ),
    ),
  },
  {
    name: "explains a refusal beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.1.2-24", "5.0/MQTT-3.2.2-19"],
    apply: touching(
      ["sent a refusal"],
      sends("CONNACK", (connack) =>
        codeOf(connack) === 0 ? connack : withProperties(connack, { reasonString: "because it is as it is" }),
      ),
    ),
  },
  {
    name: "adds User Properties to a refusal beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.1.2-24", "5.0/MQTT-3.2.2-20"],
    apply: touching(
      ["sent a refusal"],
      sends("CONNACK", (connack) =>
        codeOf(connack) === 0 ? connack : withProperties(connack, { userProperties: [["why", "it is as it is"]] }),
      ),
    ),
  },
  {
    name: "adds properties to CONNACK beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.1.2-24"],
    apply: sends("CONNACK", (connack) => withProperties(connack, { userProperties: [["hello", "world"]] })),
  },
  {
    name: "refuses a client and does not close",
    breaks: ["3.1.1/U3-018", "5.0/MQTT-3.1.4-2"],
    apply: touching(
      ["heard credentials"],
      together(
        options({ authenticate: ({ userName }) => (userName === undefined ? 0x00 : 0x86) }),
        answers("CONNECT", (all, { userName }) =>
          userName === undefined ? all : all.filter(({ type }) => type !== "close"),
        ),
        deafTo("PINGREQ", (_, { connection }) => connection === undefined),
      ),
    ),
  },
];

const authentication: readonly Fault[] = [
  {
    name: "lets a client in by a method of authentication that it does not know",
    breaks: ["5.0/MQTT-4.12.0-1"],
    alsoFails: [
      { cases: "connack/refusal/", because: "it uses an unknown method to see a refusal" },
      { cases: "connect/properties/", because: "an unknown method is refused in any case" },
    ],
    apply: touching(
      ["heard CONNECT with authenticationMethod"],
      hears("CONNECT", (connect) =>
        withProperties(connect, { authenticationMethod: undefined, authenticationData: undefined }),
      ),
    ),
  },
  {
    name: "names a method of authentication to a client that named none",
    alsoFails: [{ cases: "auth/", because: "it takes the method of those who named one" }],
    breaks: ["5.0/MQTT-4.12.0-6"],
    apply: sends("CONNACK", (connack, { connection }) =>
      connection === undefined || codeOf(connack) !== 0 || connection.maximumPacketSize !== undefined
        ? connack
        : withProperties(connack, { authenticationMethod: "none" }),
    ),
  },
  {
    name: "passes over an AUTH that it did not ask for",
    alsoFails: [{ cases: "auth/", because: "it hears no AUTH at all" }],
    breaks: ["5.0/MQTT-4.12.0-7", "5.0/U5-119"],
    apply: deafTo("AUTH"),
  },
];

export const connack: readonly Fault[] = [order, refusal, authentication].flat();

function patched(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  bytes[at] = byte;
  return bytes;
}
