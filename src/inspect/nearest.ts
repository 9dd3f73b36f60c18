// The names that somebody who wrote another one may have meant.

/** The candidates that lie near to `word`, the nearest first; none where all are far. Case makes no difference. */
export function nearest(word: string, candidates: Iterable<string>, count = 1): readonly string[] {
  const meant = word.toLowerCase();
  const limit = Math.max(1, Math.floor(meant.length * 0.4));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distance(meant, candidate.toLowerCase()) }))
    .filter((row) => row.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map((row) => row.candidate);
}

/** The least number of characters to insert, delete or replace between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
