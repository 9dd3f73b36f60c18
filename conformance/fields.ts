// Whether a received packet carries the fields that a case expects, and how both are said to a person.

import type { Packet, PacketOf } from "../src/codec/index.ts";

/** A condition on one field, with its words. */
export interface Matcher {
  readonly text: string;
  readonly matches: (value: unknown) => boolean;
}

type Keys<U> = U extends unknown ? keyof U : never;
type ValueOf<U, K> = U extends unknown ? (K extends keyof U ? U[K] : undefined) : never;

/** What may be asked of a field: its value, a matcher, text for bytes, or for an object some of its fields. */
type Expected<V> =
  | Matcher
  | (V extends Uint8Array
      ? V | string
      : V extends readonly unknown[]
        ? V
        : V extends object
          ? { readonly [K in keyof V]?: Expected<V[K]> }
          : V);

/** Some fields of a packet of type `T`, of either version. */
export type Fields<T extends Packet["type"]> = {
  readonly [K in Exclude<Keys<PacketOf<T>>, "type">]?: Expected<ValueOf<PacketOf<T>, K>>;
};

/** A received packet of type `T`: every field of either version; undefined where this packet has none. */
export type Seen<T extends Packet["type"]> = PacketOf<T> & {
  readonly [K in Exclude<Keys<PacketOf<T>>, "type">]: ValueOf<PacketOf<T>, K>;
};

/** Any one of these values. */
export function oneOf(...values: readonly (number | string | boolean)[]): Matcher {
  return { text: values.map((one) => say(one)).join(" or "), matches: (value) => values.some((one) => one === value) };
}

/** A field that is not there. */
export const absent: Matcher = { text: "absent", matches: (value) => value === undefined };

/** A field that is there, with any value. */
export const present: Matcher = { text: "present", matches: (value) => value !== undefined };

/** A number between two bounds, both included. */
export function between(least: number, most: number): Matcher {
  return {
    text: `between ${least} and ${most}`,
    matches: (value) => typeof value === "number" && value >= least && value <= most,
  };
}

/** Whether `value` is what was `expected`. An object is matched by the fields that are asked for alone. */
export function matches(expected: unknown, value: unknown): boolean {
  if (isMatcher(expected)) return expected.matches(value);
  if (value instanceof Uint8Array) return sameBytes(expected, value);
  if (Array.isArray(expected)) {
    return (
      Array.isArray(value) && value.length === expected.length && expected.every((one, i) => matches(one, value[i]))
    );
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof value !== "object" || value === null) return false;
    const fields = value as Readonly<Record<string, unknown>>;
    return Object.entries(expected).every(([name, one]) => matches(one, fields[name]));
  }
  return Object.is(expected, value);
}

/** Expected fields in words: `qos 1, retain true`. */
export function sayFields(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${say(value, name)}`)
    .join(", ");
}

/** A value in words. A Reason Code is said in hexadecimal, as the standard does. */
export function say(value: unknown, name = ""): string {
  if (isMatcher(value)) return value.text;
  if (value instanceof Uint8Array) return sayBytes(value);
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
  if (typeof value === "number" && /Codes?$/.test(name)) return `0x${value.toString(16).padStart(2, "0")}`;
  if (Array.isArray(value)) return `[${value.map((one) => say(one, name)).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{${sayFields(value)}}`;
  return String(value);
}

function sayBytes(value: Uint8Array): string {
  if (value.length > 32) return `${value.length} bytes`;
  const text = new TextDecoder().decode(value);
  return /^[\x20-\x7e]*$/.test(text) ? JSON.stringify(text) : `0x${Buffer.from(value).toString("hex")}`;
}

function isMatcher(value: unknown): value is Matcher {
  return typeof value === "object" && value !== null && typeof (value as Partial<Matcher>).matches === "function";
}

function sameBytes(expected: unknown, value: Uint8Array): boolean {
  const wanted = typeof expected === "string" ? new TextEncoder().encode(expected) : expected;
  return wanted instanceof Uint8Array && Buffer.compare(wanted, value) === 0;
}
