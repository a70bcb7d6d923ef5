// Writes docs/performance.md between its markers, and the chart beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chart } from './chart.mjs';
import { allTables } from './tables.mjs';

const DOCS = path.resolve(import.meta.dirname, '../../docs');
const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** The page with new results between the markers. */
function withResults(page, results) {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before === -1 || after < before) throw new Error(`docs/performance.md has no ${BEGIN} … ${END}`);
  return `${page.slice(0, before)}${BEGIN}\n\n${allTables(results)}\n\n${page.slice(after)}`;
}

export function writeDocs(results, folder = DOCS) {
  const page = path.join(folder, 'performance.md');
  writeFileSync(page, withResults(readFileSync(page, 'utf8'), results));
  const picture = chart(results);
  if (picture !== undefined) writeFileSync(path.join(folder, 'performance.svg'), picture);
}
