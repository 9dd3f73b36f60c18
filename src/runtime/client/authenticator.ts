// Enhanced authentication as a client sees it: a method, and an answer to each challenge. (5.0 §4.12)

/** One method. It is begun anew for each connection and each re-authentication. */
export interface Authenticator {
  /** Its name, as CONNECT carries it. */
  readonly method: string;
  /** What is said first, in CONNECT or in AUTH 0x19; undefined for nothing. */
  begin(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Answers a challenge. What it throws ends the connection. */
  answer(data: Uint8Array | undefined): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Milliseconds from now until the client should authenticate anew; undefined for never. Asked when it has authenticated. */
  renewAfterMs?(): number | undefined;
  /** Judges what the server says last. What it throws ends the connection. */
  finish?(data: Uint8Array | undefined): void;
}
