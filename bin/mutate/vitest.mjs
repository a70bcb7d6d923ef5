import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const OPTIONS = [
  '--run',
  ...['--config', 'bin/mutate/vitest.config.mjs'],
  ...['--project', 'unit'],
  ...['--bail', '1'],
  ...['--reporter', 'json'],
  '--passWithNoTests',
];

/** What Vitest says of each file in the copy; none where it did not come so far. */
const reportIn = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : []);

/** The first test that failed, with its file; a file that could not be loaded counts as one. */
function failedTest(root, report) {
  for (const { name, status, assertionResults } of reportIn(report)) {
    const failed = assertionResults.find((one) => one.status === 'failed');
    if (failed !== undefined || status === 'failed')
      return [path.relative(root, name), failed?.fullName ?? 'could not be loaded'].join(': ');
  }
  return 'no test: Vitest failed';
}

/** Runs a program in a group of its own, so that a worker in an endless loop ends with it; undefined: it took too long. */
async function exitStatus(command, args, options, seconds) {
  const child = spawn(command, args, { ...options, stdio: 'ignore', detached: true });
  let isLate = false;
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, seconds * 1000);
  // Before the copy is removed.
  process.prependOnceListener('exit', kill);
  const status = await new Promise((resolve) => child.once('exit', resolve));
  process.off('exit', kill);
  clearTimeout(timer);
  return isLate ? undefined : status;
}

/** Runs Vitest in the copy; how it ended: `killed`, by which test; `survived`; or `timed out`. */
export async function runVitest(root, args, seconds) {
  const report = path.join(root, 'report.json');
  rmSync(report, { force: true });
  // The projects heed no --maxWorkers.
  const options = { cwd: root, env: { ...process.env, VITEST_MAX_WORKERS: '1' } };
  const bin = path.join(root, 'node_modules/.bin/vitest');
  const status = await exitStatus(bin, [...args, ...OPTIONS, '--outputFile', report], options, seconds);
  if (status === undefined) return { outcome: 'timed out' };
  return status === 0 ? { outcome: 'survived' } : { outcome: 'killed', by: failedTest(root, report) };
}

/** How long each file of the last run took, in milliseconds. */
export const fileDurations = (root) =>
  Object.fromEntries(
    reportIn(path.join(root, 'report.json')).map(({ name, startTime, endTime }) => [
      name,
      endTime - startTime,
    ]),
  );
