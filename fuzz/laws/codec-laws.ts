// All laws of the codec.

import type { Law } from "./law.ts";
import { PACKET_LAWS } from "./packet-laws.ts";
import { STREAM_LAWS } from "./stream-laws.ts";

/** Every law of the codec: of one packet, then of a stream. */
export const CODEC_LAWS: readonly Law[] = [...PACKET_LAWS, ...STREAM_LAWS];

/** The law of this name. */
export function findLaw(name: string): Law {
  const found = CODEC_LAWS.find((law) => law.name === name);
  if (found === undefined) throw new Error(`there is no law "${name}"`);
  return found;
}
