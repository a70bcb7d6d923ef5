import { expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { changesOf, expectExit, initN1, lines } from '../../support/host/node.ts';

test('join --remove-peer removes one peer and keeps the others', async () => {
  const host = await freshHost();
  await initN1(host);
  const refused = async (...args: readonly string[]): Promise<string> =>
    expectExit(await host.flannelctl(['join', ...args, '--dry-run']), 3).stderr;
  expect(await refused('--remove-peer', 'n9')).toContain('no peer "n9"\n  → The peers are n2, n3.');
  expect(await refused('--remove-peer', 'n1')).toContain('that is this node\n  → To take this node out');
  const both = await host.flannelctl(['join', '--remove-peer', 'n2', '--nodes', 'plan.yaml']);
  expect(expectExit(both, 64).stderr).toContain("--nodes can't be given beside --remove-peer");
  const document = await changesOf(host, 'join', '--remove-peer', 'n3', '--yes');
  const removed = lines(document).filter((line) => line.startsWith('delete '));
  expect(removed.join('\n')).toContain('10.244.3.0/24');
  expect(removed.join('\n')).not.toContain('10.244.2.0');
  expect(document.node?.peers).toBe(1);
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  expect(stdout).toContain('n2');
  expect(stdout).not.toContain('n3');
});
