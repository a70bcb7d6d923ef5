import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Reporter, Vitest } from 'vitest/node';

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

/** Says what of the slow tests was left out of a run of all others. */
export class NotRun implements Reporter {
  private chosen: readonly string[] = [];

  onInit({ config }: Vitest): void {
    this.chosen = [config.project].flat();
  }

  onTestRunEnd(): void {
    if (!this.chosen.includes('e2e') || this.chosen.includes('matrix')) return;
    process.stdout.write(`not run: ${filesByFolder('matrix')} of test/matrix; npm run test:all runs them\n`);
  }
}
