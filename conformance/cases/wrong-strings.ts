// Strings that no packet may carry, each with its name: what is no UTF-8, what are no characters, and U+0000. (5.0
// §1.5.4, 3.1.1 §1.5.3)

import { hex, type Piece } from "../case.ts";

/** A way in which a string may be wrong, and its bytes. */
export interface WrongString {
  readonly name: string;
  readonly bytes: Piece;
}

/**
 * What is no UTF-8: each class of RFC 3629 §3 and §4, inside text that is right, so that no server trips over
 * anything else.
 */
export const ILL_FORMED: readonly WrongString[] = [
  wrong("an overlong slash in two bytes", "c0af"),
  wrong("an overlong slash in three bytes", "e080af"),
  wrong("an overlong slash in four bytes", "f08080af"),
  wrong("an overlong U+0000", "c080"),
  wrong("a continuation byte that continues nothing", "80"),
  wrong("a first byte of two and no second", "c3"),
  wrong("a first byte of three and only one more", "e282"),
  wrong("a code point above U+10FFFF", "f4908080"),
  wrong("a sequence of five bytes", "f888808080"),
  wrong("the byte FF", "ff"),
  wrong("the byte FE", "fe"),
  { name: "a sequence that the end of the string cuts off", bytes: hex("61e282") },
];

/** Code points of UTF-16 that are no characters, in the three bytes that UTF-8 would take. */
export const SURROGATES: readonly WrongString[] = [
  wrong("the surrogate U+D800", "eda080"),
  wrong("the surrogate U+DFFF", "edbfbf"),
  wrong("a pair of surrogates for one character (CESU-8)", "eda0bdedb880"),
];

/** The null character at the front, in the middle and at the end. */
export const NULL_CHARACTER: readonly WrongString[] = [
  wrong("U+0000 in the middle", "00"),
  { name: "U+0000 at the front", bytes: hex("0061") },
  { name: "U+0000 at the end", bytes: hex("6100") },
];

function wrong(name: string, bytes: string): WrongString {
  return { name, bytes: hex(`61${bytes}62`) };
}
