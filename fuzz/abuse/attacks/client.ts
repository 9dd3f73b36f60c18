// Attacks of a server on our client that need more than one answer.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type ClientEvent, connectClient } from "../../../src/runtime/index.ts";
import { hex, publish } from "../bytes/packets.ts";
import { attack } from "../class.ts";
import { noise } from "../noise.ts";
import { rawPeer } from "../raw-peer.ts";
import { must, type Stage } from "../stage.ts";

const ACCEPTED = hex("20 03 00 00 00");

export const clientAttacks = {
  unsolicitedAlias: attack(
    "property.topic-alias-unsolicited-to-client",
    "a server that sets Topic Aliases which the client does not take: it is told so, and the client comes back",
    async (stage) => {
      for (const topicName of ["a", ""]) {
        const bytes = publish(topicName, { properties: [hex("23 00 01")] })("5.0");
        const { said, events } = await served(stage, bytes);
        must(said === "DISCONNECT 148", `the client answered ${said}`);
        must(!events.includes("deliver"), "the message was delivered all the same");
      }
    },
  ),
  garbage: attack(
    "client.garbage",
    "servers that answer CONNECT with anything: the client ends each connection, and never itself",
    async (stage) => {
      const random = noise(stage.seed);
      for (let i = 0; i < 200; i += 1) {
        const bytes = random.bytes(1 + random.below(60));
        // What could be the beginning of a packet that never ends is ended by the server.
        await hostServer(stage, (socket) => socket.end(bytes));
      }
    },
  ),
};

/** A server that lets the client in and then sends bytes; gives what the client answers, and what its application hears. */
async function served(stage: Stage, bytes: Uint8Array) {
  let said = "nothing";
  const events = await hostServer(stage, async (socket) => {
    const peer = rawPeer(socket, "5.0", "client");
    await peer.next();
    peer.send(ACCEPTED, bytes);
    const answer = await peer.next();
    if (answer !== undefined) said = `${answer.type} ${"reasonCode" in answer ? answer.reasonCode : ""}`.trim();
  });
  return { said, events };
}

/** One connection of our client to a server that does this to it; and then another, to the broker, which must come about. */
async function hostServer(stage: Stage, act: (socket: Socket) => unknown): Promise<readonly ClientEvent["type"][]> {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    void act(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const events = await until("disconnected", port);
  server.close();
  await until("connected", stage.broker.port);
  return events;
}

/** Connects, until this has happened; gives all that has. */
function until(last: ClientEvent["type"], port: number): Promise<readonly ClientEvent["type"][]> {
  return new Promise((resolve) => {
    const events: ClientEvent["type"][] = [];
    const client = connectClient({
      url: `mqtt://127.0.0.1:${port}`,
      client: { version: "5.0", clientId: "victim", topicAliasMaximum: 0 },
      onEvent: ({ type }) => {
        events.push(type);
        if (type !== last) return;
        queueMicrotask(() => client.cut());
        resolve(events);
      },
    });
    client.tell({ type: "connect" });
  });
}
