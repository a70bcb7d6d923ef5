import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../../support/cli/cli.ts';

const BENCH = path.join(REPOSITORY, 'bin/bench.mjs');
const TINY = ['--sizes', '3', '--repetitions', '1'];
/** What would not end by itself within a test. */
const LONG = ['--sizes', '3', '--repetitions', '1000', '--only', 'peers'];

/** Processes that bear a mark in their environment, as their command lines. */
async function marked(mark: string): Promise<string[]> {
  const found = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.includes(mark)
        ? [await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')]
        : [];
    });
  return (await Promise.all(found)).flat();
}

/** What a benchmark could have left on the machine or changed; other tests may be running on it. */
async function traces(): Promise<unknown> {
  const commands = ['ip -o link', 'ip route show table all', 'ip nexthop'].map((line) => line.split(' '));
  const said = await Promise.all(
    commands.map(async ([file = '', ...args]) => (await execa(file, args)).stdout),
  );
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  return { said, mounts: mounts.filter((line) => /^bench |\/netns\/(?:node|entries|routes)/.test(line)) };
}

test('a node’s whole life is measured, and every command costs something', async () => {
  const { stdout } = await execa(process.execPath, [
    BENCH,
    ...TINY,
    '--only',
    'peers,calls,documents',
    '--json',
  ]);
  const { rows, calls } = JSON.parse(stdout);
  const named = (part: string) =>
    rows.flatMap((row: { part: string; row: string }) => (row.part === part ? row.row : []));
  expect(named('documents')).toEqual([
    'node -e 0',
    'plan, YAML',
    'plan, JSON',
    'validate, YAML',
    'validate, JSON',
  ]);
  expect(named('peers')).toEqual([
    'node -e 0',
    'entries by ip and bridge',
    'reads by ip and bridge',
    'plain routes by ip',
    'first join',
    'join again',
    'join again, no flags',
    'diff',
    'status',
    'diagnose',
    'one peer added',
    '1 % changed',
    'half removed',
    'half added',
    'reset',
    'first join, silent peers',
    'reset, silent peers',
  ]);
  for (const { samples } of rows)
    expect(samples).toEqual([
      { cpu: expect.any(Number), wall: expect.any(Number), peak: expect.any(Number) },
    ]);
  const cpu = (name: string) => rows.find(({ row }: { row: string }) => row === name).samples[0].cpu;
  // Its children's is in it: Node's own start alone is more than the batches.
  expect(cpu('first join')).toBeGreaterThan(cpu('node -e 0'));
  expect(cpu('node -e 0')).toBeGreaterThan(cpu('entries by ip and bridge'));
  expect(calls[0]).toMatchObject({
    row: 'first join',
    byTool: { ip: expect.any(Number), nft: expect.any(Number) },
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', undefined],
] as const)('%s in the middle leaves no process, namespace or mount', async (signal, status) => {
  const before = await traces();
  const mark = `FLANNELCTL_BENCH_TEST=${process.pid}-${signal}`;
  const [name = '', value = ''] = mark.split('=');
  const child = execa(process.execPath, [BENCH, ...LONG], {
    reject: false,
    env: { [name]: value },
  });
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes('first join')) resolve();
    });
  });
  expect((await marked(mark)).length).toBeGreaterThan(1);
  child.kill(signal);
  expect((await child).exitCode).toBe(status);
  await expect.poll(async () => marked(mark), { timeout: 10_000 }).toEqual([]);
  expect(await traces()).toEqual(before);
});
