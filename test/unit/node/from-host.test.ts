import { describe, expect, it } from 'vitest';
import type { VtepData } from '../../../src/backends/index.ts';
import { fitEntries, planOfValue, readNodeSource, type SourceEntry } from '../../../src/leases/index.ts';
import type { Address, InterfaceAddress, LinkName, Mac, NodeName } from '../../../src/net/index.ts';
import { requirePlan } from '../../../src/node/input/read-plan.ts';
import { planFromHost } from '../../../src/node/takeover/from-host/from-host.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { recordedText } from '../../support/recorded.ts';
import { hostOf, planOf, subnetEnvOf } from './from-host-support.ts';

const SAID_ALWAYS = [
  'the names of the other nodes are not on this host: each is named by its subnet',
  'SubnetMin and SubnetMax cannot be read from a host: defaults are assumed',
];
const SPLIT =
  'which IPv4 and which IPv6 subnet are of one node is not on this host: each has a node of its own in the plan';

const messages = ({ problems }: { readonly problems: readonly { readonly message: string }[] }): string[] =>
  problems.map(({ message }) => message);

/** What etcd has of each subnet, in the words of a plan; by subnet. */
async function leases(folder: string): Promise<Record<string, object>> {
  const source = await readNodeSource('etcd.txt', await recordedText(`${folder}/etcd.txt`));
  if (!('entries' in source)) throw new Error('not read');
  return Object.fromEntries(
    source.entries.flatMap(({ ipv4, ipv6 }: SourceEntry) =>
      [ipv4 ?? [], ipv6 ?? []]
        .flat()
        .map((family) => [
          family.pin,
          { at: family.publicIP, mac: (family.data as VtepData | undefined)?.vtepMac },
        ]),
    ),
  );
}

const found = ({ plan }: ReturnType<typeof planFromHost>): Record<string, object> =>
  Object.fromEntries(
    plan.nodes.flatMap((node) => [
      ...(node.subnet ? [[node.subnet, { at: node.publicIP, mac: node.vtepMAC }]] : []),
      ...(node.ipv6Subnet ? [[node.ipv6Subnet, { at: node.publicIPv6, mac: node.vtepMACv6 }]] : []),
    ]),
  );

const Network = '10.244.0.0/16';
const dual = { EnableIPv6: true, IPv6Network: 'fd00:244::/56' };

describe('the plan read off a recorded host', () => {
  it.each<[string, object, readonly string[]]>([
    ['vxlan-nft', { Network, Backend: { Type: 'vxlan' } }, []],
    ['vxlan-iptables', { Network, Backend: { Type: 'vxlan' } }, []],
    ['vxlan-nft-pods', { Network, Backend: { Type: 'vxlan' } }, []],
    ['vxlan-dual-iptables', { Network, ...dual, Backend: { Type: 'vxlan' } }, [SPLIT]],
    [
      'vxlan-dual-nft',
      { Network, ...dual, Backend: { Type: 'vxlan', VNI: 42, Port: 4789, MTU: 1400 } },
      [SPLIT],
    ],
    ['host-gw', { Network, Backend: { Type: 'host-gw' } }, []],
    ['host-gw-dual-nft', { Network, ...dual, Backend: { Type: 'host-gw' } }, [SPLIT]],
  ])('%s has the leases that etcd has', async (folder, netConf, more) => {
    const read = await planOf(folder);
    expect(found(read)).toEqual(await leases(folder));
    expect(read.plan.netConf).toEqual(netConf);
    expect(messages(read).toSorted()).toEqual([...SAID_ALWAYS, ...more].toSorted());
    expect(read.ipMasq).toBe(true);
  });

  it('vxlan-direct lacks the MAC of the node that is reached directly, and says so', async () => {
    const read = await planOf('vxlan-direct');
    expect(read.plan.netConf).toEqual({ Network, Backend: { Type: 'vxlan', DirectRouting: true } });
    const expected = await leases('vxlan-direct');
    expect(found(read)).toEqual({ ...expected, '10.244.33.0/24': { at: '10.200.0.2', mac: undefined } });
    expect(messages(read)[0]).toBe(
      'the VTEP MAC of 10.244.33.0/24 is not known, because its node is reached directly',
    );
  });

  it('v6only-vxlan-nft is a plan of one node: this one', async () => {
    const read = await planOf('v6only-vxlan-nft');
    expect(read.plan.netConf).toEqual({ EnableIPv4: false, ...dual, Backend: { Type: 'vxlan' } });
    expect(read.plan.nodes.map(({ name, ipv6Subnet }) => ({ name, ipv6Subnet }))).toEqual([
      { name: 'subnet-fd00-244-0-6-64', ipv6Subnet: 'fd00:244:0:6::/64' },
    ]);
    expect(messages(read)).toEqual([SAID_ALWAYS[1]]);
  });

  it('udp is refused: it is a backend of which no host shows the peers', async () => {
    await expect(planOf('udp')).rejects.toMatchObject({ message: expect.stringContaining('udp backend') });
  });

  it('is in the order of subnets, and says which node this is', async () => {
    const { plan, own } = await planOf('vxlan-nft');
    const subnets = plan.nodes.map(({ subnet }) => subnet ?? '');
    expect(subnets).toHaveLength(3);
    expect(plan.nodes.filter(({ name }) => name === own)).toHaveLength(1);
    expect(await subnetEnvOf('vxlan-nft')).toContain(own.slice('subnet-'.length).replace(/0-24$/, '1/24'));
  });
});

const without =
  (...kinds: readonly HostObject['kind'][]) =>
  (observed: HostObject[]): HostObject[] =>
    observed.filter(({ kind }) => !kinds.includes(kind));

describe('what a host does not show is said', () => {
  it('a peer whose FDB entry is missing is left out', async () => {
    const read = await planOf('vxlan-nft', without('fdb'));
    expect(read.plan.nodes).toHaveLength(1);
    expect(messages(read)[0]).toMatch(
      /^the node that has 10\.244\.\d+\.0\/24 is left out: there is no FDB entry for /,
    );
  });

  it('a peer without a route is known by its neighbour', async () => {
    const read = await planOf('vxlan-nft', without('route'));
    expect(found(read)).toEqual(await leases('vxlan-nft'));
    expect(messages(read)[0]).toMatch(/has no route, but a neighbour/);
  });

  it('a peer of which there is only an FDB entry is left out', async () => {
    const read = await planOf('vxlan-nft', without('route', 'neighbor'));
    expect(read.plan.nodes).toHaveLength(1);
    expect(messages(read)[0]).toMatch(
      /^a node at 10\.200\.0\.\d is left out: nothing says which subnet the VTEP/,
    );
  });

  it('the MAC that a peer had before is nobody’s', async () => {
    const old = {
      kind: 'fdb',
      mac: '02:00:00:00:00:99' as Mac,
      dev: 'flannel.1' as LinkName,
      dst: '10.200.0.2' as Address,
    } as const;
    const read = await planOf('vxlan-nft', (observed) => [...observed, old]);
    expect(messages(read)).toEqual(SAID_ALWAYS);
  });

  it('of two subnets of one node, the one that has no route any more is left out', async () => {
    const read = await planOf('vxlan-nft', (observed) => {
      const neighbor = observed
        .filter((one) => one.kind === 'neighbor')
        .find(({ dev }) => dev === 'flannel.1');
      return neighbor === undefined ? [] : [...observed, { ...neighbor, dst: '10.244.200.0' as Address }];
    });
    expect(found(read)).toEqual(await leases('vxlan-nft'));
    expect(messages(read)).toContainEqual(
      expect.stringMatching(
        /^10\.244\.200\.0\/24 is left out: it has no route, and 10\.200\.0\.\d has another/,
      ),
    );
  });

  it('which of two subnets that lead to one node is its own', async () => {
    const both = planOf('vxlan-nft', (observed) => {
      const neighbor = observed.find((one) => one.kind === 'neighbor' && one.dev === 'flannel.1');
      const route = observed.find((one) => one.kind === 'route' && one.dev === 'flannel.1');
      const more = [
        { ...neighbor, dst: '10.244.200.0' },
        { ...route, dst: '10.244.200.0/24', via: '10.244.200.0' },
      ] as HostObject[];
      return [...observed, ...more];
    });
    await expect(both).rejects.toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringMatching(/both lead to 10\.200\.0\.\d, and a node has one subnet$/),
    });
  });

  it('a link of a former VNI is not this node’s', async () => {
    const read = await planOf('vxlan-nft', (observed) => {
      const link = observed.find((object) => object.kind === 'link' && object.name === 'flannel.1');
      if (link?.kind !== 'link' || link.spec.type !== 'vxlan') throw new Error('no link');
      const name = 'flannel.7' as LinkName;
      const former = { ...link, name, spec: { ...link.spec, vni: 7 } };
      return [
        former,
        { kind: 'address', dev: name, address: '10.9.1.0/32' as InterfaceAddress },
        ...observed,
      ];
    });
    expect(read.plan.netConf['Backend']).toEqual({ Type: 'vxlan' });
  });

  it('a single link is this node’s also where its address is gone, beside those of others', async () => {
    const foreign = { name: 'vxlan.calico' as LinkName, group: 0 };
    const read = await planOf('vxlan-nft', (observed) =>
      observed
        .filter((object) => object.kind !== 'address' || object.dev !== 'flannel.1')
        .flatMap((object) =>
          object.kind === 'link' && object.name === 'flannel.1'
            ? [{ ...object, ...foreign }, object]
            : [object],
        ),
    );
    expect(read.plan).toEqual((await planOf('vxlan-nft')).plan);
  });

  it('the settings of its link are those of the net-conf', async () => {
    const Backend = { VNI: 7, Port: 4789, GBP: true, Learning: true };
    const read = await planOf('vxlan-nft', (observed) =>
      observed.map((object) =>
        object.kind === 'link' && object.spec.type === 'vxlan'
          ? { ...object, spec: { ...object.spec, vni: 7, port: 4789, gbp: true, learning: true } }
          : object,
      ),
    );
    expect(read.plan.netConf['Backend']).toEqual({ Type: 'vxlan', ...Backend });
  });

  it('a link with another MTU than the pods have', async () => {
    const env = (await subnetEnvOf('vxlan-nft')).replace('1450', '1350');
    const read = planFromHost(await hostOf('vxlan-nft'), env);
    expect(messages(read)[0]).toBe("FLANNEL_MTU is 1350, but flannel.1 has 1450: the plan has the link's");
  });

  it('a backend of which nothing is left', async () => {
    const observed = await hostOf('host-gw');
    const env = await subnetEnvOf('host-gw');
    await expect(async () => planFromHost(without('route')(observed), env)).rejects.toMatchObject({
      message: 'no plan can be read off this host: its IPv4 public IP is not known',
      hint: 'Say it with --public-ip.',
    });
    const given = { publicIP: '10.200.0.1' as Address, name: 'me' as NodeName };
    const read = planFromHost(without('route')(observed), env, given);
    expect(read.plan.nodes).toEqual([{ name: 'me', publicIP: '10.200.0.1', subnet: '10.244.11.0/24' }]);
    expect(messages(read)[0]).toContain('the backend is taken for host-gw');
  });

  it.each([
    [undefined, 'there is no subnet.env'],
    ['', 'subnet.env names no subnet'],
    ['FLANNEL_NETWORK=10.244.0.0/16\n', 'are not one network and one subnet'],
    ['FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.1.1/24,10.244.2.1/24\n', 'are not one network'],
    ['FLANNEL_NETWORK=fd00::/56\nFLANNEL_SUBNET=fd00::1/64\n', 'are not of IPv4'],
  ])('subnet.env with %j', async (env, expected) => {
    await expect(async () => planFromHost([], env)).rejects.toMatchObject({
      exit: 'invalidConfig',
      message: expect.stringContaining(expected),
    });
  });

  it('the rules say which engine is in use', async () => {
    const rules = {
      kind: 'ruleset',
      engine: 'nft',
      family: 'ip',
      table: 'flannel-ipv4',
      chains: [],
    } as const;
    const read = await planOf('vxlan-nft', (observed) => [...observed, rules]);
    expect(read.plan.netConf).toMatchObject({ EnableNFTables: true });
  });
});

it('routes by nexthop object lead to peers as plain ones do', async () => {
  const read = await planOf('vxlan-dual-nft', (observed) => {
    const routes = observed.filter((one) => one.kind === 'route');
    const plain = observed.filter(({ kind }) => kind !== 'route');
    const byNexthop = routes.flatMap(({ via, dev, ...route }, i): HostObject[] =>
      via === undefined || dev === undefined
        ? [{ ...route, ...(dev && { dev }) }]
        : [
            { kind: 'nexthop', id: i + 1, via, dev, onlink: true, protocol: 140 },
            { ...route, nhid: i + 1 },
          ],
    );
    return [...plain, ...byNexthop];
  });
  expect(found(read)).toEqual(await leases('vxlan-dual-nft'));
});

it('a plan read off a host may have the network’s first subnet', async () => {
  const env = (await subnetEnvOf('host-gw')).replace('10.244.11.1', '10.244.0.1');
  const { plan } = planFromHost(await hostOf('host-gw'), env);
  expect(plan.nodes).toContainEqual(expect.objectContaining({ subnet: '10.244.0.0/24' }));
  const { netConf } = requirePlan('the plan', planOfValue(plan), 'Correct it.');
  expect(fitEntries([], netConf).problems).toEqual([]);
});
