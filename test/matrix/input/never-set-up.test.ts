import { describe, expect, test } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf, RECORD } from '../../support/host/node.ts';

describe('a node that was never set up', () => {
  test.each([
    ['status', 3],
    ['diff', 64],
    ['join', 64],
  ] as const)('is said to be so by %s', async (command, exit) => {
    const host = await freshHost();
    const { stderr } = expectExit(await host.flannelctl([command]), exit);
    expect(stderr).toContain('has not been set up');
    expect(stderr).toMatch(/--net-conf/);
  });

  test('but has links of ours, is no news to status: its record is lost, or it is under another root', async () => {
    const host = await freshHost();
    await initN1(host);
    const { stderr } = expectExit(await host.flannelctl(['status', '--root', `${host.root}/other`]), 3);
    expect(stderr).toContain('no record of this node');
    expect(stderr).toContain(`${host.root}/other/${RECORD} is missing`);
    expect(stderr).toContain('Is --root right?');
  });

  test('but has a bridge of ours that its CNI conf names, is no news to status either', async () => {
    const host = await freshHost();
    const conf = {
      cniVersion: '0.3.1',
      name: 'pods',
      plugins: [{ type: 'flannel', delegate: { bridge: 'pods0', isDefaultGateway: true } }],
    };
    await initN1(host, netConf({ Backend: { Type: 'host-gw' } }), ['--cni-conf', JSON.stringify(conf)]);
    const { stderr } = expectExit(await host.flannelctl(['status', '--root', `${host.root}/other`]), 3);
    expect(stderr).toContain("there are links of flannelctl's (pods0)");
  });
});
