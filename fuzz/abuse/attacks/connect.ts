// Attacks by CONNECT: too large, too many, and with names that a store could mistake.

import type { Packet } from "../../../src/codec/index.ts";
import { joined } from "../../arbitraries/bytes.ts";
import { connect, connectWithWill, hex, join, publish, subscribe, u16, utf8 } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { rawPeer } from "../raw-peer.ts";
import { each, must, ping } from "../stage.ts";
import { comesToRest } from "./refusals.ts";

export const connectAttacks = {
  willOverLimit: attack(
    "connect.will-payload-over-limit",
    "a will that is larger than a PUBLISH may be: refused with its CONNECT",
    async (stage) => {
      const { port } = await stage.start({ config: { limits: { maximumPacketSizeBytes: 1_000 } } });
      const peer = rawPeer(await stage.dial(port), "5.0", "server");
      const payload = new Uint8Array(2_000);
      const rest = [hex("00"), hex("00 01 77"), u16(payload.length), payload];
      peer.send(connect({ flags: 0x06, clientId: "large", rest })("5.0"));
      const answers = await peer.rest();
      must(
        answers.every((one) => one.type === "CONNACK" && !isAcceptance(one)),
        "it was let in",
      );
      await stage.enter("small", { port, willTopic: "abuse/will" });
    },
  ),
  clientIdsInTheStore: attack(
    "connect.client-id-path-or-store-key",
    "Client Identifiers that are paths, keys or very long: each has its own session, also after a restart",
    async (stage) => {
      const store = { file: stage.file("ids.db"), durability: "normal" };
      const names = [
        "../../x",
        "..",
        "/etc/passwd",
        "a/b",
        "a",
        "a\u0001b",
        "%00",
        "'; drop table x; --",
        "__proto__",
        "é",
        "e\u0301",
        "x".repeat(65_000),
      ];
      const first = await stage.start({ config: { store } });
      for (const [i, name] of names.entries()) {
        const peer = await stage.enter(name, { port: first.port, clean: false });
        peer.send(subscribe([[`own/${i}`, 1]])("5.0"));
        await ping(peer);
        peer.socket.destroy();
      }
      const publisher = await stage.enter("publisher", { port: first.port });
      for (const i of names.keys()) {
        const message = publish(`own/${i}`, { first: 0x32, packetId: i + 1, payload: String(i) });
        publisher.send(message("5.0"));
      }
      await ping(publisher);
      await first.end("SIGKILL");
      const second = await stage.start({ config: { store } });
      for (const [i, name] of names.entries()) {
        const peer = await stage.enter(name, { port: second.port, clean: false });
        const come = (await ping(peer)).flatMap((one) =>
          one.type === "PUBLISH" ? [Buffer.from(one.payload).toString()] : [],
        );
        must(
          come.join() === String(i),
          `the session of ${JSON.stringify(name.slice(0, 20))} holds ${come.join() || "nothing"}`,
        );
      }
    },
  ),
  userPropertyFlood: attack(
    "connect.user-property-flood",
    "65,535 User Properties in one CONNECT, empty ones and others: read in time that grows with their number alone",
    async (stage) => {
      const beganMs = performance.now();
      for (const pair of [
        ["", ""],
        ["k", "v"],
      ] as const) {
        const one = join([0x26], utf8(pair[0]), utf8(pair[1]));
        const peer = rawPeer(await stage.dial(), "5.0", "server");
        peer.send(connect({ properties: [joined(Array(65_535).fill(one))] })("5.0"));
        must((await peer.next())?.type === "CONNACK", "it was not answered");
      }
      must(performance.now() - beganMs < 5_000, "it took seconds");
    },
  ),
  malformedLeaks: attack(
    "connect.crafted-v5-leak",
    "ten thousand CONNECT packets with wrong properties, user names and wills, again and again: the memory comes to rest",
    async (stage) => {
      const wrong = [
        connectWithWill("abuse/will", [hex("11 00 00 00 0a")])("5.0"),
        connect({ properties: [hex("21 00 00"), join(hex("26 00 01 61 00 ff"), new Uint8Array(255))] })("5.0"),
        connect({ flags: 0x82, clientId: "c".repeat(1_000) })("5.0"),
        connect({ properties: [hex("7f 00")] })("5.0"),
      ];
      await comesToRest(stage, wrong);
    },
  ),
  storm: attack(
    "connect.storm",
    "a thousand clients that come in at once, and go without a word",
    async ({ enter }) => {
      for (let wave = 0; wave < 4; wave += 1) {
        const peers = await each(250, (i) => enter(`storm${wave}/${i}`, { willTopic: "abuse/gone" }));
        for (const { socket } of peers) socket.destroy();
      }
    },
  ),
};

function isAcceptance(packet: Packet): boolean {
  return "reasonCode" in packet && packet.reasonCode === 0x00;
}
