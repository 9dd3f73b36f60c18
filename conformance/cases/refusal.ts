// What a server does with a packet that it may not accept: it closes, or it refuses by an acknowledgement. (5.0 §4.13, 3.1.1 §4.8)

import {
  type CaseDefinition,
  type Closed,
  type Connection,
  type Script,
  type Sendable,
  type TestCase,
  type Toolkit,
  testCase,
} from "../case.ts";

/**
 * A case about a client's fault. MQTT 3.1.1 commands the close (3.1.1/MQTT-4.8.0-1); 5.0 commands it for what the server
 * detects, and leaves open how closely it looks (§4.13.1): there the case is `strict`.
 */
export function faultCase(definition: Omit<CaseDefinition, "level">): readonly TestCase[] {
  return testCase(definition).map((one) => (one.version === "5.0" ? { ...one, level: "strict" } : one));
}

/**
 * Control arm: sends, and has the connection closed by a second CONNECT, for which every server closes (MQTT-3.1.0-2), whatever
 * it made of the rest. So one waits for the same thing whatever the server chooses.
 */
export function* closedAfter(t: Toolkit, connection: Connection, ...what: readonly Sendable[]): Script<Closed> {
  yield* connection.send(...what);
  yield* connection.send(t.connectPacket({ clientId: connection.clientId }));
  return yield* t.control("a second CONNECT closes the connection", () => connection.expectClosed());
}

/** What is wrong with a packet, and the acknowledgement by which the server may refuse it. */
export interface Fault {
  readonly type: "SUBACK" | "PUBACK" | "PUBREC";
  readonly packetId: number;
  readonly fault: string;
}

/**
 * Judges: the server closes, or what it acknowledges with refuses everything that was asked for.
 * An acknowledgement that comes before the close shows.
 */
export function* expectRefusal(
  t: Toolkit,
  connection: Connection,
  { type, packetId, fault }: Fault,
  ...what: readonly Sendable[]
): Script<void> {
  const { packets } = yield* closedAfter(t, connection, ...what);
  for (const packet of packets) {
    if (packet.type !== type || packet.packetId !== packetId) continue;
    const codes = codesOf(packet);
    const refused = codes.length > 0 && codes.every((code) => code >= 0x80);
    const said = codes.map((code) => `0x${code.toString(16).padStart(2, "0")}`).join(", ");
    t.check(
      refused,
      `a close, or ${type} with a code of 0x80 or more, for ${fault}`,
      `${type} with ${said || "no code"}`,
    );
  }
}

function codesOf(packet: object): readonly number[] {
  if ("reasonCodes" in packet) return packet.reasonCodes as readonly number[];
  if ("returnCodes" in packet) return packet.returnCodes as readonly number[];
  return "reasonCode" in packet ? [packet.reasonCode as number] : [];
}
