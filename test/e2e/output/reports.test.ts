import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const REPORTS: readonly (readonly [string, (file: string) => readonly string[], string])[] = [
  ['diagnose --junit-file', (file) => ['diagnose', '--fix', '--yes', '--junit-file', file], '<testsuite'],
  ['trace --svg', (file) => ['trace', 'n1', 'n2', '--svg', file], '<svg'],
];

/** A host with n1, of which a route is missing. */
async function damagedHost(): Promise<Host> {
  const host = await freshHost();
  await initN1(host, netConf());
  await host.sh('ip route del 10.244.2.0/24');
  return host;
}

describe.each(REPORTS)('%s', (_, args, start) => {
  it('to a place that can not be written is refused before anything is done', async () => {
    const host = await damagedHost();
    for (const [file, why] of [
      [path.join(host.root, 'nowhere/report'), 'there is no such folder'],
      [host.root, 'it is a directory'],
    ] as const) {
      const { stdout, stderr } = expectExit(await host.flannelctl([...args(file)]), 64);
      expect(stderr).toContain(`cannot write ${file}: ${why}`);
      expect(stdout).toBe('');
    }
    expect(await host.sh('ip route show 10.244.2.0/24')).toBe('');
  });

  it('replaces that of an earlier run', async () => {
    const host = await damagedHost();
    const file = path.join(host.root, 'report');
    await host.sh(`printf old > ${file}`);
    await host.flannelctl([...args(file)]);
    expect(await readFile(file, 'utf8')).toContain(start);
  });
});
