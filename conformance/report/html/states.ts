// The state of the machines beside each line of a trace: the connection as an honest server has it, and the exchanges of its
// session. All of it is told by what passed on the wire, and by nothing else.

import type { RequirementId, Version } from "../../../spec/index.ts";
import { createDecoder, type DecoderState, feed, type Packet, type Streamed } from "../../../src/codec/index.ts";
import { versionOfConnect } from "../../../src/inspect/index.ts";
import { type StateName, serverConnection, step } from "../../../src/models/index.ts";
import { clientJudge } from "../../client/duties.ts";
import { type Breach, type Judge, serverJudge } from "../../duties.ts";
import type { TraceEvent } from "../../script.ts";
import { type FlowState, type Flows, forgetOlder, openFlows, type Side, stepFlow } from "./flows.ts";

/** What stands after one line of a trace. */
export interface StateAfter {
  /** What the connection speaks, as far as its CONNECT told. */
  readonly version: Version;
  /** The state of the machine `server-connection`. */
  readonly connection: StateName;
  /** The exchanges that are not over, and the one that this packet ended. */
  readonly flows: readonly FlowState[];
  /** What a packet of the target broke, whatever the case was about. */
  readonly breach?: Breach;
  /** The sentence that the packet breaks in its exchange, whoever sent it. */
  readonly breaks?: RequirementId;
}

interface Line {
  readonly number: number;
  version: Version;
  state: StateName;
  flows: Flows;
  judge: Judge;
  readonly decoders: Record<Side, DecoderState>;
}

/** The states after each line of the trace of one case, against a target of this role. */
export function statesAlong(
  trace: readonly TraceEvent[],
  version: Version,
  role: "broker" | "client",
): readonly StateAfter[] {
  const lines = new Map<number, Line>();
  const sessions = new Map<string, Flows>();
  return trace.map((event) => {
    const line = lines.get(event.connection) ?? createLine(event.connection, version, role);
    lines.set(event.connection, line);
    return { version: line.version, ...follow(line, event, sessions, role), connection: line.state };
  });
}

type Followed = Omit<StateAfter, "connection" | "version"> & { readonly version?: Version };

function follow(line: Line, event: TraceEvent, sessions: Map<string, Flows>, role: "broker" | "client"): Followed {
  if (event.direction === "opened") return { flows: [] };
  if (event.direction !== "sent" && event.direction !== "received") {
    line.state = step(serverConnection, line.state, { type: "closed" })[0];
    return { flows: openFlows(line.flows) };
  }
  const by: Side = (event.direction === "sent") === (role === "broker") ? "client" : "server";
  if (by === "client" && line.state === "awaitingConnect") adopt(line, versionOfConnect(event.bytes), role);
  const [decoder, results] = feed(line.decoders[by], event.bytes);
  line.decoders[by] = decoder;
  let followed: Followed = { flows: openFlows(line.flows) };
  for (const result of results) followed = hear(line, result, event, by, sessions);
  return { ...followed, version: line.version };
}

/** One packet, or the breach that ended a stream. */
function hear(line: Line, result: Streamed, event: TraceEvent, by: Side, sessions: Map<string, Flows>): Followed {
  if (result.kind === "malformed") {
    if (by === "client") line.state = step(serverConnection, line.state, { type: "malformed" })[0];
    return { flows: openFlows(line.flows) };
  }
  const { packet, size } = result;
  const breach = event.direction === "received" ? line.judge.judgeReceived(packet, size) : undefined;
  if (event.direction === "sent") line.judge.noteSent(packet);
  noteSession(line, packet, sessions);
  line.state = step(serverConnection, line.state, { type: by === "client" ? said(packet) : answered(packet) })[0];
  const taken = stepFlow(line.flows, packet, by, line.number, line.version);
  const open = openFlows(line.flows);
  const isOpen = open.some(({ from, packetId }) => from === taken?.flow.from && packetId === taken?.flow.packetId);
  return {
    flows: taken === undefined || isOpen ? open : [...open, taken.flow],
    ...(breach && { breach }),
    ...(taken?.breaks !== undefined && { breaks: taken.breaks }),
  };
}

/** Exchanges belong to the session: they live on in the next connection of the same client, unless either side began anew. */
function noteSession(line: Line, packet: Packet, sessions: Map<string, Flows>): void {
  if (packet.type === "CONNECT") {
    const isClean = packet.version === "5.0" ? packet.cleanStart : packet.cleanSession;
    line.flows = (isClean ? undefined : sessions.get(packet.clientId)) ?? new Map();
    if (packet.clientId !== "") sessions.set(packet.clientId, line.flows);
  }
  if (packet.type === "CONNACK") {
    if (!packet.sessionPresent) forgetOlder(line.flows, line.number);
    const assigned = "properties" in packet ? packet.properties.assignedClientIdentifier : undefined;
    if (assigned !== undefined) sessions.set(assigned, line.flows);
  }
}

/** What a packet of the client's is to the machine of the server. */
function said(packet: Packet): string {
  switch (packet.type) {
    case "CONNECT":
    case "AUTH":
      return packet.type;
    case "DISCONNECT":
      return "reasonCode" in packet && packet.reasonCode === 0x04 ? "DISCONNECT with will" : "DISCONNECT";
    default:
      return "packet";
  }
}

/** What a packet of the server's tells of what was decided there; nothing where the machine need not know of it. */
function answered(packet: Packet): string {
  switch (packet.type) {
    case "CONNACK":
      return ("reasonCode" in packet ? packet.reasonCode : packet.returnCode) === 0 ? "accepted" : "refused";
    case "AUTH":
      return packet.reasonCode === 0x18 ? "continued" : "accepted";
    case "DISCONNECT":
      return "stopped";
    default:
      return "";
  }
}

function createLine(number: number, version: Version, role: "broker" | "client"): Line {
  return {
    number,
    version,
    state: String(serverConnection.config.initial),
    flows: new Map(),
    judge: judgeOf(version, role),
    decoders: {
      client: createDecoder({ version, from: "client" }),
      server: createDecoder({ version, from: "server" }),
    },
  };
}

/** A connection speaks what its CONNECT says, whatever version the case is of. */
function adopt(line: Line, spoken: Version | undefined, role: "broker" | "client"): void {
  if (spoken === undefined || spoken === line.version) return;
  line.version = spoken;
  line.judge = judgeOf(spoken, role);
  line.decoders.client = createDecoder({ version: spoken, from: "client" });
  line.decoders.server = createDecoder({ version: spoken, from: "server" });
}

function judgeOf(version: Version, role: "broker" | "client"): Judge {
  return role === "broker" ? serverJudge(version) : clientJudge(version);
}
