// Why a connection ended, in words for an operator.

import { REASON_CODES } from "../../../../spec/tables/index.ts";
import type { Ending } from "../../../models/index.ts";

/** What the machine of a connection was told, for one that had been let in. */
const WHY_ENDED: Readonly<Partial<Record<Ending["event"], string>>> = {
  violation: "it broke a rule",
  malformed: "it broke a rule",
  refused: "it may stay no longer",
  timeout: "it was silent for longer than its keep alive",
  takenOver: "another connection has its Client Identifier",
  stopped: "the broker shuts down",
  DISCONNECT: "it said so",
  "DISCONNECT with will": "it said so, and left its will",
};

/** The same for one that had not. */
const WHY_REFUSED: Readonly<Partial<Record<Ending["event"], string>>> = {
  violation: "it broke a rule",
  malformed: "its CONNECT is malformed",
  refused: "it may not come in",
  timeout: "no CONNECT came in time",
  stopped: "the broker shuts down",
  DISCONNECT: "it gave up",
  packet: "it does not begin with a CONNECT",
};

/** Why a connection that had been let in ends. */
export function whyEnded({ event }: Ending): string {
  return WHY_ENDED[event] ?? event;
}

/** Why a connection was not let in. */
export function whyRefused({ event, reasonCode, requirement }: Ending): string {
  if (event === "timeout" && requirement !== undefined) return "it speaks no MQTT";
  return (event === "refused" && nameOf(reasonCode)) || (WHY_REFUSED[event] ?? event);
}

/** As in `0x87 Not authorized`; undefined for none. */
export function reasonText(reasonCode: number | undefined): string | undefined {
  if (reasonCode === undefined) return undefined;
  const name = nameOf(reasonCode);
  const code = `0x${reasonCode.toString(16).toUpperCase().padStart(2, "0")}`;
  return name === undefined ? code : `${code} ${name}`;
}

function nameOf(reasonCode: number | undefined): string | undefined {
  return REASON_CODES.find(({ code }) => code === reasonCode)?.name;
}
