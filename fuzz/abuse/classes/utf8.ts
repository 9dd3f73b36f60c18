// Strings that are no UTF-8, and strings that are and surprise.

import { connect, hex, publish, subscribe, unsubscribe, utf8 } from "../bytes/packets.ts";
import { after, breaks, first, refused } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

/** In each place where a client sends a string. */
function everywhere(text: string) {
  const string = hex(text);
  return [
    ...breaks(publish(string), 0x81),
    ...breaks(subscribe([[string, 0]]), 0x81),
    ...refused(connect({ clientId: string }), 0x81),
  ];
}

export const utf8Strings: readonly AbuseClass[] = [
  bytes("utf8.nul", "a string with U+0000", everywhere("74 6f 70 00"), everywhere("00"), everywhere("61 00 62")),
  bytes(
    "utf8.overlong",
    "characters in more bytes than they need",
    everywhere("c0 80"),
    everywhere("c1 bf"),
    everywhere("e0 80 af"),
    everywhere("f0 80 80 af"),
  ),
  bytes(
    "utf8.truncated-sequence",
    "a character that is cut off, or bytes that begin none",
    everywhere("e2 82"),
    everywhere("f0 9f 92"),
    everywhere("c3"),
    everywhere("80"),
    everywhere("ff"),
    everywhere("f4 90 80 80"),
  ),
  bytes("utf8.surrogates", "halves of surrogate pairs", everywhere("ed a0 80"), everywhere("ed bf bf")),
  cases("utf8.bom", "U+FEFF at the front of a string: kept", "utf8/byte-order-mark/front"),
  bytes(
    "utf8.control-chars",
    "control characters and those that are none: taken, and sent on as they came",
    ...["\u0001", "\u001f", "\u007f", "\u009f", "\u001b[31m", "\uffff", "\ufdd0"].map((text) =>
      after("both", publish(`abuse/${text}`), "open", `abuse/${text}`),
    ),
  ),
  cases(
    "utf8.non-normalised",
    "two spellings of one character: two topics",
    "spelling/composed",
    "spelling/decomposed",
    "spelling/hangul",
  ),
  bytes(
    "utf8.max-length",
    "strings of 65,535 bytes",
    after("both", publish("a".repeat(65_535)), "open", "a".repeat(65_535)),
    after("3.1.1", unsubscribe(["a".repeat(65_535)]), "UNSUBACK, open"),
    after("5.0", unsubscribe(["a".repeat(65_535)]), "UNSUBACK 0x11, open"),
    first("both", connect({ clientId: "a".repeat(65_535) }), "CONNACK 0x00, open"),
  ),
  bytes(
    "utf8.binary-password",
    "a Password that is no text, which it need not be",
    first("both", connect({ flags: 0xc2, rest: [utf8("user"), utf8(hex("ff fe 00"))] }), "CONNACK 0x00, open"),
  ),
];
