// What is told of who was let in and who was not: names, addresses and reasons, and never a secret.

import { isTokenShaped } from "./jwt.ts";

/** One thing to log. */
export type SecurityEvent =
  | ({ readonly kind: "accepted" } & Client)
  | ({ readonly kind: "refused"; readonly reasonCode: number; readonly why: string } & Client)
  /** Keys of tokens cannot be fetched; the last good ones hold on. */
  | { readonly kind: "keys unavailable"; readonly why: string };

interface Client {
  readonly clientId: string;
  /** As it was proved; where nothing was, as it was claimed. */
  readonly userName: string | undefined;
  readonly address: string | undefined;
  /** How it proved who it is, or tried to: an Authentication Method, "password", "token", "certificate" or "nothing". */
  readonly method: string;
}

/** Longer names are cut off. */
const MOST_CHARACTERS = 100;

/** A name as it may be logged: some clients put their token where their name belongs. */
export function shownName(name: string): string {
  if (isTokenShaped(name)) return "(a token)";
  return name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS)}…` : name;
}

/** Writes an event in one line, whatever a client is called. */
export function eventLine(event: SecurityEvent): string {
  if (event.kind === "keys unavailable") return event.why;
  const { clientId, userName, address, method } = event;
  const user = userName === undefined ? "no user name" : `user ${JSON.stringify(userName)}`;
  const who = `client ${JSON.stringify(clientId)}, ${user}, ${address ?? "no address"}, by ${method}`;
  if (event.kind === "accepted") return `let in: ${who}`;
  return `refused with 0x${event.reasonCode.toString(16)}: ${who}: ${event.why}`;
}
