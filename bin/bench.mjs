// Start-up against bare Node in the same run, as ratios of medians; and the sizes of the source files.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const bin = path.join(root, 'bin/flannelctl.cjs');
const RUNS = 31;

const CASES = [
  ['bare node -e 0', ['-e', '0']],
  ['--version', [bin, '--version']],
  ['--help', [bin, '--help']],
  ['validate', [bin, 'validate', '-o', 'json', '-']],
  // All of what status loads, and nothing of what it runs.
  ['status, refused', [bin, 'status', '--no-such-flag']],
];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function time(args) {
  const started = process.hrtime.bigint();
  spawnSync(process.execPath, args, { input: '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}' });
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** The cases take turns, so that whatever else the machine does hits all of them alike. */
function startUp() {
  const times = CASES.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [i, [, args]] of CASES.entries()) times[i].push(time(args));
  }
  const [bare] = times.map(median);
  return CASES.map(([name], i) => ({
    name,
    ms: median(times[i]).toFixed(0),
    ratio: (median(times[i]) / bare).toFixed(2),
  }));
}

function sizes(...folders) {
  const files = execFileSync('git', ['ls-files', ...folders], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts'));
  const lines = files
    .map((file) => [readFileSync(path.join(root, file), 'utf8').split('\n').length - 1, file])
    .sort(([a], [b]) => a - b);
  return {
    files: lines.length,
    median: lines[Math.floor(lines.length / 2)][0],
    largest: lines.at(-1).join(' '),
  };
}

console.log(`Node ${process.version}, median of ${RUNS} runs`);
console.table(startUp());
console.table({ 'src, commands': sizes('src', 'commands'), test: sizes('test') });
