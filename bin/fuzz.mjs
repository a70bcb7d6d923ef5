// Tries mutated and random input on every parser of text from outside: --seconds N, --seed N, --target PART-OF-NAME.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { rolldown } from 'rolldown';

const root = path.dirname(import.meta.dirname);
const folder = mkdtempSync(path.join(os.tmpdir(), 'flannelctl-fuzz-'));
try {
  const build = await rolldown({ input: 'test/fuzz/main.ts', cwd: root, platform: 'node', logLevel: 'warn' });
  const file = path.join(folder, 'fuzz.mjs');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  const args = [file, '--repository', root, ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
