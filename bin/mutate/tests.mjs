import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const COMMON = ['--run', '--config', 'test/vitest.config.ts', '--project', 'unit', '--maxWorkers', '1'];

/** The first test that failed, with its file; a file that could not be loaded counts as one. */
function failedTest(root, report) {
  if (!existsSync(report)) return 'no report';
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  for (const { name, status, assertionResults } of testResults) {
    const failed = assertionResults.find((one) => one.status === 'failed');
    if (failed !== undefined || status === 'failed')
      return [path.relative(root, name), failed?.fullName ?? 'could not be loaded'].join(': ');
  }
  return 'no failed test';
}

/** Runs Vitest in the copy; how it ended: `killed` by a test that failed, `survived`, or `timed out`. */
async function vitest(root, args, seconds) {
  const bin = path.join(root, 'node_modules/.bin/vitest');
  const report = path.join(root, 'vitest-report.json');
  rmSync(report, { force: true });
  const reporting = ['--bail', '1', '--reporter', 'json', '--outputFile', report, '--passWithNoTests'];
  // A group of its own, so that a worker in an endless loop ends with it.
  const child = spawn(bin, [...args, ...COMMON, ...reporting], {
    cwd: root,
    stdio: 'ignore',
    detached: true,
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  const status = await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
  if (isLate) return { outcome: 'timed out' };
  return status === 0 ? { outcome: 'survived' } : { outcome: 'killed', by: failedTest(root, report) };
}

/**
 * Whether unit tests fail with a file as it is now in the copy, and which: first those of its room, which mostly do, then
 * all that import it.
 */
export async function testsFail(root, file, seconds) {
  const folder = path.join('unit', file.split('/')[1] ?? '');
  const related = ['related', path.join(root, file)];
  if (!existsSync(path.join(root, 'test', folder))) return vitest(root, related, seconds);
  const ofRoom = await vitest(root, [`test/${folder}/`], seconds);
  return ofRoom.outcome === 'survived'
    ? vitest(root, [...related, '--exclude', `${folder}/**`], seconds)
    : ofRoom;
}

/** Makes sure that all unit tests pass in the copy as it is: else each mutant would count as killed. */
export async function requirePassing(root) {
  const { outcome, by } = await vitest(root, [], 3600);
  if (outcome !== 'survived') throw new Error(`a unit test fails without any mutant: ${by ?? outcome}`);
}
