// Attacks on the WebSocket beneath MQTT: requests that ask for none, and frames that lie.

import { once } from "node:events";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { mebibytesOf } from "../../broker-process.ts";
import { connect } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { closed, each, grownBy, must, type Stage } from "../stage.ts";

/** All that is sent would be 1,000. */
const FLAT_MEBIBYTES = 128;
const KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";

export const wsAttacks = {
  noUpgrade: attack(
    "ws.no-upgrade",
    "a request that asks for no WebSocket: it is told so, and closed",
    async (stage) => {
      const answer = await asked(stage, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      must(/^HTTP\/1\.1 426 /.test(answer), `it was answered by ${JSON.stringify(answer.slice(0, 40))}`);
    },
  ),
  nothingSent: attack(
    "ws.nothing-sent",
    "connections to the port of WebSocket that say nothing, or half a request: closed when their time is over",
    async (stage) => {
      const config = { listeners: ["ws://127.0.0.1:0"], limits: { connectTimeoutMs: 500 } };
      const { port } = await stage.start({ config });
      await each(100, async (i) => {
        const socket = await stage.dial(port);
        socket.resume().write(upgrade().slice(0, i));
        await closed(socket);
      });
    },
  ),
  otherSubprotocol: attack(
    "ws.other-subprotocol",
    "an upgrade to another subprotocol, to one that begins alike, or to none",
    async (stage) => {
      for (const offered of ["", "Sec-WebSocket-Protocol: soap\r\n", "Sec-WebSocket-Protocol: mqttv3.1\r\n"]) {
        const answer = await asked(stage, `${upgrade()}${offered}\r\n`);
        must(/^HTTP\/1\.1 4\d\d /.test(answer), `it was answered by ${JSON.stringify(answer.slice(0, 40))}`);
      }
    },
  ),
  longFrame: attack(
    "ws.frame-of-2^63-bytes",
    "a frame that says 2^63 bytes, one that is not masked, and one of a kind that there is not: the connection ends",
    async (stage) => {
      const wrong = [
        "82 ff 80 00 00 00 00 00 00 00 00 00 00 00",
        "82 02 c0 00",
        "83 80 00 00 00 00",
        "c2 80 00 00 00 00",
      ];
      for (const text of wrong) {
        const socket = await upgraded(stage);
        socket.write(Buffer.from(text.replaceAll(" ", ""), "hex"));
        await closed(socket);
      }
    },
  ),
  largeFrames: attack(
    "ws.frames-before-connect",
    "frames of 50 MB from many who have not sent a CONNECT: not one is gathered",
    async (stage) => {
      const before = mebibytesOf(stage.broker.pid);
      const megabyte = Buffer.alloc(1_000_000);
      await each(20, async () => {
        const socket = await upgraded(stage);
        socket.write(Buffer.from("82ff0000000002faf08000000000", "hex"));
        for (let i = 0; i < 50; i += 1) socket.write(megabyte);
        await closed(socket);
      });
      const grown = grownBy(stage.broker, before);
      must(grown < FLAT_MEBIBYTES, `they cost ${grown.toFixed(0)} MiB`);
    },
  ),
  garbageUpgrade: attack(
    "ws.mqtt-on-websocket-port",
    "MQTT without WebSocket on the port of WebSocket: closed, and no CONNACK",
    async (stage) => {
      const socket = await stage.dial(stage.broker.ports[1]);
      const come: Buffer[] = [];
      socket.on("data", (chunk: Buffer) => come.push(chunk));
      socket.write(connect()("5.0"));
      await closed(socket);
      must(come[0] === undefined || come[0][0] !== 0x20, "it was answered by CONNACK");
    },
  ),
  pieces: attack(
    "ws.fragments-and-pings",
    "a packet in fragments of one message, with a ping between them",
    async ({ broker, afterwards }) => {
      const socket = new WebSocket(`ws://127.0.0.1:${broker.ports[1]}/`, "mqtt");
      afterwards(() => socket.terminate());
      await once(socket, "open");
      const bytes = connect({ clientId: "pieces" })("5.0");
      for (const byte of bytes.subarray(0, -1)) socket.send(Uint8Array.of(byte), { binary: true, fin: false });
      socket.ping();
      socket.send(bytes.subarray(-1), { binary: true, fin: true });
      const [answer] = (await once(socket, "message")) as [Buffer];
      must(answer[0] === 0x20, "it was not answered by CONNACK");
    },
  ),
};

function upgrade(): string {
  return `GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${KEY}\r\n`;
}

/** What a request is answered by; the broker ends the connection. */
async function asked({ dial, broker }: Stage, request: string): Promise<string> {
  const socket = await dial(broker.ports[1]);
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
  });
  socket.write(request);
  await once(socket, "end");
  return answer;
}

async function upgraded({ dial, broker }: Stage): Promise<Socket> {
  const socket = await dial(broker.ports[1]);
  socket.write(`${upgrade()}Sec-WebSocket-Protocol: mqtt\r\n\r\n`);
  await once(socket, "data");
  socket.resume();
  return socket;
}
