import { expect, it } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

it('says nothing of the bridge’s address of the network before, which goes with the change', async () => {
  const host = await freshHost();
  await initN1(host, netConf());
  const change = ['join', '--net-conf', netConf({ Network: '10.99.0.0/16' }), '--yes'];
  const peer = ['--peer', 'n2=192.168.77.2,10.99.2.0/24'];
  const { stdout, stderr } = expectExit(await host.flannelctl([...change, ...peer]), 0);
  expect(stdout).toContain('- address 10.244.1.1/24 dev cni0');
  expect(stderr).not.toContain('[Addresses]');
});
