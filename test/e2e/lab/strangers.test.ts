import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { remainsOf, type TestLab, testLab } from '../../support/host/lab.ts';

/** A process with a lab's mark in its environment, outside of the lab's network namespaces. */
async function marked(mark: string, ...via: readonly string[]): Promise<ChildProcess> {
  const [file, ...args] = [...via, 'sleep', '300'] as const;
  const child = spawn(file, args, { env: { ...process.env, FLANNELCTL_LAB: mark }, stdio: 'ignore' });
  await once(child, 'spawn');
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

async function smallLab(): Promise<TestLab> {
  const lab = testLab();
  const { exitCode, stderr } = await lab.lab('up', '--nodes', '1', '--pods', '0');
  expect(exitCode, stderr).toBe(0);
  return lab;
}

/** Takes the lab down, and gives which of the processes are alive. */
async function survivors(lab: TestLab, ...processes: readonly ChildProcess[]): Promise<boolean[]> {
  const { exitCode, stderr } = await lab.lab('down');
  expect(exitCode, stderr).toBe(0);
  return processes.map(isAlive);
}

test('down ends the processes of this lab, and none of a lab of the same name in another container', async () => {
  const lab = await smallLab();
  const id = (await readFile(path.join(lab.folder, 'id'), 'utf8')).trim();
  const own = await marked(`${lab.name}:${id}`);
  const strangers = [await marked(`${lab.name}:0123456789abcdef`), await marked(lab.name)];
  expect(await survivors(lab, own, ...strangers)).toEqual([false, true, true]);
});

test('a lab that an earlier version made comes down with its processes, by name and files', async () => {
  const lab = await smallLab();
  await rm(path.join(lab.folder, 'id'));
  const own = await marked(lab.name);
  const stranger = await marked(lab.name, 'unshare', '--mount');
  await new Promise((done) => setTimeout(done, 200));
  expect(await survivors(lab, own, stranger)).toEqual([false, true]);
  stranger.kill('SIGKILL');
  await once(stranger, 'exit');
  expect(await remainsOf(lab)).toEqual([]);
});
