import { beforeAll, describe, expect, it } from 'vitest';
import { DUAL_NET_CONF, plan, refused } from '../../../support/cli/plan.ts';

/** What is wrong, the key and the value it is written as, and what is said about it. */
const WRONG: readonly (readonly [string, string, string, string])[] = [
  [
    'a misaligned pin',
    'subnet',
    '10.244.5.7/24',
    'subnet 10.244.5.7/24 is misaligned: it starts inside 10.244.5.0/24',
  ],
  [
    'a pin outside the network',
    'subnet',
    '10.245.5.0/24',
    'subnet 10.245.5.0/24 is not in the network 10.244.0.0/16',
  ],
  [
    'a pin of a single address',
    'subnet',
    '10.244.5.0/32',
    "subnet 10.244.5.0/32 has no room for pods: a node's subnet is at least a /30",
  ],
  [
    'an IPv6 pin of two addresses',
    'ipv6Subnet',
    'fd00:10:244:5::/127',
    "subnet fd00:10:244:5::/127 has no room for pods: a node's subnet is at least a /126",
  ],
  ['a pin that is no subnet', 'subnet', '10.244.5.0', '"10.244.5.0" is not an IPv4 subnet'],
  ['an IPv6 subnet as pin', 'subnet', 'fd00:10:244:5::/64', '"fd00:10:244:5::/64" is not an IPv4 subnet'],
  [
    'a misaligned IPv6 pin',
    'ipv6Subnet',
    'fd00:10:244:5::7/64',
    'subnet fd00:10:244:5::7/64 is misaligned: it starts inside fd00:10:244:5::/64',
  ],
  [
    'an IPv6 pin outside the network',
    'ipv6Subnet',
    'fd00:10:245:5::/64',
    'subnet fd00:10:245:5::/64 is not in the network fd00:10:244::/56',
  ],
  ['an IPv4 subnet as IPv6 pin', 'ipv6Subnet', '10.244.5.0/24', '"10.244.5.0/24" is not an IPv6 subnet'],
  [
    'a public IP in the pod network',
    'publicIP',
    '10.244.7.1',
    'publicIP 10.244.7.1 is inside the pod network 10.244.0.0/16',
  ],
  ['a loopback public IP', 'publicIP', '127.0.0.1', 'publicIP 127.0.0.1 is a loopback address'],
  ['a multicast public IP', 'publicIP', '239.1.1.1', 'publicIP 239.1.1.1 is a multicast address'],
  ['an unspecified public IP', 'publicIP', '0.0.0.0', 'publicIP 0.0.0.0 is an unspecified address'],
  [
    'the broadcast address as public IP',
    'publicIP',
    '255.255.255.255',
    'publicIP 255.255.255.255 is a reserved address',
  ],
  ['an IPv6 address as publicIP', 'publicIP', 'fd00::1', 'publicIP fd00::1 is not an IPv4 address'],
  [
    'an IPv4 address as publicIPv6',
    'publicIPv6',
    '::ffff:192.168.9.9',
    'publicIPv6 192.168.9.9 is not an IPv6 address',
  ],
  [
    'a publicIPv6 in the pod network',
    'publicIPv6',
    'fd00:10:244:7::1',
    'publicIPv6 fd00:10:244:7::1 is inside the pod network fd00:10:244::/56',
  ],
  ['a loopback publicIPv6', 'publicIPv6', '::1', 'publicIPv6 ::1 is a loopback address'],
  ['an unspecified publicIPv6', 'publicIPv6', '::', 'publicIPv6 :: is an unspecified address'],
  ['a link-local publicIPv6', 'publicIPv6', 'fe80::1', 'publicIPv6 fe80::1 is a link-local address'],
  ['a multicast publicIPv6', 'publicIPv6', 'ff02::1', 'publicIPv6 ff02::1 is a multicast address'],
  ['a public IP that is none', 'publicIP', '192.168.1.1/24', '"192.168.1.1/24" is not an IP address'],
  ['a MAC that is none', 'vtepMAC', '02:00:00:00:00', '"02:00:00:00:00" is not a MAC address'],
  [
    'a multicast MAC',
    'vtepMAC',
    '01:00:5e:00:00:01',
    'vtepMAC 01:00:5e:00:00:01 is not a unicast MAC address',
  ],
  [
    'a MAC of zeros for IPv6',
    'vtepMACv6',
    '00:00:00:00:00:00',
    'vtepMACv6 00:00:00:00:00:00 is not a unicast MAC address',
  ],
  ['a name with a space', 'name', 'node a', '"node a" is not a node name'],
  ['a name with a line break', 'name', 'node\nroute add', '"node\\nroute add" is not a node name'],
  ['a name like a flag', 'name', '--all', '"--all" is not a node name'],
  ['a name in upper case', 'name', 'Node', '"Node" is not a node name'],
  ['an unknown key', 'publicip', '1.2.3.4', 'unknown key publicip in ['],
];

/** A node whose other values are right. */
const nodeWith = (key: string, value: string, i: number): object => ({
  name: `node-${i}`,
  publicIP: `192.168.1.${i + 1}`,
  publicIPv6: `fd00:192:168:1::${i + 1}`,
  [key]: value,
});

describe('flannelctl plan refuses, at its place,', () => {
  let said: readonly string[];
  beforeAll(async () => {
    // One list has them all, since all that is wrong is said at once.
    const nodes = WRONG.map(([, key, value], i) => nodeWith(key, value, i));
    said = (await refused({ netConf: DUAL_NET_CONF, nodes: JSON.stringify(nodes, null, 1) })).split('\n');
  });

  it.each(WRONG)('%s', (_, key, value, expected) => {
    const at = said.findIndex((line) => line.includes(expected));
    expect(said[at]).toMatch(/^nodes\.yaml:\d+:\d+: error: /);
    const [excerpt, carets] = said.slice(at + 1);
    expect(excerpt).toContain(`${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    expect(carets).toMatch(/^ +\^+$/);
  });

  it('one thing for each of them, and no more', () => {
    expect(said).toContain(`Error: no subnet plan can be made: ${WRONG.length} errors`);
  });
});

/** What flanneld with etcd would not give out, but Kubernetes may as a podCIDR. */
const ODD: readonly (readonly [string, string, string, string])[] = [
  ['a longer', 'subnet', '10.244.5.0/25', 'is a /25, though subnets of this network are /24 (SubnetLen)'],
  ['a shorter', 'subnet', '10.244.6.0/23', 'is a /23, though subnets of this network are /24 (SubnetLen)'],
  ['one below SubnetMin', 'subnet', '10.244.0.0/24', 'is below SubnetMin 10.244.1.0'],
  ['one above SubnetMax', 'subnet', '10.244.10.0/24', 'is above SubnetMax 10.244.9.0'],
  [
    'a longer IPv6 one',
    'ipv6Subnet',
    'fd00:10:244:5::/80',
    'is a /80, though subnets of this network are /64 (IPv6SubnetLen)',
  ],
  ['an IPv6 one below SubnetMin', 'ipv6Subnet', 'fd00:10:244::/64', 'is below IPv6SubnetMin fd00:10:244:1::'],
  [
    'an IPv6 one above SubnetMax',
    'ipv6Subnet',
    'fd00:10:244:a::/64',
    'is above IPv6SubnetMax fd00:10:244:9::',
  ],
];

describe('flannelctl plan warns of a pin, and gives it,', () => {
  let run: Awaited<ReturnType<typeof plan>>;
  beforeAll(async () => {
    const nodes = ODD.map(([, key, value], i) => nodeWith(key, value, i));
    const netConf = { ...DUAL_NET_CONF, SubnetMax: '10.244.9.0', IPv6SubnetMax: 'fd00:10:244:9::' };
    run = await plan({ netConf, nodes });
  });

  it.each(ODD)('%s', (_, key, value, expected) => {
    expect(run.stderr).toMatch(/^nodes\.yaml:\d+:\d+: warning: /m);
    expect(run.stderr).toContain(`warning: subnet ${value} ${expected}`);
    expect(run.stdout).toContain(`    ${key}: ${value}\n`);
    expect(run.exitCode).toBe(0);
  });
});
