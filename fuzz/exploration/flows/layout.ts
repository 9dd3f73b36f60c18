// Where things stand in the bytes of a state: two parties, the connections between them, and what every message has come to.

/** Sizes of a model. */
export interface Sizes {
  readonly messages: number;
  /** Packet Identifiers that there are: fewer than messages, and they are used again. */
  readonly identifiers: number;
  /** Packets that one way of a connection holds. */
  readonly capacity: number;
}

/** The client's side of the connection. */
export const CLIENT = 0;
export const OFFLINE = 0;
export const CONNECTING = 1;
export const CONNECTED = 2;

/** The server's side: on the client's newest connection, or still on an older one whose bytes it reads to their end. */
export const SERVER = 1;
export const NONE = 0;
export const CURRENT = 1;
export const OLD = 2;

/** Whether the newest connection carries bytes from the client to the server. */
export const LINK = 2;
/** The next message that has not been taken by the sender. */
export const NEXT = 3;
/** The identifier used last, and 1; 0 for none. */
export const LAST_IDENTIFIER = 4;
/** What counts against the receiver's Receive Maximum, as the sender counts it. */
export const UNACKNOWLEDGED = 5;
/** The latest message delivered for the first time, and 1. */
export const LATEST_DELIVERED = 6;
/** The same on this connection, whether for the first time or not. */
export const LATEST_HERE = 7;
/** The latest message released on this connection, and 1. */
export const LATEST_RELEASED = 8;

/** The Receive Maximum of this connection, as the sender was told it and as the receiver told it. */
export const SENDER_MAXIMUM = 9;
export const RECEIVER_MAXIMUM = 10;

const SENDER_AT = 11;

/** The sender's half of a flow. */
export const S_STATE = 0;
export const S_MESSAGE = 1;
/** Whether its PUBLISH counts on this connection. */
export const S_COUNTS = 2;
/** The state that a crash leaves. */
export const S_STORED = 3;
/** Whether it is to be taken up again on this connection. */
export const S_RESUMES = 4;
export const SENDER_STRIDE = 5;

/** The receiver's half. */
export const R_STATE = 0;
export const R_MESSAGE = 1;
export const R_STORED = 2;
export const R_COUNTS = 3;
export const RECEIVER_STRIDE = 4;

/** What a message has come to. */
export const M_DELIVERED = 0;
export const NOT_DELIVERED = 0;
export const DELIVERED = 1;
export const REFUSED_ONCE = 2;
/** Whether its PUBLISH was ever sent, and whether on this connection. */
export const M_SENT = 1;
export const M_SENT_HERE = 2;
export const M_OUTCOME = 3;
export const MESSAGE_STRIDE = 4;
export const PENDING = 0;
export const ACKNOWLEDGED = 1;
export const REFUSED = 2;

/** The offsets that hang on the sizes. A queue is its length and its packets. */
export interface Layout extends Sizes {
  readonly sender: number;
  readonly receiver: number;
  readonly message: number;
  /** From client to server, from server to client, and what the client sent on an older connection. */
  readonly toServer: number;
  readonly toClient: number;
  readonly older: number;
  readonly width: number;
}

/** Lays a state of these sizes out. */
export function layoutOf(sizes: Sizes): Layout {
  const { messages, identifiers, capacity } = sizes;
  if (messages > 4 || identifiers > 4)
    throw new RangeError("a packet of the model has two bits for a message, and two for an identifier");
  const receiver = SENDER_AT + identifiers * SENDER_STRIDE;
  const message = receiver + identifiers * RECEIVER_STRIDE;
  const toServer = message + messages * MESSAGE_STRIDE;
  const toClient = toServer + capacity + 1;
  const older = toClient + capacity + 1;
  const width = Math.ceil((older + capacity + 1) / 4) * 4;
  return { ...sizes, sender: SENDER_AT, receiver, message, toServer, toClient, older, width };
}

/** The packets of the model, by number. */
export const PACKETS = ["CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"] as const;
export const P_CONNECT = 0;
export const P_CONNACK = 1;
export const P_PUBLISH = 2;
export const P_PUBACK = 3;
export const P_PUBREC = 4;
export const P_PUBREL = 5;
export const P_PUBCOMP = 6;

/** A packet in a byte. `flag` is DUP in PUBLISH, and a Reason Code of 0x80 or more in an acknowledgement. */
export function packet(type: number, identifier: number, message: number, flag: number): number {
  return (type << 5) | (identifier << 3) | (message << 1) | flag;
}

export const typeOf = (byte: number): number => byte >>> 5;
export const identifierOf = (byte: number): number => (byte >>> 3) & 3;
export const messageIn = (byte: number): number => (byte >>> 1) & 3;
export const flagOf = (byte: number): number => byte & 1;
