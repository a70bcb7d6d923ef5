import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FLANNELCTL } from '../../support/cli/cli.ts';
import { remainsOf, type TestLab, testLab } from '../../support/host/lab.ts';

/** Starts `lab up`, and once it says a line, or is done, waits a little and sends it a signal. Gives its exit status. */
async function cutShort(
  lab: TestLab,
  line: RegExp,
  waitMs: number,
  signal: NodeJS.Signals,
): Promise<number | null> {
  const child = spawn(process.execPath, [FLANNELCTL, 'lab', 'up', '--name', lab.name, '--pods', '1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  for await (const said of createInterface(child.stderr)) if (line.test(said)) break;
  await sleep(waitMs);
  child.kill(signal);
  child.stderr.resume();
  return (await ended)[0];
}

/** The steps of `lab up`, by the lines that announce them. */
const STEPS: readonly (readonly [string, RegExp])[] = [
  ['planning', /^\$ flannelctl plan/],
  ['making the switch', /^switch:/],
  ['making the nodes', /^nodes:/],
  ['setting up the first node', /^n1 \$/],
  ['setting up the others', /^n3 \$/],
  ['attaching the pods', /^pods:/],
];

const MOMENTS = STEPS.flatMap(([step, line]) => [0, 120].map((ms) => [ms, step, line] as const));

test.each(MOMENTS)('after kill -9 of up, %d ms into %s, down leaves nothing', async (ms, _, line) => {
  const lab = testLab();
  await cutShort(lab, line, ms, 'SIGKILL');
  const { exitCode, stdout, stderr } = await lab.lab('down');
  expect(exitCode, stderr).toBe(0);
  expect(stdout).toContain(`The lab "${lab.name}" is gone`);
  // What was still under way, unseen, would show up now.
  await sleep(300);
  expect(await remainsOf(lab)).toEqual([]);
});

test('after kill -9 a lab is not complete: status says so, and test and up refuse', async () => {
  const lab = testLab();
  await cutShort(lab, /^n1 \$/, 0, 'SIGKILL');
  const status = await lab.lab('status');
  expect(status.exitCode).toBe(11);
  expect(status.stdout).toContain('not complete');
  for (const verb of ['test', 'up']) {
    const { exitCode, stderr } = await lab.lab(verb);
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`flannelctl lab down --name ${lab.name}`);
  }
  expect((await lab.lab('down')).exitCode).toBe(0);
  expect(await remainsOf(lab)).toEqual([]);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('on %s up takes down what it made and ends with %i', async (signal, exitCode) => {
  const lab = testLab();
  expect(await cutShort(lab, /^n1 \$/, 0, signal)).toBe(exitCode);
  expect(await remainsOf(lab)).toEqual([]);
});

test('down ends an up that is still at work', async () => {
  const lab = testLab();
  const child = spawn(process.execPath, [FLANNELCTL, 'lab', 'up', '--name', lab.name], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  for await (const said of createInterface(child.stderr)) if (said.startsWith('n1 $')) break;
  expect((await lab.lab('down')).exitCode).toBe(0);
  expect((await ended)[1]).toBe('SIGKILL');
  expect(await remainsOf(lab)).toEqual([]);
});

test('a down that is killed itself is brought to its end by the next', async () => {
  const lab = testLab();
  expect((await lab.lab('up', '--nodes', '2', '--pods', '1')).exitCode).toBe(0);
  for (let kills = 0; kills < 2; kills += 1) {
    const whole = await remainsOf(lab);
    const child = spawn(process.execPath, [FLANNELCTL, 'lab', 'down', '--name', lab.name], {
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while ((await remainsOf(lab)).length === whole.length) await sleep(5);
    child.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    expect(await remainsOf(lab)).not.toEqual([]);
  }
  expect((await lab.lab('down')).exitCode).toBe(0);
  expect(await remainsOf(lab)).toEqual([]);
});

test('down finds a lab by its namespaces alone, when its folder is gone', async () => {
  const lab = testLab();
  expect((await lab.lab('up', '--nodes', '1', '--pods', '1')).exitCode).toBe(0);
  await rm(lab.folder, { recursive: true });
  expect((await lab.lab('down')).stdout).toContain('3 network namespaces deleted');
  expect(await remainsOf(lab)).toEqual([]);
});

test('down of a lab that is not there says so, and is no error', async () => {
  const { exitCode, stdout } = await testLab().lab('down');
  expect(stdout).toContain('nothing to take down');
  expect(exitCode).toBe(0);
});
