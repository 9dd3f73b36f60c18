// What should become of one client's session and will, told by the standard alone and in whole seconds. (5.0 §3.1.2.5, §3.1.2.11.2, §3.1.3.2.2)
// It knows nothing of the broker, and the broker nothing of it: they are held against each other.

/** What a CONNECT asks for. */
export interface Wish {
  readonly clean: boolean;
  /** Seconds; 0 where the session ends with its connection. */
  readonly expiry: number;
  /** The Will Delay Interval in seconds; undefined without a will. */
  readonly willDelay: number | undefined;
}

/** The Session Expiry Interval of a session that never ends by itself. (5.0 §3.1.2.11.2) */
export const NEVER = 0xffff_ffff;

/** What is expected to be the case now. */
export interface Expectation {
  /** The wish of the CONNECT of the connection that is open. */
  connected: Wish | undefined;
  /** Seconds until the session ends; undefined where there is none, or where it is connected. */
  sessionLeft: number | undefined;
  /** Seconds until the will is due; undefined where none is. */
  willLeft: number | undefined;
}

/** Nobody has connected yet. */
export function nothingExpected(): Expectation {
  return { connected: undefined, sessionLeft: undefined, willLeft: undefined };
}

/** Whether a session is expected to exist. */
export function hasSession({ connected, sessionLeft }: Expectation): boolean {
  return connected !== undefined || sessionLeft !== undefined;
}

/** A CONNECT comes: answers how many wills are published by it, and whether the session is present. */
export function expectConnect(
  expected: Expectation,
  wish: Wish,
): { readonly wills: number; readonly isPresent: boolean } {
  // Who is connected is disconnected first, with no word of farewell. (5.0/MQTT-3.1.4-3)
  let wills = expected.connected === undefined ? 0 : expectEnd(expected, "cut");
  const isPresent = hasSession(expected) && !wish.clean;
  if (expected.willLeft !== undefined && wish.clean) wills++;
  expected.willLeft = undefined;
  expected.sessionLeft = undefined;
  expected.connected = wish;
  return { wills, isPresent };
}

/** The connection ends: answers how many wills are published at once. */
export function expectEnd(expected: Expectation, how: "farewell" | "cut"): number {
  const { connected } = expected;
  if (connected === undefined) return 0;
  const { willDelay } = connected;
  const expiry = connected.expiry === NEVER ? Number.POSITIVE_INFINITY : connected.expiry;
  expected.connected = undefined;
  expected.sessionLeft = expiry === 0 ? undefined : expiry;
  if (willDelay === undefined || how === "farewell") return 0;
  const due = Math.min(willDelay, expiry);
  if (due === 0) return 1;
  expected.willLeft = due;
  return 0;
}

/** A second goes by: answers how many wills are published in it. */
export function expectSecond(expected: Expectation): number {
  if (expected.sessionLeft !== undefined) expected.sessionLeft--;
  if (expected.sessionLeft === 0) expected.sessionLeft = undefined;
  if (expected.willLeft === undefined) return 0;
  expected.willLeft--;
  if (expected.willLeft > 0) return 0;
  expected.willLeft = undefined;
  return 1;
}
