import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Runs Vitest in the copy; how it ended: `killed` by a test that failed, `survived`, or `timed out`. */
async function vitest(root, args, seconds) {
  const bin = path.join(root, 'node_modules/.bin/vitest');
  const common = [
    '--run',
    '--config',
    'test/vitest.config.ts',
    '--project',
    'unit',
    '--bail',
    '1',
    '--maxWorkers',
    '1',
  ];
  // A group of its own, so that a worker in an endless loop ends with it.
  const child = spawn(bin, [...args, ...common, '--passWithNoTests'], {
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
  if (isLate) return 'timed out';
  return status === 0 ? 'survived' : 'killed';
}

/**
 * Whether unit tests fail with a file as it is now in the copy: first those of its room, which mostly do, then all that
 * import it.
 */
export async function testsFail(root, file, seconds) {
  const folder = path.join('unit', file.split('/')[1] ?? '');
  const related = ['related', path.join(root, file)];
  if (!existsSync(path.join(root, 'test', folder))) return vitest(root, related, seconds);
  const outcome = await vitest(root, [`test/${folder}/`], seconds);
  return outcome === 'survived' ? vitest(root, [...related, '--exclude', `${folder}/**`], seconds) : outcome;
}
