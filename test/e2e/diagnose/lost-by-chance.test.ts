import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { testLab } from '../../support/host/lab.ts';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initArgs, netConf } from '../../support/host/node.ts';

/** The other end of the uplink as node n2, which drops the first four packets of 1500 bytes. */
const PEER = `ip link set lo up
ip address add 192.168.77.2/24 dev eth0-far
ip address add 10.244.2.1/24 dev lo
ip link set eth0-far up
ip route add 10.244.1.0/24 via 192.168.77.1
nft 'add table ip fw; add chain ip fw in { type filter hook prerouting priority 0; }'
nft 'add rule ip fw in icmp type echo-request ip length 1500 quota until 6000 bytes counter drop'`;

test('large packets that were lost once are not taken for a path with a smaller MTU', async () => {
  const host = await freshHost();
  const far = `${host.netns}-far`;
  await execa('ip', ['netns', 'add', far]);
  onTestFinished(async () => {
    await execa('ip', ['netns', 'del', far]);
  });
  await host.sh(`ip link set eth0-far netns ${far}`);
  const there = async (script: string) => execa('ip', ['netns', 'exec', far, 'sh', '-ec', script]);
  await there(PEER);
  const conf = netConf({ Backend: { Type: 'host-gw' } });
  expectExit(await host.flannelctl([...initArgs(conf), '--yes']), 0);
  const { stdout } = await host.flannelctl(['diagnose', '--probe', '-o', 'json']);
  expect((await there('nft list chain ip fw in')).stdout).toContain('packets 4 bytes 6000');
  expect(stdout).not.toContain('PeerMtu');
});

/** Drops the first four packets of ping (84 bytes each) to n2's bridge. */
const DROPPING = `nft 'add table ip fw; add chain ip fw in { type filter hook input priority 0; }'
nft 'add rule ip fw in icmp type echo-request ip daddr 10.244.2.1 ip length 84 quota until 336 bytes counter drop'`;

test('a pod bridge whose packets were lost once is not told to be silent', async () => {
  const lab = testLab();
  onTestFinished(async () => {
    await lab.lab('down');
  });
  const up = await lab.lab('up', '--nodes', '2', '--pods', '1');
  expectExit(up, 0);
  await lab.exec('n2', 'sh', '-ec', DROPPING);
  const diagnosis = await lab.exec('n1', 'flannelctl', 'diagnose', '--probe', '-o', 'json');
  expect(await lab.exec('n2', 'nft', 'list', 'chain', 'ip', 'fw', 'in')).toContain('packets 4 bytes 336');
  expect(diagnosis).not.toContain('PeerBridge');
});
