// Options are judged before anything is done with them: one that is unknown, or out of its range, is a TypeError that names it.

/** Answers what a value should have been; undefined where it is right. */
export type Check = (value: unknown) => string | undefined;

/** What each option of a group must be. */
export type Checks<T> = { readonly [K in keyof Required<T>]: Check };

export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "true or false");
export const text: Check = (value) => (typeof value === "string" ? undefined : "a string");
export const bytes: Check = (value) => (value instanceof Uint8Array ? undefined : "a Uint8Array");
export const textOrBytes: Check = (value) =>
  typeof value === "string" || value instanceof Uint8Array ? undefined : "a string or a Uint8Array";
export const url: Check = (value) => (typeof value === "string" && URL.canParse(value) ? undefined : "a url");
export const callback: Check = (value) => (typeof value === "function" ? undefined : "a function");
export const texts: Check = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? undefined : "a list of strings";

/** One of these. */
export function oneOf(...values: readonly unknown[]): Check {
  return (value) => (values.includes(value) ? undefined : values.join(" or "));
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Check {
  return (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `a whole number from ${least} to ${most}`;
}

/** An object that can do these things. */
export function able(...names: readonly string[]): Check {
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === "function")
      ? undefined
      : `an object with ${names.join(", ")}`;
}

/** A list of pairs of strings, or an object of strings. */
export const userProperties: Check = (value) => {
  const isText = (one: unknown): boolean => typeof one === "string";
  const pairs = Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2);
  if (pairs) return (value as unknown[][]).flat().every(isText) ? undefined : "pairs of strings";
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject && Object.values(value).flat().every(isText)) return undefined;
  return "an object of strings, or a list of pairs of strings";
};

/** A group of options, each with its check. */
export function group<T>(checks: Checks<T>): Check {
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "an object";
    judge(value, checks as Readonly<Record<string, Check>>, "");
    return undefined;
  };
}

/** Throws a `TypeError` that names the first option that is unknown or wrong. `where` goes before its name. */
export function judge(options: object, checks: Readonly<Record<string, Check>>, where: string): void {
  for (const [name, value] of Object.entries(options)) {
    const full = `${where}${name}`;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined)
      throw new TypeError(`there is no option ${full}; known are ${Object.keys(checks).join(", ")}`);
    if (value === undefined) continue;
    const wanted = within(full, () => check(value));
    if (wanted !== undefined) throw new TypeError(`the option ${full} is ${shown(name, value)}: it must be ${wanted}`);
  }
}

// What is wrong inside a group is named from outside.
function within<T>(full: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(error.message.replace("option ", `option ${full}.`));
  }
}

const SECRETS = ["password", "clientSecret"];

// A secret is not shown.
function shown(name: string, value: unknown): string {
  if (!SECRETS.includes(name) && (typeof value === "string" || typeof value === "number" || typeof value === "boolean"))
    return JSON.stringify(value);
  return value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
