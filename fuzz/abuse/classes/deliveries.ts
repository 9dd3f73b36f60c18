// Exchanges of QoS 1 and 2 that are repeated, broken off, resumed, or never ended.

import { qosAttacks } from "../attacks/qos.ts";
import { publish, together } from "../bytes/packets.ts";
import { after } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases } from "../class.ts";

const first = publish("abuse/2", { first: 0x34, packetId: 6 });
const again = publish("abuse/2", { first: 0x3c, packetId: 6 });

export const deliveries: readonly AbuseClass[] = [
  cases(
    "qos2.dup-publish-before-pubrel-x2",
    "a QoS 2 PUBLISH that comes three times before its PUBREL",
    "qos2/repeat-three-times",
  ),
  bytes(
    "qos2.dup-publish-rejected-0x91",
    "a QoS 2 PUBLISH that comes again: acknowledged as before, and not as another's identifier; delivered once",
    after("5.0", together(first, again, again), "PUBREC 0x00, PUBREC 0x00, PUBREC 0x00, open", "abuse/2"),
    after("3.1.1", together(first, again, again), "PUBREC, PUBREC, PUBREC, open", "abuse/2"),
  ),
  cases(
    "qos2.replay-after-resume-delivers-twice",
    "a QoS 2 PUBLISH that comes again in the resumed session",
    "qos2/repeat-after-reconnection",
    "qos2/repeat-in-each-connection",
    "client/qos2/receives-once-across-connections",
  ),
  qosAttacks.awaitsRelease,
  cases(
    "qos2.publish-after-pubrel",
    "a sender that sends PUBLISH again though it has sent PUBREL",
    "sender/publish-not-after-pubrel",
    "client/qos2/pubrel-held-until-pubcomp",
    "client/resend/qos-2",
  ),
  qosAttacks.neverReleased,
  cases(
    "qos2.receive-maximum-exceeded",
    "more messages under way than the server takes",
    "receive-maximum/server-overrun",
    "client/receive-maximum/qos-2",
  ),
  cases(
    "qos2.id-memory-survives-clean-start",
    "identifiers of a session that is gone, known all the same: new messages are taken for old ones",
    "session/clean/old-one-never-returns",
    "client/session/lost-by-the-server",
    "client/qos2/same-identifier-again",
  ),
  cases(
    "qos2.pubrel-not-resent-on-resume",
    "a PUBREL that was not answered when the connection ended",
    "resume/pubrel-again",
    "resume/publish-and-pubrel-again",
    "client/resend/qos-2",
  ),
  cases(
    "qos2.pubrec-error-then-state",
    "a PUBREC that refuses: the exchange is over, and its identifier free",
    "sender/pubrec-refused/80",
    "sender/pubrec-refused/97",
    "sender/pubrec-refused-then-next",
    "client/qos2/refused-settles",
    "client/qos2/refused-then-new",
  ),
  cases(
    "qos.dup-not-set-on-redelivery",
    "what is sent again, as if it were new",
    "resume/dup/qos-1",
    "resume/dup/qos-2",
    "client/resend/qos-1",
  ),
  cases(
    "qos.id-reused-in-burst",
    "identifiers that are given out again while they are in use, or never again",
    "packet-identifier/server/unused",
    "qos1/identifier-free-after-puback/no-dup",
    "qos1/identifier-free-after-puback/dup",
    "client/packets/identifiers-in-use",
  ),
  qosAttacks.identifiersWrap,
  cases(
    "qos.order-rate-limited",
    "messages that overtake each other where few may be under way",
    "order/receive-maximum-1/qos-1",
    "order/receive-maximum-1/qos-2",
    "resume/order/qos-1",
    "resume/order-with-queued/qos-2",
  ),
  cases(
    "qos.retry-without-reconnect",
    "what is not acknowledged, sent again on the same connection",
    "retry/not-within-a-connection",
    "client/resend/at-no-other-time",
  ),
];
