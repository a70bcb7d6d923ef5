import { expect, it } from 'vitest';
import { freshHost } from '../../support/host/netns.ts';
import { expectExit, initN1, netConf } from '../../support/host/node.ts';

const TABLE = [
  'ip link add tun0 type veth peer name tun0-far',
  'ip link set tun0-far up',
  'ip link set tun0 up',
  'ip route add default dev tun0 table 100',
];

it('a status tells what rules do with packets of pods and of the node', async () => {
  const host = await freshHost();
  await initN1(host, netConf({ EnableNFTables: true }));
  for (const command of TABLE) await host.sh(command);
  for (const [rule, told] of [
    [
      'from 10.244.1.0/24 lookup 100',
      "packets from this node's pods to pods of n2, such as 10.244.2.2, go by tun0",
    ],
    ['iif cni0 lookup 100', "packets from this node's pods to pods of n2"],
    [
      'from 10.244.0.0/16 prohibit',
      "packets from this node's pods to pods of n2, such as 10.244.2.2, are stopped",
    ],
    ['iif lo lookup 100', 'packets of this node itself to pods of n2'],
    ['uidrange 0-0 lookup 100', 'packets to pods of n2'],
    ['from all lookup 100', 'packets to pods of n2'],
  ] as const) {
    await host.sh(`ip rule add priority 500 ${rule}`);
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout, rule).toContain(`[Ways] ${told}`);
    await host.sh('ip rule del priority 500');
  }
  await host.sh('ip route replace blackhole 10.244.0.0/16 table 100');
  for (const [rule, told] of [
    [
      'from 10.244.1.0/24 lookup 100',
      "packets from this node's pods to pods of n2, such as 10.244.2.2, are stopped",
    ],
    ['from all lookup 100', 'packets to pods of n2, such as 10.244.2.2, are stopped'],
  ] as const) {
    await host.sh(`ip rule add priority 500 ${rule}`);
    const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
    expect(stdout, rule).toContain(
      `[Ways] ${told} by a route in table 100, in which the rule with priority 500`,
    );
    await host.sh('ip rule del priority 500');
  }
  for (const rule of [
    'from 10.99.0.0/16 lookup 100',
    'iif eth0 lookup 100',
    'fwmark 1 lookup 100',
    'uidrange 1000-2000 lookup 100',
  ]) {
    await host.sh(`ip rule add priority 500 ${rule}`);
    expectExit(await host.flannelctl(['status', '--no-probe']), 0);
    await host.sh('ip rule del priority 500');
  }
});

it('a status tells what rules do with IPv6 packets of pods', async () => {
  const host = await freshHost();
  await host.sh('ip address add fd77::1/64 dev eth0 nodad');
  const dual = netConf({ EnableNFTables: true, EnableIPv6: true, IPv6Network: 'fd00:10:244::/56' });
  const peer = 'n2=192.168.77.2,fd77::2,10.244.2.0/24,fd00:10:244:2::/64';
  const init = ['init', '--net-conf', dual, '--node', 'n1', '--iface', 'eth0', '--peer', peer, '--yes'];
  expectExit(await host.flannelctl(init), 0);
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
  await host.sh('ip -6 rule add priority 500 from fd00:10:244::/56 prohibit');
  const { stdout } = expectExit(await host.flannelctl(['status', '--no-probe']), 11);
  expect(stdout).toContain(
    "[Ways] packets from this node's pods to pods of n2, such as fd00:10:244:2::2, are stopped",
  );
  await host.sh('ip -6 rule del priority 500');
  expectExit(await host.flannelctl(['status', '--no-probe']), 0);
});
