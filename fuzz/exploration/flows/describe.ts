// A step in words: what a person reads on the way to a broken invariant.

import { parseEvent, type StepName } from "./event.ts";
import { NEXT, S_MESSAGE, S_STATE, SENDER_STRIDE } from "./layout.ts";
import { identifierFor, identifierToRepeat, nextToResume } from "./sender.ts";
import { type Setting, show, World } from "./world.ts";

/** Tells a step that was taken from `current`. */
export function describe(setting: Setting, event: number, current: Uint8Array): string {
  const { name, isRefusal, crashAfter } = parseEvent(event);
  const world = new World(setting);
  world.s = current;
  const told = tell(world, name, isRefusal);
  if (crashAfter === -1) return told;
  const side = name === "submit" ? setting.sender : name === "read client" ? "client" : "server";
  return `${told}; the ${side} crashes after ${crashAfter === 1 ? "one effect" : `${crashAfter} effects`}, and starts again`;
}

function tell(world: World, name: StepName, isRefusal: boolean): string {
  const { layout, setting } = world;
  const other = setting.sender === "client" ? "server" : "client";
  const reads = (side: string, queue: number, from: string): string => {
    const byte = show(world.s[queue + 1] as number);
    return `${side} reads ${byte}${from}${isRefusal ? ", and refuses the message" : ""}`;
  };
  switch (name) {
    case "connect":
      return "client -> server  CONNECT on a new connection";
    case "notice client":
      return "the client finds its connection closed";
    case "notice server":
      return "the server finds the old connection closed";
    case "cut":
      return "the client's connection fails";
    case "drop server":
      return "the server's connection fails";
    case "lose older":
      return "what was in flight on the old connection is lost";
    case "crash client":
    case "crash server":
      return `the ${name.slice(6)} crashes, and starts again`;
    case "submit": {
      const message = (world.s[NEXT] as number) + 1;
      return `${setting.sender} -> ${other}  PUBLISH id ${identifierFor(world) + 1}, message ${message}, for the first time`;
    }
    case "resume":
      return `${setting.sender} -> ${other}  ${resumed(world, nextToResume(world, true))} again, on resume`;
    case "repeat":
      return `${setting.sender} -> ${other}  ${resumed(world, identifierToRepeat(world))} again, on the same connection`;
    case "read newest":
      return reads("server", layout.toServer, "");
    case "read older":
      return reads("server", layout.older, " from the old connection");
    case "read client":
      return reads("client", layout.toClient, "");
  }
}

function resumed(world: World, identifier: number): string {
  const slot = world.layout.sender + identifier * SENDER_STRIDE;
  const type = world.s[slot + S_STATE] === 2 ? "PUBREL" : "PUBLISH";
  return `${type} id ${identifier + 1}, message ${(world.s[slot + S_MESSAGE] as number) + 1}`;
}
