import type { LabTestDocument } from '../../generated/types.d.ts';
import { matrixText } from './matrix.ts';
import type { Style } from './style.ts';

type Path = LabTestDocument['paths'][number];

/** Failed paths that are written out; what they have in common shows in the matrix. */
const SHOWN_MAX = 20;

function failureLine({ from, to, address, seen, expected, error }: Path, arrow: string): string {
  if (seen !== undefined) return `${from} ${arrow} ${to}: seen as ${seen}, but it has ${expected}`;
  return `${from} ${arrow} ${to} ${address}: ${error}`;
}

/** A lab's test as text: the matrix, the three rules with what holds of each, and the paths that fail. */
export function testText(test: LabTestDocument, style: Style): string {
  const arrow = style.unicode ? '→' : '->';
  const rules = [
    { words: `pod ${arrow} pod`, sum: test.podToPod },
    { words: `node ${arrow} pod`, sum: test.nodeToPod },
    { words: 'source address kept', sum: test.sourceKept },
  ];
  const width = Math.max(...rules.map(({ words }) => words.length));
  const sums = rules.map(({ words, sum }) => {
    const text = `${words.padEnd(width)}  ${sum.ok}/${sum.total}`;
    return sum.ok === sum.total ? style.good(text) : style.bad(text);
  });
  const failed = test.paths.filter(({ ok }) => !ok);
  const shown = failed.slice(0, SHOWN_MAX).map((path) => failureLine(path, arrow));
  const more = failed.length - shown.length;
  return [
    ...(test.paths.length === 0 ? [] : [matrixText(test, style), '']),
    ...sums,
    ...(failed.length === 0 ? [] : ['', ...shown]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
