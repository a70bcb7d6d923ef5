import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { FLANNELCTL } from '../../support/cli/cli.ts';
import { type TestLab, testLab } from '../../support/host/lab.ts';
import { expectExit } from '../../support/host/node.ts';

function labOfTest(): TestLab {
  const lab = testLab();
  onTestFinished(async () => {
    await lab.lab('down');
  });
  return lab;
}

/** A `lab up` that is still at work: it has just begun to make the nodes. */
async function beingMade(lab: TestLab): Promise<ChildProcess> {
  const child = spawn(process.execPath, [FLANNELCTL, 'lab', 'up', '--name', lab.name, '--pods', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const said of createInterface(child.stderr)) if (said.startsWith('nodes:')) break;
  child.stderr.resume();
  return child;
}

test('who comes second is told who changes the lab, and a holder that was killed holds nothing', async () => {
  const lab = labOfTest();
  const first = await beingMade(lab);
  const ended = once(first, 'exit');
  const second = expectExit(await lab.lab('pod add', 'n1'), 75);
  expect(second.stderr).toContain(
    `flannelctl lab up (pid ${first.pid}) has been changing the lab "${lab.name}"`,
  );
  expect(second.stderr).toContain('--lock-timeout 30s');
  first.kill('SIGKILL');
  await ended;
  expect(expectExit(await lab.lab('pod add', 'n1'), 64).stderr).toContain('is not complete');
});

test('with --lock-timeout the second waits, and finds the lab as the first leaves it', async () => {
  const lab = labOfTest();
  const first = await beingMade(lab);
  const ended = once(first, 'exit');
  const added = await Promise.all([1, 2].map(async () => lab.lab('pod add', '--lock-timeout', '200s', 'n1')));
  expect(await ended).toEqual([0, null]);
  expect(added.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(added.map(({ stderr }) => stderr).join('\n')).toMatch(
    /^waiting up to 200 s for flannelctl lab (up|pod add) \(pid \d+\) to end$/m,
  );
  const names = added.map(({ stdout }) => stdout.split(' ')[0]);
  expect(new Set(names)).toEqual(new Set(['n1-p1', 'n1-p2']));
});
