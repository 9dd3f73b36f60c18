// Files of one thing a line: what is empty or begins with # says nothing.

/** The lines that say something, with their numbers from 1. */
export function* linesIn(text: string): Generator<readonly [number: number, line: string]> {
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() !== "" && !line.startsWith("#")) yield [i + 1, line];
  }
}
