import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';

/** A skipped suite whose name begins so has the reason after it. */
export const NOT_RUN = 'not run: ';

/** The files of a project, counted by folder: `kill 8, lab 2`. */
function filesByFolder(project: string): string {
  const below = readdirSync(path.join(import.meta.dirname, '..', project), {
    recursive: true,
    encoding: 'utf8',
  });
  const files = below.filter((file) => file.endsWith('.test.ts'));
  const counts = new Map<string, number>();
  for (const file of files) {
    const [folder = ''] = file.split(path.sep);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const parts = [...counts].map(([folder, count]) => `${folder} ${count}`).sort();
  return `${files.length} files (${parts.join(', ')})`;
}

/** Says what of the slow tests was left out of a run of all others, and what could not be run here. */
export class NotRun implements Reporter {
  private chosen: readonly string[] = [];

  onInit({ config }: Vitest): void {
    this.chosen = [config.project].flat();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const [reason, count] of reasonsOf(modules))
      process.stdout.write(`not run: ${count} tests of test/apiserver: ${reason}\n`);
    if (!this.chosen.includes('e2e') || this.chosen.includes('matrix')) return;
    const left = `${filesByFolder('matrix')} of test/matrix, and test/apiserver`;
    process.stdout.write(`not run: ${left}; npm run test:all runs them\n`);
  }
}

/** Why tests could not be run, and how many. */
function reasonsOf(modules: readonly TestModule[]): ReadonlyMap<string, number> {
  const suites = modules.flatMap((module) => [...module.children.suites()]);
  const counts = new Map<string, number>();
  for (const suite of suites.filter(({ name }) => name.startsWith(NOT_RUN))) {
    const reason = suite.name.slice(NOT_RUN.length);
    counts.set(reason, (counts.get(reason) ?? 0) + testsIn(suite));
  }
  return counts;
}

const testsIn = (suite: TestSuite): number => [...suite.children.allTests()].length;
