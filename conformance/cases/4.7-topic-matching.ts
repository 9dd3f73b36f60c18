// Cases of section 4.7: which Topic Names a Topic Filter matches. Each example of the standard, and the edges beside them.

import { type IdOf, type TestCase, testCase } from "../case.ts";
import { arrivals } from "./arrivals.ts";

interface Row {
  readonly id: string;
  readonly filter: string;
  readonly matches: readonly string[];
  readonly misses: readonly string[];
}

/** The examples of §4.7.1, with a name in front that belongs to the case alone. */
const EXAMPLES: readonly Row[] = [
  {
    id: "hash-below-and-parent",
    filter: "sport/tennis/player1/#",
    matches: ["sport/tennis/player1", "sport/tennis/player1/ranking", "sport/tennis/player1/score/wimbledon"],
    misses: ["sport/tennis", "sport/tennis/player10", "sport/tennis/player2/ranking", "tennis/player1"],
  },
  {
    id: "hash-parent",
    filter: "sport/#",
    matches: ["sport", "sport/", "sport//"],
    misses: ["sports", "spor", "spor/t"],
  },
  { id: "hash-first", filter: "#", matches: ["a", "a/b", "/", "/a", "a//b"], misses: [] },
  {
    id: "plus-one-level",
    filter: "sport/tennis/+",
    matches: ["sport/tennis/player1", "sport/tennis/player2", "sport/tennis/"],
    misses: ["sport/tennis/player1/ranking", "sport/tennis", "sport/golf/player1"],
  },
  {
    id: "plus-empty-level",
    filter: "sport/+",
    matches: ["sport/", "sport/a"],
    misses: ["sport", "sport/a/", "sport//"],
  },
  {
    id: "plus-inside",
    filter: "sport/+/player1",
    matches: ["sport/tennis/player1", "sport//player1"],
    misses: ["sport/player1", "sport/a/b/player1"],
  },
  {
    id: "plus-and-hash",
    filter: "+/tennis/#",
    matches: ["sport/tennis", "sport/tennis/a/b", "/tennis"],
    misses: ["tennis", "sport/golf/tennis"],
  },
  { id: "plus-alone", filter: "+", matches: ["finance", ""], misses: ["/finance", "finance/"] },
  { id: "plus-plus", filter: "+/+", matches: ["/finance", "finance/", "a/b", "/"], misses: ["finance", "a/b/c"] },
  { id: "separator-plus", filter: "/+", matches: ["/finance", "/"], misses: ["finance", "a/finance", "//finance"] },
  { id: "separator", filter: "/", matches: ["/"], misses: ["", "//", "a", "/a"] },
  {
    id: "no-wildcard",
    filter: "a/b",
    matches: ["a/b"],
    misses: ["a", "a/", "a/b/", "/a/b", "a/b/c", "a/B", "A/b", "a/bb"],
  },
  { id: "leading-separator", filter: "/finance", matches: ["/finance"], misses: ["finance", "finance/", "//finance"] },
  { id: "trailing-separator", filter: "finance/", matches: ["finance/"], misses: ["finance", "finance//", "/finance"] },
  { id: "empty-levels", filter: "a//b", matches: ["a//b"], misses: ["a/b", "a///b"] },
  { id: "case", filter: "ACCOUNTS", matches: ["ACCOUNTS"], misses: ["Accounts", "accounts"] },
  {
    id: "spaces",
    filter: "Accounts payable/ ",
    matches: ["Accounts payable/ "],
    misses: ["Accounts payable/", "Accountspayable/ ", "Accounts  payable/ "],
  },
  { id: "dollar-inside", filter: "+/$a", matches: ["b/$a", "$b/$a"], misses: ["b/a", "$a"] },
  {
    id: "names-of-objects",
    filter: "+/constructor",
    matches: ["__proto__/constructor", "toString/constructor"],
    misses: ["constructor", "__proto__"],
  },
  {
    id: "deep",
    filter: `${"a/".repeat(30)}+/#`,
    matches: [`${"a/".repeat(30)}a`, `${"a/".repeat(30)}b/c`],
    misses: ["a/".repeat(29), "a/a"],
  },
];

/** Text that some software takes for the same. (§4.7.3) */
const SPELLINGS: readonly Row[] = [
  { id: "composed", filter: "caf\u00e9", matches: ["caf\u00e9"], misses: ["cafe\u0301", "cafe"] },
  { id: "decomposed", filter: "cafe\u0301", matches: ["cafe\u0301"], misses: ["caf\u00e9", "cafe"] },
  { id: "compatibility", filter: "\ufb01nance", matches: ["\ufb01nance"], misses: ["finance"] },
  { id: "full-width", filter: "\uff41", matches: ["\uff41"], misses: ["a"] },
  { id: "hangul", filter: "\uac00", matches: ["\uac00"], misses: ["\u1100\u1161"] },
  { id: "byte-order-mark", filter: "\ufeffa", matches: ["\ufeffa"], misses: ["a"] },
  { id: "zero-width-joiner", filter: "a\u200db", matches: ["a\u200db"], misses: ["ab"] },
  { id: "sharp-s", filter: "stra\u00dfe", matches: ["stra\u00dfe"], misses: ["strasse", "STRASSE"] },
  { id: "dotted-i", filter: "i", matches: ["i"], misses: ["I", "\u0130", "\u0131"] },
  { id: "astral", filter: "\u{1f4a1}/+", matches: ["\u{1f4a1}/a"], misses: ["\u{1f4a2}/a"] },
  { id: "dots", filter: "a/../b/.", matches: ["a/../b/."], misses: ["b", "b/", "b/."] },
  { id: "percent", filter: "a%2fb", matches: ["a%2fb"], misses: ["a/b"] },
  { id: "asterisk", filter: "a/*", matches: ["a/*"], misses: ["a/b", "a/"] },
];

interface Sentences {
  readonly "3.1.1": readonly [IdOf<"3.1.1">, ...IdOf<"3.1.1">[]];
  readonly "5.0": readonly [IdOf<"5.0">, ...IdOf<"5.0">[]];
}

/** What matches is delivered, and what does not is not. */
/** What a row shows besides, by the beginning of its name. */
const RULES: readonly { readonly rows: RegExp; readonly in50: IdOf<"5.0"> }[] = [
  { rows: /^hash/, in50: "5.0/U5-128" },
  { rows: /^plus|^separator-plus/, in50: "5.0/U5-129" },
  { rows: /^separator$|separator$|^empty-levels/, in50: "5.0/U5-127" },
  { rows: /^case|^spaces|^no-wildcard|^deep/, in50: "5.0/U5-131" },
];

function matchingSentences({ id }: Row): Sentences {
  const more = RULES.filter(({ rows }) => rows.test(id)).map(({ in50 }) => in50);
  return {
    "3.1.1": ["3.1.1/MQTT-4.5.0-1", "3.1.1/MQTT-3.3.2-3", "3.1.1/U3-040"],
    "5.0": ["5.0/MQTT-4.5.0-1", "5.0/MQTT-3.3.2-3", ...more],
  };
}
const NO_NORMALIZATION: Sentences = { "3.1.1": ["3.1.1/MQTT-4.7.3-4"], "5.0": ["5.0/MQTT-4.7.3-4"] };

/** All names are published; those that match arrive, and no other. `own` stands in front of each, and is no wildcard. */
function matchingCase(
  area: string,
  section: string,
  requirements: Sentences,
  { id, filter, matches, misses }: Row,
): readonly TestCase[] {
  return testCase({
    id: `${area}/${id}`,
    title: `the Topic Filter ${say(filter)} matches ${matches.map(say).join(", ")}${misses.length > 0 ? `, not ${misses.map(say).join(", ")}` : ""}`,
    section,
    requirements,
    needs: /[+#]/.test(filter) ? ["qos1", "wildcard"] : ["qos1"],
    *script(t) {
      const bob = yield* t.connect();
      yield* bob.subscribe(t.topic(`own/${filter}`), { qos: 1 });
      const alice = yield* t.connect();
      for (const name of [...misses, ...matches]) yield* alice.publish(t.topic(`own/${name}`), "x", { qos: 1 });
      for (const name of matches) yield* bob.expect("PUBLISH", { topicName: t.topic(`own/${name}`) });
      const others = (yield* arrivals(bob, alice)).map(({ topicName }) => JSON.stringify(topicName)).join(", ");
      t.check(others === "", "no message of another topic", others);
    },
  });
}

/** Text in which what does not show, or shows like something else, is said by its number. */
function say(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 12)}\u2026${text.slice(-8)}` : text;
  const shown = [...short].map((one) => {
    const code = one.codePointAt(0) ?? 0;
    return code < 0x7f || one === "\u2026" ? one : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
  return JSON.stringify(shown.join(""));
}

export const topicMatching: readonly TestCase[] = [
  ...EXAMPLES.flatMap((row) => matchingCase("matching", "4.7.1", matchingSentences(row), row)),
  ...SPELLINGS.flatMap((row) => matchingCase("spelling", "4.7.3", NO_NORMALIZATION, row)),
];
