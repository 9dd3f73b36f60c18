// Attacks on the framing that need more than bytes on one connection.

import { once } from "node:events";
import { WebSocket } from "ws";
import { connect } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { closed, each, must } from "../stage.ts";

export const framingAttacks = {
  webSocketFrame: attack(
    "framing.length-larger-than-frame-over-websocket",
    "a packet that is longer than its WebSocket frame: the rest is waited for, and comes in the next",
    async ({ broker, afterwards }) => {
      const socket = new WebSocket(`ws://127.0.0.1:${broker.ports[1]}/mqtt`, "mqtt");
      afterwards(() => socket.terminate());
      await once(socket, "open");
      const come: Buffer[] = [];
      socket.on("message", (data: Buffer) => come.push(data));
      const bytes = connect({ clientId: "frames" })("5.0");
      socket.send(bytes.subarray(0, 3));
      // A pong tells that the frame before it was read.
      socket.ping();
      await once(socket, "pong");
      must(come.length === 0, "a part of a packet was answered");
      socket.send(bytes.subarray(3));
      await once(socket, "message");
      must(come[0]?.[0] === 0x20, "the whole CONNECT was not answered by CONNACK");
      // A PUBLISH of 4,096 bytes of which three come, and then the end.
      socket.send(Uint8Array.of(0x30, 0x80, 0x20));
      socket.close();
      await once(socket, "close");
    },
  ),
  connectPrefixes: attack(
    "framing.connect-truncated-everywhere",
    "each prefix of a right CONNECT, and then the end: nothing is owed, and nothing is sent",
    async ({ dial }) => {
      const whole = connect({ clientId: "prefix", flags: 0xc2, rest: [Uint8Array.of(0, 1, 0x75, 0, 1, 0x70)] })("5.0");
      await each(whole.length, async (length) => {
        const socket = await dial();
        let came = 0;
        socket.on("data", (data) => {
          came += data.length;
        });
        socket.end(whole.subarray(0, length));
        await closed(socket);
        must(came === 0, `a CONNECT of which ${length} bytes came was answered`);
      });
    },
  ),
};
