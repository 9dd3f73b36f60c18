// Plays one script: carries its moves out through a player, reads what comes with our codec, and keeps the record.

import type { Version } from "../../spec/index.ts";
import { createDecoder, type DecoderState, feed, type Packet } from "../../src/codec/index.ts";
import type { ClientSaying, Command } from "../client/command.ts";
import type { Move, Outcome, Script, TraceEvent, Via } from "../script.ts";
import { readable } from "../wire.ts";
import { createBell, type Link, type Player } from "./player.ts";

/** What can come on a connection. */
type Arrival = Extract<Outcome, { readonly kind: "packet" | "bytes" | "malformed" | "ended" }>;

interface Line {
  readonly number: number;
  readonly version: Version;
  readonly raw: boolean;
  /** Whether what is sent is HTTP and frames, and no packets as they are. */
  readonly isFramed: boolean;
  decoder: DecoderState;
  /** Bytes that have come and are no whole packet yet, for the record. */
  pending: Uint8Array;
  readonly arrivals: Arrival[];
  link: Link | undefined;
  ended: boolean;
  closedByUs: boolean;
}

/** Runs a script to its end. What it throws, a `Stopped` too, comes out of here; whatever it opened is put away. */
export async function play(script: Script<void>, player: Player, trace: TraceEvent[]): Promise<void> {
  const stage = createStage(player, trace);
  try {
    let step = script.next(undefined as never);
    while (!step.done) step = script.next(await stage.perform(step.value));
  } finally {
    stage.clear();
  }
}

interface Stage {
  perform(move: Move): Promise<Outcome>;
  clear(): void;
}

function createStage(player: Player, trace: TraceEvent[]): Stage {
  const startMs = player.now();
  const bell = createBell();
  const lines = new Map<number, Line>();
  const now = (): number => player.now() - startMs;
  const done = (): Outcome => ({ kind: "done", atMs: now() });
  const note: Note = (line, direction, bytes = NOTHING, packet = null) => {
    trace.push({ connection: line.number, atMs: now(), direction, bytes, packet });
  };
  const lineOf = (number: number): Line => {
    const line = lines.get(number);
    if (line === undefined) throw new Error(`there is no connection ${number}`);
    return line;
  };

  const sayings: { readonly saying: ClientSaying; readonly atMs: number }[] = [];
  player.client?.onSaying((saying) => {
    sayings.push({ saying, atMs: now() });
    bell.ring();
  });

  const open = async ({ version, raw, untilMs, via }: Extract<Move, { readonly type: "open" }>): Promise<Outcome> => {
    const from = player.client === undefined ? "server" : "client";
    const line = createLine(lines.size + 1, version, raw, from, via);
    const opened = await player.open(
      {
        onBytes: (bytes) => {
          hear(line, bytes, now(), note);
          bell.ring();
        },
        onEnd: (how) => {
          if (line.ended) return;
          line.ended = true;
          if (!line.closedByUs) note(line, "closed by the target");
          line.arrivals.push({ kind: "ended", how, atMs: now() });
          bell.ring();
        },
      },
      untilMs === undefined ? undefined : startMs + untilMs,
      via,
    );
    if (opened.kind === "unreachable") return { kind: "unreachable", reason: opened.reason, atMs: now() };
    line.link = opened.link;
    lines.set(line.number, line);
    note(line, "opened");
    return { kind: "opened", connection: line.number, atMs: now() };
  };

  const receive = async (line: Line, untilMs: number): Promise<Outcome> => {
    for (;;) {
      const first = line.arrivals[0];
      if (first && (first.atMs <= untilMs || first.kind === "ended")) {
        // An end stays: whoever asks again is told again.
        if (first.kind !== "ended") line.arrivals.shift();
        return first;
      }
      if (first || now() >= untilMs) return { kind: "silence", atMs: now() };
      bell.still();
      await player.pause(startMs + untilMs, bell);
    }
  };

  const tell = async (command: Command): Promise<Outcome> => {
    if (player.client === undefined) throw new Error("there is no client that could be told anything");
    const answer = await player.client.tell(command);
    return { kind: "answered", answer, atMs: now() };
  };

  const listen = async (untilMs: number): Promise<Outcome> => {
    for (;;) {
      const first = sayings.shift();
      if (first !== undefined) return { kind: "said", ...first };
      if (now() >= untilMs) return { kind: "silence", atMs: now() };
      bell.still();
      await player.pause(startMs + untilMs, bell);
    }
  };

  const end = (line: Line, how: "close" | "abort"): Outcome => {
    if (!line.closedByUs && !line.ended) note(line, "closed by us");
    line.closedByUs = true;
    line.link?.[how]();
    return done();
  };

  const clear = (): void => {
    for (const line of lines.values()) {
      line.closedByUs = true;
      line.link?.abort();
    }
  };

  return {
    async perform(move) {
      switch (move.type) {
        case "open":
          return await open(move);
        case "send": {
          const line = lineOf(move.connection);
          noteSent(line, move.bytes, note);
          line.link?.send(move.bytes);
          return done();
        }
        case "receive":
          return await receive(lineOf(move.connection), move.untilMs);
        case "close":
        case "abort":
          return end(lineOf(move.connection), move.type);
        case "forget":
          clear();
          lines.clear();
          trace.length = 0;
          return done();
        case "tell":
          return await tell(move.command);
        case "listen":
          return await listen(move.untilMs);
        case "wait":
          // No bell that is known to anyone: time alone ends this pause.
          await player.pause(player.now() + move.ms, createBell());
          return done();
      }
    },
    clear,
  };
}

const NOTHING = new Uint8Array(0);

type Note = (line: Line, direction: TraceEvent["direction"], bytes?: Uint8Array, packet?: Packet | null) => void;

function createLine(number: number, version: Version, raw: boolean, from: "server" | "client", via?: Via): Line {
  return {
    number,
    version,
    raw,
    isFramed: via === "webSocket",
    decoder: createDecoder({ version, from }),
    pending: NOTHING,
    arrivals: [],
    link: undefined,
    ended: false,
    closedByUs: false,
  };
}

/** Reads what has come, strictly, and queues it. */
function hear(line: Line, bytes: Uint8Array, atMs: number, note: Note): void {
  if (line.raw) {
    note(line, "received", bytes);
    line.arrivals.push({ kind: "bytes", bytes, atMs });
    return;
  }
  let rest = line.pending.length === 0 ? bytes : new Uint8Array(Buffer.concat([line.pending, bytes]));
  const [next, results] = feed(line.decoder, bytes);
  line.decoder = next;
  for (const result of results) {
    if (result.kind === "malformed") {
      note(line, "received", rest);
      line.arrivals.push({ kind: "malformed", violation: result.violation, atMs });
      return;
    }
    note(line, "received", rest.subarray(0, result.size), result.packet);
    rest = rest.subarray(result.size);
    line.arrivals.push({ kind: "packet", packet: result.packet, size: result.size, atMs });
  }
  line.pending = rest;
}

/** Records what is sent: a line for each packet that can be read, and one for the bytes that cannot. */
function noteSent(line: Line, bytes: Uint8Array, note: Note): void {
  let rest = bytes;
  for (const { packet, size } of line.isFramed ? [] : readable(bytes, line.version)) {
    note(line, "sent", rest.subarray(0, size), packet);
    rest = rest.subarray(size);
  }
  if (rest.length > 0) note(line, "sent", rest);
}
