import { expect, test } from 'vitest';
import { onTerminal } from '../../support/cli/terminal.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, initN1, netConf } from '../../support/host/node.ts';

const COUNTED = '--detailed-exitcode';

test('--detailed-exitcode ends with 2 where something is changed or would be, else with 0', async () => {
  const host = await freshHost();
  const ends = async (exitCode: number, ...args: readonly string[]): Promise<unknown> =>
    expectExit(await host.flannelctl([...args, COUNTED]), exitCode);
  await ends(0, 'reset', '--yes');
  await ends(2, ...initArgs(), '--dry-run');
  await ends(2, ...initArgs(), '--yes');
  await ends(0, 'join', '--dry-run');
  await ends(0, 'join');
  await ends(0, 'up');
  await host.sh('ip link delete cni0');
  await ends(2, 'up');
  await ends(2, 'reset', '--dry-run');
  await ends(2, 'reset', '--yes');
});

test('--quiet prints warnings and errors alone', async () => {
  const host = await freshHost();
  const { stdout, stderr } = await initN1(host, netConf({ Comment: 'of nobody' }), ['-q']);
  expect(stdout).toBe('');
  expect(stderr.replaceAll(/^ .*\n/gm, '')).toMatch(/^--net-conf:.*: warning: .*\n$/);
  expect(await host.flannelctl(['reset', '--quiet', '--yes'])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: '',
  });
});

test.each([[], ['-q']])(
  'the answer No ends with 1, and says that nothing was changed %s',
  async (...more) => {
    const host = await freshHost();
    const { exitCode, shown } = await onTerminal(
      host,
      [...initArgs(), ...more],
      'Make these changes?',
      'n\r',
    );
    expect(exitCode).toBe(1);
    expect(shown).toContain('flannel.1');
    if (more.length === 0) expect(shown).toContain('Nothing was changed.');
    expectExit(await host.flannelctl(['status']), 3);
  },
);
