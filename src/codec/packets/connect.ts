// CONNECT: the name and version of the protocol, flags, Keep Alive, and who connects with which will. (§3.1)

import type { Connect50, Connect311, QoS, Will50, Will311, WillProperties } from "../packet.ts";
import { readProperties, writeProperties } from "../properties.ts";
import type { Reader } from "../reader.ts";
import { hex } from "../reader.ts";
import * as rules from "../rules.ts";
import { illFormedAt, isText, quoted } from "../text.ts";
import type { Writer } from "../writer.ts";

const USER_NAME = 0x80;
const PASSWORD = 0x40;
const WILL_RETAIN = 0x20;
const WILL_QOS = 0x18;
const WILL = 0x04;
const CLEAN = 0x02;
const RESERVED = 0x01;

export function readConnect(body: Reader): Connect311 | Connect50 {
  readProtocol(body);
  const flags = readFlags(body);
  const keepAlive = body.twoByteInteger();
  const properties = body.isV5 ? readProperties<Connect50["properties"]>(body, "CONNECT") : undefined;
  if (properties?.authenticationData !== undefined && properties.authenticationMethod === undefined) {
    body.breach(rules.authDataWithoutMethod, body.at, "Authentication Data without Authentication Method");
  }
  const clientId = readClientId(body, (flags & CLEAN) !== 0);
  const will = (flags & WILL) !== 0 ? readWill(body, flags) : undefined;
  const userName = (flags & USER_NAME) !== 0 ? readUserName(body) : undefined;
  const password = (flags & PASSWORD) !== 0 ? readPassword(body) : undefined;
  body.finish(
    (flags & USER_NAME) === 0
      ? rules.userNameUnannounced
      : (flags & PASSWORD) === 0
        ? rules.passwordUnannounced
        : rules.fieldsDoNotFit,
  );
  const clean = (flags & CLEAN) !== 0;
  return {
    type: "CONNECT",
    version: body.version,
    clientId,
    ...(body.isV5 ? { cleanStart: clean } : { cleanSession: clean }),
    keepAlive,
    ...(properties && { properties }),
    ...(will && { will }),
    ...(userName !== undefined && { userName }),
    ...(password !== undefined && { password }),
  } as Connect311 | Connect50;
}

function readProtocol(body: Reader): void {
  const nameAt = body.at;
  const name = body.string(rules.illFormedString);
  if (name !== "MQTT") body.fail(rules.wrongProtocolName, nameAt, `protocol name ${quoted(name)}`);
  const level = body.byte();
  if (level !== (body.isV5 ? 5 : 4)) body.fail(rules.wrongProtocolVersion, body.at - 1, `protocol version ${level}`);
}

function readFlags(body: Reader): number {
  const at = body.at;
  const flags = body.byte();
  const found = `CONNECT flags 0x${hex(flags)}`;
  if ((flags & RESERVED) !== 0) body.breach(rules.reservedConnectFlag, at, found);
  if ((flags & WILL) === 0 && (flags & WILL_QOS) !== 0) body.breach(rules.willQosWithoutWill, at, found);
  if ((flags & WILL) === 0 && (flags & WILL_RETAIN) !== 0) body.breach(rules.willRetainWithoutWill, at, found);
  if ((flags & WILL) !== 0 && (flags & WILL_QOS) === WILL_QOS) body.fail(rules.willQos3, at, found);
  if (!body.isV5 && (flags & PASSWORD) !== 0 && (flags & USER_NAME) === 0) {
    body.breach(rules.passwordWithoutUserName, at, found);
  }
  return flags;
}

function readClientId(body: Reader, clean: boolean): string {
  const at = body.at;
  if (at === body.end) body.fail(rules.clientIdMissing, at, "no Client Identifier");
  const clientId = body.string(rules.illFormedClientId);
  if (clientId === "" && !body.isV5 && !clean)
    body.breach(rules.emptyClientId, at, "an empty ClientId without Clean Session");
  return clientId;
}

function readWill(body: Reader, flags: number): Will311 | Will50 {
  if (body.at === body.end) body.fail(rules.willMissing, body.at, "no will");
  const properties = body.isV5 ? readProperties<WillProperties>(body, "WILL") : undefined;
  const topicAt = body.at;
  if (topicAt === body.end) body.fail(rules.willMissing, topicAt, "no Will Topic");
  const topicName = body.topicName(rules.illFormedWillTopic, rules.wildcardInWillTopic);
  if (topicName === "") body.breach(rules.emptyTopic, topicAt, "an empty Will Topic");
  if (body.at === body.end) body.fail(rules.willMissing, body.at, "no Will Payload");
  const payload = body.binary();
  if (body.checkPayloadFormat && properties?.payloadFormatIndicator === 1) {
    const bad = illFormedAt(payload, 0, payload.length);
    if (bad !== -1)
      body.breach(rules.willPayloadNotText, body.at - payload.length + bad, "a Will Payload that is not UTF-8");
  }
  const will = { topicName, payload, qos: ((flags & WILL_QOS) >>> 3) as QoS, retain: (flags & WILL_RETAIN) !== 0 };
  return properties ? { ...will, properties } : will;
}

function readUserName(body: Reader): string {
  if (body.at === body.end) body.fail(rules.userNameMissing, body.at, "no User Name");
  return body.string(rules.illFormedUserName);
}

function readPassword(body: Reader): Uint8Array {
  if (body.at === body.end) body.fail(rules.passwordMissing, body.at, "no Password");
  return body.binary();
}

const PROTOCOL_NAME = Uint8Array.of(0, 4, 0x4d, 0x51, 0x54, 0x54);

export function writeConnect(body: Writer, packet: Connect311 | Connect50): void {
  if (packet.version !== body.version) body.refuse(rules.wrongProtocolVersion, `a CONNECT of ${packet.version}`);
  const clean = packet.version === "5.0" ? packet.cleanStart : packet.cleanSession;
  const { clientId, will, userName, password } = packet;
  body.put(PROTOCOL_NAME);
  body.byte(body.isV5 ? 5 : 4);
  if (!body.isV5 && password !== undefined && userName === undefined) {
    body.refuse(rules.passwordWithoutUserName, "a Password without a User Name");
  }
  const willFlags = will ? WILL | (willQos(body, will.qos) << 3) | (will.retain ? WILL_RETAIN : 0) : 0;
  body.byte(
    (clean ? CLEAN : 0) |
      willFlags |
      (userName === undefined ? 0 : USER_NAME) |
      (password === undefined ? 0 : PASSWORD),
  );
  body.integer(packet.keepAlive, 2);
  if (packet.version === "5.0") {
    if (packet.properties.authenticationData !== undefined && packet.properties.authenticationMethod === undefined) {
      body.refuse(rules.authDataWithoutMethod, "Authentication Data without Authentication Method");
    }
    writeProperties(body, "CONNECT", packet.properties);
  }
  if (clientId === "" && !body.isV5 && !clean)
    body.refuse(rules.emptyClientId, "an empty ClientId without Clean Session");
  body.string(clientId, rules.illFormedClientId);
  if (will) writeWill(body, will);
  if (userName !== undefined) body.string(userName, rules.illFormedUserName);
  if (password !== undefined) body.binary(password);
}

function willQos(body: Writer, qos: number): number {
  if (qos !== 0 && qos !== 1 && qos !== 2) body.refuse(rules.willQos3, `Will QoS ${qos}`);
  return qos;
}

function writeWill(body: Writer, will: Will311 | Will50): void {
  if ("properties" in will) {
    writeProperties(body, "WILL", will.properties);
    if (body.checkPayloadFormat && will.properties.payloadFormatIndicator === 1 && !isText(will.payload)) {
      body.refuse(rules.willPayloadNotText, "a Will Payload that is not UTF-8");
    }
  } else if (body.isV5) body.refuse(rules.propertyLengthMissing, "a will without properties");
  if (will.topicName === "") body.refuse(rules.emptyTopic, "an empty Will Topic");
  body.topicName(will.topicName, rules.illFormedWillTopic, rules.wildcardInWillTopic);
  body.binary(will.payload);
}
