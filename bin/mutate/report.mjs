/** The lines in which a mutant differs from its original. */
export function diffText({ file, line, apply }, original) {
  const [before, after] = [original, apply(original)].map((text) => text.split('\n'));
  const start = before.findIndex((text, i) => text !== after[i]);
  const isEnd = (i) => before.at(-i) !== after.at(-i);
  let end = 1;
  while (!isEnd(end) && end < before.length - start && end < after.length - start) end += 1;
  const lines = (list, sign) => list.slice(start, list.length - end + 1).map((text) => `${sign}${text}`);
  return [`${file}:${line}`, ...lines(before, '-'), ...lines(after, '+')].join('\n');
}

/** One mutant that ended: with what it changes if it survived, so that its test can be written while others run. */
export const progressText = ({ outcome, file, line, what, by, diff }) =>
  [
    `${outcome.padEnd(9)} ${file}:${line} ${what}${by === undefined ? '' : ` (${by})`}`,
    ...(outcome === 'survived' ? [diff] : []),
  ].join('\n');

/** How many came to which end, with what each survivor changes. */
export function summaryText(results) {
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  const ends = ['killed', 'survived', 'timed out', 'refused'];
  const survivors = results.filter(({ outcome }) => outcome === 'survived' || outcome === 'timed out');
  return [
    '',
    ...survivors.map(({ outcome, what, diff }) => `${outcome}: ${what}\n${diff}\n`),
    ends.map((end) => `${count(end)} ${end}`).join(', '),
  ].join('\n');
}
