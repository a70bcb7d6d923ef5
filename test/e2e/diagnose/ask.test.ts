import { expect, test } from 'vitest';
import { freshHost, type Host } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';
import { CTRL_C, ENTER, openTerminal } from '../../support/transactions/pty.ts';

const FIX = ['diagnose', 'EchoIgnored', 'PathDiscovery', '--fix'];
const ECHO = 'net.ipv4.icmp_echo_ignore_all';
const DISCOVERY = 'net.ipv4.ip_no_pmtu_disc';

const settings = async ({ sh }: Host): Promise<string> => (await sh(`sysctl -n ${ECHO} ${DISCOVERY}`)).trim();

test('a fix that costs something is asked for by itself: yes, no and Ctrl-C; nobody is asked by --yes or without a terminal', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  await host.sh(`sysctl -q -w ${ECHO}=1 ${DISCOVERY}=1`);
  for (const more of [[], ['--yes'], ['--dry-run']]) {
    const { stdout } = expectExit(await host.flannelctl([...FIX, ...more]), 0);
    expect(stdout).toContain('flannelctl diagnose --fix --fix-only EchoIgnored,PathDiscovery');
  }
  const interrupted = openTerminal(host, FIX);
  await interrupted.shows('[EchoIgnored]');
  interrupted.type(CTRL_C);
  expect(await interrupted.ended, interrupted.shown()).toEqual({ exitCode: 130 });
  expect(interrupted.shown()).toContain('nothing was changed');
  expect(await settings(host)).toBe('1\n1');

  const terminal = openTerminal(host, FIX);
  await terminal.shows('[EchoIgnored]');
  terminal.type(`y${ENTER}`);
  await terminal.shows('[PathDiscovery]');
  terminal.type(`n${ENTER}`);
  await terminal.shows('Make these changes?');
  terminal.type(`y${ENTER}`);
  await terminal.ended;
  expect(terminal.shown()).toContain('Verified');
  expect(await settings(host)).toBe('0\n1');

  expectExit(
    await host.flannelctl(['diagnose', '--fix', '--fix-only', 'PathDiscovery', '--yes', ...FIX.slice(1, 3)]),
    0,
  );
  expect(await settings(host)).toBe('0\n0');
});
