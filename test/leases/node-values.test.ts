import { beforeAll, describe, expect, it } from 'vitest';
import { refused } from './plan-cli.ts';

/** What is wrong, the key and the value it is written as, and what is said about it. */
const WRONG: readonly (readonly [string, string, string, string])[] = [
  [
    'a misaligned pin',
    'subnet',
    '10.244.5.7/24',
    'subnet 10.244.5.7/24 is misaligned: it starts inside 10.244.5.0/24',
  ],
  [
    'a pin that is too long',
    'subnet',
    '10.244.5.0/25',
    'is a /25, but every subnet of this network is a /24',
  ],
  [
    'a pin that is too short',
    'subnet',
    '10.244.4.0/23',
    'is a /23, but every subnet of this network is a /24',
  ],
  [
    'a pin outside the network',
    'subnet',
    '10.245.5.0/24',
    'subnet 10.245.5.0/24 is not in the network 10.244.0.0/16',
  ],
  ['a pin below SubnetMin', 'subnet', '10.244.0.0/24', 'is below SubnetMin 10.244.1.0'],
  ['a pin that is no subnet', 'subnet', '10.244.5.0', '"10.244.5.0" is not a subnet'],
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
  ['an IPv6 public IP', 'publicIP', 'fd00::1', 'publicIP fd00::1 is IPv6'],
  ['a public IP that is none', 'publicIP', '192.168.1.1/24', '"192.168.1.1/24" is not an IP address'],
  ['a MAC that is none', 'vtepMAC', '02:00:00:00:00', '"02:00:00:00:00" is not a MAC address'],
  [
    'a multicast MAC',
    'vtepMAC',
    '01:00:5e:00:00:01',
    'vtepMAC 01:00:5e:00:00:01 is not a unicast MAC address',
  ],
  ['a name with a space', 'name', 'node a', '"node a" is not a node name'],
  ['a name with a line break', 'name', 'node\nroute add', '"node\\nroute add" is not a node name'],
  ['a name like a flag', 'name', '--all', '"--all" is not a node name'],
  ['a name in upper case', 'name', 'Node', '"Node" is not a node name'],
  ['an unknown key', 'publicip', '1.2.3.4', 'unknown key publicip in [19]'],
];

/** A node whose other values are right. */
const nodeWith = (key: string, value: string, i: number): object => ({
  name: `node-${i}`,
  publicIP: `192.168.1.${i + 1}`,
  [key]: value,
});

describe('flannelctl plan refuses, at its place,', () => {
  let said: readonly string[];
  beforeAll(async () => {
    // One list has them all, since all that is wrong is said at once.
    const nodes = WRONG.map(([, key, value], i) => nodeWith(key, value, i));
    said = (await refused({ nodes: JSON.stringify(nodes, null, 1) })).split('\n');
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
