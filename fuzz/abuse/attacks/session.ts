// Attacks on sessions: one Client Identifier, and many who want it.

import { publish, subscribe } from "../bytes/packets.ts";
import { words } from "../bytes/try-row.ts";
import { attack } from "../class.ts";
import type { RawPeer } from "../raw-peer.ts";
import { each, must, ping } from "../stage.ts";

export const sessionAttacks = {
  race: attack(
    "session.takeover-race",
    "a hundred connections with one Client Identifier at once: one stays, the others are told why, and the session is whole",
    async ({ enter }) => {
      const first = await enter("wanted", { clean: false });
      first.send(subscribe([["abuse/wanted", 1]])("5.0"));
      await ping(first);
      const peers = [first, ...(await each(100, () => enter("wanted", { clean: false })))];
      const publisher = await enter("publisher");
      publisher.send(publish("abuse/wanted", { first: 0x32, packetId: 1 })("5.0"));
      await ping(publisher);
      const ends = await Promise.all(peers.map(fate));
      const kept = ends.filter((one) => one === "PUBLISH").length;
      const told = ends.filter((one) => one === "DISCONNECT 0x8e").length;
      must(
        kept === 1 && told === peers.length - 1,
        `of ${peers.length} connections ${kept} stayed, and ${told} were told`,
      );
    },
  ),
  storm: attack(
    "session.takeover-storm",
    "hundreds of connections with one Client Identifier, one after the other, in both versions, each with a will",
    async ({ enter }) => {
      let last: RawPeer | undefined;
      for (let i = 0; i < 300; i += 1) {
        last = await enter("the same", { version: i % 2 === 0 ? "5.0" : "3.1.1", willTopic: "abuse/gone" });
      }
      must(last !== undefined, "nobody came in");
      await ping(last);
    },
  ),
};

/** What comes first to a connection, but for messages that came before: the one that was published, or its end. */
async function fate(peer: RawPeer): Promise<string> {
  const packet = await peer.next();
  return packet === undefined ? "closed" : packet.type === "PUBLISH" ? packet.type : words(packet);
}
