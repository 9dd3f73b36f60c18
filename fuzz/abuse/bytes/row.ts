// A row of the table of bytes: what is sent, in which version, at which place of a connection, and what the right answer is.

import type { Version } from "../../../spec/index.ts";

/** Bytes, or how they are made for a version. */
export type Bytes = Uint8Array | ((version: Version) => Uint8Array);

/** Bytes that a broker is sent. A PINGREQ follows them. */
export interface Row {
  readonly version: Version;
  /** The first bytes of a connection, or bytes behind a right CONNECT. */
  readonly place: "first" | "after CONNECT";
  readonly bytes: Uint8Array;
  /**
   * All packets that come back but the CONNACK of a right CONNECT and the PINGRESP, with their Reason Codes, and then whether the
   * connection is closed or stays open: `DISCONNECT 0x81, closed`; `PUBACK 0x00, open`.
   */
  readonly answer: string;
  /** The topics that others may hear of; nothing where nothing is said. */
  readonly heard: readonly string[];
}

/** Bytes that our client is sent by a server. */
export interface ClientRow {
  readonly version: Version;
  /** In the place of CONNACK, or behind it. */
  readonly place: "first" | "after CONNACK";
  readonly bytes: Uint8Array;
  /** All packets that come back but CONNECT, with their Reason Codes, and the end: `DISCONNECT 0x81, closed`. */
  readonly answer: string;
}

const BOTH: readonly Version[] = ["3.1.1", "5.0"];

/** Rows behind a right CONNECT that break the standard: MQTT 3.1.1 closes without a word, 5.0 says why. (5.0/MQTT-4.13.1-1, 3.1.1/MQTT-4.8.0-1) */
export function breaks(bytes: Bytes, reasonCode: number): readonly Row[] {
  return [...breaks3(bytes), ...breaks5(bytes, reasonCode)];
}

/** The same in MQTT 5.0 alone. */
export function breaks5(bytes: Bytes, reasonCode: number): readonly Row[] {
  return [row("5.0", "after CONNECT", bytes, `DISCONNECT ${code(reasonCode)}, closed`)];
}

/** The same in MQTT 3.1.1 alone. */
export function breaks3(bytes: Bytes): readonly Row[] {
  return [row("3.1.1", "after CONNECT", bytes, "closed")];
}

/** Rows behind a right CONNECT, with the same answer in these versions. */
export function after(versions: "both" | Version, bytes: Bytes, answer: string, ...heard: readonly string[]) {
  return versionsOf(versions).map((version) => row(version, "after CONNECT", bytes, answer, heard));
}

/** Rows that begin a connection. */
export function first(versions: "both" | Version, bytes: Bytes, answer: string, ...heard: readonly string[]) {
  return versionsOf(versions).map((version) => row(version, "first", bytes, answer, heard));
}

/** A CONNECT that MQTT 3.1.1 closes on without a word, and 5.0 with a CONNACK. (5.0/MQTT-3.1.4-1, 3.1.1/MQTT-3.1.4-1) */
export function refused(bytes: Bytes, reasonCode: number): readonly Row[] {
  return [...first("3.1.1", bytes, "closed"), ...first("5.0", bytes, `CONNACK ${code(reasonCode)}, closed`)];
}

/** Rows for our client. */
export function toClient(versions: "both" | Version, place: ClientRow["place"], bytes: Bytes, answer: string) {
  return versionsOf(versions).map((version): ClientRow => ({ version, place, bytes: made(bytes, version), answer }));
}

/** A code as the answers have it. */
export function code(value: number): string {
  return `0x${value.toString(16).padStart(2, "0")}`;
}

function versionsOf(versions: "both" | Version): readonly Version[] {
  return versions === "both" ? BOTH : [versions];
}

function row(version: Version, place: Row["place"], bytes: Bytes, answer: string, heard: readonly string[] = []): Row {
  return { version, place, bytes: made(bytes, version), answer, heard };
}

function made(bytes: Bytes, version: Version): Uint8Array {
  return typeof bytes === "function" ? bytes(version) : bytes;
}
