// The suite against brokers of others, each started here, on a free port, over a socket: mosquitto as Debian has it, and aedes.

import { expect, test } from "vitest";
import { PEERS } from "./peers.ts";
import { tryOut } from "./try-out.ts";

const brokers = PEERS.filter(({ name }) => name === "mosquitto" || name === "aedes");
const judged = brokers.filter((peer) => peer.installed() === peer.judged);

test.for(judged.map((peer) => [peer.name, peer] as const))(
  "%s breaks what it is known to break, and nothing else",
  { timeout: 300_000 },
  async ([, peer]) => {
    expect(await tryOut(peer)).toMatchObject({ version: peer.judged, differences: [] });
  },
);

// Elsewhere one may be missing, and then there is nothing to judge; here they were installed for this test.
test.runIf(process.env["CI"] !== undefined)("the brokers are there where they are to be judged", () => {
  expect(judged.map(({ name }) => name)).toEqual(["mosquitto", "aedes"]);
});
