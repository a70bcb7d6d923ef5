import type { LabTestDocument } from '../../generated/types.d.ts';
import { FAMILIES, FAMILY_WORDS } from '../../lab/index.ts';
import { printable } from '../../text/index.ts';
import { matrixText, type Path } from './matrix.ts';
import type { Style } from './style.ts';

/** Failed paths that are written out; what they have in common shows in the matrix. */
const SHOWN_MAX = 20;

function failureLine(path: Path, arrow: string): string {
  const { from, to, address, seen, expected = 'no address', error } = path;
  if (seen !== undefined) return `${from} ${arrow} ${to}: seen as ${printable(seen)}, but it has ${expected}`;
  return `${from} ${arrow} ${to}${address === undefined ? '' : ` ${address}`}: ${printable(`${error}`)}`;
}

type Sums = Pick<LabTestDocument, 'podToPod' | 'nodeToPod' | 'sourceKept'>;

/** Some paths as a matrix, and the three rules with what holds of each. */
function sectionText(paths: readonly Path[], sums: Sums, arrow: string, style: Style): string[] {
  const rules = [
    { words: `pod ${arrow} pod`, sum: sums.podToPod },
    { words: `node ${arrow} pod`, sum: sums.nodeToPod },
    { words: 'source address kept', sum: sums.sourceKept },
  ];
  const width = Math.max(...rules.map(({ words }) => words.length));
  const lines = rules.map(({ words, sum }) => {
    const text = `${words.padEnd(width)}  ${sum.ok}/${sum.total}`;
    return sum.ok === sum.total ? style.good(text) : style.bad(text);
  });
  return [...(paths.length === 0 ? [] : [matrixText(paths, style), '']), ...lines];
}

/** A lab's test as text: each family's matrix and rules, headed where there are two, and the paths that fail. */
export function testText(test: LabTestDocument, style: Style): string {
  const arrow = style.unicode ? '→' : '->';
  const sections = FAMILIES.flatMap((family) => {
    const sums = test.families[family];
    if (sums === undefined) return [];
    const paths = test.paths.filter((path) => path.family === family);
    return [{ head: FAMILY_WORDS[family], lines: sectionText(paths, sums, arrow, style) }];
  });
  const failed = test.paths.filter(({ ok }) => !ok);
  const shown = failed.slice(0, SHOWN_MAX).map((path) => failureLine(path, arrow));
  const more = failed.length - shown.length;
  return [
    sections
      .map(({ head, lines }) => (sections.length === 1 ? lines : [head, ...lines]).join('\n'))
      .join('\n\n'),
    ...(failed.length === 0 ? [] : ['', ...shown]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
