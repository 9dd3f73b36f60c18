// Brokers that misread DISCONNECT or PINGREQ, or end a connection in the wrong way. (§3.12, §3.14, §4.13)

import { decode, type PacketOf } from "../../src/codec/index.ts";
import type { Fault, Wrapper } from "./fault.ts";
import { frameLength } from "./open-broker.ts";
import { publishAsGhost } from "./state.ts";
import {
  answers,
  changed,
  deafTo,
  hears,
  reads,
  remembering,
  seesPieces,
  sends,
  steps,
  together,
  withProperties,
  writes,
} from "./wrappers.ts";

const DISCONNECT = 14;

/** A broker that takes a malformed DISCONNECT for a normal one. */
function forgives(breaks: Fault["breaks"], cited: Fault["breaks"] = breaks): Wrapper {
  return reads(({ frame, requirement }) =>
    (frame[0] ?? 0) >>> 4 === DISCONNECT && cited.includes(requirement)
      ? { type: "DISCONNECT", reasonCode: 0x00, properties: {} }
      : "refused",
  );
}

/** A broker that takes a DISCONNECT of so many bytes for one that has the will published. */
function mistakes(least: number, most: number): Wrapper {
  return remembering(() => {
    let length = 0;
    return together(
      seesPieces((chunk, _id) => {
        length = chunk.length;
      }),
      hears("DISCONNECT", (packet) =>
        "reasonCode" in packet && packet.reasonCode === 0 && length >= least && length <= most
          ? changed(packet, { reasonCode: 0x04 })
          : packet,
      ),
    );
  });
}

const pings: readonly Fault[] = [
  {
    name: "does not answer PINGREQ",
    breaks: ["3.1.1/MQTT-3.12.4-1", "5.0/MQTT-3.12.4-1"],
    alsoFails: [
      { cases: "framing/", because: "it waits for PINGRESP" },
      { cases: "connect/pipelined", because: "it waits for PINGRESP" },
      { cases: "connect/keep-alive", because: "it waits for PINGRESP, longer than its Keep Alive" },
    ],
    apply: sends("PINGRESP", () => undefined),
  },
];

/** Keep Alive and PINGREQ are two things. */
const keepAlive: Fault = {
  name: "answers no PINGREQ of a client without Keep Alive",
  breaks: ["3.1.1/MQTT-3.12.4-1", "3.1.1/U3-012", "5.0/MQTT-3.12.4-1", "5.0/U5-019"],
  apply: deafTo("PINGREQ", (_, { connection }) => connection?.silenceMs === 0),
};

const heard: readonly Fault[] = [
  {
    name: "leaves the connection open after DISCONNECT",
    breaks: ["3.1.1/U3-031", "5.0/U5-118"],
    alsoFails: [{ cases: "disconnect/", because: "it waits for the close" }],
    apply: answers("DISCONNECT", (all) => all.filter(({ type }) => type !== "close")),
  },
  {
    name: "sends on what comes after DISCONNECT",
    breaks: ["3.1.1/MQTT-3.14.4-2", "5.0/MQTT-3.14.4-1"],
    apply: remembering(() => {
      let last = new Uint8Array(0);
      return together(
        seesPieces((chunk, _id) => {
          last = new Uint8Array(chunk);
        }),
        steps(
          (handle) => (broker, input) => {
            const version = input.type === "packet" ? broker.connections.get(input.connection)?.version : undefined;
            const all = handle(broker, input);
            const publish =
              version && input.type === "packet" && input.packet.type === "DISCONNECT" && lastOf(last, version);
            return publish ? [...all, ...publishAsGhost(handle, broker, input.atMs, publish)] : all;
          },
          "several packets",
        ),
      );
    }),
  },
  ...(
    [
      ["without a Reason Code", 2, 2],
      ["without a Property Length", 3, 3],
      ["without properties", 4, 4],
      ["with properties", 5, 200],
    ] as const
  ).map(
    ([what, least, most]): Fault => ({
      name: `takes a DISCONNECT ${what} for one with a will`,
      breaks: ["5.0/U5-114"],
      alsoFails: [
        { requirement: "5.0/MQTT-3.14.4-3", because: "the will is published" },
        { requirement: "5.0/MQTT-3.1.2-10", because: "the will is published" },
        { cases: "will/replaced", because: "the first will is published" },
      ],
      apply: mistakes(least, most),
    }),
  ),
  {
    name: "takes an unknown Reason Code in DISCONNECT for 0x00",
    breaks: ["5.0/MQTT-3.14.2-1"],
    apply: forgives(["5.0/MQTT-3.14.2-1"]),
  },
  {
    name: "passes over properties that DISCONNECT does not have",
    breaks: ["5.0/U5-012"],
    apply: forgives(["5.0/U5-012"]),
  },
  {
    name: "passes over properties of DISCONNECT that do not fit",
    breaks: ["5.0/U5-012"],
    apply: forgives(["5.0/U5-012"], ["5.0/U5-152"]),
  },
  {
    name: "takes a second Session Expiry Interval in DISCONNECT",
    breaks: ["5.0/U5-115"],
    apply: forgives(["5.0/U5-115"]),
  },
  {
    name: "takes a Session Expiry Interval in DISCONNECT where CONNECT had none",
    breaks: ["5.0/U5-116"],
    apply: hears("DISCONNECT", (packet, { connection }) =>
      connection?.asksToBeKept ? packet : withProperties(packet, { sessionExpiryInterval: undefined }),
    ),
  },
];

const said: readonly Fault[] = [
  {
    name: "goes on sending after its DISCONNECT",
    breaks: ["5.0/MQTT-3.14.4-1"],
    apply: sends("DISCONNECT", (packet) => [packet, { type: "PINGRESP" }]),
  },
  {
    name: "does not close after its DISCONNECT to a client that is taken over",
    breaks: ["5.0/MQTT-3.14.4-2"],
    alsoFails: [{ cases: "take-over/", because: "the old connection is left open" }],
    apply: answers("CONNECT", (all, _, { connection, id }) =>
      connection === undefined ? all.filter((one) => one.type !== "close" || one.connection === id) : all,
    ),
  },
  {
    name: "disconnects by a Reason Code that DISCONNECT does not have",
    breaks: ["5.0/MQTT-3.14.2-1"],
    apply: writes("DISCONNECT", () => Uint8Array.of(0xe0, 0x01, 0x01)),
  },
  {
    name: "sends a Session Expiry Interval in DISCONNECT",
    breaks: ["5.0/MQTT-3.14.2-2"],
    apply: writes("DISCONNECT", () => Uint8Array.of(0xe0, 0x07, 0x82, 0x05, 0x11, 0, 0, 0, 1)),
  },
  {
    name: "explains a DISCONNECT beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.1.2-24", "5.0/MQTT-3.14.2-3"],
    apply: sends("DISCONNECT", (packet) => withProperties(packet, { reasonString: "because ".repeat(20) })),
  },
  {
    name: "adds User Properties to a DISCONNECT beyond the client's Maximum Packet Size",
    breaks: ["5.0/MQTT-3.1.2-24", "5.0/MQTT-3.14.2-4"],
    apply: sends("DISCONNECT", (packet) =>
      withProperties(packet, { userProperties: [["why", "because ".repeat(20)]] }),
    ),
  },
  {
    name: "says why and does not close",
    breaks: ["5.0/MQTT-4.13.1-1", "5.0/MQTT-4.13.2-1"],
    alsoFails: [
      { requirement: "5.0/MQTT-3.8.1-1", because: "it waits for the close after this very breach" },
      { cases: "disconnect/server/last", because: "it waits for the close after this very breach" },
    ],
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        return input.type === "malformed" && isSubscribe(input.violation.requirement)
          ? all.filter(({ type }) => type !== "close")
          : all;
      },
      "malformed",
    ),
  },
  {
    name: "closes for an error without a word",
    breaks: ["5.0/U5-147"],
    apply: sends("DISCONNECT", (packet) => ("reasonCode" in packet && packet.reasonCode === 0x8e ? packet : undefined)),
  },
  {
    name: "says that all is well, and closes for an error",
    breaks: ["5.0/MQTT-4.13.2-1"],
    apply: sends("DISCONNECT", (packet) =>
      "reasonCode" in packet && packet.reasonCode === 0x8e
        ? packet
        : changed<PacketOf<"DISCONNECT">>(packet, { reasonCode: 0x00 }),
    ),
  },
  {
    name: "closes all connections for the error of one client",
    breaks: ["5.0/U5-148"],
    alsoFails: [
      { cases: "framing/reserved-flags/disconnect", because: "the witness of the will is cut off too" },
      { cases: "will/published/protocol-error", because: "the witness of the will is cut off too" },
    ],
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        const isError = input.type === "malformed";
        return isError
          ? [...all, ...[...broker.connections.keys()].map((connection) => ({ type: "close", connection }) as const)]
          : all;
      },
      "malformed",
    ),
  },
];

export const disconnect: readonly Fault[] = [pings, keepAlive, heard, said].flat();

/** The PUBLISH behind a DISCONNECT, if it is the last packet of these bytes. */
function lastOf(bytes: Uint8Array, version: "3.1.1" | "5.0"): PacketOf<"PUBLISH"> | undefined {
  let at = 0;
  while (at + frameLength(bytes.subarray(at)) < bytes.length) at += frameLength(bytes.subarray(at));
  const decoded = decode(bytes.subarray(at), version, { from: "client" });
  return decoded.kind === "packet" && decoded.packet.type === "PUBLISH" ? decoded.packet : undefined;
}

function isSubscribe(requirement: string): boolean {
  return requirement === "5.0/MQTT-3.8.1-1";
}
