import { describe, expect, it } from 'vitest';
import { familyFaults, fitEntries, ownEntry, type SourceEntry } from '../../../src/leases/index.ts';
import type { Address, Prefix } from '../../../src/net/index.ts';
import {
  annotationsOf,
  etcdJson,
  etcdPair,
  etcdPlain,
  kubectlJson,
  kubeNode,
  type PublishedNode,
  publishedNodes,
  recorded,
} from '../../support/lease-writers.ts';
import { carried, names, netConfOf, plain, records, said } from './sources-support.ts';

const VXLAN = { Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } };
const DUAL = { ...VXLAN, EnableIPv6: true, IPv6Network: 'fd00:244::/56' };
const NODES = publishedNodes(3);
const [first] = NODES;
if (first === undefined) throw new Error('no node');

const kube = async (nodes: readonly PublishedNode[]): Promise<readonly SourceEntry[]> =>
  (await records(kubectlJson(nodes.map((node) => kubeNode(node))))).entries;

describe('records and a net-conf', () => {
  it.each(['vxlan-nft', 'vxlan-direct', 'vxlan-dual-nft', 'host-gw-dual-nft', 'udp', 'v6only-vxlan-nft'])(
    'of %s fit',
    async (folder) => {
      const { entries, netConf } = await records(recorded(folder, 'etcd.txt'));
      const own = carried(netConf);
      if (own === undefined) throw new Error('no net-conf');
      const fitted = fitEntries(entries, own, { strict: true });
      expect(fitted.problems).toEqual([]);
      expect(fitted.entries).toEqual(entries);
    },
  );

  it.each(['udp', 'alloc', 'tencent-vpc'])(
    'of any backend fit a net-conf of %s, whose flanneld does not look at it',
    async (Type) => {
      const entries = await kube(NODES);
      const fitted = fitEntries(entries, await netConfOf({ ...VXLAN, Backend: { Type } }), { strict: true });
      expect(fitted).toEqual({ entries, problems: [] });
    },
  );

  it('lose the family that the network does not have', async () => {
    const { entries, problems } = fitEntries(await kube(publishedNodes(2, true)), await netConfOf(VXLAN));
    expect(problems).toEqual([]);
    expect(entries.map(({ ipv6 }) => ipv6)).toEqual([undefined, undefined]);
  });

  it.each<[string, object]>([
    ['emptied', { 'public-ipv6': '', 'backend-v6-data': '' }],
    ['an address of the other family', { 'public-ipv6': '192.168.1.9' }],
    ['no address', { 'public-ipv6': 'none' }],
    ['a link-local address', { 'public-ipv6': 'fe80::1' }],
    ['data that breaks off', { 'backend-v6-data': '{"VNI": 1' }],
    ['data of another kind', { 'backend-v6-data': '"x"' }],
    ['data that is null', { 'backend-v6-data': 'null' }],
  ])('do not read the annotations of a family that the network does not have: %s', async (_, changed) => {
    const [own, other] = publishedNodes(2, true);
    if (own === undefined || other === undefined) throw new Error('no node');
    const junk = Object.entries(changed).map(([key, value]) => [`flannel.alpha.coreos.com/${key}`, value]);
    const nodes = [kubeNode(own), kubeNode(other, { ...annotationsOf(other), ...Object.fromEntries(junk) })];
    const source = await records(kubectlJson(nodes));
    expect(source.problems).toEqual([]);
    const fitted = fitEntries(source.entries, await netConfOf(VXLAN), { strict: true });
    expect(fitted.problems).toEqual([]);
    expect(fitted.entries.map(({ ipv4, ipv6 }) => [ipv4?.pin, ipv6])).toEqual([
      [own.subnet, undefined],
      [other.subnet, undefined],
    ]);
  });

  it('leave out a node with a family that the network has and that is wrong', async () => {
    const [node] = publishedNodes(1, true);
    if (node === undefined) throw new Error('no node');
    const annotations = { ...annotationsOf(node), 'flannel.alpha.coreos.com/public-ipv6': 'none' };
    const { entries } = await records(kubectlJson([kubeNode(node, annotations)]));
    const { problems, entries: left } = fitEntries(entries, await netConfOf(DUAL));
    expect(problems.map(({ message }) => message)).toEqual([
      'the public IP of node "n1": "none" is not an IP address',
    ]);
    expect(left).toEqual([]);
    expect(familyFaults(entries, await netConfOf(VXLAN))).toEqual([]);
    expect(familyFaults(entries, undefined)).toHaveLength(1);
  });

  it('keep a node that lacks a family', async () => {
    const { entries, problems } = fitEntries(await kube(NODES), await netConfOf(DUAL));
    expect(problems).toEqual([]);
    expect(names(entries)).toEqual(['n1', 'n2', 'n3']);
  });

  const odd = {
    ...first,
    name: 'odd',
    subnet: '10.244.9.0/24',
    publicIP: '192.168.1.9',
    mac: '4a:00:00:00:00:09',
  };

  it.each<[string, Partial<PublishedNode>, string]>([
    [
      'a subnet outside the network',
      { subnet: '10.99.9.0/24' },
      'odd has the subnet 10.99.9.0/24, which is not in the network 10.244.0.0/16',
    ],
    [
      'a subnet that holds another’s',
      { subnet: '10.244.0.0/16' },
      'odd: its subnet 10.244.0.0/16 is that of n1, too',
    ],
    [
      'a public IP in the network',
      { publicIP: '10.244.3.3' },
      'odd has the public IP 10.244.3.3, which is inside the pod network',
    ],
    ['another’s name', { name: 'n2' }, 'n2: its name n2 is that of n2, too'],
    ['another’s subnet', { subnet: '10.244.2.0/24' }, 'odd: its subnet 10.244.2.0/24 is that of n2, too'],
    ['another’s public IP', { publicIP: '192.168.1.2' }, 'odd: its public IP 192.168.1.2 is that of n2, too'],
    ['another’s MAC', { mac: '4A:00:00:00:00:02' }, 'odd: its VTEP MAC 4a:00:00:00:00:02 is that of n2, too'],
  ])('that has %s is named and left out, alone', async (_, change, expected) => {
    const entries = await kube([...NODES, { ...odd, ...change }]);
    const fitted = fitEntries(entries, await netConfOf(VXLAN));
    expect(said(fitted)).toEqual([expect.stringContaining(`warning: ${expected}`)]);
    expect(plain(fitted.entries)).toEqual(plain(entries.slice(0, 3)));
    expect(said(fitEntries(entries, await netConfOf(VXLAN), { strict: true }))[0]).toContain('error: ');
  });

  it('of which one claims much lose that one only', async () => {
    const pairs = [...NODES.map((node) => etcdPair(node)), etcdPair({ ...odd, subnet: '10.244.0.0/16' })];
    const { entries } = await records(etcdPlain(pairs.toReversed()));
    expect(names(fitEntries(entries, await netConfOf(VXLAN)).entries)).toEqual([
      'subnet-10.244.3.0-24',
      'subnet-10.244.2.0-24',
      'subnet-10.244.1.0-24',
    ]);
  });

  describe('of two leases with one public IP', () => {
    const stale = { ...odd, publicIP: first.publicIP, subnet: '10.244.0.0/24' };
    const pairs = [stale, ...NODES].map((node) => etcdPair(node));
    const listings = { plain: etcdPlain(pairs), json: etcdJson(pairs) };
    const [gone, live] = ['subnet-10.244.0.0-24', 'subnet-10.244.1.0-24'];

    it.each<[keyof typeof listings, readonly string[], string, string]>([
      [
        'json',
        [],
        live,
        `${gone}: its public IP 192.168.1.1 is that of ${live}, too, which was written later`,
      ],
      [
        'json',
        ['10.244.0.0/24'],
        gone,
        `${live}: its public IP 192.168.1.1 is that of ${gone}, too, which this node has`,
      ],
      [
        'plain',
        ['10.244.1.0/24'],
        live,
        `${gone}: its public IP 192.168.1.1 is that of ${live}, too, which this node has`,
      ],
      ['plain', [], gone, `${live}: its public IP 192.168.1.1 is that of ${gone}, too, which comes first`],
    ])('%s, held %j: %s stays, which is said', async (form, held, kept, message) => {
      const { entries } = await records(listings[form]);
      const fitted = fitEntries(entries, await netConfOf(VXLAN), { held: held as readonly Prefix[] });
      expect(names(fitted.entries)).toEqual([kept, 'subnet-10.244.2.0-24', 'subnet-10.244.3.0-24']);
      expect(said(fitted)).toEqual([expect.stringContaining(message)]);
      const isGuess = message.endsWith('first');
      expect(fitted.problems[0]?.hint?.includes('-w json')).toBe(isGuess);
    });
  });

  it('of another backend are named and left out', async () => {
    const { entries } = await records(recorded('host-gw', 'etcd.txt'));
    const fitted = fitEntries(entries, await netConfOf(VXLAN));
    expect(fitted.entries).toEqual([]);
    expect(said(fitted)[0]).toBe(
      '3:1 warning: subnet-10.244.11.0-24 has the backend type host-gw: flanneld with vxlan ignores it',
    );
  });

  it('of another VNI are kept, with a warning', async () => {
    const text = kubectlJson([kubeNode(first, annotationsOf(first, { vni: 7 }))]);
    const fitted = fitEntries((await records(text)).entries, await netConfOf(VXLAN));
    expect(names(fitted.entries)).toEqual(['n1']);
    expect(said(fitted)).toEqual([expect.stringContaining('n1 has the VNI 7, the net-conf has 1')]);
  });

  it('without a subnet are nodes of a plan, but no peers', async () => {
    const { entries } = await records(kubectlJson([{ ...kubeNode(first, {}), spec: {} }]));
    const netConf = await netConfOf(VXLAN);
    expect(names(fitEntries(entries, netConf, { mayLackSubnet: true }).entries)).toEqual(['n1']);
    expect(said(fitEntries(entries, netConf))).toEqual([expect.stringContaining('n1 has no subnet yet')]);
  });
});

describe('podCIDRs', () => {
  it.each([
    ['the first of the network', ['10.244.0.0/24', '10.244.1.0/24']],
    ['of another length', ['10.244.0.0/25', '10.244.0.128/25']],
  ])('may be what flanneld with etcd would not give out: %s', async (_, subnets) => {
    const entries = await kube(publishedNodes(2).map((node, i) => ({ ...node, subnet: subnets[i] ?? '' })));
    const { entries: fitting, problems } = fitEntries(entries, await netConfOf(VXLAN));
    expect(problems).toEqual([]);
    expect(fitting).toHaveLength(2);
  });
});

describe('this node', () => {
  const at = (...publicIPs: readonly string[]) => publicIPs as readonly Address[];

  it.each<[string, Parameters<typeof ownEntry>[1], string | undefined]>([
    ['has the name given', { node: 'n2', hostname: 'n1', publicIPs: at('192.168.1.3') }, 'n2'],
    ['has the host’s name', { hostname: 'N1', publicIPs: at('192.168.1.3') }, 'n1'],
    ['has this public IP', { hostname: 'other', publicIPs: at('10.0.0.1', '192.168.1.3') }, 'n3'],
    [
      'is none, if it has another name',
      { node: 'n9', hostname: 'n1', publicIPs: at('192.168.1.3') },
      undefined,
    ],
    ['is none, if nothing fits', { hostname: 'other', publicIPs: at('10.0.0.1') }, undefined],
  ])('%s', async (_, marks, expected) => {
    const { entry, problem } = ownEntry(await kube(NODES), marks);
    expect(problem).toBeUndefined();
    expect(entry?.name).toBe(expected);
  });

  it('is found by its public IP where nodes have no names, whatever it is called', async () => {
    const { entries } = await records(etcdPlain(NODES.map((node) => etcdPair(node))));
    const { entry } = ownEntry(entries, { node: 'me', hostname: 'n1', publicIPs: at('192.168.1.3') });
    expect(entry?.name).toBe('subnet-10.244.3.0-24');
  });

  it('is not guessed where it could be two', async () => {
    const { entry, problem } = ownEntry(await kube(NODES), {
      hostname: 'x',
      publicIPs: at('192.168.1.3', '192.168.1.1'),
    });
    expect(entry).toBeUndefined();
    expect(problem?.message).toBe('this node could be n1 or n3: it has the address of each');
  });
});
