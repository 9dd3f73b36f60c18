// Brokers that take what is no CONNECT, or refuse what is one. (§3.1)

import type { RequirementId } from "../../spec/index.ts";
import { decode, type PacketOf } from "../../src/codec/index.ts";
import type { Fault } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { frameLength } from "./open-broker.ts";
import { publishAsGhost, refuses } from "./state.ts";
import {
  answers,
  deafTo,
  ignores,
  mends,
  only,
  reads,
  remembering,
  seesPieces,
  steps,
  together,
  touching,
} from "./wrappers.ts";

const CONNECT = 1;

const PUBLISH = 3;

const ACCEPTED = { type: "CONNACK", sessionPresent: false, reasonCode: 0x00, properties: {} } as const;

const isConnect = ({ frame }: { readonly frame: Uint8Array }): boolean => (frame[0] ?? 0) >>> 4 === CONNECT;

const UNANNOUNCED = ["3.1.1/MQTT-3.1.2-18", "5.0/MQTT-3.1.2-16"] as const;

/** What a CONNECT may not be: who takes it all the same, and which sentence forbids it. */
const BREACHES: readonly (readonly [name: string, ...breaks: readonly RequirementId[]])[] = [
  ["takes a CONNECT with the reserved flag", "3.1.1/MQTT-3.1.2-3", "5.0/MQTT-3.1.2-3", "5.0/U5-014"],
  ["takes a Will QoS without a will", "3.1.1/MQTT-3.1.2-13", "5.0/MQTT-3.1.2-11", "3.1.1/MQTT-3.1.2-11"],
  ["takes Will Retain without a will", "3.1.1/MQTT-3.1.2-15", "5.0/MQTT-3.1.2-13", "3.1.1/MQTT-3.1.2-11"],
  ["takes a Will QoS of 3", "3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12", "5.0/U5-018"],
  ["does not miss a will that the flags announce", "3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-9"],
  ["does not miss a User Name that the flags announce", "3.1.1/MQTT-3.1.2-19", "5.0/MQTT-3.1.2-17"],
  ["does not miss a Password that the flags announce", "3.1.1/MQTT-3.1.2-21", "5.0/MQTT-3.1.2-19"],
  ["takes a Password that the flags do not announce", "3.1.1/MQTT-3.1.2-20", "5.0/MQTT-3.1.2-18"],
  ["takes a Password without a User Name", "3.1.1/MQTT-3.1.2-22"],
  ["takes a wildcard in a Will Topic", "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1"],
  ["takes another protocol for MQTT", "3.1.1/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-1"],
  ["takes a second Session Expiry Interval in CONNECT", "5.0/U5-021"],
  ["takes a Receive Maximum twice or of 0", "5.0/U5-023"],
  ["takes a Maximum Packet Size twice or of 0", "5.0/U5-024"],
  ["takes a second Topic Alias Maximum", "5.0/U5-027"],
  ["takes a Request Response Information twice or of 2", "5.0/U5-028"],
  ["takes a Request Problem Information twice or of 2", "5.0/U5-030"],
  ["takes Authentication Data without a method", "5.0/U5-034"],
  ["takes a second Will Delay Interval", "5.0/U5-036"],
  ["takes a second Payload Format Indicator in a will", "5.0/U5-038"],
  ["takes a second Message Expiry Interval in a will", "5.0/U5-040"],
  ["takes a second Content Type in a will", "5.0/U5-041"],
  ["takes a second Response Topic in a will", "5.0/U5-042"],
  ["takes a second Correlation Data in a will", "5.0/U5-043"],
];

const form: readonly Fault[] = [
  ...BREACHES.map(([name, ...breaks]) => lenient(name, breaks)),
  deaf("takes a second Authentication Method", ["5.0/U5-033"]),
  lenient("does not miss the Client Identifier", ["3.1.1/MQTT-3.1.3-3", "5.0/MQTT-3.1.3-3"], {
    alsoFails: [{ cases: "connect/truncated", because: "such a CONNECT may end before its Client Identifier" }],
  }),
  lenient(
    "takes a User Name, and whatever comes after the last field, that the flags do not announce",
    [...UNANNOUNCED, "3.1.1/MQTT-3.1.4-1", "5.0/MQTT-3.1.4-1"],
    { cited: UNANNOUNCED },
  ),
  deaf("waits for more after a CONNECT that ends inside a field", ["3.1.1/MQTT-3.1.4-1", "5.0/MQTT-3.1.4-1"], {
    cited: ["3.1.1/U3-045", "5.0/U5-152"],
    apply: only(isConnect, ignores(["3.1.1/U3-045", "5.0/U5-152"])),
  }),
  deaf("takes properties in CONNECT that end inside a value", ["5.0/U5-152"], {
    apply: only(isConnect, ignores(["5.0/U5-152"])),
    alsoFails: [{ cases: "connect/truncated", because: "such a CONNECT may end inside its properties" }],
  }),
];

const order: readonly Fault[] = [
  deaf("waits for CONNECT after another packet", ["3.1.1/MQTT-3.1.0-1", "3.1.1/MQTT-4.8.0-1", "5.0/MQTT-3.1.0-1"], {
    cited: ["5.0/MQTT-3.1.0-1", "3.1.1/MQTT-3.1.0-1"],
  }),
  {
    name: "sends a PUBLISH on that comes before CONNECT",
    breaks: ["3.1.1/MQTT-3.1.0-1", "5.0/MQTT-3.1.0-1"],
    apply: together(
      reads(({ frame, requirement }) => {
        const isFirst = requirement.endsWith("MQTT-3.1.0-1") && (frame[0] ?? 0) >>> 4 === PUBLISH;
        return isFirst ? (inAnyVersion(frame) ?? "refused") : "refused";
      }),
      steps(
        (handle) => (broker, input) => {
          if (input.type !== "packet" || input.packet.type !== "PUBLISH" || broker.connections.has(input.connection))
            return handle(broker, input);
          const { atMs, connection, packet } = input;
          return [...publishAsGhost(handle, broker, atMs, packet), { type: "close", connection }];
        },
        "refused",
      ),
    ),
  },
  {
    name: "passes over a second CONNECT",
    breaks: ["3.1.1/MQTT-3.1.0-2", "5.0/MQTT-3.1.0-2"],
    alsoFails: [
      { cases: "errors/close", because: "it uses this breach to see a close" },
      { cases: "disconnect/server/last", because: "it uses this breach to see a DISCONNECT" },
    ],
    apply: touching(
      ["heard CONNECT again"],
      deafTo("CONNECT", (_, { connection }) => connection !== undefined),
    ),
  },
  {
    name: "answers a second CONNECT by a second CONNACK",
    breaks: ["5.0/MQTT-3.2.0-2"],
    apply: answers("CONNECT", (all, _, { connection, id }) =>
      connection === undefined ? all : [{ type: "send", connection: id, packet: ACCEPTED }, ...all],
    ),
  },
  lenient("takes every version of the protocol for one that it speaks", ["3.1.1/MQTT-3.1.2-2", "5.0/MQTT-3.1.2-2"], {
    alsoFails: [{ cases: "connack/refusal/closes", because: "it uses this breach to see a refusal" }],
    apply: mends(["5.0/MQTT-3.1.2-2", "3.1.1/MQTT-3.1.2-2"], (frame) => {
      const at = 8;
      frame[at] = 4;
      return frame;
    }),
  }),
  {
    name: "closes without a return code for a version that it does not speak",
    breaks: ["3.1.1/MQTT-3.1.2-2"],
    apply: steps(
      (handle) => (broker, input) => {
        const all = handle(broker, input);
        const isVersion = input.type === "malformed" && input.violation.requirement.endsWith("MQTT-3.1.2-2");
        return isVersion ? all.filter(({ type }) => type !== "send") : all;
      },
      "malformed",
    ),
  },
];

const accepted: readonly Fault[] = [
  {
    name: "refuses the first client that ever connects",
    breaks: ["3.1.1/MQTT-3.1.4-4", "5.0/MQTT-3.1.4-5"],
    alsoFails: [
      { cases: "framing/byte-by-byte", because: "its first CONNECT is the one that it judges" },
      { cases: "client-id/empty/assigned", because: "its first CONNECT is the one that it judges" },
      { cases: "connack/flags", because: "its first CONNECT is the one that it judges" },
      { cases: "connect/authentication-method/absent", because: "its first CONNECT is the one that it judges" },
    ],
    apply: remembering(() => {
      let count = 0;
      return refuses(() => count++ === 0);
    }),
  },
  {
    name: "takes a Password without a User Name for an error in MQTT 5.0",
    breaks: ["5.0/MQTT-3.1.4-5"],
    apply: touching(
      ["heard credentials"],
      refuses(({ password, userName }) => password !== undefined && userName === undefined, { "5.0": 0x82 }),
    ),
  },
  {
    name: "refuses a CONNECT with a User Property",
    breaks: ["5.0/MQTT-3.1.4-5", "5.0/U5-032"],
    apply: touching(
      ["heard CONNECT with userProperties"],
      refuses((connect) => "properties" in connect && connect.properties.userProperties !== undefined),
    ),
  },
  {
    name: "takes a second User Property with the same name for a Protocol Error",
    breaks: ["5.0/U5-032"],
    apply: touching(
      ["heard CONNECT with userProperties"],
      refuses((connect) => "properties" in connect && repeats(connect.properties.userProperties), { "5.0": 0x82 }),
    ),
  },
  {
    name: "refuses the largest Receive Maximum",
    breaks: ["5.0/MQTT-3.1.4-5"],
    apply: touching(
      ["heard CONNECT with receiveMaximum"],
      refuses((connect) => "properties" in connect && connect.properties.receiveMaximum === 0xffff),
    ),
  },
  {
    name: "refuses a will with Correlation Data",
    breaks: ["5.0/MQTT-3.1.4-5"],
    apply: touching(
      ["heard a will"],
      refuses(({ will }) => will !== undefined && "properties" in will && "correlationData" in will.properties),
    ),
  },
  {
    name: "sends on what comes after a CONNECT that it refuses",
    breaks: ["3.1.1/MQTT-3.1.4-5", "5.0/MQTT-3.1.4-6"],
    apply: remembering(() => {
      const behind = new Map<number, Uint8Array>();
      return together(
        seesPieces((chunk, id) => {
          if ((chunk[0] ?? 0) >>> 4 === CONNECT) behind.set(id, chunk.subarray(frameLength(chunk)));
        }),
        steps(
          (handle) => (broker, input) => {
            const all = handle(broker, input);
            const rest = input.type === "malformed" ? behind.get(input.connection) : undefined;
            const publish = rest && inAnyVersion(rest);
            return publish === undefined ? all : [...all, ...publishAsGhost(handle, broker, input.atMs, publish)];
          },
          "malformed",
        ),
      );
    }),
  },
];

export const connect: readonly Fault[] = [form, order, accepted].flat();

/** What a PUBLISH says whose version nobody knows. */
function inAnyVersion(frame: Uint8Array): PacketOf<"PUBLISH"> | undefined {
  for (const version of ["5.0", "3.1.1"] as const) {
    const decoded = decode(frame, version, { from: "client" });
    if (decoded.kind === "packet" && decoded.packet.type === "PUBLISH") return decoded.packet;
  }
  return undefined;
}

function repeats(userProperties: readonly (readonly [string, string])[] = []): boolean {
  return new Set(userProperties.map(([name]) => name)).size < userProperties.length;
}
