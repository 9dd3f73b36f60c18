// CONNECT packets that lie about what they hold, or ask for what may not be.

import { connectAttacks } from "../attacks/connect.ts";
import { connect, connectWithWill, hex, join, u16, utf8 } from "../bytes/packets.ts";
import { first, refused } from "../bytes/row.ts";
import { type AbuseClass, bytes, cases, elsewhere } from "../class.ts";

const LETS_IN = "CONNACK 0x00, open";

export const connecting: readonly AbuseClass[] = [
  bytes(
    "connect.protocol-name-wrong",
    "a Protocol Name that is none",
    ...["MQTU", "", "MQTTT", "mqtt", "MQ"].map((protocolName) => first("both", connect({ protocolName }), "closed")),
  ),
  bytes(
    "connect.protocol-name-version-mismatch",
    "a Protocol Name of one version with the level of another",
    first("both", connect({ protocolName: "MQIsdp", level: 4 }), "closed"),
    first("3.1.1", connect({ level: 3 }), "CONNACK 0x01, closed"),
  ),
  bytes(
    "connect.version-unsupported",
    "a version that there is not",
    first("3.1.1", connect({ level: 6 }), "CONNACK 0x01, closed"),
    first("3.1.1", connect({ level: 0 }), "CONNACK 0x01, closed"),
    first("3.1.1", connect({ level: 255 }), "CONNACK 0x01, closed"),
  ),
  bytes("connect.reserved-flag-1", "the reserved Connect Flag set", refused(connect({ flags: 0x03 }), 0x81)),
  bytes(
    "connect.will-retain-without-will",
    "flags of a will where there is no will",
    ...[0x22, 0x20, 0x0a, 0x12, 0x1a].map((flags) => refused(connect({ flags, clientId: "abuse" }), 0x81)),
  ),
  bytes("connect.will-qos-3", "a will of QoS 3", refused(connectWithWill("abuse/will", [], 0x1e), 0x81)),
  bytes(
    "connect.will-flag-fields-missing",
    "a will that is announced and not there",
    refused(connect({ flags: 0x06, clientId: "abuse" }), 0x81),
    refused(connect({ flags: 0x06, clientId: "abuse", rest: [hex("00")] }), 0x81),
  ),
  bytes(
    "connect.will-topic-empty-or-wildcard",
    "a Will Topic that nobody may publish to",
    refused(connectWithWill(""), 0x82),
    refused(connectWithWill("abuse/#"), 0x82),
    refused(connectWithWill("abuse/+"), 0x82),
    refused(connectWithWill("abuse\0"), 0x81),
  ),
  connectAttacks.willOverLimit,
  bytes(
    "connect.will-invalid-property",
    "a will with a property of other packets",
    ...["11 00 00 00 0a", "23 00 01", "0b 01", "7f 00"].map((property) =>
      first("5.0", connectWithWill("abuse/will", [hex(property)]), "CONNACK 0x81, closed"),
    ),
  ),
  bytes(
    "connect.username-flag-no-field",
    "a User Name or a Password that is announced and not there",
    refused(connect({ flags: 0x82, clientId: "abuse" }), 0x81),
    refused(connect({ flags: 0xc2, clientId: "abuse", rest: [utf8("user")] }), 0x81),
    refused(connect({ flags: 0xc2, clientId: "abuse", rest: [utf8("user"), u16(500)] }), 0x81),
  ),
  bytes(
    "connect.username-invalid-utf8",
    "a User Name that is no UTF-8",
    ...["ff", "c0 80", "ed a0 80", "e2 82", "00"].map((text) =>
      refused(connect({ flags: 0x82, rest: [utf8(hex(text))] }), 0x81),
    ),
  ),
  bytes(
    "connect.empty-id-clean0-v4",
    "an empty Client Identifier that wants its session kept, in MQTT 3.1.1",
    first("3.1.1", connect({ flags: 0x00 }), "CONNACK 0x02, closed"),
  ),
  elsewhere(
    "connect.client-id-wildcard",
    "a Client Identifier of wildcards, put into a rule of access",
    "src/runtime/security/access-rules.test.ts",
    "is put into no rule that allows",
  ),
  bytes(
    "connect.client-id-regex-meta",
    "a Client Identifier that would be a pattern elsewhere: a name as any other, and read in no time",
    ...[".*", "(a+)+$", "[", "\\", "a{1,99999}", "%c", "$(x)", "'; --"].map((clientId) =>
      first("both", connect({ clientId }), LETS_IN),
    ),
    first("both", connect({ clientId: `${"a".repeat(40)}!` }), LETS_IN),
  ),
  connectAttacks.clientIdsInTheStore,
  connectAttacks.userPropertyFlood,
  connectAttacks.malformedLeaks,
  cases(
    "connect.will-delay-gt-session-expiry",
    "a will that waits for longer than its session lives",
    "will/delay/session-expires-first",
  ),
  cases(
    "connect.session-expiry-0-with-will-delay",
    "a will that waits where the session ends with the connection",
    "will/delay/session-ends-with-connection",
  ),
  bytes(
    "connect.receive-maximum-0",
    "values of CONNECT that may not be 0",
    first("5.0", connect({ properties: [hex("21 00 00")] }), "CONNACK 0x82, closed"),
    first("5.0", connect({ properties: [hex("27 00 00 00 00")] }), "CONNACK 0x82, closed"),
  ),
  bytes(
    "connect.request-response-info-2",
    "values of CONNECT that are neither 0 nor 1, and properties that come twice",
    first("5.0", connect({ properties: [hex("19 02")] }), "CONNACK 0x82, closed"),
    first("5.0", connect({ properties: [hex("17 02")] }), "CONNACK 0x82, closed"),
    first("5.0", connect({ properties: [hex("21 00 01"), hex("21 00 01")] }), "CONNACK 0x82, closed"),
    first("5.0", connect({ properties: [join([0x16], utf8("data"))] }), "CONNACK 0x82, closed"),
  ),
  cases(
    "connect.request-problem-info-0-ignored",
    "a client that asks not to be told why, told why",
    "connect/request-problem-information/0",
  ),
  cases(
    "connect.clean-start-with-expiry-replays",
    "a clean start that brings back what waited in the old session",
    "session/clean/subscriptions-gone",
    "session/clean/old-one-never-returns",
    "session/clean/kept-afterwards",
  ),
  connectAttacks.storm,
];
