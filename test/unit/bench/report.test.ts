import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';
import { results, row } from './results.ts';

let folder = '';

/** A copy, because it writes to the docs beside it. */
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-bench-'));
  for (const part of ['bin/bench', 'bin/bench.mjs', 'docs/performance.md']) {
    await mkdir(path.dirname(path.join(folder, part)), { recursive: true });
    await cp(path.join(REPOSITORY, part), path.join(folder, part), { recursive: true });
  }
});

afterEach(async () => rm(folder, { recursive: true }));

async function saved(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, JSON.stringify(content));
  return file;
}

const bench = async (...args: readonly string[]) =>
  execa(process.execPath, [path.join(folder, 'bin/bench.mjs'), ...args], { reject: false });

const NODE = 'node -e 0';

const startUp = (version: number, validate: number) =>
  results([
    row('start-up', NODE, [0.1]),
    row('start-up', '--version', [version]),
    row('start-up', 'validate', [validate]),
  ]);

test('--check ends with 1 where a goal is missed, and names it alone', async () => {
  const file = await saved('one.json', startUp(0.1, 0.4));
  const { exitCode, stderr } = await bench('--from', file, '--check');
  expect(exitCode).toBe(1);
  expect(stderr.split('\n')[0]).toBe('missed: validate: CPU, of node -e 0: 4.00 ×; ≤ 1.50 ×');
  expect(stderr.split('\n')[1]).toMatch(/^1 of \d+ goals met, 1 missed, \d+ not run$/);
});

test('--check ends with 0 where those that were run are met, and with 1 where none was run', async () => {
  expect((await bench('--from', await saved('met.json', startUp(0.1, 0.12)), '--check')).exitCode).toBe(0);
  expect((await bench('--from', await saved('none.json', results([])), '--check')).exitCode).toBe(1);
});

test('what was measured before a failure is shown, and neither held to goals nor written into the docs', async () => {
  const page = path.join(folder, 'docs/performance.md');
  const before = await readFile(page, 'utf8');
  const cut = await saved('cut.json', { ...startUp(0.1, 0.12), isComplete: false });
  const { exitCode, stdout } = await bench('--from', cut, '--check', '--write-docs');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('| --version ');
  expect(await readFile(page, 'utf8')).toBe(before);
});

test('calls are counted over all tools, and memory over all commands of flannelctl with so many peers', async () => {
  const again = { row: 'join again', byTool: { ip: 7, nft: 4 } };
  const withPeak = (peak: number) => [{ cpu: 1, wall: 1, peak }];
  const rows = [
    { ...row('peers', 'entries by ip and bridge', [1], 40_000), samples: withPeak(477) },
    { ...row('peers', 'status', [1], 40_000), samples: withPeak(451) },
    row('peers', 'diff', [1], 40_000),
  ];
  const { stderr } = await bench('--from', await saved('calls.json', results(rows, [again])), '--check');
  expect(stderr).toContain('missed: tools started by join again: 11; ≤ 10\n');
  expect(stderr).toContain('missed: largest process, 40,000 peers: 451 MB; ≤ 450 MB\n');
});

test('an agent is held to plain values: the median and 95 of 100 puts, the slowest that is mended, its memory alone', async () => {
  const sample = (wall: number, cpu = 0, peak = 50) => ({ cpu, wall, peak, withTools: 2 * peak });
  const agent = (name: string, samples: readonly object[]) => ({
    part: 'agent',
    size: 1000,
    row: name,
    samples,
  });
  const puts = [
    ...Array.from({ length: 94 }, () => sample(0.008)),
    ...Array.from({ length: 6 }, () => sample(0.03)),
  ];
  const rows = [
    agent('one record, to its route', puts),
    agent('mended: a route', [sample(0.4)]),
    agent('mended: the link', [sample(1.2)]),
    agent('idle for a minute', [sample(60, 0.06, 91)]),
  ];
  const file = await saved('agent.json', results(rows as unknown as ReturnType<typeof row>[]));
  const { stdout, stderr } = await bench('--from', file, '--check');
  expect(stderr.split('\n').filter((line) => line.startsWith('missed: '))).toEqual([
    'missed: agent, 1,000, one record, to its route: 95 of 100: 30 ms; ≤ 16 ms',
    'missed: agent, 1,000, in memory: 91 MB; ≤ 90 MB',
    'missed: agent, 1,000, idle for a minute: CPU: 60 ms; ≤ 50 ms',
    'missed: agent, 1,000, what others change, mended: the slowest: 1200 ms; ≤ 1000 ms',
  ]);
  expect(stderr).toMatch(/^1 of \d+ goals met, 4 missed/m);
  const [line = ''] = stdout.split('\n').filter((each) => each.startsWith('| idle for a minute '));
  expect(line.split('|').map((cell) => cell.trim())).toEqual([
    '',
    'idle for a minute',
    '0.060',
    '0.060–0.060',
    '60.0',
    '60.0',
    '91',
    '182',
    '1',
    '',
  ]);
});

test('a ratio is the median of those within the repetitions', async () => {
  const rows = [row('start-up', NODE, [1, 10, 2]), row('start-up', '--version', [3, 10, 2])];
  const { stdout } = await bench('--from', await saved('ratio.json', results(rows)));
  const [line = ''] = stdout.split('\n').filter((each) => /^\| --version +\|/.test(each));
  const cells = line.split('|').map((cell) => cell.trim());
  expect(cells.slice(1, -1)).toEqual(['--version', '3.00', '2.00–10.0', '1.00', '100', '3.00', '3']);
});

test('runs are put together, the later one’s figures before the earlier one’s', async () => {
  const files = [
    await saved('a.json', results([row('peers', 'diff', [1], 100), row('peers', 'diff', [2], 1000)])),
    await saved('b.json', results([row('peers', 'diff', [3], 1000)])),
  ];
  const { stdout } = await bench('--json', ...files.flatMap((file) => ['--from', file]));
  expect(JSON.parse(stdout).rows).toMatchObject([
    { size: 100, samples: [{ cpu: 1 }] },
    { size: 1000, samples: [{ cpu: 3 }] },
  ]);
});

test('--write-docs writes between the markers only, and draws a line through what was measured', async () => {
  const page = path.join(folder, 'docs/performance.md');
  const before = await readFile(page, 'utf8');
  const rows = [row('peers', 'status', [0.1], 100), row('peers', 'status', [10], 10_000)];
  const { exitCode } = await bench('--from', await saved('docs.json', results(rows)), '--write-docs');
  expect(exitCode).toBe(0);
  const after = await readFile(page, 'utf8');
  const around = (text: string) => text.split(/<!-- bench: (?:begin|end) -->/);
  expect([around(after)[0], around(after)[2]]).toEqual([around(before)[0], around(before)[2]]);
  expect(around(after)[1]).toContain('2026-03-04: 4 cores, x64, Linux 6.1, Node 20.19.0');
  // A peer costs 1 ms at either end: a level line, as wide as the plot.
  const svg = await readFile(path.join(folder, 'docs/performance.svg'), 'utf8');
  expect(svg).toContain('<polyline points="70,330 500,330"');
});

test.each([['--sizes', '1'], ['--sizes', '100,x'], ['--only', 'pears'], ['--fast']])(
  '%s %s is refused before anything is measured',
  async (...args) => {
    const { exitCode, stdout, stderr } = await bench(...args.filter((arg) => arg !== undefined));
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^bench: \S/);
  },
);
