// Properties as spec/tables has them: any subset that a carrier allows, in any order, each value within its bounds. (5.0 §2.2.2)

import fc from "fast-check";
import type { PropertyCarrier, PropertyRow } from "../../spec/index.ts";
import { PROPERTIES } from "../../spec/tables/index.ts";
import { text, topicName } from "./text.ts";
import { binary, integer } from "./values.ts";

const LARGEST = {
  byte: 0xff,
  "two byte integer": 0xffff,
  "four byte integer": 0xffff_ffff,
  "variable byte integer": 0xfff_ffff,
};

function value(row: PropertyRow): fc.Arbitrary<unknown> {
  switch (row.type) {
    case "byte":
    case "two byte integer":
    case "four byte integer":
    case "variable byte integer":
      return integer(row.minimum ?? 0, row.maximum ?? LARGEST[row.type]);
    case "string":
      return row.name === "responseTopic" ? topicName : text;
    case "binary":
      return binary;
    case "string pair":
      return fc.tuple(text, text);
  }
}

/** A property as the field of one carrier: repeated where it may be. */
function field(row: PropertyRow, carrier: PropertyCarrier): readonly [string, fc.Arbitrary<unknown>] {
  if (row.carriers[carrier]?.twice !== undefined) return [row.name, value(row)];
  return [row.plural as string, fc.array(value(row), { minLength: 1, maxLength: 3 })];
}

/**
 * The properties of one carrier. The rules of the standard that tie properties to each other hold: Authentication Data never
 * goes without its method, and AUTH never without one.
 */
export function properties<P extends object>(carrier: PropertyCarrier): fc.Arbitrary<P> {
  const rows: readonly PropertyRow[] = PROPERTIES;
  const fields = rows.filter((row) => row.carriers[carrier] !== undefined).map((row) => field(row, carrier));
  // Packets with no property at all have forms of their own, and a packet with all of them is slow to read for a person.
  const few = fc.shuffledSubarray(fields, { maxLength: Math.min(4, fields.length) });
  const chosen = fc.oneof(fc.constant<typeof fields>([]), few, fc.shuffledSubarray(fields));
  return chosen
    .map((all) => withMethod(all, carrier))
    .chain(
      (all) =>
        fc
          .tuple(...all.map(([, values]) => values))
          .map((values) => Object.fromEntries(values.map((one, index) => [all[index]?.[0], one]))) as fc.Arbitrary<P>,
    );
}

function withMethod(
  fields: (readonly [string, fc.Arbitrary<unknown>])[],
  carrier: PropertyCarrier,
): (readonly [string, fc.Arbitrary<unknown>])[] {
  const names = fields.map(([name]) => name);
  const isNeeded = carrier === "AUTH" || (carrier === "CONNECT" && names.includes("authenticationData"));
  return isNeeded && !names.includes("authenticationMethod") ? [...fields, ["authenticationMethod", text]] : fields;
}
