// What the broker aedes is known to break.

import { breaches, type KnownBreach } from "./breach.ts";

function in311(reason: string, ...names: readonly string[]): readonly KnownBreach[] {
  return breaches(reason, ...names.map((name) => `3.1.1/${name}`));
}

const STRINGS = ["client-id", "will-topic", "user-name", "topic-name", "subscribe-filter", "unsubscribe-filter"];

/** What aedes 1.2.0 breaks, at every level; each was looked at byte by byte. It speaks 3.1.1 alone. */
export const aedesBreaches: readonly KnownBreach[] = [
  // Commanded by the text: these decide the exit code.
  ...in311(
    "Strings are not looked at: 61 c0 af 62 (ill-formed), 61 ed a0 80 62 (a surrogate) and 61 00 62 (U+0000) are taken as any other.",
    ...["ill-formed", "surrogates", "null-character"].flatMap((what) =>
      STRINGS.map((where) => `utf8/${what}/${where}`),
    ),
    ...["null-character/topic-name", "null-character/topic-filter"],
    ...["publish/topic-not-utf8", "subscribe/filter-not-utf8", "unsubscribe/filter-not-utf8"],
  ),
  ...in311("A PUBACK without a Packet Identifier, 40 00, is passed over.", "framing/truncated/acknowledgement"),
  ...in311(
    "The Packet Identifier 0 is taken, and sent back: 40 02 00 00.",
    ...["qos-1-publish", "qos-2-publish", "subscribe", "unsubscribe"].map((type) => `packet-identifier/zero/${type}`),
  ),
  ...in311(
    "A client without a name that wants its session kept is let in, 20 02 00 00, and not told 20 02 00 02.",
    "client-id/empty/kept",
  ),
  ...in311("The protocol level 2 is answered by a bare close, without 20 02 00 01.", "connect/protocol-level"),
  ...in311("A will at QoS 3, Connect Flags 1e, is taken.", "connect/will-qos-3"),
  ...in311(
    "Bytes behind the fields of CONNECT are not noticed, and so no user name or password that no flag announces.",
    ...["user-name-unannounced", "password-unannounced", "left-over-bytes"].map((what) => `connect/${what}`),
  ),
  ...in311("A password without a user name, Connect Flags 42, is taken.", "connect/password-without-user-name"),
  ...in311(
    "A session without a subscription is not kept: the next CONNECT is told 20 02 00 00.",
    "session/resumed-without-subscription",
  ),
  ...in311(
    "With a/b at QoS 0 and a/+ at QoS 2 of one client the only copy is 30…; who has a/+ alone gets 34….",
    "overlap/maximum-qos/wildcard-higher",
  ),
  ...in311(
    "The QoS that a filter with a wildcard was granted is not looked up: a subscription for QoS 1 is sent 34….",
    "subscribe/delivered-qos/wildcard/lowest-first",
    "subscribe/delivered-qos/wildcard/highest-first",
  ),
  ...in311(
    "DUP of the publisher is handed on: 3a… is delivered as 3a…, and to a subscription for QoS 0 as 38….",
    ...["dup-not-propagated/qos-1", "dup-not-propagated/qos-2", "dup-at-qos-0-not-sent-on"].map(
      (what) => `publish/${what}`,
    ),
  ),
  ...in311(
    "Two equal Topic Filters in one SUBSCRIBE get one return code: 90 03 00 07 01.",
    "subscribe/codes-for-equal-filters",
  ),
  ...in311("An UNSUBSCRIBE without a Topic Filter is answered.", "unsubscribe/empty-payload"),
  ...in311(
    "Three PUBREC in one piece are answered by a PUBREL for the last, the second and the last again.",
    "sender/pubrel-for-each",
  ),
  ...in311(
    "A resumed session is sent its messages again without DUP: 32… or 34… with the same Packet Identifier.",
    "resume/dup/qos-1",
    "resume/dup/qos-2",
  ),
  ...in311("A new subscription to +/… is sent a retained message of $…/….", "dollar/retained-not-matched"),
  // Faults of a sender that it does not notice.
  ...in311("A PINGREQ with a byte too many, c0 01 00, is answered.", "framing/left-over-bytes"),
  ...in311(
    "Wildcards in a Will Topic, and an empty one, are not noticed.",
    "connect/will-topic-wildcard",
    "connect/will-topic-empty",
  ),
  ...in311("DUP at QoS 0 is passed over.", "publish/dup-at-qos-0"),
  ...in311("A PUBLISH in the same piece as DISCONNECT, behind it, is handed on.", "disconnect/nothing-after"),
];
