import type { LabTestReport } from '../../lab/index.ts';
import { FAMILY_WORDS, type TestedPath } from '../../lab/index.ts';
import { FAMILY_NAMES } from '../../net/index.ts';
import { printable } from '../../text/index.ts';
import { matrixText } from './matrix.ts';
import type { Style } from './style.ts';

/** The limit of failed paths that are listed. The matrix shows the rest. */
const MAX_SHOWN = 20;

function failureLine(path: TestedPath, arrow: string): string {
  const { from, to, address, seen, expected = 'no address', error } = path;
  if (seen !== undefined) return `${from} ${arrow} ${to}: seen as ${printable(seen)}, but it has ${expected}`;
  return `${from} ${arrow} ${to}${address === undefined ? '' : ` ${address}`}: ${printable(`${error}`)}`;
}

type Sums = Pick<LabTestReport, 'podToPod' | 'nodeToPod' | 'sourceKept'>;

/** Some paths as a matrix, and the result of each of the three rules. */
function sectionText(paths: readonly TestedPath[], sums: Sums, arrow: string, style: Style): string[] {
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

/**
 * A lab's test as text: the matrix and rules of each family, with headings if there are two families, and the failed
 * paths.
 */
export function testText(test: LabTestReport, style: Style): string {
  const arrow = style.unicode ? '→' : '->';
  const sections = FAMILY_NAMES.flatMap((family) => {
    const sums = test.families[family];
    if (sums === undefined) return [];
    const paths = test.paths.filter((path) => path.family === family);
    return [{ head: FAMILY_WORDS[family], lines: sectionText(paths, sums, arrow, style) }];
  });
  const failed = test.paths.filter(({ ok }) => !ok);
  const shown = failed.slice(0, MAX_SHOWN).map((path) => failureLine(path, arrow));
  const more = failed.length - shown.length;
  return [
    sections
      .map(({ head, lines }) => (sections.length === 1 ? lines : [head, ...lines]).join('\n'))
      .join('\n\n'),
    ...(failed.length === 0 ? [] : ['', ...shown]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}
