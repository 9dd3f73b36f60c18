// The config file of `touchstone broker`: every key in a table, made of the schema that judges it.

import { configJsonSchema, type JsonSchema } from "../../src/runtime/operation/index.ts";
import { page, table, text } from "./markdown.ts";

/** What editors read. */
export const SCHEMA_NAME = "broker-config.schema.json";

/** The schema, as a file. */
export function brokerConfigJson(): string {
  return `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`;
}

/** The page. */
export function brokerConfigPage(): string {
  const rows = rowsOf(configJsonSchema(), "");
  return page(
    "# The config file of the broker",
    "",
    `Made by \`npm run docs:generate\`. [${SCHEMA_NAME}](${SCHEMA_NAME}) says the same to an editor: in a YAML file by a first line`,
    `\`# yaml-language-server: $schema=node_modules/mqtt-touchstone/docs/generated/${SCHEMA_NAME}\`.`,
    "",
    ...table(["key", "what it is", "what it takes", "default"], rows),
  );
}

function rowsOf(schema: JsonSchema, above: string): readonly (readonly string[])[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const name = above === "" ? key : `${above}.${key}`;
    const isNeeded = schema.required?.includes(key) === true && above !== "";
    const byDefault = inner.default === undefined ? (isNeeded ? "needed" : "") : `\`${JSON.stringify(inner.default)}\``;
    const row = [`\`${name}\``, text(inner.description ?? ""), text(kindOf(inner)), byDefault];
    const below = branchesOf(inner.items ?? inner).find(({ properties }) => properties !== undefined);
    return [row, ...(below === undefined ? [] : rowsOf(below, inner.items === undefined ? name : `${name}[]`))];
  });
}

function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf?.flatMap(branchesOf) ?? [schema];
}

function kindOf(schema: JsonSchema): string {
  const { items, minimum, maximum, exclusiveMinimum } = schema;
  const [first = schema, ...more] = branchesOf(schema);
  if (more.length > 0) return branchesOf(schema).map(kindOf).join(" or ");
  if (first.enum !== undefined) return first.enum.map(String).join(", ");
  if (first.const !== undefined) return String(first.const);
  if (items !== undefined) return `a list of ${kindOf(items)}`;
  if (first.type === "object") return "keys";
  if (first.type === "boolean") return "true or false";
  if (first.type === "string") return "text";
  if (exclusiveMinimum !== undefined) return `a number above ${exclusiveMinimum}`;
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? " or more" : ` to ${maximum}`;
  return `${minimum}${most}`;
}
