// What a place of the config file may hold, in words: made from the schema, so that no message is older than it.

import { configJsonSchema, type JsonSchema } from "./schema.ts";

/** A place in the config file: keys and indices, from the top. */
export type Place = readonly PropertyKey[];

const root = configJsonSchema();

/** The keys that may stand at a place; none where it holds no keys. */
export function keysAt(place: Place): readonly string[] {
  return schemasAt(place).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** What may stand at a place, as in "a whole number from 1 to 65535". */
export function allowedAt(place: Place): string {
  return [...new Set(schemasAt(place).map(words))].join(" or ") || "nothing";
}

function schemasAt(place: Place): readonly JsonSchema[] {
  let here: readonly JsonSchema[] = branches(root);
  for (const step of place) {
    here = here
      .flatMap(({ properties = {}, items, additionalProperties }) =>
        typeof step === "number"
          ? (items ?? [])
          : (properties[String(step)] ?? (typeof additionalProperties === "object" ? additionalProperties : [])),
      )
      .flatMap(branches);
  }
  return here;
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(branches);
}

function words({ type, enum: values, const: value, properties, ...schema }: JsonSchema): string {
  if (values !== undefined) return values.map((one) => JSON.stringify(one)).join(" or ");
  if (value !== undefined) return JSON.stringify(value);
  switch (type) {
    case "integer":
      return `a whole number${rangeOf(schema)}`;
    case "number":
      return `a number${rangeOf(schema)}`;
    case "boolean":
      return "true or false";
    case "array":
      return "a list of at least one";
    case "object":
      return properties === undefined ? "keys" : `keys (${Object.keys(properties).join(", ")})`;
    default:
      return "a text that is not empty";
  }
}

function rangeOf({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`;
  if (minimum === undefined || minimum < 0) return "";
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? `, ${minimum} or more`
    : ` from ${minimum} to ${maximum}`;
}
