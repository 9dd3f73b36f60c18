// CONNECT packets byte by byte, for what the codec refuses to write, and the two things that a server does with one.
// (§3.1)

import {
  type Closed,
  type Connection,
  frame,
  join,
  type Piece,
  properties,
  type Script,
  type Toolkit,
  u16,
  utf8,
} from "../case.ts";

/** A CONNECT, field by field. What is left out is right: Clean Start, no will, the credentials of the run. */
export interface ConnectFields {
  readonly protocolName?: string | Piece;
  readonly level?: number;
  /** The Connect Flags as they are; where nothing is said, Clean Start and those of the credentials. */
  readonly flags?: number;
  readonly clientId?: string | Piece;
  /** Properties, each with its identifier, without the length of them all. Left out in 3.1.1. */
  readonly properties?: readonly Piece[];
  /** What follows the Client Identifier; where nothing is said, the credentials. */
  readonly payload?: readonly Piece[];
  /** What comes between the Client Identifier and the credentials: a will. Its flags are added. */
  readonly will?: { readonly flags: number; readonly fields: readonly Piece[] };
}

const CLEAN = 0x02;
const USER_NAME = 0x80;
const PASSWORD = 0x40;

/** The bytes of a CONNECT in the version of the case. */
export function connectBytes(t: Toolkit, fields: ConnectFields = {}): Uint8Array {
  return frame(0x10, connectBody(t, fields));
}

/** What follows the fixed header of that CONNECT. */
export function connectBody(t: Toolkit, fields: ConnectFields = {}): Uint8Array {
  const is50 = t.version === "5.0";
  const { userName, password } = t.connectPacket();
  const known = (userName === undefined ? 0 : USER_NAME) | (password === undefined ? 0 : PASSWORD);
  const credentials = [userName, password].filter((one) => one !== undefined).map((one) => utf8(one));
  return join(
    utf8(fields.protocolName ?? "MQTT"),
    [fields.level ?? (is50 ? 5 : 4)],
    [fields.flags ?? CLEAN | known | (fields.will?.flags ?? 0)],
    u16(60),
    is50 ? properties(...(fields.properties ?? [])) : [],
    utf8(fields.clientId ?? t.clientId()),
    ...(fields.will?.fields ?? []),
    ...(fields.payload ?? credentials),
  );
}

/** The fields of a Will Message: its properties in 5.0, its topic and its payload. */
export function willFields(
  t: Toolkit,
  topicName: string | Piece,
  willProperties: readonly Piece[] = [],
): readonly Piece[] {
  const head = t.version === "5.0" ? [properties(...willProperties)] : [];
  return [...head, utf8(topicName), utf8("will")];
}

/** Control arm: this CONNECT is accepted, so that what differs from it is all that can be refused. */
export function* isAccepted(t: Toolkit, connect: Uint8Array): Script<void> {
  yield* t.control("the same CONNECT without the fault is accepted", function* () {
    const connection = yield* t.open();
    yield* connection.send(connect);
    yield* expectAccepted(connection);
    yield* connection.disconnect();
  });
}

/** Judges: the CONNECT is accepted. */
export function* expectAccepted(connection: Connection): Script<void> {
  yield* connection.expect("CONNACK", connection.version === "5.0" ? { reasonCode: 0 } : { returnCode: 0 });
}

/** Judges: no CONNACK accepts it, and the server closes. What the fault is goes into the words of a failure. */
export function* expectRefused(t: Toolkit, connect: Uint8Array, fault: string): Script<Closed> {
  const connection = yield* t.open();
  yield* connection.send(connect);
  const closed = yield* connection.expectClosed();
  const code = closed.connack?.reasonCode ?? closed.connack?.returnCode;
  t.check(code !== 0, `the server refuses a CONNECT with ${fault}`, "a CONNACK that accepts it, and then a close");
  return closed;
}

/**
 * Judges: as `expectRefused`; and in 3.1.1 there is no CONNACK at all, as its §3.1.4 asks for a CONNECT that does not
 * conform.
 */
export function* expectRejectedAsMalformed(t: Toolkit, connect: Uint8Array, fault: string): Script<void> {
  const { connack } = yield* expectRefused(t, connect, fault);
  if (t.version === "5.0") return;
  t.check(
    connack === undefined,
    `a close without CONNACK for a CONNECT with ${fault}`,
    `CONNACK ${connack?.returnCode}`,
  );
}

/**
 * Judges the close alone. Where a server cannot know the version, because the fault comes before the level, 3.1.1 forbids
 * a CONNACK and 5.0 allows one; and it may be in the form of either.
 */
export function* expectRefusedSomehow(t: Toolkit, connect: Uint8Array): Script<void> {
  const connection = yield* t.open({ raw: true });
  yield* connection.send(connect);
  yield* connection.expectClosed();
}
