// Tries the rows of a class, whole and cut in two, while a witness hears all that is sent on.

import { dialRaw } from "../raw-peer.ts";
import { connect, publish, subscribe } from "./packets.ts";
import type { Row } from "./row.ts";
import { tryRow } from "./try-row.ts";

/** Rows that are as short are cut before each of their bytes. */
const CUT_BYTES = 32;
const MARK = "witness";
/** How the answer ends where a client is still connected. */
const IS_IN = "open";

/** How rows are tried. */
export interface RowOptions {
  readonly port: number;
  /** How long an answer may take. */
  readonly patienceMs: number;
  /** Whether short rows are sent in two segments, too, cut at every place. */
  readonly cuts: boolean;
}

/** What was tried, and what was not as it should be, in a line each. */
export interface Tried {
  readonly count: number;
  readonly faults: readonly string[];
}

/** Tries the rows, one after the other. */
export async function tryRows(rows: readonly Row[], { port, patienceMs, cuts }: RowOptions): Promise<Tried> {
  const witness = await witnessAt(port);
  const faults: string[] = [];
  let count = 0;
  for (const row of rows) {
    const places = cuts && row.bytes.length <= CUT_BYTES ? row.bytes.length : 1;
    const answers = await answersTo(row, places, (at) => tryRow(row, port, patienceMs, at));
    count += places;
    const wrong = answers.findIndex((answer) => answer !== row.answer);
    const cut = wrong > 0 ? `, cut before byte ${wrong}` : "";
    if (wrong !== -1) faults.push(`${name(row)}${cut}: expected ${row.answer}, found ${answers[wrong]}`);
    const heard = new Set(await witness.heard());
    const same = heard.size === row.heard.length && row.heard.every((topic) => heard.has(topic));
    if (!same) faults.push(`${name(row)}: others heard of ${[...heard].join(", ") || "nothing"}`);
  }
  witness.close();
  return { count, faults };
}

/** The answers to a row, whole and then cut before each byte but the first. */
async function answersTo(
  row: Row,
  places: number,
  trial: (at: number | undefined) => Promise<string>,
): Promise<readonly string[]> {
  const cutsAt = Array.from({ length: places }, (_, at) => (at === 0 ? undefined : at));
  if (!row.answer.endsWith(IS_IN)) return Promise.all(cutsAt.map(trial));
  // Who is let in is a client with a name, and would be taken over by the next of that name.
  const answers: string[] = [];
  for (const at of cutsAt) answers.push(await trial(at));
  return answers;
}

function name({ version, place, bytes }: Row): string {
  const hex = Buffer.from(bytes.subarray(0, 40)).toString("hex");
  return `${version}, ${place} ${hex}${bytes.length > 40 ? "…" : ""}`;
}

/** Subscribes to everything; answers which topics it has heard of since it was asked last. */
async function witnessAt(port: number) {
  const peer = await dialRaw(port, "5.0");
  peer.send(connect()("5.0"), subscribe([["#", 0]])("5.0"));
  const heard = async (): Promise<readonly string[]> => {
    const topics: string[] = [];
    // Its own message comes behind all that came before.
    peer.send(publish(MARK)("5.0"));
    for (let packet = await peer.next(); packet !== undefined; packet = await peer.next()) {
      if (packet.type !== "PUBLISH") continue;
      if (packet.topicName === MARK) return topics;
      topics.push(packet.topicName);
    }
    return [...topics, "its own end"];
  };
  await heard();
  return { heard, close: () => peer.socket.destroy() };
}
