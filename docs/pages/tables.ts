// The tables of the standard as pages: packets, properties, and reason codes.

import {
  CONNECT_RETURN_CODES,
  PACKET_TYPES,
  PROPERTIES,
  type PropertyRow,
  REASON_CODES,
  type ReasonCodeRow,
  type RequirementId,
  SUBACK_RETURN_CODES,
} from "../../spec/index.ts";
import { page, sentenceLink, table } from "./markdown.ts";

const UP = "[All pages](../README.md)";

/** The control packets. */
export function packetsPage(): string {
  const rows = PACKET_TYPES.map(({ type, name, from, flags, flagsRule }) => [
    String(type),
    name,
    "3.1.1" in from ? from["3.1.1"] : "",
    from["5.0"],
    flags === null ? "DUP, QoS, RETAIN" : `\`${flags.toString(2).padStart(4, "0")}\``,
    sentences(Object.values(flagsRule)),
  ]);
  const head = ["type", "packet", "sent in 3.1.1 by", "sent in 5.0 by", "flags", "other flags break"];
  return page("# Control packets", "", UP, "", ...table(head, rows));
}

/** The properties of 5.0. */
export function propertiesPage(): string {
  const all: readonly PropertyRow[] = PROPERTIES;
  const rows = all.map((row) => {
    const uses = Object.entries(row.carriers);
    const bounds =
      row.minimum === undefined && row.maximum === undefined ? "" : `${row.minimum ?? 0} to ${row.maximum}`;
    return [
      byte(row.id),
      row.title,
      row.type,
      bounds,
      row.default === undefined ? "" : String(row.default),
      uses.map(([carrier]) => (carrier === "WILL" ? "Will Properties" : carrier)).join(", "),
      sentences(uses.flatMap(([, { twice }]) => twice ?? [])) || "may be repeated",
    ];
  });
  const head = ["id", "property", "type", "bounds", "absent means", "carried by", "a second one breaks"];
  return page("# Properties of MQTT 5.0", "", UP, "", ...table(head, rows));
}

/** The reason codes of 5.0, and the return codes of 3.1.1. */
export function reasonCodesPage(): string {
  const all: readonly ReasonCodeRow[] = REASON_CODES;
  const rows = all.map(({ code, name, packets }) => [
    byte(code),
    name,
    Object.entries(packets)
      .map(([packet, from]) => (from === "both" ? packet : `${packet} (${from})`))
      .join(", "),
  ]);
  const returned = [
    ...CONNECT_RETURN_CODES.map(({ code, name }) => ["CONNACK", byte(code), name]),
    ...SUBACK_RETURN_CODES.map(({ code, name }) => ["SUBACK", byte(code), name]),
  ];
  return page(
    "# Reason Codes of MQTT 5.0",
    "",
    `${UP} · A packet without a name behind it may carry the code in both directions.`,
    "",
    ...table(["code", "name", "carried by"], rows),
    "",
    "# Return codes of MQTT 3.1.1",
    "",
    ...table(["packet", "code", "name"], returned),
  );
}

function sentences(ids: readonly RequirementId[]): string {
  return [...new Set(ids)].map((id) => sentenceLink(id)).join(", ");
}

function byte(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, "0")}`;
}
