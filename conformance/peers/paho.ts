// What paho-mqtt for Python is known to break, in the version of today and in that of Debian.

import { breaches, inBoth, inClient50, type KnownBreach } from "./breach.ts";
import { limitsLeftAlone, propertiesNotLookedAt, publishedAsTold } from "./common.ts";

/** What both break. */
const inEach: readonly KnownBreach[] = [
  // Commanded by the text in 3.1.1, noticed or not in 5.0.
  ...inBoth(
    "The Topic Names 61 c0 af 62, 61 ed a0 80 62 and 61 00 62 are taken, and handed to the application.",
    ...["ill-formed", "surrogate", "null-character"].map((what) => `client/strings/topic-name/${what}`),
  ),
  ...inBoth(
    "Flags in the fixed header of PINGRESP, PUBACK, PUBREL and SUBACK are not looked at: 60 02 00 01 is answered by PUBCOMP.",
    ...["pingresp", "puback", "pubrel", "suback"].map((type) => `client/packets/reserved-flags/${type}`),
  ),
  ...inBoth("A PINGRESP, d0 00, is taken before CONNACK.", "client/connack/first"),
  // Commanded by the text: these decide the exit code.
  ...inBoth(
    "After a CONNECT with Clean Session 1 it sends a PUBLISH of the session before again, with DUP 1 and its identifier: 3a … 00 01.",
    "client/session/clean",
  ),
  ...inClient50(
    "Session Present 0 is not looked at: it repeats its PUBLISH with DUP 1, 3a … 00 01.",
    "session/lost-by-the-server",
  ),
  ...limitsLeftAlone,
  ...inClient50(
    "The server's Topic Alias Maximum is not looked at: it publishes with the alias that it is told, 23 00 01 or 23 00 04.",
    ...["none", "zero", "above"].map((what) => `connack/topic-alias-maximum/${what}`),
  ),
  ...inClient50(
    "The server's Receive Maximum, 21 00 02, is not looked at: it sends all that it is told to, up to 20.",
    ...["qos-1", "qos-2", "others-go-on"].map((what) => `receive-maximum/${what}`),
  ),
  ...inClient50(
    "It publishes to an empty Topic Name without an alias, 30 0c 00 00 00.",
    "publish/forbidden/empty-topic",
  ),
  ...publishedAsTold,
  ...inBoth("A WebSocket frame of text, 81, is passed over, and the connection stays.", "client/websocket/text"),
  // Faults of a server that it does not notice, and advice that it does not take.
  ...propertiesNotLookedAt,
  ...inClient50("A PUBLISH of 226 bytes is taken by a client that takes 100, 27 00 00 00 64.", "publish/too-large"),
  ...inBoth("PINGREQ from a server is answered by PINGRESP, d0 00.", "client/errors/wrong-direction/pingreq"),
  ...inBoth("A second CONNACK is taken.", "client/errors/second-connack"),
  ...inClient50("It closes for a PUBLISH with both QoS bits and does not say why.", "errors/says-why"),
  ...inClient50("The code of PUBREC is not looked at: 50 03 00 01 97 is answered by PUBREL.", "qos2/refused-no-pubrel"),
];

/** What paho-mqtt 2.2.0 breaks, at every level; each was looked at byte by byte. */
export const paho2Breaches: readonly KnownBreach[] = [
  ...inEach,
  ...inClient50(
    "DISCONNECT with flags, e1 00, is taken as one without: it closes and says nothing.",
    "packets/reserved-flags/disconnect",
  ),
  ...inClient50(
    "A Reason String in PUBREL is taken by a client that asked for none, 17 00, and answered by PUBCOMP.",
    "problem-information/unasked",
  ),
  ...inClient50(
    "It closes for a DISCONNECT with Server Reference twice and does not say why.",
    "disconnect/server-reference-twice",
  ),
];

/** Properties of CONNACK that end the thread of 1.6.1 where they come twice. */
const TWICE = [
  ...["session-expiry-interval", "receive-maximum", "maximum-qos", "retain-available", "maximum-packet-size"],
  ...["assigned-client-identifier", "topic-alias-maximum", "reason-string", "wildcard-subscription-available"],
  ...["subscription-identifier-available", "shared-subscription-available", "server-keep-alive"],
  ...["response-information", "server-reference"],
];

/** What paho-mqtt 1.6.1 breaks, at every level; each was looked at byte by byte. */
export const paho1Breaches: readonly KnownBreach[] = [
  ...inEach,
  ...inClient50(
    "A PUBREL with more than its identifier, 62 0b 00 09 00 …, ends its thread with a struct.error: nothing more is answered.",
    "qos2/pubrel-with-properties",
  ),
  ...inClient50(
    "Server Keep Alive, 13 00 05 and 13 00 00, is not looked at.",
    "keep-alive/of-the-server",
    "keep-alive/of-the-server-shorter-only",
  ),
  ...inClient50(
    "DISCONNECT, e1 00, without a code is passed over: the connection stays.",
    "packets/reserved-flags/disconnect",
  ),
  ...inClient50(
    "What is wrong with properties is found, and ends its thread with an exception: the connection stays, and nobody serves it.",
    ...TWICE.map((name) => `connack/properties/${name}/twice`),
    "connack/properties/receive-maximum/zero",
    "connack/properties/maximum-packet-size/zero",
    "publish/subscription-identifier-0",
    "disconnect/server-reference-twice",
  ),
  ...breaches(
    "A PUBREL with a Reason String ends its thread: the connection stays, and nobody serves it.",
    "5.0/client/problem-information/unasked",
  ),
];
