import { chmod, mkdtemp, open, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { limitOpenFiles } from '../../../src/host/concurrency.ts';
import { awaitProcesses } from '../../../src/host/exec/marked-processes.ts';
import { run } from '../../../src/host/exec/run.ts';
import { readBounded, readOpen } from '../../../src/host/files/bounded.ts';
import { FLANNELCTL } from '../../support/cli/cli.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs } from '../../support/host/node.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-test-'));
  await writeFile(path.join(folder, 'large'), '');
  await truncate(path.join(folder, 'large'), 64 * 2 ** 20 + 1);
});

/** Runs a line of shell, with `flannelctl` in it. */
const shell = async (line: string) =>
  execa('bash', ['-c', `flannelctl() { ${process.execPath} ${FLANNELCTL} "$@"; }; ${line}`], {
    reject: false,
    cwd: folder,
  });

describe('what is larger than 64 MB, or never ends,', () => {
  test.each([
    ['a file', 'flannelctl validate large', 'large'],
    ['a device', 'flannelctl validate /dev/zero', '/dev/zero'],
    ['stdin', 'yes | flannelctl validate -', '<stdin>'],
    ['a FIFO', 'mkfifo endless; (yes >endless &); flannelctl validate endless', 'endless'],
    ['a list of nodes', 'flannelctl leases --nodes /dev/zero', '/dev/zero'],
    ['a net-conf', 'flannelctl plan --net-conf large --nodes large', 'large'],
  ])('is refused by name: %s', async (_, line, name) => {
    const { exitCode, stderr } = await shell(line);
    expect(stderr).toMatch(`Error: ${name} is larger than 64 MB, and is not read\n  → Check that`);
    expect(exitCode).toBe(3);
  });
});

it('a file that is too large is refused before any of it is read', async () => {
  const handle = await open(path.join(folder, 'large'));
  vi.spyOn(handle, 'read').mockRejectedValue(new Error('it was read'));
  await expect(readOpen(handle, 'large', 'document')).rejects.toThrow('larger than 64 MB');
  await handle.close();
});

it('a file is read whole, whatever size it says it has', async () => {
  const file = path.join(folder, 'file');
  // At an odd place, so that one is split where a piece of it ends.
  const text = `a${'é'.repeat(2 ** 20)}`;
  await writeFile(file, text);
  expect(await readBounded(file, 'document')).toBe(text);
  expect(await readBounded('/proc/self/stat', 'host')).toMatch(/^\d+ \(/);
});

it('files are opened a few at a time, and all get their turn, also after a failure', async () => {
  let running = 0;
  let most = 0;
  const look = async (i: number): Promise<number> =>
    limitOpenFiles(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (i % 7 === 0) throw new Error('no');
      return i;
    }).catch(() => -1);
  const found = await Promise.all(Array.from({ length: 1000 }, (_, i) => look(i)));
  expect(found.filter((i) => i >= 0)).toHaveLength(857);
  expect(most).toBe(8);
});

describe('with few descriptors', () => {
  it('a node is set up and reset, however many processes there are', async () => {
    const host = await freshHost();
    const sleepers = Array.from({ length: 100 }, () => execa('sleep', ['600'], { reject: false }));
    const via = ['bash', '-c', 'ulimit -n 64; exec "$@"', 'bash'];
    expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 0);
    expectExit(await host.flannelctl(['reset', '--yes'], { via }), 0);
    for (const sleeper of sleepers) sleeper.kill();
    await Promise.all(sleepers);
  });

  it('too few of them are named, and nothing is changed', async () => {
    const host = await freshHost();
    const via = ['bash', '-c', 'ulimit -n 28; exec "$@"', 'bash'];
    const { stderr } = expectExit(await host.flannelctl([...initArgs(), '--yes'], { via }), 69);
    expect(stderr).toContain('there are too few file descriptors');
    expect(stderr).toContain('→ Allow more: ulimit -n 1024');
  });
});

describe('a process that may have been started by an interrupted change', () => {
  afterEach(() => vi.doUnmock('node:fs/promises'));

  it('is not taken for another program’s because there was no descriptor to look at it', async () => {
    vi.resetModules();
    const fs = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');
    const tooMany = async (): Promise<never> => {
      throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    };
    vi.doMock('node:fs/promises', () => ({ ...fs, open: tooMany }));
    const { awaitProcesses: outlast } = await import('../../../src/host/exec/marked-processes.ts');
    await expect(outlast('t1')).rejects.toThrow('EMFILE');
    vi.doUnmock('node:fs/promises');
    await awaitProcesses('t1');
  });
});

it('a tool that prints forever is killed, and named', async () => {
  const tool = path.join(folder, 'ip');
  await writeFile(tool, '#!/bin/sh\nexec yes "$(head -c 65536 /dev/zero | tr "\\0" x)"\n');
  await chmod(tool, 0o755);
  await expect(run([tool, 'route'], { seconds: 200 })).rejects.toMatchObject({
    exit: 'unavailable',
    message: `${tool} route printed more than 256 MB, and was killed`,
  });
});
