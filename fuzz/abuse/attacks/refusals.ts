// Clients that are refused, by the ten thousand: what each of them costs must be given back.

import { mebibytesOf } from "../../broker-process.ts";
import { closed, each, must, type Stage } from "../stage.ts";

const ROUND = 10_000;
const MOST_ROUNDS = 10;
/** A round that costs no more costs less than 200 bytes a client: memory has come to rest. */
const REST_MEBIBYTES = 2;
const AT_ONCE = 32;

/**
 * Sends a broker of its own these bytes on so many connections that its memory comes to rest, as it does where nothing is kept of
 * them. Throws where it never does.
 */
export async function comesToRest(stage: Stage, packets: readonly Uint8Array[]): Promise<void> {
  const { port, pid } = await stage.start({});
  const grown: number[] = [];
  for (let before = mebibytesOf(pid); grown.length < MOST_ROUNDS; before = mebibytesOf(pid)) {
    await refused(stage, port, packets);
    const more = mebibytesOf(pid) - before;
    if (more < REST_MEBIBYTES) return;
    grown.push(more);
  }
  must(false, `each ${ROUND} connections cost more: ${grown.map((each) => each.toFixed(0)).join(", ")} MiB`);
}

/** One round, some at a time, until all of them are closed. */
async function refused({ dial }: Stage, port: number, packets: readonly Uint8Array[]): Promise<void> {
  let left = ROUND;
  await each(AT_ONCE, async () => {
    while (left-- > 0) {
      const socket = await dial(port);
      socket.resume();
      const over = closed(socket);
      socket.end(packets[left % packets.length] as Uint8Array);
      await over;
    }
  });
}
