// What clients break alike: the limits that a server names in CONNACK are left to the application, and what comes is not looked at.

import { inBoth, inClient50, type KnownBreach } from "./breach.ts";

/** Of clients that do nothing about limits themselves. */
export const limitsLeftAlone: readonly KnownBreach[] = [
  ...inClient50(
    "Session Present 1 after Clean Start 1 is not looked at: 20 03 01 00 00 leaves the connection open.",
    "session/unexpected",
  ),
  ...inClient50("Maximum QoS 0, 24 00, is not looked at: it publishes at QoS 1.", "connack/maximum-qos"),
  ...inClient50(
    "Retain Available 0, 25 00, is not looked at: it publishes with RETAIN 1.",
    "connack/retain-not-available",
  ),
  ...inClient50(
    "The server's Maximum Packet Size of 100, 27 00 00 00 64, is not looked at: it sends 226 bytes.",
    "connack/maximum-packet-size",
  ),
];

/** Of clients that publish what they are told to. */
export const publishedAsTold: readonly KnownBreach[] = [
  ...inBoth("It publishes to a Topic Name with U+0000, 00 03 61 00 62.", "client/publish/forbidden/null-character"),
  ...inClient50("It publishes with the Response Topic a/#.", "publish/forbidden/response-topic-wildcard"),
];

/** Of clients that take the properties of a packet as they come. */
export const propertiesNotLookedAt: readonly KnownBreach[] = [
  ...inClient50(
    "Properties of CONNACK of one bit are taken with the value 2.",
    ...["maximum-qos", "retain-available", "wildcard-subscription-available", "subscription-identifier-available"].map(
      (name) => `connack/properties/${name}/two`,
    ),
    "connack/properties/shared-subscription-available/two",
  ),
  ...inClient50(
    "A Subscription Identifier, 0b 09, is taken by a client that has sent none.",
    "publish/subscription-identifier-unknown",
  ),
];
