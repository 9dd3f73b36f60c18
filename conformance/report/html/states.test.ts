import { expect, test } from "vitest";
import type { Version } from "../../../spec/index.ts";
import { decode } from "../../../src/codec/index.ts";
import { fromHex } from "../../../src/inspect/index.ts";
import type { TraceEvent } from "../../script.ts";
import { statesAlong } from "./states.ts";

const CONNECT = "100d00044d5154540402003c000161";
const CONNECT_KEPT = "100d00044d5154540400003c000161";
const CONNACK = "20020000";
const CONNACK_PRESENT = "20020100";
const PUBLISH_QOS_1 = "32050001740007";
const PUBLISH_QOS_2 = "34050001740007";
const PUBACK = "40020007";
const PUBREC = "50020007";
const PUBREL = "62020007";
const PUBCOMP = "70020007";
const DISCONNECT = "e000";

/** `→` is sent by us and `←` received, on connection 1 where no number stands in front; the other words are those of a trace. */
function trace(version: Version, ...lines: readonly string[]): readonly TraceEvent[] {
  return lines.map((line) => {
    const [, number = "1", arrow = "", words = ""] = /^(\d?)([→←]?)(.*)$/.exec(line) ?? [];
    const read = fromHex(arrow === "" ? "" : words);
    const bytes = read.kind === "bytes" ? read.bytes : new Uint8Array(0);
    const decoded = decode(bytes, version, { lenient: true });
    const packet = decoded.kind === "packet" ? decoded.packet : null;
    const direction = arrow === "→" ? "sent" : arrow === "←" ? "received" : (words as TraceEvent["direction"]);
    return { connection: Number(number || "1"), atMs: 0, direction, bytes, packet };
  });
}

function connections(version: Version, ...lines: readonly string[]): readonly string[] {
  return statesAlong(trace(version, ...lines), version, "broker").map(({ connection }) => connection);
}

function flows(...lines: readonly string[]): readonly string[] {
  const after = statesAlong(trace("3.1.1", ...lines), "3.1.1", "broker").at(-1);
  return (after?.flows ?? []).map(
    ({ from, packetId, qos, sender, receiver }) => `${from} ${packetId} qos ${qos}: ${sender}, ${receiver}`,
  );
}

test("a connection goes from its CONNECT over CONNACK to its end", () => {
  expect(connections("3.1.1", "opened", `→${CONNECT}`, `←${CONNACK}`, `→${DISCONNECT}`, "closed by us")).toEqual([
    "awaitingConnect",
    "deciding",
    "connected",
    "closed",
    "closed",
  ]);
});

test("an honest server has closed after a second CONNECT, whatever the target does", () => {
  expect(connections("3.1.1", `→${CONNECT}`, `←${CONNACK}`, `→${CONNECT}`, "←d000")).toEqual([
    "deciding",
    "connected",
    "closed",
    "closed",
  ]);
});

test("an honest server has closed after a malformed packet, and not before its last byte came", () => {
  const malformed = "4102";
  expect(connections("3.1.1", `→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_1.slice(0, 6)}`)).toContain("connected");
  expect(connections("3.1.1", `→${CONNECT}`, `←${CONNACK}`, `→${malformed}`).at(-1)).toBe("closed");
});

test("each connection has a state of its own", () => {
  expect(connections("3.1.1", `1→${CONNECT}`, "2opened", `1←${CONNACK}`, "1closed by the target", "2→c000")).toEqual([
    "deciding",
    "awaitingConnect",
    "connected",
    "closed",
    "closed",
  ]);
});

test("a CONNECT of another version is read as what it says", () => {
  const connect50 = "100e00044d5154540502003c00000161";
  const after = statesAlong(trace("5.0", `→${connect50}`, "←2003000000"), "3.1.1", "broker");
  expect(after.map(({ version, connection }) => `${version} ${connection}`)).toEqual(["5.0 deciding", "5.0 connected"]);
});

test("QoS 1 ends with its PUBACK, which is shown once more", () => {
  const begun = [`→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_1}`];
  expect(flows(...begun)).toEqual(["client 7 qos 1: awaitingPuback, idle"]);
  expect(flows(...begun, `←${PUBACK}`)).toEqual(["client 7 qos 1: idle, idle"]);
  expect(flows(...begun, `←${PUBACK}`, "→c000")).toEqual([]);
});

test("QoS 2 goes through both machines, step by step", () => {
  const begun = [`→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_2}`];
  expect(flows(...begun)).toEqual(["client 7 qos 2: awaitingPubrec, held"]);
  expect(flows(...begun, `←${PUBREC}`)).toEqual(["client 7 qos 2: awaitingPubcomp, held"]);
  expect(flows(...begun, `←${PUBREC}`, `→${PUBREL}`)).toEqual(["client 7 qos 2: awaitingPubcomp, idle"]);
  expect(flows(...begun, `←${PUBREC}`, `→${PUBREL}`, `←${PUBCOMP}`)).toEqual(["client 7 qos 2: idle, idle"]);
});

test("the same Packet Identifier in the two directions is two exchanges", () => {
  expect(flows(`→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_2}`, `←${PUBLISH_QOS_1}`)).toEqual([
    "client 7 qos 2: awaitingPubrec, held",
    "server 7 qos 1: awaitingPuback, idle",
  ]);
});

test("a PUBREC that refuses takes back that the message was held", () => {
  const connect = "100e00044d5154540502003c00000161";
  const refused = [`→${connect}`, "←2003000000", "→3406000174000700", "←5003000797"];
  const after = statesAlong(trace("5.0", ...refused), "5.0", "broker").map((state) => state.flows);
  expect(after.slice(2)).toEqual([
    [{ from: "client", packetId: 7, qos: 2, sender: "awaitingPubrec", receiver: "held" }],
    [{ from: "client", packetId: 7, qos: 2, sender: "idle", receiver: "idle" }],
  ]);
});

test("exchanges live on in the next connection of the session, and end with it", () => {
  const begun = [`→${CONNECT_KEPT}`, `←${CONNACK}`, `→${PUBLISH_QOS_2}`, "closed by us", `2→${CONNECT_KEPT}`];
  const open = ["client 7 qos 2: awaitingPubrec, held"];
  expect(flows(...begun)).toEqual(open);
  expect(flows(...begun, `2←${CONNACK_PRESENT}`)).toEqual(open);
  expect(flows(...begun, `2←${CONNACK}`)).toEqual([]);
  expect(flows(...begun.slice(0, -1), `2→${CONNECT}`)).toEqual([]);
});

test("an acknowledgement of another QoS names the sentence that it breaks", () => {
  const states = statesAlong(
    trace("3.1.1", `→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_1}`, `←${PUBREC}`),
    "3.1.1",
    "broker",
  );
  expect(states.map(({ breaks }) => breaks)).toEqual([undefined, undefined, undefined, "3.1.1/MQTT-3.3.4-1"]);
});

test("a PUBLISH that is sent again with DUP goes on, and one without it takes an identifier that is in use", () => {
  const again = `3a${PUBLISH_QOS_1.slice(2)}`;
  const breaks = (second: string): readonly unknown[] =>
    statesAlong(trace("3.1.1", `→${CONNECT}`, `←${CONNACK}`, `→${PUBLISH_QOS_1}`, `→${second}`), "3.1.1", "broker").map(
      (state) => state.breaks,
    );
  expect(breaks(again)).toEqual([undefined, undefined, undefined, undefined]);
  expect(breaks(PUBLISH_QOS_1)).toEqual([undefined, undefined, undefined, "3.1.1/MQTT-2.3.1-2"]);
});

test("what the target may never send is named where it came", () => {
  const states = statesAlong(trace("3.1.1", `→${CONNECT}`, "←d000", `←${CONNACK}`), "3.1.1", "broker");
  expect(states.map(({ breach }) => breach?.requirement)).toEqual([undefined, "3.1.1/MQTT-3.2.0-1", undefined]);
});

test("where a client is tried, what we receive is the client's", () => {
  const states = statesAlong(trace("3.1.1", `←${CONNECT}`, `→${CONNACK}`, `←${PUBLISH_QOS_1}`), "3.1.1", "client");
  expect(states.map(({ connection }) => connection)).toEqual(["deciding", "connected", "connected"]);
  expect(states.at(-1)?.flows).toMatchObject([{ from: "client", sender: "awaitingPuback" }]);
});
