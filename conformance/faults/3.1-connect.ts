// Brokers that take what is no CONNECT, or refuse what is one. (§3.1)

import type { RequirementId } from "../../spec/index.ts";
import type { Fault } from "./fault.ts";
import { deaf, lenient } from "./leniency.ts";
import { answers, changed, deafTo, hears, ignores, mends, only, sends, steps, together, tolerates, withProperties } from "./wrappers.ts";

const CONNECT = 1;
const isConnect = ({ frame }: { readonly frame: Uint8Array }): boolean => (frame[0] ?? 0) >>> 4 === CONNECT;

/** What a CONNECT may not be: who takes it all the same, and which sentence forbids it. */
const BREACHES: readonly (readonly [name: string, ...breaks: readonly RequirementId[]])[] = [
  ["takes a CONNECT with the reserved flag", "3.1.1/MQTT-3.1.2-3", "5.0/MQTT-3.1.2-3"],
  ["takes a Will QoS without a will", "3.1.1/MQTT-3.1.2-13", "5.0/MQTT-3.1.2-11"],
  ["takes Will Retain without a will", "3.1.1/MQTT-3.1.2-15", "5.0/MQTT-3.1.2-13"],
  ["takes a Will QoS of 3", "3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12"],
  ["does not miss a will that the flags announce", "3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-9"],
  ["does not miss a User Name that the flags announce", "3.1.1/MQTT-3.1.2-19", "5.0/MQTT-3.1.2-17"],
  ["does not miss a Password that the flags announce", "3.1.1/MQTT-3.1.2-21", "5.0/MQTT-3.1.2-19"],
  ["takes a Password that the flags do not announce", "3.1.1/MQTT-3.1.2-20", "5.0/MQTT-3.1.2-18"],
  ["takes a Password without a User Name", "3.1.1/MQTT-3.1.2-22"],
  ["does not miss the Client Identifier", "3.1.1/MQTT-3.1.3-3", "5.0/MQTT-3.1.3-3"],
  ["takes a wildcard in a Will Topic", "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1"],
  ["takes another protocol for MQTT", "3.1.1/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-1"],
  ["takes a second Session Expiry Interval in CONNECT", "5.0/U5-021"],
  ["takes a Receive Maximum twice or of 0", "5.0/U5-023"],
  ["takes a Maximum Packet Size twice or of 0", "5.0/U5-024"],
  ["takes a second Topic Alias Maximum", "5.0/U5-027"],
  ["takes a Request Response Information twice or of 2", "5.0/U5-028"],
  ["takes a Request Problem Information twice or of 2", "5.0/U5-030"],
  ["takes a second Authentication Method", "5.0/U5-033"],
  ["takes Authentication Data without a method", "5.0/U5-034"],
  ["takes a second Will Delay Interval", "5.0/U5-036"],
  ["takes a second Payload Format Indicator in a will", "5.0/U5-038"],
  ["takes a second Message Expiry Interval in a will", "5.0/U5-040"],
  ["takes a second Content Type in a will", "5.0/U5-041"],
  ["takes a second Response Topic in a will", "5.0/U5-042"],
  ["takes a second Correlation Data in a will", "5.0/U5-043"],
];

const UNANNOUNCED = ["3.1.1/MQTT-3.1.2-18", "5.0/MQTT-3.1.2-16"] as const;

const form: readonly Fault[] = [
  ...BREACHES.map(([name, ...breaks]) => lenient(name, breaks)),
  lenient("takes a User Name, and whatever comes after the last field, that the flags do not announce", [
    ...UNANNOUNCED,
    "3.1.1/MQTT-3.1.4-1",
    "5.0/MQTT-3.1.4-1",
  ], { cited: UNANNOUNCED }),
  deaf("waits for more after a CONNECT that ends inside a field", ["3.1.1/MQTT-3.1.4-1", "5.0/MQTT-3.1.4-1"], {
    apply: only(isConnect, ignores(["3.1.1/U3-045", "5.0/U5-152"])),
  }),
  deaf("takes properties in CONNECT that end inside a value", ["5.0/U5-152"], {
    apply: only(isConnect, ignores(["5.0/U5-152"])),
    alsoFails: [{ cases: "connect/truncated", because: "such a CONNECT may end inside its properties" }],
  }),
];

export const connect: readonly Fault[] = [form].flat();
