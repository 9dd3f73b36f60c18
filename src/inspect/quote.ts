// Bytes and text as a line on a terminal may show them: short, quoted, and with no character that could steer the terminal.

const LONGEST_SHOWN = 256;

/** What is no character to look at: controls, formats such as the marks of direction, line separators, and what is unassigned. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** The text with all that cannot be shown written as its number. */
export function printable(text: string): string {
  return text.replaceAll(UNSHOWN, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}

/** Some UTF-8 as a person would quote it, and with a word where it is none. */
export function quoted(content: Uint8Array): string {
  const text = looseText(content);
  const shown = printable(JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text));
  return isUtf8(content) ? shown : `${shown} (ill-formed UTF-8)`;
}

/** A payload as text where it is text without control characters, otherwise by its size. */
export function textOrSize(content: Uint8Array): string {
  const isText = content.length > 0 && isUtf8(content) && !/[^\P{Cc}\t\r\n]/u.test(looseText(content));
  return isText ? quoted(content) : sizeOf(content);
}

/** How many bytes these are, in words. */
export function sizeOf(content: Uint8Array): string {
  return content.length === 0 ? "empty" : content.length === 1 ? "1 byte" : `${content.length} bytes`;
}

/** UTF-8 as text, with U+FFFD for what is ill-formed. U+FEFF is an ordinary character (5.0/MQTT-1.5.4-3) and stays. */
export function looseText(content: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(content);
}

function isUtf8(content: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
