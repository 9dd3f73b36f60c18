// Brokers whose enhanced authentication goes wrong. (5.0 §3.15, §4.12)

import type { Fault } from "./fault.ts";
import { changed, deafTo, hears, sends, together, tolerates, withProperties } from "./wrappers.ts";

const AGAIN = [{ cases: "auth/again", because: "a client authenticates before it does so again" }] as const;
const ALL = [{ cases: "auth/", because: "no client comes in by the method" }] as const;

export const authentication: readonly Fault[] = [
  {
    name: "challenges by AUTH 0x00",
    breaks: ["5.0/MQTT-4.12.0-2", "5.0/MQTT-3.15.2-1"],
    alsoFails: ALL,
    apply: sends("AUTH", (packet) => changed(packet, { reasonCode: 0x00 })),
  },
  {
    name: "challenges by another method",
    breaks: ["5.0/MQTT-4.12.0-5"],
    alsoFails: ALL,
    apply: sends("AUTH", (packet) => withProperties(packet, { authenticationMethod: "own" })),
  },
  {
    name: "lets a client in without a word of its method",
    breaks: ["5.0/MQTT-4.12.0-5"],
    apply: sends("CONNACK", (packet) => withProperties(packet, { authenticationMethod: undefined })),
  },
  {
    name: "lets in who answers a challenge wrongly",
    breaks: ["5.0/MQTT-4.12.0-4"],
    alsoFails: AGAIN,
    apply: hears("AUTH", (packet) =>
      packet.reasonCode === 0x18
        ? withProperties(packet, { authenticationData: new TextEncoder().encode("prove it") })
        : packet,
    ),
  },
  {
    name: "takes any code in the answer to a challenge",
    breaks: ["5.0/MQTT-4.12.0-3"],
    apply: hears("AUTH", (packet, { connection }) =>
      connection === undefined ? changed(packet, { reasonCode: 0x18 }) : packet,
    ),
  },
  {
    name: "takes another method in the answer to a challenge",
    breaks: ["5.0/MQTT-4.12.0-5"],
    apply: hears("AUTH", (packet, { connection }) =>
      connection === undefined ? withProperties(packet, { authenticationMethod: "touchstone" }) : packet,
    ),
  },
  {
    name: "takes an AUTH without a method, or with two",
    alsoFails: [{ cases: "auth/without-method", because: "it is an AUTH without a method" }],
    breaks: ["5.0/U5-120"],
    apply: together(
      tolerates("5.0/U5-120"),
      hears("AUTH", (packet) => {
        const { authenticationMethod, authenticationData } = packet.properties;
        if (authenticationMethod === "other") return packet;
        return authenticationData === undefined ? undefined : packet;
      }),
    ),
  },
  {
    name: "takes an AUTH with its data twice",
    breaks: ["5.0/U5-121"],
    apply: together(tolerates("5.0/U5-121"), keepsOpen()),
  },
  {
    name: "takes an AUTH with a code that it may not have",
    breaks: ["5.0/MQTT-3.15.2-1"],
    apply: together(
      tolerates("5.0/MQTT-3.15.2-1"),
      hears("AUTH", (packet) => ([0x00, 0x18, 0x19].includes(packet.reasonCode) ? packet : undefined)),
    ),
  },
  {
    name: "never says that a client has authenticated again",
    breaks: ["5.0/U5-145"],
    alsoFails: AGAIN,
    apply: sends("AUTH", (packet) => (packet.reasonCode === 0x00 ? undefined : packet)),
  },
  {
    name: "reads nothing while a client authenticates again",
    breaks: ["5.0/U5-144"],
    alsoFails: AGAIN,
    apply: deafTo("PUBLISH", (_, { connection }) => connection?.state !== "connected"),
  },
  {
    name: "keeps a client that fails to authenticate again",
    breaks: ["5.0/MQTT-4.12.1-2"],
    apply: hears("AUTH", (packet, { connection }) => {
      const said = new TextDecoder().decode(packet.properties.authenticationData);
      return connection !== undefined && said === "wrong" ? undefined : packet;
    }),
  },
  {
    name: "lets a client authenticate again by another method",
    breaks: ["5.0/MQTT-4.12.1-1"],
    apply: hears("AUTH", (packet, { connection }) =>
      connection !== undefined && packet.properties.authenticationMethod === "other" ? undefined : packet,
    ),
  },
  {
    name: "explains a challenge beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.15.2-2", "5.0/MQTT-3.1.2-24"],
    apply: sends("AUTH", (packet) => withProperties(packet, { reasonString: "r".repeat(60) })),
  },
  {
    name: "adds User Properties to a challenge beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.15.2-3", "5.0/MQTT-3.1.2-24"],
    apply: sends("AUTH", (packet) => withProperties(packet, { userProperties: [["n".repeat(30), "v".repeat(30)]] })),
  },
];

/** Does not close for data that is no answer. */
function keepsOpen() {
  return hears("AUTH", (packet) => {
    const said = new TextDecoder().decode(packet.properties.authenticationData);
    return said === "x" ? undefined : packet;
  });
}
