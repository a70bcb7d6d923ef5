import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { remainsOf, type TestLab, testLab } from '../../support/host/lab.ts';
import { expectExit } from '../../support/host/node.ts';

/** A lab that is to be refused, of which nothing may be left. */
async function refused(lab: TestLab, exit: number, ...args: readonly string[]): Promise<string> {
  const { stderr } = expectExit(await lab.lab('up', '--pods', '0', ...args), exit);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(await remainsOf(lab)).toEqual([]);
  return stderr;
}

/** A program of a test's own. */
async function program(text: string, mode: number): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'flannelctl-apiserver-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = path.join(folder, 'kube-apiserver');
  await writeFile(file, text, { mode });
  return file;
}

const KUBERNETES = ['--store', 'kubernetes', '--apiserver'];

test('without a kube-apiserver it says how to get one', async () => {
  const said = await refused(testLab(), 64, '--store', 'kubernetes');
  expect(said).toContain('--apiserver FILE');
  expect(said).toContain('npm run test:apiserver');
});

test.each([
  ['a file that is missing', undefined, 0, 'no such file that can be executed'],
  ['a file that is not executable', '#!/bin/sh\n', 0o644, 'no such file that can be executed'],
  ['another program', '#!/bin/sh\necho 1.0\n', 0o755, 'this is no kube-apiserver'],
  ['what the kernel can’t execute', '\0\0\0', 0o755, 'this is no kube-apiserver'],
] as const)('%s is refused before anything is made', async (_, text, mode, message) => {
  const file = text === undefined ? '/nowhere/kube-apiserver' : await program(text, mode);
  const said = await refused(testLab(), 64, ...KUBERNETES, file);
  expect(said).toContain(message);
  expect(said).not.toContain('switch:');
});

test('one that ends when it is started: its last words are told, and all is taken down', async () => {
  const file = await program(
    '#!/bin/sh\n[ "$1" = --version ] && exec echo Kubernetes v1.34.2\necho no such flag; exit 1\n',
    0o755,
  );
  const said = await refused(testLab(), 69, ...KUBERNETES, file);
  expect(said).toContain('kube-apiserver ended when it was started');
  expect(said).toContain('no such flag');
});

test('--apiserver is for Kubernetes alone', async () => {
  const file = await program('#!/bin/sh\n', 0o755);
  expect(await refused(testLab(), 64, '--store', 'etcd', '--apiserver', file)).toContain(
    '--store kubernetes',
  );
  await refused(testLab(), 64, '--apiserver', file);
});

test('more nodes than the network has pod CIDRs for are refused', async () => {
  const file = await program(
    '#!/bin/sh\n[ "$1" = --version ] && exec echo Kubernetes v1.34.2\nexit 1\n',
    0o755,
  );
  const small = '{"Network": "10.244.0.0/23", "Backend": {"Type": "vxlan"}}';
  const said = await refused(testLab(), 64, ...KUBERNETES, file, '--nodes', '5', '--net-conf', small);
  expect(said).toContain('10.244.0.0/23 has no pod CIDR for n5');
});
