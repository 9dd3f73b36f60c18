// What the codec refuses: for each fault the sentence that it breaks in either version, and the Reason Code that it earns.
// Faults of a single property, flag or Reason Code stand in spec/tables, beside the value.

import type { ReasonCode, RequirementId, Version } from "../../spec/index.ts";

/** One thing that may not be on the wire. A version that is missing allows it, or cannot say it. */
export interface Rule {
  readonly "3.1.1"?: RequirementId | undefined;
  readonly "5.0"?: RequirementId | undefined;
  /** The Reason Code of 5.0 §2.4. MQTT 3.1.1 has none and closes; 0x84 and 0x85 tell a server its return codes 1 and 2. */
  readonly earns: ReasonCode;
}

function rule(earns: ReasonCode, in311?: RequirementId, in50?: RequirementId): Rule {
  return { earns, "3.1.1": in311, "5.0": in50 };
}

// Frame (5.0 §2.1, 3.1.1 §2.2)
export const reservedType = rule(0x81, "3.1.1/U3-003", "5.0/U5-008");
export const wrongSender = rule(0x82, "3.1.1/U3-048", "5.0/U5-153");
export const lengthTooLong = rule(0x81, "3.1.1/U3-004", "5.0/U5-005");
export const notShortest = rule(0x81, undefined, "5.0/MQTT-1.5.5-1");
export const tooLargeForServer = rule(0x95, "3.1.1/U3-047", "5.0/U5-057");
export const tooLargeForClient = rule(0x95, "3.1.1/U3-047", "5.0/U5-025");
export const notConnect = rule(0x82, "3.1.1/MQTT-3.1.0-1", "5.0/MQTT-3.1.0-1");
export const fieldsDoNotFit = rule(0x81, "3.1.1/U3-045", "5.0/U5-152");

// Strings and numbers (§1.5)
export const illFormedString = rule(0x81, "3.1.1/MQTT-1.5.3-1", "5.0/MQTT-1.5.4-1");
export const nullCharacter = rule(0x81, "3.1.1/MQTT-1.5.3-2", "5.0/MQTT-1.5.4-2");
export const illFormedPair = rule(0x81, undefined, "5.0/MQTT-1.5.7-1");
export const illFormedClientId = rule(0x81, "3.1.1/MQTT-3.1.3-4", "5.0/MQTT-3.1.3-4");
export const illFormedWillTopic = rule(0x81, "3.1.1/MQTT-3.1.3-10", "5.0/MQTT-3.1.3-11");
export const illFormedUserName = rule(0x81, "3.1.1/MQTT-3.1.3-11", "5.0/MQTT-3.1.3-12");
export const illFormedTopicName = rule(0x81, "3.1.1/MQTT-3.3.2-1", "5.0/MQTT-3.3.2-1");
export const illFormedSubscribeFilter = rule(0x81, "3.1.1/MQTT-3.8.3-1", "5.0/MQTT-3.8.3-1");
export const illFormedUnsubscribeFilter = rule(0x81, "3.1.1/MQTT-3.10.3-1", "5.0/MQTT-3.10.3-1");
export const stringTooLong = rule(0x81, "3.1.1/U3-049", "5.0/U5-154");
export const topicTooLong = rule(0x81, "3.1.1/MQTT-4.7.3-3", "5.0/MQTT-4.7.3-3");
export const integerTooLarge = rule(0x81, "3.1.1/U3-050", "5.0/U5-157");

// Topic Names (§4.7). What is wrong with a Topic Filter is for src/topics to say.
export const emptyTopic = rule(0x82, "3.1.1/MQTT-4.7.3-1", "5.0/MQTT-4.7.3-1");
export const wildcardInTopicName = rule(0x82, "3.1.1/MQTT-3.3.2-2", "5.0/MQTT-3.3.2-2");
export const wildcardInWillTopic = rule(0x82, "3.1.1/MQTT-4.7.1-1", "5.0/MQTT-4.7.0-1");
export const wildcardInResponseTopic = rule(0x82, undefined, "5.0/MQTT-3.3.2-14");
export const noTopicAndNoAlias = rule(0x82, undefined, "5.0/U5-078");

// Packet Identifiers (5.0 §2.2.1, 3.1.1 §2.3.1)
export const packetIdZero = rule(0x82, "3.1.1/MQTT-2.3.1-1", "5.0/MQTT-2.2.1-3");
export const ackPacketIdZero = rule(0x82, "3.1.1/MQTT-2.3.1-6", "5.0/MQTT-2.2.1-5");
export const subackPacketIdZero = rule(0x82, "3.1.1/MQTT-2.3.1-7", "5.0/MQTT-2.2.1-6");
export const packetIdAtQos0 = rule(0x81, "3.1.1/MQTT-2.3.1-5", "5.0/MQTT-2.2.1-2");

// CONNECT (§3.1)
export const wrongProtocolName = rule(0x84, "3.1.1/MQTT-3.1.2-1", "5.0/MQTT-3.1.2-1");
export const wrongProtocolVersion = rule(0x84, "3.1.1/MQTT-3.1.2-2", "5.0/MQTT-3.1.2-2");
export const reservedConnectFlag = rule(0x81, "3.1.1/MQTT-3.1.2-3", "5.0/MQTT-3.1.2-3");
export const willMissing = rule(0x81, "3.1.1/MQTT-3.1.2-9", "5.0/MQTT-3.1.2-9");
export const willQosWithoutWill = rule(0x81, "3.1.1/MQTT-3.1.2-13", "5.0/MQTT-3.1.2-11");
export const willQos3 = rule(0x81, "3.1.1/MQTT-3.1.2-14", "5.0/MQTT-3.1.2-12");
export const willRetainWithoutWill = rule(0x81, "3.1.1/MQTT-3.1.2-15", "5.0/MQTT-3.1.2-13");
export const userNameUnannounced = rule(0x81, "3.1.1/MQTT-3.1.2-18", "5.0/MQTT-3.1.2-16");
export const userNameMissing = rule(0x81, "3.1.1/MQTT-3.1.2-19", "5.0/MQTT-3.1.2-17");
export const passwordUnannounced = rule(0x81, "3.1.1/MQTT-3.1.2-20", "5.0/MQTT-3.1.2-18");
export const passwordMissing = rule(0x81, "3.1.1/MQTT-3.1.2-21", "5.0/MQTT-3.1.2-19");
export const passwordWithoutUserName = rule(0x81, "3.1.1/MQTT-3.1.2-22");
export const clientIdMissing = rule(0x81, "3.1.1/MQTT-3.1.3-3", "5.0/MQTT-3.1.3-3");
export const emptyClientId = rule(0x85, "3.1.1/MQTT-3.1.3-7");
export const authDataWithoutMethod = rule(0x82, undefined, "5.0/U5-034");

// CONNACK (§3.2)
export const reservedConnackFlags = rule(0x81, "3.1.1/U3-021", "5.0/MQTT-3.2.2-1");
export const sessionPresentOnRefusal = rule(0x82, "3.1.1/MQTT-3.2.2-4", "5.0/MQTT-3.2.2-6");
export const badConnackCode = rule(0x81, "3.1.1/U3-046", "5.0/MQTT-3.2.2-8");

// PUBLISH (§3.3)
export const qos3 = rule(0x81, "3.1.1/MQTT-3.3.1-4", "5.0/MQTT-3.3.1-4");
export const dupAtQos0 = rule(0x81, "3.1.1/MQTT-3.3.1-2", "5.0/MQTT-3.3.1-2");
export const payloadNotText = rule(0x99, undefined, "5.0/U5-080");
export const willPayloadNotText = rule(0x99, undefined, "5.0/U5-037");

// PUBACK, PUBREC, PUBREL, PUBCOMP (§3.4 to §3.7)
export const badPubackCode = rule(0x81, undefined, "5.0/MQTT-3.4.2-1");
export const badPubrecCode = rule(0x81, undefined, "5.0/MQTT-3.5.2-1");
export const badPubrelCode = rule(0x81, undefined, "5.0/MQTT-3.6.2-1");
export const badPubcompCode = rule(0x81, undefined, "5.0/MQTT-3.7.2-1");

// SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK (§3.8 to §3.11)
export const emptySubscribe = rule(0x82, "3.1.1/MQTT-3.8.3-3", "5.0/MQTT-3.8.3-2");
export const reservedOptionBits = rule(0x81, "3.1.1/MQTT-3.8.3-4", "5.0/MQTT-3.8.3-5");
export const subscriptionQos3 = rule(0x82, "3.1.1/MQTT-3.8.3-4", "5.0/U5-101");
export const retainHandling3 = rule(0x82, undefined, "5.0/U5-102");
export const noLocalOnShared = rule(0x82, undefined, "5.0/MQTT-3.8.3-4");
export const emptySuback = rule(0x81, "3.1.1/MQTT-3.8.4-5", "5.0/MQTT-3.8.4-6");
export const badSubackCode = rule(0x81, "3.1.1/MQTT-3.9.3-2", "5.0/MQTT-3.9.3-2");
export const emptyUnsubscribe = rule(0x82, "3.1.1/MQTT-3.10.3-2", "5.0/MQTT-3.10.3-2");
export const badUnsubackCode = rule(0x81, undefined, "5.0/MQTT-3.11.3-2");

// DISCONNECT and AUTH (5.0 §3.14, §3.15)
export const badDisconnectCode = rule(0x81, undefined, "5.0/MQTT-3.14.2-1");
export const badAuthCode = rule(0x81, undefined, "5.0/MQTT-3.15.2-1");
export const authMethodMissing = rule(0x82, undefined, "5.0/U5-120");

// Properties (5.0 §2.2.2)
export const propertyLengthMissing = rule(0x81, undefined, "5.0/MQTT-2.2.2-1");
export const foreignProperty = rule(0x81, undefined, "5.0/U5-012");

/** The sentence that a fault breaks in this version. */
export function sentence(broken: Rule, version: Version): RequirementId {
  return (broken[version] ?? broken["5.0"] ?? broken["3.1.1"]) as RequirementId;
}
