import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { REPOSITORY } from '../support/cli/cli.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** What was in use, such as the versions of tools: a line of the table above those of the cells. */
    facts?: Record<string, string>;
  }
}

const DOCUMENT = path.join(REPOSITORY, 'docs/compatibility.md');

const MARKS = { passed: 'ok', failed: '**fails**', skipped: '–', pending: '–' } as const;

/** Vitest quotes what it puts into a title. */
const unquoted = (title: string): string => title.replace(/^'(.*)'$/, '$1');

/** The column of a test is what describes it; its row is its name. */
const columnOf = (test: TestCase): string => (test.parent.type === 'suite' ? unquoted(test.parent.name) : '');

const rowOf = ({ name }: TestCase): string => unquoted(name);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table with a column for each system that was tried, and a row for each thing tried on it. */
function table(tests: readonly TestCase[]): string {
  const columns = [...new Set(tests.map(columnOf))];
  const names = [...new Set(tests.map(rowOf))];
  const find = (name: string, column: string): TestCase | undefined =>
    tests.find((test) => rowOf(test) === name && columnOf(test) === column);
  const factsOf = (column: string): Record<string, string> =>
    Object.assign({}, ...tests.filter((test) => columnOf(test) === column).map((test) => test.meta().facts));
  const facts = [...new Set(columns.flatMap((column) => Object.keys(factsOf(column))))];
  const state = (test: TestCase | undefined): string =>
    test === undefined ? '' : MARKS[test.result().state];
  return [
    line(['', ...columns]),
    line(['---', ...columns.map(() => '---')]),
    ...facts.map((fact) => line([fact, ...columns.map((column) => factsOf(column)[fact] ?? '')])),
    ...names.map((name) => line([name, ...columns.map((column) => state(find(name, column)))])),
  ].join('\n');
}

/** Puts a table between a pair of marks in a text. */
function placed(text: string, name: string, made: string): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for ${name}`);
  return `${text.slice(0, from + begin.length)}\n\n${made}\n\n${text.slice(to)}`;
}

/** Prints what worked where, in one table; with WRITE_DOCS=1 into docs/compatibility.md, too. */
export class Table implements Reporter {
  readonly #name: string;
  readonly #suite: string;

  /** `suite`: how the files end whose tests are in it. */
  constructor(name: string, suite = '.suite.ts') {
    this.#name = name;
    this.#suite = suite;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const own = modules.filter(({ moduleId }) => moduleId.endsWith(this.#suite));
    const tests = own.flatMap((module) => [...module.children.allTests()]);
    // Another suite was asked for.
    if (tests.length === 0) return;
    const made = table(tests.filter((test) => columnOf(test) !== ''));
    process.stdout.write(`\n${made}\n\n`);
    if (process.env['WRITE_DOCS'] !== '1') return;
    await writeFile(DOCUMENT, placed(await readFile(DOCUMENT, 'utf8'), this.#name, made));
  }
}
