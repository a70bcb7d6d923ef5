import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { CONFLIST, expectExit, initArgs, initN1 } from '../../support/host/node.ts';
import { gateAt } from '../../support/transactions/gates.ts';
import { start, startPending, test } from '../../support/transactions/running.ts';

test('diff, status and history say alike that a change waits, and who rolled it back', async ({ host }) => {
  const { id, command } = await startPending(host, initArgs(), 60);
  const diff = expectExit(await host.flannelctl(['diff', '--net-conf', '/nonexistent']), 3);
  expect(diff.stderr).toMatch(
    new RegExp(
      `^warning: transaction ${id} of .* waits to be confirmed: .*\\n.*confirm.*\\nError: cannot read`,
    ),
  );
  expect(expectExit(await host.flannelctl(['status', '--no-probe']), 0).stdout).toMatch(/^PENDING: /);
  const { stdout } = expectExit(await host.flannelctl(['history']), 0);
  expect(stdout).toContain('\n  it waits to be confirmed\n');
  expectExit(await host.flannelctl(['rollback', '--yes']), 0);
  const { stderr } = expectExit(await command.ended, 7);
  expect(stderr).toContain(`transaction ${id} was rolled back by another command`);
});

test('diff, status and history say alike that a change is at work', async ({ host, onTestFinished }) => {
  const gate = await gateAt({ onTestFinished }, 3);
  const init = start(host, [...initArgs(), '--yes'], { via: gate.via });
  await gate.reached();
  const { stderr } = await host.flannelctl(['diff']);
  expect(stderr).toMatch(/^warning: transaction \w+ of flannelctl init .* is at work: /);
  expect((await host.flannelctl(['status', '--no-probe'])).stdout).toMatch(/^RUNNING: /);
  expect((await host.flannelctl(['history'])).stdout).toContain('\n  its command is at work\n');
  await gate.open();
  expectExit(await init.ended, 0);
});

test('reset does not say that nothing remains where it lists what is left', async ({ host }) => {
  await initN1(host);
  await writeFile(path.join(host.root, CONFLIST), '{}');
  const { stdout } = expectExit(await host.flannelctl(['reset', '--yes']), 0);
  expect(stdout).toContain('left: file /etc/cni/net.d/10-flannel.conflist');
  expect(stdout).toMatch(/nothing created by flannelctl remains, but for what is left \(see above\)\.\n$/);
});
