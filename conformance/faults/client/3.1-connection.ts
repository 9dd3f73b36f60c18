// Clients that begin, keep and end their connections wrongly.

import { withByte } from "./bytes.ts";
import type { ClientFault } from "./fault.ts";
import {
  changed,
  closesFor,
  deafTo,
  effects,
  forgives,
  hears,
  keepsBack,
  options,
  remembering,
  sends,
  steps,
  together,
  told,
  withProperties,
  writes,
} from "./wrappers.ts";

export const connection: readonly ClientFault[] = [
  {
    name: "sends PINGREQ before CONNECT",
    breaks: ["3.1.1/MQTT-3.1.0-1", "5.0/MQTT-3.1.0-1"],
    alsoFails: [{ cases: "client/", because: "no case goes on after that" }],
    apply: sends("CONNECT", (packet) => [{ type: "PINGREQ" }, packet]),
  },
  {
    name: "asks for a session under no name",
    breaks: ["3.1.1/MQTT-3.1.3-7"],
    apply: together(
      options((given) => (given.clientId === "" ? { ...given, clean: true } : given)),
      writes("CONNECT", (bytes, { clientId }) =>
        clientId === "" ? withByte(bytes, 9, (bytes[9] ?? 0) & 0xfd) : bytes,
      ),
    ),
  },
  {
    name: "never sends PINGREQ",
    breaks: ["3.1.1/MQTT-3.1.2-23", "5.0/MQTT-3.1.2-20", "5.0/MQTT-3.1.2-21", "5.0/MQTT-3.2.2-21"],
    alsoFails: [{ cases: "client/keep-alive/", because: "they wait for a PINGREQ" }],
    apply: keepsBack("PINGREQ"),
  },
  {
    name: "goes by its own Keep Alive whatever its server says",
    breaks: ["5.0/MQTT-3.1.2-21", "5.0/MQTT-3.2.2-21"],
    apply: hears("CONNACK", (packet) => withProperties(packet, { serverKeepAlive: undefined })),
  },
  {
    name: "waits for PINGRESP for ever",
    breaks: ["3.1.1/U3-013", "5.0/U5-020"],
    apply: effects((effect, client) =>
      effect.type === "startTimer" && effect.timer === "keepAlive" && effect.afterMs === client.options.pingTimeoutMs
        ? undefined
        : effect,
    ),
  },
  {
    name: "waits for CONNACK for ever",
    breaks: ["3.1.1/U3-020", "5.0/U5-048"],
    apply: told("elapsed", (input) => (input.timer === "connack" ? undefined : input)),
  },
  {
    name: "closes for a PINGRESP",
    breaks: ["5.0/U5-112"],
    alsoFails: [{ cases: "client/keep-alive/", because: "the connection ends at the first PINGRESP" }],
    apply: closesFor("PINGRESP"),
  },
  {
    name: "sends PINGREQ while it authenticates",
    breaks: ["5.0/MQTT-3.1.2-30"],
    apply: sends("AUTH", (packet, client) => (client.state === "connected" ? packet : [{ type: "PINGREQ" }, packet])),
  },
  {
    name: "does not close after DISCONNECT",
    breaks: ["3.1.1/MQTT-3.14.4-1", "5.0/MQTT-3.14.4-2"],
    alsoFails: [
      { cases: "client/disconnect/", because: "they wait for the close" },
      { cases: "client/acknowledgements/", because: "they wait for the close" },
    ],
    apply: remembering(() => {
      let hasLeft = false;
      return together(
        sends("DISCONNECT", (packet) => {
          hasLeft = !("reasonCode" in packet) || packet.reasonCode < 0x80;
          return packet;
        }),
        effects((effect) => (hasLeft && effect.type === "closeTransport" ? undefined : effect)),
      );
    }),
  },
  {
    name: "sends PINGREQ after DISCONNECT",
    breaks: ["3.1.1/MQTT-3.14.4-2", "5.0/MQTT-3.14.4-1"],
    apply: sends("DISCONNECT", (packet) => [packet, { type: "PINGREQ" }]),
  },
  {
    name: "stays when it is refused",
    breaks: ["5.0/MQTT-4.13.2-1"],
    alsoFails: [{ cases: "client/connack/", because: "it waits for another CONNACK" }],
    apply: deafTo("CONNACK", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
  },
  {
    name: "comes back at once to a server that has moved",
    breaks: ["5.0/U5-140"],
    apply: steps((handle) => (client, input) => {
      const all = handle(client, input);
      const hasMoved = all.some(
        ({ type, ...rest }) =>
          type === "disconnected" &&
          "failure" in rest &&
          rest.failure.kind === "refused" &&
          rest.failure.reasonCode === 0x9d,
      );
      return hasMoved ? [...all, ...handle(client, { type: "connect", atMs: input.atMs })] : all;
    }),
  },
  ...(
    [
      "5.0/U5-050",
      "5.0/U5-051",
      "5.0/U5-052",
      "5.0/U5-054",
      "5.0/U5-056",
      "5.0/U5-058",
      "5.0/U5-059",
      "5.0/U5-060",
      "5.0/U5-062",
      "5.0/U5-065",
      "5.0/U5-067",
      "5.0/U5-069",
      "5.0/U5-070",
      "5.0/U5-071",
      "5.0/U5-072",
      "5.0/U5-073",
      "5.0/U5-117",
    ] as const
  ).map(
    (sentence): ClientFault => ({
      name: `takes a property that ${sentence} calls an error`,
      breaks: [sentence],
      apply: forgives(sentence),
    }),
  ),
  {
    name: "takes the Subscription Identifier 0",
    breaks: ["5.0/U5-085"],
    apply: together(
      forgives("5.0/U5-085"),
      hears("PUBLISH", (packet) => {
        const isZero = "properties" in packet && packet.properties.subscriptionIdentifiers?.includes(0);
        return isZero ? withProperties(packet, { subscriptionIdentifiers: undefined }) : packet;
      }),
    ),
  },
  {
    name: "takes packets that only clients send",
    breaks: ["3.1.1/MQTT-4.8.0-1", "5.0/MQTT-4.13.2-1", "5.0/U5-146"],
    apply: together(
      forgives("3.1.1/U3-048", "5.0/U5-153", "3.1.1/MQTT-4.8.0-1", "5.0/MQTT-3.1.0-2"),
      deafTo("SUBSCRIBE"),
      deafTo("UNSUBSCRIBE"),
      deafTo("PINGREQ"),
      deafTo("CONNECT"),
    ),
  },
  {
    name: "takes a second CONNACK",
    breaks: ["3.1.1/MQTT-4.8.0-1", "5.0/U5-146"],
    apply: hears("CONNACK", (packet, client) => (client.state === "awaitingConnack" ? packet : undefined)),
  },
  {
    name: "takes what comes before CONNACK",
    breaks: ["3.1.1/MQTT-4.8.0-1", "5.0/U5-146"],
    apply: hears("PINGRESP", (packet, client) => (client.state === "awaitingConnack" ? undefined : packet)),
  },
  {
    name: "closes for an error without a word",
    breaks: ["5.0/U5-146", "5.0/MQTT-3.14.1-1", "5.0/U5-117"],
    apply: keepsBack("DISCONNECT", (packet) => "reasonCode" in packet && packet.reasonCode >= 0x80),
  },
  {
    name: "takes packets above its Maximum Packet Size",
    breaks: ["5.0/U5-025"],
    apply: together(
      options((given) => ({ ...given, maximumPacketSize: undefined })),
      sends("CONNECT", (packet) => withProperties(packet, { maximumPacketSize: 100 })),
    ),
  },
  {
    name: "takes problem information that it asked not to be sent",
    breaks: ["5.0/U5-031"],
    apply: options((given) => ({ ...given, requestProblemInformation: true })),
  },
  {
    name: "obeys the words of a Reason String",
    breaks: ["5.0/U5-061"],
    apply: closesFor(
      "PUBREL",
      (packet) => "properties" in packet && /disconnect/.test(packet.properties.reasonString ?? ""),
    ),
  },
  {
    name: "answers a challenge by AUTH with 0x19",
    breaks: ["5.0/MQTT-4.12.0-3"],
    alsoFails: [{ cases: "client/auth/", because: "no challenge is answered" }],
    apply: sends("AUTH", (packet) => changed(packet, { reasonCode: 0x19 })),
  },
  {
    name: "answers a challenge by AUTH with a code that it may not have",
    breaks: ["5.0/MQTT-3.15.2-1"],
    apply: writes("AUTH", (bytes) => withByte(bytes, 2, 0x01)),
  },
  {
    name: "sends AUTH with a flag",
    breaks: ["5.0/MQTT-3.15.1-1"],
    apply: writes("AUTH", (bytes) => withByte(bytes, 0, 0xf1)),
  },
  {
    name: "answers a challenge with another method",
    breaks: ["5.0/MQTT-4.12.0-5"],
    apply: sends("AUTH", (packet) =>
      packet.reasonCode === 0x18 ? withProperties(packet, { authenticationMethod: "other" }) : packet,
    ),
  },
  {
    name: "authenticates again by another method",
    breaks: ["5.0/MQTT-4.12.1-1"],
    apply: sends("AUTH", (packet) =>
      packet.reasonCode === 0x19 ? withProperties(packet, { authenticationMethod: "other" }) : packet,
    ),
  },
  {
    name: "goes on when its server changes the method",
    breaks: ["5.0/MQTT-4.12.1-2"],
    apply: hears("AUTH", (packet, client) =>
      withProperties(packet, { authenticationMethod: client.options.authenticationMethod }),
    ),
  },
  {
    name: "sends AUTH though it named no method",
    breaks: ["5.0/MQTT-4.12.0-7"],
    apply: steps((handle) => (client, input) => {
      if (input.type !== "reauthenticate" || client.options.authenticationMethod !== undefined)
        return handle(client, input);
      return [
        { type: "send", packet: { type: "AUTH", reasonCode: 0x19, properties: { authenticationMethod: "own" } } },
      ];
    }),
  },
  {
    name: "passes over an AUTH that it did not ask for",
    breaks: ["5.0/U5-146", "5.0/MQTT-4.13.2-1"],
    apply: hears("AUTH", (packet, client) => (client.options.authenticationMethod === undefined ? undefined : packet)),
  },
  {
    name: "keeps its first data for the first challenge",
    breaks: ["5.0/U5-141"],
    apply: sends("CONNECT", (packet) => withProperties(packet, { authenticationData: undefined })),
  },
];
