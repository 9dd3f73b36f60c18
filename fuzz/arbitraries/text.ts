// Strings as hostile as the standard allows: every kind of character that somebody once got wrong. (5.0 §1.5.4, §4.7, §4.8.2)

import fc from "fast-check";
import type { Version } from "../../spec/index.ts";

/** The edges of Unicode table 3-7, marks and joiners, and what looks like syntax. No U+0000 and no surrogate: no string holds them. */
const CHARACTERS = [
  ..."aZ09 /$._-\"\\{}%'",
  "\u0001",
  "\u001f",
  "\u007f",
  "\u0080",
  "\u009f",
  "\u07ff",
  "\u0800",
  "\u200d",
  "\u0301",
  "\ud7ff",
  "\ue000",
  "\ufdd0",
  "\ufeff",
  "\ufffd",
  "\uffff",
  "\u{10000}",
  "\u{1f600}",
  "\u{1ffff}",
  "\u{10ffff}",
];

const LEVEL_CHARACTERS = CHARACTERS.filter((character) => character !== "/");

/** Lengths where a length field, or a fast path of a reader, changes. */
const EDGES = [15, 16, 17, 117, 119, 121, 123, 125, 127, 128, 129, 255, 256];
const FAR_EDGES = [16_370, 16_383, 16_384, 65_535];

function repeated(characters: readonly string[], lengths: readonly number[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...characters), fc.constantFrom(...lengths))
    .map(([character, length]) => character.repeat(Math.floor(length / new TextEncoder().encode(character).length)));
}

/** Any UTF-8 Encoded String. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 60, arbitrary: fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 10 }) },
  { weight: 20, arbitrary: fc.string({ unit: "grapheme-ascii", maxLength: 24 }) },
  { weight: 5, arbitrary: repeated(["x", "\u{1f600}", "\u0080"], EDGES) },
  { weight: 1, arbitrary: repeated(["x", "\uffff"], FAR_EDGES) },
);

/** What stands between two slashes: no wildcard, and now and then what only looks like a share. */
const level: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...LEVEL_CHARACTERS), maxLength: 4 }) },
  { weight: 4, arbitrary: fc.constantFrom("", "a", "sport", "$SYS", "$share", "$Share", "share") },
  { weight: 1, arbitrary: fc.constantFrom("x".repeat(120), "x".repeat(127)) },
);

/** A Topic Name: at least one character, no wildcard (5.0/MQTT-4.7.3-1, 5.0/MQTT-4.7.0-1). */
export const topicName: fc.Arbitrary<string> = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/") || "/");

const filterLevel = fc.oneof({ weight: 3, arbitrary: level }, { weight: 1, arbitrary: fc.constant("+") });

/** A Topic Filter as 3.1.1 knows it; what begins like a shared one is only that. */
const plainFilter: fc.Arbitrary<string> = fc
  .tuple(fc.array(filterLevel, { minLength: 0, maxLength: 4 }), fc.boolean())
  .map(([levels, all]) => (all ? [...levels, "#"].join("/") : levels.join("/") || "/"));

const shareName = fc.string({ unit: fc.constantFrom(...LEVEL_CHARACTERS), minLength: 1, maxLength: 5 });

/** A shared filter (5.0/MQTT-4.8.2-1, 5.0/MQTT-4.8.2-2). */
export const sharedFilter: fc.Arbitrary<string> = fc
  .tuple(shareName, plainFilter)
  .map(([name, filter]) => `$share/${name}/${filter}`);

/** A Topic Filter of this version. */
export function topicFilter(version: Version): fc.Arbitrary<string> {
  if (version === "3.1.1")
    return fc.oneof({ weight: 4, arbitrary: plainFilter }, { weight: 1, arbitrary: sharedFilter });
  // In 5.0 a first level `$share` begins a shared filter, which has rules of its own.
  const unshared = plainFilter.map((filter) => (filter.startsWith("$share/") ? `/${filter}` : filter));
  return fc.oneof({ weight: 4, arbitrary: unshared }, { weight: 1, arbitrary: sharedFilter });
}
