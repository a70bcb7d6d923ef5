import { afterAll, expect, test } from 'vitest';
import {
  expectReachable,
  expectWell,
  type Network,
  NODES,
  onAll,
  type Row,
  runningNetwork,
  streamDuring,
  tableOf,
} from './network.ts';

const rows: Row[] = [];

afterAll(() => {
  process.stdout.write(
    `\nWhat a change of a running network costs (datagrams from pod to pod, 1,000/s):\n${tableOf(rows)}\n`,
  );
});

const BACKEND = { Type: 'vxlan' };
const conf = (backend: object, rest: object = {}): string =>
  JSON.stringify({ Network: '10.244.0.0/16', Backend: backend, ...rest });

/** What all nodes are told, one after the other; and what is not there any more then. */
interface Step {
  readonly change: string;
  readonly args?: readonly string[];
  readonly netConf?: string;
  readonly plan?: string;
  /** What a node has then, and what it no longer has. */
  readonly has?: readonly [string, RegExp];
  readonly gone?: readonly [string, RegExp];
}

async function take(
  network: Network,
  { change, args = [], netConf, plan, has, gone }: Step,
): Promise<[Row, string[]]> {
  let warnings: string[] = [];
  const given = netConf ? ['--net-conf', '-'] : plan ? ['--plan', '-'] : [];
  const row = await streamDuring(network, change, async () => {
    warnings = await onAll(network, ['join', ...given, ...args, '--yes'], netConf ?? plan);
  });
  rows.push(row);
  for (const node of NODES) {
    if (has) expect(await network.sh(node, has[0])).toMatch(has[1]);
    if (gone) expect(await network.sh(node, gone[0])).not.toMatch(gone[1]);
  }
  return [row, warnings];
}

/** These are made in place: the old way stays until the new one is there. */
const IN_PLACE: readonly Step[] = [
  {
    change: 'MTU 1400',
    netConf: conf({ ...BACKEND, MTU: 1400 }),
    has: ['ip link show flannel.1', /mtu 1350 /],
  },
  { change: 'MTU as before', netConf: conf(BACKEND), has: ['ip link show flannel.1', /mtu 1450 /] },
  {
    change: 'DirectRouting on',
    netConf: conf({ ...BACKEND, DirectRouting: true }),
    has: ['ip route', /10\.244\.\d\.0\/24 nhid \d+ via 192\.168\.77\.\d dev eth0/],
    gone: ['bridge fdb show dev flannel.1', /dst/],
  },
  {
    change: 'DirectRouting off',
    netConf: conf(BACKEND),
    has: ['bridge fdb show dev flannel.1', /dst/],
    gone: ['ip route', /via 192\.168\.77\.\d dev eth0/],
  },
  {
    change: 'Learning on',
    netConf: conf({ ...BACKEND, Learning: true }),
    gone: ['ip -d link show flannel.1', /nolearning/],
  },
  { change: 'Learning off', netConf: conf(BACKEND), has: ['ip -d link show flannel.1', /nolearning/] },
  { change: '--no-ip-masq', args: ['--no-ip-masq'], gone: ['nft list ruleset', /masquerade/] },
  { change: '--ip-masq', args: ['--ip-masq'], has: ['nft list ruleset', /masquerade fully-random/] },
  {
    change: '--no-random-fully',
    args: ['--no-random-fully'],
    has: ['nft list ruleset', /masquerade/],
    gone: ['nft list ruleset', /fully-random/],
  },
  { change: '--random-fully', args: ['--random-fully'], has: ['nft list ruleset', /fully-random/] },
  {
    change: 'iptables instead of nft',
    netConf: conf(BACKEND, { EnableNFTables: false }),
    has: ['iptables-save', /FLANNEL-FWD/],
    gone: ['nft list tables', /flannelctl/],
  },
  {
    change: 'nft instead of iptables',
    netConf: conf(BACKEND, { EnableNFTables: true }),
    has: ['nft list tables', /flannelctl/],
    gone: ['iptables-save', /FLANNEL/],
  },
];

/** Warnings of what a change costs. */
const costs = (warnings: readonly string[]): string[] =>
  warnings.filter((text) => /interrupted until|cut off|lose their|don't reach|running pods/.test(text));

async function expectNothingLost(network: Network, step: Step, told: readonly string[] = []): Promise<void> {
  const [{ change, lost }, warnings] = await take(network, step);
  await expectWell(network);
  expect.soft({ change, lost }).toEqual({ change, lost: 0 });
  expect.soft(costs(warnings), change).toEqual(NODES.flatMap(() => told));
}

test('what is changed in place loses nothing, and only what it costs pods is told', async () => {
  const network = await runningNetwork({ Network: '10.244.0.0/16', Backend: BACKEND });
  for (const step of IN_PLACE) {
    const told = ['running pods keep MTU 1450; packets over 1350 bytes will be dropped'];
    await expectNothingLost(network, step, step.change === 'MTU 1400' ? told : []);
  }
  await expectReachable(network);
});

const V6 = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' };

/** A plan of the lab's nodes with the subnets that they have, and as many more that are nowhere. */
const planOf = (count: number, rest: object = {}): string =>
  JSON.stringify({
    kind: 'SubnetPlan',
    netConf: { Network: '10.244.0.0/16', Backend: BACKEND, ...rest },
    nodes: Array.from({ length: count }, (_, i) => ({
      name: `n${i + 1}`,
      publicIP: `192.168.77.${i + 1}`,
      subnet: `10.244.${i + 1}.0/24`,
      ...('IPv6Network' in rest
        ? { publicIPv6: `fd77::${i + 1}`, ipv6Subnet: `fd00:244:0:${i + 1}::/64` }
        : {}),
    })),
  });

test('a family or a peer more or less costs the others nothing', async () => {
  const network = await runningNetwork({ Network: '10.244.0.0/16', Backend: BACKEND });
  for (const [i, node] of NODES.entries())
    await network.sh(node, `ip address add fd77::${i + 1}/64 dev eth0 nodad`);
  const own = /10\.244\.\d\.1\/24/;
  const v6: Step = {
    change: 'IPv6 as well',
    plan: planOf(3, V6),
    has: ['ip -br address show dev cni0', /10\.244\.\d\.1\/24 .*fd00:244:0:\d::1\/64/],
  };
  // A family of IPv6 takes 70 off the uplink's MTU.
  await expectNothingLost(network, v6, [
    'running pods keep MTU 1450; packets over 1430 bytes will be dropped',
  ]);
  await network.sh('n1', 'ping -c1 -W2 -q fd00:244:0:2::1');
  const gone: Step = {
    change: 'no IPv6 any more',
    plan: planOf(3),
    has: ['ip -br address show dev cni0', own],
    gone: ['ip -6 address', /fd00:244|flannel-v6/],
  };
  const [{ lost }, warnings] = await take(network, gone);
  expect(lost).toBe(0);
  expect(costs(warnings)).toEqual(
    [1, 2, 3].map((n) => `pods of this node lose their addresses of fd00:244:0:${n}::/64`),
  );
  await expectWell(network);
  await expectNothingLost(network, {
    change: 'a peer more',
    plan: planOf(4),
    has: ['ip route', /10\.244\.4\.0\/24 nhid/],
  });
  await expectNothingLost(network, {
    change: 'a peer less',
    plan: planOf(3),
    gone: ['ip route', /10\.244\.4\.0/],
  });
  await expectReachable(network);
});

/** The link or the way is another: what is sent between the change of the first node and that of the second is lost. */
const REPLACING: readonly Step[] = [
  {
    change: 'VNI 7',
    netConf: conf({ ...BACKEND, VNI: 7 }),
    has: ['ip route', /dev flannel\.7 /],
    gone: ['ip address', /flannel\.1:/],
  },
  {
    change: 'Port 4789',
    netConf: conf({ ...BACKEND, VNI: 7, Port: 4789 }),
    has: ['ip -d link show flannel.7', /dstport 4789/],
  },
  {
    change: 'GBP',
    netConf: conf({ ...BACKEND, VNI: 7, Port: 4789, GBP: true }),
    has: ['ip -d link show flannel.7', /gbp/],
  },
  {
    change: 'host-gw',
    netConf: conf({ Type: 'host-gw' }),
    has: ['ip route', /10\.244\.\d\.0\/24 nhid \d+ via 192\.168\.77\.\d dev eth0/],
    gone: ['ip address', /flannel/],
  },
  {
    change: 'vxlan',
    netConf: conf(BACKEND),
    has: ['ip route', /dev flannel\.1 /],
    gone: ['ip route', /via 192\.168\.77\.\d /],
  },
];

test('what replaces a link or a way loses what is sent meanwhile, and says so', async () => {
  const network = await runningNetwork({ Network: '10.244.0.0/16', Backend: BACKEND });
  for (const step of REPLACING) {
    const [, warnings] = await take(network, step);
    await expectWell(network);
    expect
      .soft(
        costs(warnings).filter((text) => /interrupted until/.test(text)),
        step.change,
      )
      .toHaveLength(3);
    await expectReachable(network);
  }
  const [{ lost }, warnings] = await take(network, {
    change: 'another network',
    netConf: JSON.stringify({ Network: '10.245.0.0/16', Backend: BACKEND }),
    has: ['ip -br address show dev cni0', /10\.245\.\d\.1\/24/],
    gone: ['nft list ruleset', /10\.244/],
  });
  expect(lost).toBeGreaterThan(0);
  expect(costs(warnings).filter((text) => /cut off/.test(text))).toHaveLength(3);
  for (const [i, node] of NODES.entries()) {
    // Nothing differs any more, but the pods have addresses of the old network until they are restarted.
    const { exitCode, stdout } = await network.flannelctl(node, ['status', '--no-probe']);
    expect(exitCode, stdout).toBe(11);
    expect(stdout).toMatch(/\[PodsOutside\] 1 pod [\s\S]*^DEGRADED: \d+ objects match/m);
    expect(await network.subnetOf(node)).toBe(`10.245.${i + 1}`);
    for (const what of ['address', 'route', 'nexthop', 'neigh show nud permanent'])
      expect(await network.sh(node, `ip ${what}`)).not.toContain('10.244.');
  }
});
