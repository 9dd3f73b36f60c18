// What a broker lives on and speaks through: memory, files, certificates, WebSocket; and protocols that it does not speak.

import { operationAttacks } from "../attacks/operation.ts";
import { resourceAttacks } from "../attacks/resource.ts";
import { storeAttacks } from "../attacks/store.ts";
import { tlsAttacks } from "../attacks/tls.ts";
import { wsAttacks } from "../attacks/ws.ts";
import { connect, hex, join } from "../bytes/packets.ts";
import { first } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases, elsewhere, notOurs } from "../class.ts";

/** The beginning of the second form of the PROXY protocol, with a field that is longer than its header. */
const PROXY_V2 = join(
  hex("0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a 21 11 00 10 7f 00 00 01 7f 00 00 01 00 01 07 5b"),
  hex("03 ff ff 00"),
);
const PROXY_V1 = new TextEncoder().encode("PROXY TCP4 127.0.0.1 127.0.0.1 1 1883\r\n");

export const surroundings: readonly AbuseClass[] = [
  ...Object.values(resourceAttacks),
  ...Object.values(operationAttacks),
  elsewhere(
    "resource.flood-before-the-decision",
    "a client that sends on by the megabyte before anybody has decided whether it may come in: only so much is held",
    "src/models/broker/authentication.test.ts",
    "what is held weighs no more than the largest packet may",
  ),
  ...Object.values(storeAttacks),
  ...Object.values(tlsAttacks),
  cases("ws.text-frame", "MQTT in text frames", "websocket/text", "client/websocket/text"),
  cases(
    "ws.no-subprotocol",
    "an upgrade without the subprotocol, and a server that names none",
    "websocket/subprotocol",
    "client/websocket/subprotocol",
  ),
  cases(
    "ws.one-byte-frames",
    "a frame for each byte, and frames cut anywhere",
    "websocket/frames/each-byte-a-frame",
    "websocket/frames/halves",
    "websocket/frames/two-packets-in-one",
    "client/websocket/frames/each-byte-a-frame",
    "client/websocket/frames/across-packets",
  ),
  ...Object.values(wsAttacks),
  bytes(
    "proxy.v2-tlv-overrun",
    "a header of the PROXY protocol, which is not spoken here: no CONNECT",
    first("both", PROXY_V2, "closed"),
    first("both", PROXY_V1, "closed"),
  ),
  notOurs("misc.bridge-remap-crafted", "a packet for a bridge that renames topics", "there is no bridge"),
  bytes(
    "misc.mqtt-3.1-client-flags",
    "a client of MQTT 3.1, which is not spoken here",
    first("both", connect({ protocolName: "MQIsdp", level: 3 }), "closed"),
    first("both", connect({ protocolName: "MQIsdp", level: 3, flags: 0xc6 }), "closed"),
  ),
  bytes(
    "misc.bridge-bit",
    "a protocol level with the bit that bridges set",
    first("3.1.1", connect({ level: 0x84 }), "CONNACK 0x01, closed"),
    first("3.1.1", connect({ level: 0x83 }), "CONNACK 0x01, closed"),
  ),
];
