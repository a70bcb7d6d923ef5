import { expect, test } from 'vitest';
import { AGENT_CAPABILITIES } from '../../../src/node/compare/agent-service.ts';
import { freshHost } from '../../support/host/netns.ts';
import { ENGINES, expectExit, initN1 } from '../../support/host/node.ts';

/** Runs a command with some of root's capabilities, and no way to more, as the agent's unit does. */
function withOnly(capabilities: readonly string[]): string[] {
  const names = capabilities.map((name) => `+${name.replace('CAP_', '').toLowerCase()}`);
  return ['setpriv', '--no-new-privs', `--bounding-set=${['-all', ...names].join(',')}`];
}

test.each(ENGINES)(
  "the agent's capabilities suffice to set up, mend and remove a node (%s)",
  async (_, conf) => {
    const host = await freshHost();
    const options = { via: withOnly(AGENT_CAPABILITIES) };
    await initN1(host, conf, [], options);
    await host.sh('ip link del flannel.1');
    expectExit(await host.flannelctl(['join', '--yes'], options), 0);
    expectExit(await host.flannelctl(['status', '--no-probe'], options), 0);
    expectExit(await host.flannelctl(['reset', '--yes'], options), 0);
  },
);

test('without CAP_NET_ADMIN nothing is set up', async () => {
  const host = await freshHost();
  const some = AGENT_CAPABILITIES.filter((name) => name !== 'CAP_NET_ADMIN' && name !== 'CAP_SYS_ADMIN');
  await expect(initN1(host, undefined, [], { via: withOnly(some) })).rejects.toThrow('not permitted');
});
