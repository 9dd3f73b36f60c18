// The option --shard: one share of the cases.

import { InvalidArgumentError } from "commander";
import { parseShard, type Shard } from "../../conformance/index.ts";

/** Reads `3/16`. */
export function readShard(written: string): Shard {
  const shard = parseShard(written);
  if (shard === undefined) throw new InvalidArgumentError("It is a share such as 3/16: the third of sixteen.");
  return shard;
}
