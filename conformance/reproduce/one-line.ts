// A text of a case or of a target, made safe for a comment in a script.

/** A text that ends no comment, and that every terminal can print. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\u0085\u2028\u2029]|\p{Surrogate}/gu, " ");
}
