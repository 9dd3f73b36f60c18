// A packet to bytes, in the shortest form that the standard allows; what may not be sent is refused.

import type { Version } from "../../spec/index.ts";
import { FIRST_BYTE } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { writeAck } from "./packets/acks.ts";
import { writeAuth } from "./packets/auth.ts";
import { writeConnack } from "./packets/connack.ts";
import { writeConnect } from "./packets/connect.ts";
import { writeDisconnect } from "./packets/disconnect.ts";
import { publishFlags, writePublish } from "./packets/publish.ts";
import { writeSuback } from "./packets/suback.ts";
import { writeSubscribe } from "./packets/subscribe.ts";
import { writeUnsuback } from "./packets/unsuback.ts";
import { writeUnsubscribe } from "./packets/unsubscribe.ts";
import * as rules from "./rules.ts";
import type { Violation } from "./violation.ts";
import { Malformed } from "./violation.ts";
import { SHORT, variableByteIntegerSize, Writer } from "./writer.ts";

/** On whose behalf a packet is written. */
export interface EncodeOptions {
  /**
   * Whether a payload that Payload Format Indicator 1 calls text must be UTF-8; true where nothing is said, since its sender
   * must see to that (5.0/U5-080). False for who sends on what others wrote, as a server does, unaltered (5.0/MQTT-3.3.2-4).
   */
  readonly checkPayloadFormat?: boolean;
}

/** A packet as fresh bytes, or why it may not be sent. */
export type Encoded =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "refused"; readonly violation: Violation };

/** What happened to the caller's buffer. */
export type EncodedInto =
  | { readonly kind: "written"; readonly size: number }
  /** The buffer is too small: the packet takes `size` bytes. */
  | { readonly kind: "short"; readonly size: number }
  | { readonly kind: "refused"; readonly violation: Violation };

const SENDER: EncodeOptions = Object.freeze({});
const SCRATCH_SIZE = 0x1_0000;

/** Writing is never interleaved, so one writer serves every call of each kind. */
const scratch = new Writer(new Uint8Array(SCRATCH_SIZE), true);
const borrowed = new Writer(new Uint8Array(0), false);

/** Writes `packet` into fresh bytes. Never throws for a packet of the right shape. */
export function encode<V extends Version>(packet: Packet<V>, version: V, options: EncodeOptions = SENDER): Encoded {
  const { bytes } = scratch;
  try {
    scratch.open(bytes, 0, version);
    scratch.checkPayloadFormat = options.checkPayloadFormat !== false;
    writePacket(scratch, packet);
    return { kind: "bytes", bytes: scratch.bytes.slice(0, scratch.at) };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { kind: "refused", violation: thrown.violation };
    throw thrown;
  } finally {
    // A large packet must not keep its memory for ever.
    scratch.bytes = bytes;
  }
}

/** Writes `packet` into `buffer` from `at` on. Bytes behind the packet may have been written to. Never throws for a packet of the right shape. */
export function encodeInto<V extends Version>(
  packet: Packet<V>,
  version: V,
  buffer: Uint8Array,
  at = 0,
  options: EncodeOptions = SENDER,
): EncodedInto {
  try {
    borrowed.open(buffer, at, version);
    borrowed.checkPayloadFormat = options.checkPayloadFormat !== false;
    writePacket(borrowed, packet);
    return { kind: "written", size: borrowed.at - at };
  } catch (thrown) {
    if (thrown instanceof Malformed) return { kind: "refused", violation: thrown.violation };
    if (thrown !== SHORT) throw thrown;
  }
  const whole = encode(packet, version, options);
  return whole.kind === "bytes" ? { kind: "short", size: whole.bytes.length } : whole;
}

function writePacket(body: Writer, packet: Packet): void {
  const { start } = body;
  if (packet.type !== "PUBLISH") {
    body.byte(FIRST_BYTE[packet.type]);
    body.byte(0);
    writeBody(body, packet);
    body.length(start + 1, start + 2);
    return;
  }
  body.byte(FIRST_BYTE.PUBLISH | publishFlags(body, packet));
  // The payload is long and must not be moved: keep as many bytes for the length as it takes at least.
  const from = start + 1 + variableByteIntegerSize(packet.payload.length + packet.topicName.length + 2);
  body.skip(from);
  writePublish(body, packet);
  body.length(start + 1, from);
}

function writeBody(body: Writer, packet: Exclude<Packet, { readonly type: "PUBLISH" }>): void {
  switch (packet.type) {
    case "CONNECT":
      return writeConnect(body, packet);
    case "CONNACK":
      return writeConnack(body, packet);
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
      return writeAck(body, packet);
    case "SUBSCRIBE":
      return writeSubscribe(body, packet);
    case "SUBACK":
      return writeSuback(body, packet);
    case "UNSUBSCRIBE":
      return writeUnsubscribe(body, packet);
    case "UNSUBACK":
      return writeUnsuback(body, packet);
    case "DISCONNECT":
      return writeDisconnect(body, packet);
    case "AUTH":
      if (!body.isV5) body.refuse(rules.reservedType, "AUTH");
      return writeAuth(body, packet);
    case "PINGREQ":
    case "PINGRESP":
      return;
  }
}
