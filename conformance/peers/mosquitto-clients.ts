// What mosquitto_pub and mosquitto_sub are known to break.

import { breaches, inBoth, inClient50, type KnownBreach } from "./breach.ts";

/** What mosquitto_pub and mosquitto_sub 2.0.11 break, at every level; each was looked at byte by byte. */
export const mosquittoClientBreaches: readonly KnownBreach[] = [
  // Commanded by the text in 3.1.1, noticed or not in 5.0.
  ...inBoth(
    "Flags in the fixed header of PINGRESP, PUBACK and SUBACK are not looked at: d1 00 leaves the connection open.",
    ...["pingresp", "puback", "suback"].map((type) => `client/packets/reserved-flags/${type}`),
  ),
  // Commanded by the text: these decide the exit code.
  ...inClient50(
    "Session Present 1 after Clean Start 1 is not looked at: 20 03 01 00 00 is answered by SUBSCRIBE.",
    "session/unexpected",
  ),
  ...inClient50(
    "With -D connect topic-alias-maximum 5 it says 22 00 05, and closes for the first PUBLISH that uses an alias, 30 0a 00 00 03 23 00 05.",
    "topic-alias/every-one",
  ),
  // Faults of a server that it does not notice, and advice that it does not take.
  ...inClient50(
    "DISCONNECT with flags, e1 00, is taken as one without: it closes and says nothing.",
    "packets/reserved-flags/disconnect",
  ),
  ...inClient50("The Subscription Identifier 0, 0b 00, is taken.", "publish/subscription-identifier-0"),
  ...inClient50(
    "A Subscription Identifier, 0b 09, is taken by a client that has sent none.",
    "publish/subscription-identifier-unknown",
  ),
  ...inClient50("A PUBLISH of 226 bytes is taken by a client that takes 100, 27 00 00 00 64.", "publish/too-large"),
  ...inClient50(
    "A Reason String in PUBREL is taken by a client that asked for none, 17 00, and answered by PUBCOMP.",
    "problem-information/unasked",
  ),
  ...inClient50(
    "DISCONNECT with Server Reference twice is taken as one without: it closes and says nothing.",
    "disconnect/server-reference-twice",
  ),
  ...inBoth("PINGREQ from a server is answered by PINGRESP, d0 00.", "client/errors/wrong-direction/pingreq"),
  ...inBoth("A second CONNACK is taken for a new beginning: it subscribes again.", "client/errors/second-connack"),
  ...breaches("An AUTH is passed over by a client that has named no method.", "5.0/client/auth/unasked"),
  ...breaches("It closes for a PUBLISH with both QoS bits and does not say why.", "5.0/client/errors/says-why"),
];
