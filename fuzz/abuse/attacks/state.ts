// Clients that say nothing, or as slowly as they can.

import { connect } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { closed, each, must, type Stage } from "../stage.ts";

/** How long a connection may wait with its CONNECT, for these attacks. */
const CONNECT_MS = 500;
/** A busy machine may be late by so much. */
const LATE_MS = 5_000;

const impatient = { limits: { connectTimeoutMs: CONNECT_MS } };

export const stateAttacks = {
  nothingSent: attack(
    "state.nothing-sent",
    "hundreds of connections that say nothing: closed when their time is over",
    async (stage) => {
      const { port } = await stage.start({ config: impatient });
      await each(300, async () => {
        const socket = await stage.dial(port);
        socket.resume();
        await closed(socket);
      });
    },
  ),
  partialConnectDrip: attack(
    "state.partial-connect-drip",
    "a CONNECT that drips byte by byte: the time counts from the connection, not from the last byte",
    async (stage) => {
      const { port } = await stage.start({ config: impatient });
      await each(50, (i) => drip(stage, port, connect({ clientId: "d".repeat(200 + i) })("5.0")));
    },
  ),
  oneByteASecond: attack(
    "state.one-byte-a-second",
    "a client that is in, and sends a byte a second and never a packet: silent by its Keep Alive",
    async ({ enter }) => {
      const { socket } = await enter("slow", { keepAlive: 2 });
      const beganMs = performance.now();
      // A PUBLISH of 127 bytes, of which there never are as many.
      socket.write(Uint8Array.of(0x30, 0x7f));
      const timer = setInterval(() => socket.writable && socket.write(Uint8Array.of(0)), 1_000);
      await closed(socket);
      clearInterval(timer);
      const tookMs = performance.now() - beganMs;
      must(tookMs >= 2_900 && tookMs < 3_000 + LATE_MS, `it was closed after ${Math.round(tookMs)} ms`);
    },
  ),
  keepAliveEqualMaximum: attack(
    "state.keepalive-equal-max",
    "a Keep Alive that is the longest allowed: a silent client is closed after one and a half times of it, and not before",
    async ({ start, enter }) => {
      const { port } = await start({ config: { limits: { serverKeepAliveSeconds: 2 } } });
      const beganMs = performance.now();
      const peer = await enter("keeps", { port, keepAlive: 2 });
      const rest = await peer.rest();
      const tookMs = performance.now() - beganMs;
      must(tookMs >= 2_900 && tookMs < 3_000 + LATE_MS, `it was closed after ${Math.round(tookMs)} ms`);
      must(
        rest.some((one) => one.type === "DISCONNECT"),
        "it was not told why",
      );
    },
  ),
};

/** Writes a byte at a time until the other end has had enough, which it must before the last. */
async function drip({ dial }: Stage, port: number, bytes: Uint8Array): Promise<void> {
  const socket = await dial(port);
  socket.resume();
  const beganMs = performance.now();
  const over = closed(socket);
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.writable && sent < bytes.length - 1) socket.write(bytes.subarray(sent, ++sent));
  }, 20);
  await over;
  clearInterval(timer);
  const tookMs = performance.now() - beganMs;
  must(tookMs < CONNECT_MS + LATE_MS, `it was closed after ${Math.round(tookMs)} ms only`);
  must(sent > 3 && sent < bytes.length, `${sent} bytes were sent`);
}
