// The connections between a client and a server, as TCP makes them: bytes come in order or not at all, a side may learn late
// that a connection is gone, and what the client sent on an old one may still be read until the new one takes over.

import {
  CLIENT,
  CONNECTED,
  CONNECTING,
  CURRENT,
  flagOf,
  LINK,
  NEXT,
  NONE,
  OFFLINE,
  OLD,
  P_CONNACK,
  P_CONNECT,
  RECEIVER_MAXIMUM,
  SENDER_MAXIMUM,
  SERVER,
  typeOf,
} from "./layout.ts";
import { restartReceiver, resumeReceiver } from "./receiver.ts";
import { interruptSender, restartSender, resumeSender } from "./sender.ts";
import { greeting, type Side, type World } from "./world.ts";

/** The client opens a connection and sends CONNECT. */
export function connect(world: World): void {
  const { s, layout } = world;
  s[CLIENT] = CONNECTING;
  s[LINK] = 1;
  const isLater = hasSent(world);
  if (!world.senderIsClient) s[RECEIVER_MAXIMUM] = maximumOf(world, isLater);
  world.push(layout.toServer, greeting(P_CONNECT, isLater));
}

/** The client's end of the connection is gone. What it sent may still reach the server. */
export function dropClient(world: World): void {
  const { s, layout } = world;
  if (s[SERVER] === CURRENT) {
    s[SERVER] = OLD;
    world.move(layout.toServer, layout.older);
  } else if (s[layout.toServer] !== 0) {
    // An older connection is forgotten: two at a time tell all that there is to tell.
    if (s[SERVER] === OLD) s[SERVER] = NONE;
    world.move(layout.toServer, layout.older);
  }
  s[CLIENT] = OFFLINE;
  s[LINK] = 0;
  world.clear(layout.toClient);
  if (world.senderIsClient) interruptSender(world);
}

/** The server's end of the connection is gone. What it sent may still reach the client. */
export function dropServer(world: World): void {
  const { s, layout } = world;
  s[SERVER] = NONE;
  s[LINK] = 0;
  world.clear(layout.toServer);
}

/** The client crashes and starts again. */
export function crashClient(world: World): void {
  if (world.s[CLIENT] !== OFFLINE) dropClient(world);
  restart(world, "client");
}

/** The server crashes and starts again. */
export function crashServer(world: World): void {
  dropServer(world);
  world.clear(world.layout.older);
  restart(world, "server");
}

function restart(world: World, side: Side): void {
  if (world.senderIsClient === (side === "client")) restartSender(world);
  else restartReceiver(world);
}

function resume(world: World, side: Side): void {
  if (world.senderIsClient === (side === "client")) resumeSender(world);
  else resumeReceiver(world);
}

/** The server reads a CONNECT, on the newest connection or on an older one: it takes over whatever there was. */
export function acceptConnect(world: World, from: "newest" | "older", byte: number): void {
  const { s, layout } = world;
  const isLater = world.senderIsClient ? hasSent(world) : flagOf(byte) === 1;
  s[world.senderIsClient ? RECEIVER_MAXIMUM : SENDER_MAXIMUM] = maximumOf(world, isLater);
  if (from === "newest") {
    if (s[SERVER] === OLD && !world.has("reads on after a take-over")) world.clear(layout.older);
    s[SERVER] = CURRENT;
    world.push(layout.toClient, greeting(P_CONNACK, isLater));
  } else {
    // The older of two CONNECTs comes last, and closes the newer connection.
    if (s[SERVER] === CURRENT) {
      s[LINK] = 0;
      world.clear(layout.toServer);
    }
    s[SERVER] = OLD;
  }
  resume(world, "server");
}

/** The client reads CONNACK. */
export function acceptConnack(world: World, byte: number): void {
  if (world.senderIsClient) world.s[SENDER_MAXIMUM] = maximumOf(world, flagOf(byte) === 1);
  world.s[CLIENT] = CONNECTED;
  resume(world, "client");
}

// Whether this connection comes after one that messages were sent on.
function hasSent(world: World): boolean {
  return (world.s[NEXT] as number) > 0;
}

function maximumOf({ setting }: World, isLater: boolean): number {
  return isLater ? setting.laterReceiveMaximum : setting.receiveMaximum;
}

/** Whether the first packet of a queue is a CONNECT. */
export function opens(world: World, queue: number): boolean {
  return world.s[queue] !== 0 && typeOf(world.s[queue + 1] as number) === P_CONNECT;
}

/** Whether the server may read the older connection. */
export function readsOlder(world: World): boolean {
  const { s, layout } = world;
  if (s[layout.older] === 0) return false;
  return s[SERVER] === OLD || opens(world, layout.older) || world.has("reads on after a take-over");
}
