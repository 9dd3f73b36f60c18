// Properties: read and written as spec/tables says. (5.0 §2.2.2)

import type { PropertyCarrier, PropertyRow, PropertyUse, ReasonCode, RequirementId } from "../../spec/index.ts";
import { PROPERTIES } from "../../spec/tables/index.ts";
import type { Reader } from "./reader.ts";
import { hex } from "./reader.ts";
import type { Rule } from "./rules.ts";
import * as rules from "./rules.ts";
import type { Writer } from "./writer.ts";

/** A property as one carrier uses it. */
interface Use {
  readonly id: number;
  readonly field: string;
  readonly title: string;
  readonly type: PropertyRow["type"];
  readonly many: boolean;
  readonly twice: RequirementId;
  readonly range: RequirementId | undefined;
  readonly minimum: number;
  readonly maximum: number;
  readonly outOfRange: ReasonCode;
  readonly illFormed: Rule;
  /** Who may not send it, and the sentence that this would break. */
  readonly notFrom: "client" | "server" | undefined;
  readonly notFromRule: RequirementId | undefined;
}

interface Uses {
  readonly byId: (Use | undefined)[];
  readonly byField: Map<string, Use>;
}

/** What a packet without properties has: one object for all of them. */
export const NO_PROPERTIES: object = Object.freeze({});

/** For each carrier the properties that it may have. */
const USES = new Map<string, Uses>();

for (const row of PROPERTIES as readonly PropertyRow[]) {
  for (const [carrier, rule] of Object.entries(row.carriers)) {
    const uses = USES.get(carrier) ?? { byId: [], byField: new Map() };
    const found = use(row, rule);
    uses.byId[row.id] = found;
    uses.byField.set(found.field, found);
    USES.set(carrier, uses);
  }
}

function use(row: PropertyRow, rule: PropertyUse): Use {
  const many = rule.twice === undefined;
  return {
    id: row.id,
    field: many ? (row.plural as string) : row.name,
    title: row.title,
    type: row.type,
    many,
    twice: rule.twice as RequirementId,
    range: rule.range,
    minimum: row.minimum ?? 0,
    maximum: row.maximum ?? Number.POSITIVE_INFINITY,
    outOfRange: (row.outOfRange ?? 0x82) as ReasonCode,
    illFormed: row.wellFormed ? { "5.0": row.wellFormed, earns: 0x81 } : rules.illFormedString,
    notFrom: rule.only && (rule.only === "client" ? "server" : "client"),
    notFromRule: rule.onlyRule,
  };
}

/** Reads a Property Length and the properties behind it, in the order of the wire. */
export function readProperties<P extends object>(body: Reader, carrier: PropertyCarrier): P {
  const lengthAt = body.at;
  if (lengthAt === body.end) body.fail(rules.propertyLengthMissing, lengthAt, "no Property Length");
  const length = body.variableByteInteger();
  if (length === 0) return NO_PROPERTIES as P;
  if (length > body.left()) {
    body.fail(rules.fieldsDoNotFit, lengthAt, `a Property Length of ${length}, and ${body.left()} bytes left`);
  }
  const outer = body.end;
  body.end = body.at + length;
  const { byId } = USES.get(carrier) as Uses;
  const properties: Record<string, unknown> = {};
  while (body.at < body.end) readProperty(body, carrier, byId, properties);
  body.end = outer;
  return properties as P;
}

function readProperty(
  body: Reader,
  carrier: PropertyCarrier,
  byId: readonly (Use | undefined)[],
  properties: Record<string, unknown>,
): void {
  const idAt = body.at;
  const id = body.variableByteInteger();
  const known = byId[id] ?? foreign(body, carrier, id, idAt);
  const { field, notFrom } = known;
  if (notFrom !== undefined && notFrom === body.from) {
    body.breachOf(known.notFromRule as RequirementId, 0x82, idAt, `${known.title} from a ${notFrom}`);
  }
  const before = properties[field];
  if (before !== undefined && !known.many) body.breachOf(known.twice, 0x82, idAt, `${known.title} twice`);
  const value = readValue(body, known);
  if (!known.many) properties[field] = value;
  else if (before === undefined) properties[field] = [value];
  else (before as unknown[]).push(value);
}

/** A property that this carrier may not have. Where another may, a lenient reading knows how to read on. */
function foreign(body: Reader, carrier: PropertyCarrier, id: number, at: number): Use {
  const row: PropertyRow | undefined = PROPERTIES.find((candidate) => candidate.id === id);
  if (row === undefined) return body.fail(rules.foreignProperty, at, `property 0x${hex(id)}, which does not exist`);
  body.breach(rules.foreignProperty, at, `${row.title} in ${carrier}`);
  return use(row, Object.values(row.carriers)[0] as PropertyUse);
}

function readValue(body: Reader, known: Use): unknown {
  switch (known.type) {
    case "byte":
      return inRange(body, known, body.byte(), 1);
    case "two byte integer":
      return inRange(body, known, body.twoByteInteger(), 2);
    case "four byte integer":
      return inRange(body, known, body.fourByteInteger(), 4);
    case "variable byte integer": {
      const at = body.at;
      const value = body.variableByteInteger();
      return inRange(body, known, value, body.at - at);
    }
    case "string":
      return known.field === "responseTopic" ? readResponseTopic(body, known) : body.string(known.illFormed);
    case "binary":
      return body.binary();
    case "string pair":
      return [body.string(rules.illFormedPair), body.string(rules.illFormedPair)];
  }
}

function readResponseTopic(body: Reader, known: Use): string {
  const at = body.at;
  const name = body.topicName(known.illFormed, rules.wildcardInResponseTopic);
  if (name === "") body.breach(rules.emptyTopic, at, "an empty Response Topic");
  return name;
}

function inRange(body: Reader, known: Use, value: number, size: number): number {
  if (known.range !== undefined && (value < known.minimum || value > known.maximum)) {
    body.breachOf(known.range, known.outOfRange, body.at - size, `${known.title} ${value}`);
  }
  return value;
}

/** Whether nothing is to be written: packets then have shorter forms. */
export function isEmpty(properties: object): boolean {
  for (const field in properties) {
    const value = (properties as Readonly<Record<string, unknown>>)[field];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) return false;
  }
  return true;
}

/** Writes a Property Length and the properties behind it, in the order of the object's fields. */
export function writeProperties(body: Writer, carrier: PropertyCarrier, properties: object): void {
  const lengthAt = body.at;
  body.byte(0);
  const { byField } = USES.get(carrier) as Uses;
  const fields = properties as Readonly<Record<string, unknown>>;
  for (const field in fields) {
    const value = fields[field];
    if (value === undefined) continue;
    const known = byField.get(field) ?? body.refuse(rules.foreignProperty, `${field} in ${carrier}`);
    if (!known.many) writeProperty(body, known, value);
    else for (const one of value as readonly unknown[]) writeProperty(body, known, one);
  }
  body.length(lengthAt, lengthAt + 1);
}

function writeProperty(body: Writer, known: Use, value: unknown): void {
  body.byte(known.id);
  if (known.range !== undefined && !((value as number) >= known.minimum && (value as number) <= known.maximum)) {
    body.refuseAs(known.range, known.outOfRange, `${known.title} ${value}`);
  }
  switch (known.type) {
    case "byte":
      return body.integer(value as number, 1);
    case "two byte integer":
      return body.integer(value as number, 2);
    case "four byte integer":
      return body.integer(value as number, 4);
    case "variable byte integer":
      return body.variableByteInteger(value as number);
    case "string":
      if (known.field !== "responseTopic") return body.string(value as string, known.illFormed);
      if (value === "") body.refuse(rules.emptyTopic, "an empty Response Topic");
      return body.topicName(value as string, known.illFormed, rules.wildcardInResponseTopic);
    case "binary":
      return body.binary(value as Uint8Array);
    case "string pair": {
      const [name, text] = value as readonly [string, string];
      body.string(name, rules.illFormedPair);
      return body.string(text, rules.illFormedPair);
    }
  }
}
