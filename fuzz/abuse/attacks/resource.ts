// Attacks on what a broker has only so much of: memory, retained messages, files and patience.

import { setImmediate as turn } from "node:timers/promises";
import { mebibytesOf } from "../../broker-process.ts";
import { connect, hex, publish, subscribe } from "../bytes/packets.ts";
import { words } from "../bytes/try-row.ts";
import { attack } from "../class.ts";
import { noise } from "../noise.ts";
import type { RawPeer } from "../raw-peer.ts";
import { closed, each, grownBy, must, ping } from "../stage.ts";
import { comesToRest } from "./refusals.ts";
import { flood, readsByteByByte } from "./slow-readers.ts";

const FLAT_MEBIBYTES = 48;
/** What waits for one client is bounded by 64 MiB; kernel and sockets hold some more. */
const HELD_MEBIBYTES = 200;
const RETAINED = 500;

export const resourceAttacks = {
  retainedFlood: attack(
    "resource.retained-flood",
    "retained messages without end: what is more than the quota is refused with 0x97, and the others stay",
    async ({ start, enter }) => {
      const { port } = await start({ config: { limits: { maximumRetainedMessages: RETAINED } } });
      const peer = await enter("retains", { port });
      for (let i = 0; i < 2 * RETAINED; i += 1)
        peer.send(publish(`abuse/${i}`, { first: 0x33, packetId: i + 1 })("5.0"));
      const answers = (await ping(peer)).map(words);
      const refused = answers.filter((one) => one === "PUBACK 0x97").length;
      must(answers.length === 2 * RETAINED && refused === RETAINED, `${refused} of ${answers.length} were refused`);
      peer.send(subscribe([["abuse/#", 0]])("5.0"));
      const kept = (await ping(peer)).filter(({ type }) => type === "PUBLISH").length;
      must(kept === RETAINED, `${kept} are retained`);
    },
  ),
  retainedBytes: attack(
    "resource.retained-flood-bytes",
    "retained messages of a megabyte each: bounded by their bytes, too",
    async ({ start, enter }) => {
      const broker = await start({ config: { limits: { maximumRetainedBytes: 20_000_000 } } });
      const peer = await enter("retains", { port: broker.port });
      const payload = new Uint8Array(1_000_000);
      for (let i = 0; i < 60; i += 1) {
        peer.send(publish(`abuse/${i}`, { first: 0x33, packetId: i + 1, payload })("5.0"));
      }
      const answers = (await ping(peer)).map(words);
      const refused = answers.filter((one) => one === "PUBACK 0x97").length;
      must(refused > 39 && refused < 45, `${refused} of ${answers.length} were refused`);
    },
  ),
  neverReads: attack(
    "resource.slow-reader",
    "a subscriber that never reads, of a flood: what waits for it is bounded",
    async ({ enter, broker }) => {
      const before = mebibytesOf(broker.pid);
      const deaf = await enter("deaf");
      deaf.send(subscribe([["flood", 0]])("5.0"));
      await ping(deaf);
      deaf.socket.pause();
      const loud = await enter("loud");
      await flood(loud, 3_000, 60_000);
      const grown = grownBy(broker, before);
      must(grown < HELD_MEBIBYTES, `it costs ${grown.toFixed(0)} MiB`);
    },
  ),
  readsSlowly: attack(
    "resource.reader-of-single-bytes",
    "a subscriber that reads a byte at a time, of a flood: it is not let down, and nobody waits for it",
    async (stage) => {
      const before = mebibytesOf(stage.broker.pid);
      const slow = await readsByteByByte(stage);
      const loud = await stage.enter("loud");
      await flood(loud, 1_000, 60_000);
      must(slow.read() > 0 && slow.isOpen(), "the slow one was cut off");
      const grown = grownBy(stage.broker, before);
      must(grown < HELD_MEBIBYTES, `it costs ${grown.toFixed(0)} MiB`);
    },
  ),
  asksAndNeverReads: attack(
    "resource.pings-and-never-reads",
    "a client that asks without end and reads no answer: it is not read any more either",
    async ({ enter, broker }) => {
      const before = mebibytesOf(broker.pid);
      const { socket } = await enter("asks");
      socket.pause();
      const pings = Buffer.alloc(65_536);
      for (let at = 0; at < pings.length; at += 2) pings[at] = 0xc0;
      // A broker that goes on reading takes all of these; the network takes some megabytes.
      let sent = 0;
      for (; sent < 1_000 && socket.writableLength < 8_000_000; sent += 1) {
        socket.write(pings);
        await turn();
      }
      const grown = grownBy(broker, before);
      must(grown < FLAT_MEBIBYTES, `${sent} writes cost ${grown.toFixed(0)} MiB`);
    },
  ),
  halfOpen: attack(
    "resource.half-open-peer",
    "a client that is gone without a word, while its connection stands: Keep Alive ends it, and its will is published",
    async ({ enter }) => {
      const heir = await enter("heir");
      heir.send(subscribe([["abuse/gone", 0]])("5.0"));
      await ping(heir);
      const gone = await each(20, (i) => enter(`gone${i}`, { keepAlive: 1, willTopic: "abuse/gone" }));
      // No byte goes to them or comes from them, as where a cable is cut.
      for (const { socket } of gone) socket.pause();
      for (let i = 0; i < gone.length; i += 1) must((await heir.next())?.type === "PUBLISH", "a will is missing");
    },
  ),
  resets: attack(
    "resource.reset-in-mid-packet",
    "connections that are reset in the middle of a packet: the half of it has no effect, and the will is published",
    async ({ enter }) => {
      const heir = await enter("heir");
      heir.send(subscribe([["abuse/gone", 0]])("5.0"));
      await ping(heir);
      await each(300, async (i) => {
        const { socket } = await enter(`reset${i}`, { willTopic: "abuse/gone" });
        socket.write(hex("30 64 00 0a 61 62 75 73 65 2f 67 6f"));
        socket.resetAndDestroy();
        await closed(socket);
      });
      const wills: (RawPeer | string)[] = [];
      for (let i = 0; i < 300; i += 1) {
        const packet = await heir.next();
        if (packet?.type === "PUBLISH") wills.push(Buffer.from(packet.payload).toString());
      }
      must(wills.length === 300 && wills.every((one) => one === "will"), `${wills.length} of 300 wills came`);
    },
  ),
  missingByte: attack(
    "resource.connect-without-its-end",
    "hundreds of CONNECT packets of which the last byte never comes",
    async ({ dial }) => {
      await each(300, async (i) => (await dial()).write(connect({ clientId: `slow${i}` })("5.0").subarray(0, -1)));
    },
  ),
  malformedLoop: attack(
    "resource.malformed-connect-loop",
    "ten thousand connections with garbage for a CONNECT, again and again: the memory comes to rest",
    async (stage) => {
      const wrong = ["10 00", "10 0c 00 04 4d 51 54 54 04 03 00 00 00 00", "10 02 00 04", "ff ff ff ff ff"].map(hex);
      await comesToRest(stage, wrong);
    },
  ),
  garbage: attack(
    "resource.garbage",
    "bytes of pure chance, as the first of a connection and behind a right CONNECT",
    async ({ dial, enter, seed }) => {
      const random = noise(seed);
      await each(300, async () => {
        const socket = await dial();
        socket.resume();
        socket.end(random.bytes(1 + random.below(2_000)));
        await closed(socket);
      });
      await each(300, async (i) => {
        const { socket } = await enter(`garbage${i}`);
        socket.resume();
        socket.end(random.bytes(1 + random.below(2_000)));
        await closed(socket);
      });
    },
  ),
};
