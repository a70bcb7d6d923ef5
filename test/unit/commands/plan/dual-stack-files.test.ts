import { readFile } from 'node:fs/promises';
import path from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REPOSITORY } from '../../../support/cli/cli.ts';
import {
  DUAL_NET_CONF,
  DUAL_NODES,
  type Files,
  made,
  NET_CONF,
  NODES,
  plan,
  refused,
} from '../../../support/cli/plan.ts';

const [a = {}, b = {}] = DUAL_NODES;
const [v4a = {}] = NODES;
const SIX_NET_CONF = { ...DUAL_NET_CONF, EnableIPv4: false };
const v6a = { name: 'node-a', publicIPv6: 'fd00:192:168:1::1' };

const dual = (...nodes: readonly object[]): Files => ({ netConf: DUAL_NET_CONF, nodes });

describe('flannelctl plan of both families', () => {
  it('prints what each node has of each', async () => {
    const { stdout, stderr, exitCode } = await plan({ netConf: DUAL_NET_CONF, nodes: DUAL_NODES });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`kind: SubnetPlan
version: 1
netConf:
  Network: 10.244.0.0/16
  Backend:
    Type: vxlan
    VNI: 7
  EnableIPv6: true
  IPv6Network: fd00:10:244::/56
nodes:
  - name: node-a
    publicIP: 192.168.1.1
    publicIPv6: fd00:192:168:1::1
    subnet: 10.244.1.0/24
    ipv6Subnet: fd00:10:244:1::/64
    vni: 7
    vtepMAC: 0e:2a:0a:f4:01:07
    vtepMACv6: 0e:2c:02:44:00:08
  - name: node-b
    publicIP: 192.168.1.2
    publicIPv6: fd00:192:168:1::2
    subnet: 10.244.2.0/24
    ipv6Subnet: fd00:10:244:2::/64
    vni: 7
    vtepMAC: 0e:2a:0a:f4:02:07
    vtepMACv6: 0e:2c:02:44:00:09
capacity:
  subnets: 255
  used: 2
  free: 253
  podsPerNode: 253
`);
    expect(stderr).toBe('255 subnets: 2 used, 253 free; 253 pods per node\n');
    const schema = await readFile(path.join(REPOSITORY, 'schemas/subnet-plan.schema.json'), 'utf8');
    const validate = new Ajv().compile(JSON.parse(schema));
    expect(validate(parse(stdout)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('is the same to the byte, whatever the order of the nodes and of their keys', async () => {
    const turned = DUAL_NODES.toReversed().map((node) => Object.fromEntries(Object.entries(node).reverse()));
    expect(await made(dual(...turned))).toBe(await made(dual(...DUAL_NODES)));
  });

  it('made of a plan of IPv4 moves nobody, and says what each node got', async () => {
    const previous = await made({});
    const { stdout, stderr } = await plan({ netConf: DUAL_NET_CONF, nodes: [a, b], previous });
    expect(stdout).toBe(await made(dual(a, b)));
    expect(
      stderr,
    ).toBe(`~ node-a 10.244.1.0/24 192.168.1.1 0e:2a:0a:f4:01:07 fd00:10:244:1::/64 fd00:192:168:1::1 0e:2c:02:44:00:08 (was node-a 10.244.1.0/24 192.168.1.1 0e:2a:0a:f4:01:07)
~ node-b 10.244.2.0/24 192.168.1.2 0e:2a:0a:f4:02:07 fd00:10:244:2::/64 fd00:192:168:1::2 0e:2c:02:44:00:09 (was node-b 10.244.2.0/24 192.168.1.2 0e:2a:0a:f4:02:07)
0 added, 0 removed, 2 kept, of which 2 changed
255 subnets: 2 used, 253 free; 253 pods per node
`);
  });

  it('gives way to a plan of IPv4 as it was before, and warns of what is now idle', async () => {
    const previous = await made(dual(a, b));
    const { stdout, stderr } = await plan({ nodes: [a, b], previous });
    expect(stdout).toBe(await made({}));
    expect(stderr).toContain('nodes.yaml:3:15: warning: publicIPv6 is ignored: EnableIPv6 is false');
  });

  it('of IPv6 alone has nothing of IPv4', async () => {
    const { stdout, stderr } = await plan({ netConf: SIX_NET_CONF, nodes: [v6a] });
    expect(parse(stdout).nodes).toEqual([
      { ...v6a, ipv6Subnet: 'fd00:10:244:1::/64', vni: 7, vtepMACv6: '0e:2c:02:44:00:08' },
    ]);
    expect(stderr).toContain('255 subnets: 1 used, 254 free; over 2^52 pods per node\n');
  });

  it('of a node without one of them is made, with a warning', async () => {
    const { stdout, stderr, exitCode } = await plan(dual(v4a, { ...v6a, name: 'node-6' }));
    expect(stderr).toContain(
      'nodes.yaml:1:3: warning: node-a has no publicIPv6: it gets no IPv6 subnet\n    - name: node-a',
    );
    expect(stderr).toContain('nodes.yaml:3:3: warning: node-6 has no publicIP: it gets no IPv4 subnet');
    expect(stderr).toContain('→ The net-conf has both families: give it publicIP.');
    expect(parse(stdout).nodes).toMatchObject([
      { name: 'node-a', subnet: '10.244.1.0/24' },
      { name: 'node-6', ipv6Subnet: 'fd00:10:244:1::/64' },
    ]);
    expect(stdout).not.toContain('ipv6Subnet: null');
    expect(exitCode).toBe(0);
  });
});

/** A plan of both families, with other values for node-b. */
const planWith = (node: object): object => ({
  kind: 'SubnetPlan',
  netConf: DUAL_NET_CONF,
  nodes: [
    { ...a, subnet: '10.244.1.0/24', ipv6Subnet: 'fd00:10:244:1::/64' },
    { ...b, subnet: '10.244.2.0/24', ipv6Subnet: 'fd00:10:244:2::/64', ...node },
  ],
});

const previous = (node: object): Files => ({ ...dual(a, b), previous: planWith(node) });

describe('flannelctl plan refuses, at its place,', () => {
  it.each<[string, Files, string]>([
    [
      'a node without a public IP of either family',
      dual(a, { name: 'node-b' }),
      'nodes.yaml:4:3: error: node-b has no publicIP and no publicIPv6',
    ],
    [
      'a node without the one public IP that is needed',
      { netConf: SIX_NET_CONF, nodes: NODES },
      'nodes.yaml:1:3: error: node-a has no publicIPv6',
    ],
    [
      'two nodes with one IPv6 address in two spellings',
      dual(a, { ...b, publicIPv6: 'FD00:192:168:1:0::1' }),
      'nodes.yaml:6:15: error: publicIPv6 fd00:192:168:1::1 is also that of node-a',
    ],
    [
      'two nodes with one IPv6 pin',
      dual({ ...a, ipv6Subnet: 'fd00:10:244:9::/64' }, { ...b, ipv6Subnet: 'fd00:10:244:9::/64' }),
      'nodes.yaml:8:15: error: subnet fd00:10:244:9::/64 is also that of node-a',
    ],
    [
      'IPv6 pins that overlap',
      dual({ ...a, ipv6Subnet: 'fd00:10:244:9::/64' }, { ...b, ipv6Subnet: 'fd00:10:244:8::/63' }),
      'nodes.yaml:4:15: error: subnet fd00:10:244:9::/64 overlaps fd00:10:244:8::/63 of node-b',
    ],
    [
      'two nodes with one MAC for IPv6',
      dual({ ...a, vtepMACv6: '02:00:00:00:06:0a' }, { ...b, vtepMACv6: '02:00:00:00:06:0A' }),
      'nodes.yaml:8:14: error: vtepMACv6 02:00:00:00:06:0a is also that of node-a',
    ],
    [
      "another node's derived MAC for IPv6",
      dual(a, { ...b, vtepMACv6: '0e:2c:02:44:00:08' }),
      'nodes.yaml:7:14: error: node-a and node-b would have the same VTEP MAC 0e:2c:02:44:00:08',
    ],
    [
      'an IPv6 pin that moves a node',
      { ...dual({ ...a, ipv6Subnet: 'fd00:10:244:9::/64' }), previous: planWith({}) },
      'nodes.yaml:4:15: error: node-a is pinned to fd00:10:244:9::/64 but has fd00:10:244:1::/64',
    ],
    [
      'an IPv6 network that changed',
      { netConf: { ...DUAL_NET_CONF, IPv6Network: 'fd00:99::/56' }, nodes: [a], previous: planWith({}) },
      'previous.yaml:14:17: error: node-a has fd00:10:244:1::/64 in the previous plan, which is not in the network fd00:99::/56',
    ],
    [
      'a previous plan whose node has an IPv6 address and no subnet',
      previous({ ipv6Subnet: undefined }),
      'previous.yaml:17:5: error: node-b has publicIPv6, but no ipv6Subnet',
    ],
    [
      'a previous plan with an IPv6 subnet twice',
      previous({ ipv6Subnet: 'fd00:10:244:1::/64' }),
      'previous.yaml:19:17: error: subnet fd00:10:244:1::/64 is also that of node-a',
    ],
    [
      'a previous plan with an IPv6 subnet that is not in the network',
      previous({ ipv6Subnet: 'fd00:10:245::/64' }),
      'previous.yaml:19:17: error: subnet fd00:10:245::/64 is not in the network fd00:10:244::/56',
    ],
    [
      'more nodes than there are IPv6 subnets',
      { ...dual(a, b), netConf: { ...DUAL_NET_CONF, IPv6SubnetMax: 'fd00:10:244:1::' } },
      'Take a wider IPv6Network or a longer IPv6SubnetLen',
    ],
  ])('%s', async (_, files, expected) => {
    expect(await refused(files)).toContain(expected);
  });

  it('nothing where values of different families look alike', async () => {
    const mac = '02:00:00:00:00:0a';
    expect(parse(await made(dual({ ...a, vtepMAC: mac, vtepMACv6: mac }, b))).nodes).toHaveLength(2);
    expect(await made({ netConf: NET_CONF, nodes: NODES })).not.toContain('v6');
  });
});
