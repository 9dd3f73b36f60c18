// What the broker mosquitto is known to break.

import { breaches, inBoth, type KnownBreach } from "./breach.ts";

/** What the broker mosquitto 2.0.11 breaks, at every level; each was looked at byte by byte. */
export const mosquittoBreaches: readonly KnownBreach[] = [
  // Commanded by the text: these decide the exit code.
  ...inBoth(
    "Flags in the fixed header of PUBACK, PUBREC, PUBCOMP and PINGREQ are not looked at: 41 02 00 01 leaves the connection open.",
    ...["puback", "pubrec", "pubcomp", "pingreq"].map((type) => `framing/reserved-flags/${type}`),
  ),
  ...inBoth("A second CONNECT closes the connection and drops its will.", "will/published/second-connect"),
  ...breaches(
    "With overlapping subscriptions of 3.1.1 the one copy has the QoS of the subscription found first, not the highest.",
    "3.1.1/overlap/maximum-qos/wildcard-higher",
    "3.1.1/overlap/maximum-qos/wildcard-1-exact-0",
  ),
  ...inBoth("The second repeat of a QoS 2 PUBLISH before PUBREL closes the connection.", "qos2/repeat-three-times"),
  ...breaches(
    "A DISCONNECT with a code of failure drops the will as if its code were 0x00.",
    "5.0/will/disconnect-with-failure",
  ),
  ...breaches(
    "A will with a delay is not published when the session ends with the connection.",
    "5.0/will/delay/session-ends-with-connection",
  ),
  ...breaches("A CONNACK of 11 bytes goes to a client that takes 10.", "5.0/connect/maximum-packet-size/connack"),
  ...breaches(
    "Messages that are too large for a client use up its Receive Maximum for good.",
    "5.0/connect/maximum-packet-size/quota",
  ),
  ...breaches(
    "CONNECT with Authentication Data and no Authentication Method is accepted.",
    "5.0/connect/properties/authentication-data-alone",
  ),
  ...breaches(
    "A QoS 2 PUBLISH that was sent once is dropped when its expiry passes.",
    "5.0/message-expiry/not-once-sent",
  ),
  ...breaches(
    "A SUBSCRIBE to the same filter changes the QoS, and keeps the old No Local.",
    "5.0/subscribe/replaced/options",
  ),
  ...breaches("A shared subscription is sent retained messages.", "5.0/shared/no-retained"),
  ...breaches(
    "PUBREC makes room in the Receive Maximum, where only PUBCOMP may.",
    "5.0/receive-maximum/respected/qos-2/2",
    "5.0/receive-maximum/both-levels-together",
  ),
  ...breaches(
    "A resumed session is sent all that is unacknowledged at once, whatever the new Receive Maximum.",
    "5.0/receive-maximum/resumed-smaller/qos-1",
    "5.0/receive-maximum/resumed-smaller/qos-2",
  ),
  // Faults of a sender that it does not notice, and advice that it does not take.
  ...breaches("A Remaining Length that is not in its shortest form is taken.", "5.0/framing/not-shortest"),
  ...inBoth("Bytes behind the fields of a packet are not noticed.", "framing/left-over-bytes"),
  ...inBoth(
    "SUBACK, UNSUBACK and PINGRESP from a client are passed over.",
    ...["suback", "unsuback", "pingresp"].map((type) => `framing/wrong-direction/${type}`),
  ),
  ...inBoth("DUP at QoS 0 is passed over.", "publish/dup-at-qos-0"),
  ...breaches(
    "Wildcards in a Response Topic are not noticed.",
    "5.0/connect/properties/will-response-topic-wildcard",
    "5.0/properties/response-topic-wildcard/plus",
    "5.0/properties/response-topic-wildcard/hash",
  ),
  ...breaches("A Subscription Identifier from a client is passed over.", "5.0/subscription-identifier/from-client"),
  ...breaches("No Local on a shared subscription is granted.", "5.0/no-local/shared"),
  ...breaches(
    "Shared filters without a ShareName, or without a filter, are granted.",
    ...["empty-share-name", "nothing-behind", "no-filter", "empty-filter", "plus"].map(
      (name) => `5.0/shared/bad-share-name/${name}`,
    ),
  ),
  ...breaches(
    "A DISCONNECT with an unknown Reason Code drops the will.",
    "5.0/disconnect/malformed/unknown-reason-code",
  ),
  ...breaches("The old connection of a take-over is closed without a DISCONNECT.", "5.0/take-over/says-so"),
  ...breaches("A second CONNECT is answered by a bare close.", "5.0/errors/says-why"),
  ...breaches(
    "What a member of a shared subscription did not acknowledge is lost with its session.",
    "5.0/shared/interrupted-goes-to-another",
  ),
];
