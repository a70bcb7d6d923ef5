/**
 * The nearest of `words` by edit distance, case-insensitively. Undefined if more than a third of the letters differ.
 */
export function closest(word: string, words: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted.length > LONGEST) return undefined;
  let best: { word: string; distance: number } | undefined;
  for (const candidate of words) {
    const most = Math.min(best?.distance ?? LONGEST, 1 + Math.max(1, Math.floor(candidate.length / 3)));
    if (Math.abs(candidate.length - wanted.length) >= most) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < most) best = { word: candidate, distance };
  }
  return best?.word;
}

/** The hint for an unknown word: `Did you mean Network?` */
export function didYouMean(word: string, words: Iterable<string>): string | undefined {
  const meant = closest(word, words);
  return meant === undefined ? undefined : `Did you mean ${meant}?`;
}

const LONGEST = 64;

/** The edit distance between two texts: insertions, deletions, replacements and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      row.push(Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
