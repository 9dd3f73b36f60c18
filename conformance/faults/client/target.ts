// A client in this process with its seams wrapped, as a target.

import type { Target } from "../../run.ts";
import type { Wrapper } from "../fault.ts";
import { type ClientSeams, HONEST_CLIENT, openClient } from "./open-client.ts";

/** A fresh client for each case, on virtual time. */
export function brokenClient(wrap: Wrapper<ClientSeams>): Target {
  return { url: "embedded", realTime: false, createPlayer: () => openClient(wrap(HONEST_CLIENT)) };
}
