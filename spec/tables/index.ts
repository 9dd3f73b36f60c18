// The door of the tables alone, for those who must stay small: it does not load the statements.

export type { PacketType, PacketTypeRow } from "./packet-types.ts";
export { PACKET_TYPES } from "./packet-types.ts";
export type { PropertyCarrier, PropertyName, PropertyRow, PropertyUse } from "./properties.ts";
export { PROPERTIES } from "./properties.ts";
export type { ReasonCarrier, ReasonCode, ReasonCodeRow } from "./reason-codes.ts";
export { CONNECT_RETURN_CODES, REASON_CODES, SUBACK_RETURN_CODES } from "./reason-codes.ts";
