// Reason Codes of MQTT 5.0 (§2.4, Table 2-6 and the tables of each packet) and return codes of MQTT 3.1.1 (§3.2.2.3, §3.9.3).

/** The packets that carry a Reason Code. */
export type ReasonCarrier =
  | "CONNACK"
  | "PUBACK"
  | "PUBREC"
  | "PUBREL"
  | "PUBCOMP"
  | "SUBACK"
  | "UNSUBACK"
  | "DISCONNECT"
  | "AUTH";

/** One Reason Code under one name, and for each packet that may carry it, who may send it so. */
export interface ReasonCodeRow {
  readonly code: number;
  readonly name: string;
  readonly packets: Readonly<Partial<Record<ReasonCarrier, "client" | "server" | "both">>>;
}

// 0x8C stands for DISCONNECT in Table 2-6 alone, and §3.3.4 tells a client to send 0x9B, which Table 3-10 keeps for servers: both are accepted.
export const REASON_CODES = [
  {
    code: 0x00,
    name: "Success",
    packets: {
      CONNACK: "server",
      PUBACK: "both",
      PUBREC: "both",
      PUBREL: "both",
      PUBCOMP: "both",
      UNSUBACK: "server",
      AUTH: "server",
    },
  },
  { code: 0x00, name: "Normal disconnection", packets: { DISCONNECT: "both" } },
  { code: 0x00, name: "Granted QoS 0", packets: { SUBACK: "server" } },
  { code: 0x01, name: "Granted QoS 1", packets: { SUBACK: "server" } },
  { code: 0x02, name: "Granted QoS 2", packets: { SUBACK: "server" } },
  { code: 0x04, name: "Disconnect with Will Message", packets: { DISCONNECT: "client" } },
  { code: 0x10, name: "No matching subscribers", packets: { PUBACK: "server", PUBREC: "server" } },
  { code: 0x11, name: "No subscription existed", packets: { UNSUBACK: "server" } },
  { code: 0x18, name: "Continue authentication", packets: { AUTH: "both" } },
  { code: 0x19, name: "Re-authenticate", packets: { AUTH: "client" } },
  {
    code: 0x80,
    name: "Unspecified error",
    packets: {
      CONNACK: "server",
      PUBACK: "both",
      PUBREC: "both",
      SUBACK: "server",
      UNSUBACK: "server",
      DISCONNECT: "both",
    },
  },
  { code: 0x81, name: "Malformed Packet", packets: { CONNACK: "server", DISCONNECT: "both" } },
  { code: 0x82, name: "Protocol Error", packets: { CONNACK: "server", DISCONNECT: "both" } },
  {
    code: 0x83,
    name: "Implementation specific error",
    packets: {
      CONNACK: "server",
      PUBACK: "both",
      PUBREC: "both",
      SUBACK: "server",
      UNSUBACK: "server",
      DISCONNECT: "both",
    },
  },
  { code: 0x84, name: "Unsupported Protocol Version", packets: { CONNACK: "server" } },
  { code: 0x85, name: "Client Identifier not valid", packets: { CONNACK: "server" } },
  { code: 0x86, name: "Bad User Name or Password", packets: { CONNACK: "server" } },
  {
    code: 0x87,
    name: "Not authorized",
    packets: {
      CONNACK: "server",
      PUBACK: "both",
      PUBREC: "both",
      SUBACK: "server",
      UNSUBACK: "server",
      DISCONNECT: "server",
    },
  },
  { code: 0x88, name: "Server unavailable", packets: { CONNACK: "server" } },
  { code: 0x89, name: "Server busy", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0x8a, name: "Banned", packets: { CONNACK: "server" } },
  { code: 0x8b, name: "Server shutting down", packets: { DISCONNECT: "server" } },
  { code: 0x8c, name: "Bad authentication method", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0x8d, name: "Keep Alive timeout", packets: { DISCONNECT: "server" } },
  { code: 0x8e, name: "Session taken over", packets: { DISCONNECT: "server" } },
  { code: 0x8f, name: "Topic Filter invalid", packets: { SUBACK: "server", UNSUBACK: "server", DISCONNECT: "server" } },
  {
    code: 0x90,
    name: "Topic Name invalid",
    packets: { CONNACK: "server", PUBACK: "both", PUBREC: "both", DISCONNECT: "both" },
  },
  {
    code: 0x91,
    name: "Packet Identifier in use",
    packets: { PUBACK: "both", PUBREC: "both", SUBACK: "server", UNSUBACK: "server" },
  },
  { code: 0x92, name: "Packet Identifier not found", packets: { PUBREL: "both", PUBCOMP: "both" } },
  { code: 0x93, name: "Receive Maximum exceeded", packets: { DISCONNECT: "both" } },
  { code: 0x94, name: "Topic Alias invalid", packets: { DISCONNECT: "both" } },
  { code: 0x95, name: "Packet too large", packets: { CONNACK: "server", DISCONNECT: "both" } },
  { code: 0x96, name: "Message rate too high", packets: { DISCONNECT: "both" } },
  {
    code: 0x97,
    name: "Quota exceeded",
    packets: { CONNACK: "server", PUBACK: "both", PUBREC: "both", SUBACK: "server", DISCONNECT: "both" },
  },
  { code: 0x98, name: "Administrative action", packets: { DISCONNECT: "both" } },
  {
    code: 0x99,
    name: "Payload format invalid",
    packets: { CONNACK: "server", PUBACK: "both", PUBREC: "both", DISCONNECT: "both" },
  },
  { code: 0x9a, name: "Retain not supported", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0x9b, name: "QoS not supported", packets: { CONNACK: "server", DISCONNECT: "both" } },
  { code: 0x9c, name: "Use another server", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0x9d, name: "Server moved", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0x9e, name: "Shared Subscriptions not supported", packets: { SUBACK: "server", DISCONNECT: "server" } },
  { code: 0x9f, name: "Connection rate exceeded", packets: { CONNACK: "server", DISCONNECT: "server" } },
  { code: 0xa0, name: "Maximum connect time", packets: { DISCONNECT: "server" } },
  { code: 0xa1, name: "Subscription Identifiers not supported", packets: { SUBACK: "server", DISCONNECT: "server" } },
  { code: 0xa2, name: "Wildcard Subscriptions not supported", packets: { SUBACK: "server", DISCONNECT: "server" } },
] as const satisfies readonly ReasonCodeRow[];

/** A Reason Code of MQTT 5.0. */
export type ReasonCode = (typeof REASON_CODES)[number]["code"];

/** The return codes of a CONNACK of MQTT 3.1.1 (Table 3.1). */
export const CONNECT_RETURN_CODES = [
  { code: 0x00, name: "Connection Accepted" },
  { code: 0x01, name: "Connection Refused, unacceptable protocol version" },
  { code: 0x02, name: "Connection Refused, identifier rejected" },
  { code: 0x03, name: "Connection Refused, Server unavailable" },
  { code: 0x04, name: "Connection Refused, bad user name or password" },
  { code: 0x05, name: "Connection Refused, not authorized" },
] as const;

/** The return codes of a SUBACK of MQTT 3.1.1 (§3.9.3). */
export const SUBACK_RETURN_CODES = [
  { code: 0x00, name: "Success - Maximum QoS 0" },
  { code: 0x01, name: "Success - Maximum QoS 1" },
  { code: 0x02, name: "Success - Maximum QoS 2" },
  { code: 0x80, name: "Failure" },
] as const;
