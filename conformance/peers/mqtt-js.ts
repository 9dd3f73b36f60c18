// What MQTT.js is known to break.

import { breaches, inBoth, inClient50, type KnownBreach } from "./breach.ts";
import { limitsLeftAlone, propertiesNotLookedAt, publishedAsTold } from "./common.ts";

/** Properties of CONNACK that it takes twice. */
const TWICE = [
  ...["session-expiry-interval", "receive-maximum", "maximum-qos", "retain-available", "maximum-packet-size"],
  ...["assigned-client-identifier", "topic-alias-maximum", "reason-string", "wildcard-subscription-available"],
  ...["subscription-identifier-available", "shared-subscription-available", "response-information"],
  ...["server-reference", "authentication-method", "authentication-data"],
];

/** What MQTT.js 5.16.0 breaks, at every level; each was looked at byte by byte. Its adapter ends the client on `error`, as its own programs do. */
export const mqttJsBreaches: readonly KnownBreach[] = [
  // Commanded by the text in 3.1.1, noticed or not in 5.0.
  ...inBoth(
    "The Topic Names 61 c0 af 62, 61 ed a0 80 62 and 61 00 62 are taken, and told to the application.",
    ...["ill-formed", "surrogate", "null-character"].map((what) => `client/strings/topic-name/${what}`),
  ),
  ...inBoth("A PINGRESP, d0 00, is taken before CONNACK.", "client/connack/first"),
  // Commanded by the text: these decide the exit code.
  ...limitsLeftAlone,
  ...inClient50(
    "The server's Receive Maximum, 21 00 02, is not looked at: it sends all that it is told to.",
    ...["qos-1", "qos-2", "others-go-on"].map((what) => `receive-maximum/${what}`),
  ),
  ...inBoth(
    "It publishes to #, +, a/# and a/+/b as it is told.",
    ...["hash", "plus", "a-hash", "a-plus-b"].map((what) => `client/publish/forbidden/wildcard/${what}`),
  ),
  ...inBoth(
    "It publishes to an empty Topic Name, 00 00, and in 5.0 without an alias.",
    "client/publish/forbidden/empty-topic",
  ),
  ...publishedAsTold,
  ...inClient50("It publishes with the Topic Alias 0, 23 00 00.", "publish/forbidden/topic-alias-0"),
  ...inBoth(
    "What it repeats begins with 32 or 34 as at the first time: DUP stays 0.",
    ...["qos-1", "qos-2"].map((qos) => `client/resend/dup/${qos}`),
  ),
  ...inBoth("A PUBLISH in a WebSocket frame of text, 81, is taken, and the connection stays.", "client/websocket/text"),
  // Faults of a server that it does not notice, and advice that it does not take.
  ...inClient50(
    "A property of CONNACK that comes twice is taken.",
    ...TWICE.map((name) => `connack/properties/${name}/twice`),
  ),
  ...propertiesNotLookedAt,
  ...inClient50(
    "Receive Maximum 0 and Maximum Packet Size 0 are taken.",
    "connack/properties/receive-maximum/zero",
    "connack/properties/maximum-packet-size/zero",
  ),
  ...inClient50(
    "Server Keep Alive 0, 13 00 00, is passed over: it sends PINGREQ after its own 5 seconds.",
    "keep-alive/of-the-server-shorter-only",
  ),
  ...inClient50(
    "It finds the flags of e1 00, and has no code to say so: what ends the client says e0 02 00 00.",
    "packets/reserved-flags/disconnect",
  ),
  ...inClient50(
    "It finds both QoS bits, and has no code to say so: what ends the client says e0 02 00 00.",
    "errors/says-why",
  ),
  ...inClient50("The Subscription Identifier 0, 0b 00, is taken.", "publish/subscription-identifier-0"),
  ...inClient50(
    "A Reason String in PUBREL is taken by a client that asked for none, 17 00, and answered by PUBCOMP.",
    "problem-information/unasked",
  ),
  ...breaches(
    "DISCONNECT with Server Reference twice is told to the application, and the connection stays.",
    "5.0/client/disconnect/server-reference-twice",
  ),
  ...inBoth(
    "SUBSCRIBE, UNSUBSCRIBE, PINGREQ and CONNECT from a server are passed over.",
    ...["subscribe", "unsubscribe", "pingreq", "connect"].map((type) => `client/errors/wrong-direction/${type}`),
  ),
];
