import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkNetConf, type NetConf } from '../../../src/config/index.ts';
import type { NodeFamily, PlanNode } from '../../../src/flannel/index.ts';
import {
  leaseRecord,
  nodeAnnotations,
  type RecordSource,
  readNodeSource,
  type SourceEntry,
} from '../../../src/leases/index.ts';
import { type Address, macFrom, type NodeName, type Prefix } from '../../../src/net/index.ts';
import { parseSource } from '../../../src/text/index.ts';
import { kubectlJson, pairsOf, recorded } from '../../support/lease-writers.ts';
import { dual, USUAL, USUAL6, vxlan, vxlan6 } from './support.ts';

async function read(text: string): Promise<RecordSource> {
  const source = await readNodeSource('nodes', text);
  if ('entries' in source) return source;
  throw new Error('not read as records');
}

/** What a record says of a node, as a plan has it. */
const asPlanNode = ({ name, ipv4, ipv6 }: SourceEntry): PlanNode => ({
  name,
  ...(ipv4 && { ipv4: asFamily(ipv4) }),
  ...(ipv6 && { ipv6: asFamily(ipv6) }),
});

const asFamily = ({ publicIP, pin, data }: NonNullable<SourceEntry['ipv4']>): NodeFamily => ({
  publicIP,
  subnet: pin ?? expect.unreachable(),
  ...(data && { data }),
});

const HOST_GW = { type: 'host-gw' };
const NET_CONFS: readonly NetConf[] = [
  vxlan(USUAL),
  vxlan(USUAL, 42),
  dual(),
  vxlan6(USUAL6),
  { ipv4: USUAL, backend: HOST_GW },
  { ipv4: USUAL, ipv6: USUAL6, backend: HOST_GW },
  { ipv4: USUAL, backend: { type: 'udp' } },
];

/** A net-conf, and a node that has all of its families, its lease data included where the backend publishes some. */
const nodes: fc.Arbitrary<readonly [PlanNode, NetConf]> = fc
  .record({
    netConf: fc.constantFrom(...NET_CONFS),
    host: fc.integer({ min: 1, max: 250 }),
    place: fc.integer({ min: 1, max: 255 }),
    mac: fc.nat(0xffff),
  })
  .map(({ netConf, host, place, mac }) => {
    const hex = place.toString(16);
    const data = (lead: number) =>
      netConf.backend.type === 'vxlan' ? { data: { vtepMac: macFrom(2, lead, mac) } } : {};
    const ipv4 = { publicIP: `192.168.1.${host}` as Address, subnet: `10.244.${place}.0/24` as Prefix };
    const ipv6 = { publicIP: `fd00::${host}` as Address, subnet: `fd00:10:244:${hex}::/64` as Prefix };
    const node: PlanNode = {
      name: `n${host}` as NodeName,
      ...(netConf.ipv4 && { ipv4: { ...ipv4, ...data(4) } }),
      ...(netConf.ipv6 && { ipv6: { ...ipv6, ...data(6) } }),
    };
    return [node, netConf] as const;
  });

describe('a lease in etcd', () => {
  it('that was written is read as what it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async ([node, netConf]) => {
        const { key, value } = leaseRecord(node, netConf) ?? expect.unreachable();
        const { entries, problems } = await read(`${key}\n${value}\n`);
        expect(problems).toEqual([]);
        expect(entries.map(asPlanNode)).toEqual([{ ...node, name: entries[0]?.name }]);
        expect(entries[0]?.shared).toBe(netConf.backend['vni']);
      }),
    );
  });

  test.each([
    'host-gw',
    'host-gw-dual-nft',
    'udp',
    'v6only-vxlan-nft',
    'vxlan-direct',
    'vxlan-dual-iptables',
    'vxlan-dual-nft',
    'vxlan-nft',
  ])('of flanneld’s is written again byte for byte (%s)', async (folder) => {
    const listing = recorded(folder, 'etcd.txt');
    const [[, config] = ['', ''], ...leases] = pairsOf(listing);
    const { root, source } = await parseSource('net-conf.json', config, 'json');
    const { netConf } = root === undefined ? {} : checkNetConf(root, source);
    if (netConf === undefined) throw new Error('no net-conf');
    const { entries } = await read(listing);
    const written = entries.map((entry) => leaseRecord(asPlanNode(entry), netConf));
    expect(written).toEqual(leases.map(([key, value]) => ({ key, value })));
    expect(written.length).toBeGreaterThan(0);
  });

  const node: PlanNode = {
    name: 'n1' as NodeName,
    ipv4: { publicIP: '192.168.1.1' as Address, subnet: '10.244.1.0/24' as Prefix },
    ipv6: { publicIP: 'fd00::1' as Address, subnet: 'fd00:10:244:1::/64' as Prefix },
  };
  const { ipv4: _, ...v6only } = node;

  it('never lacks backend data, which flanneld stalls on', () => {
    expect(leaseRecord(node, vxlan(USUAL))?.value).toContain(
      '"BackendData":{"VNI":1,"VtepMAC":"0e:2a:0a:f4:01:01"}',
    );
  });

  it('has no family that the network lacks, at which flanneld stops for good', () => {
    expect(leaseRecord(node, vxlan(USUAL))?.key).toBe('/coreos.com/network/subnets/10.244.1.0-24');
    expect(leaseRecord(node, vxlan(USUAL))?.value).toContain('"PublicIPv6":null');
  });

  it('of a node without IPv4 is none where the network has it', () => {
    expect(leaseRecord(v6only, dual())).toBeUndefined();
    expect(leaseRecord(v6only, vxlan6(USUAL6))?.key).toBe(
      '/coreos.com/network/subnets/0.0.0.0-0&fd00:10:244:1::-64',
    );
  });
});

describe('annotations of a node', () => {
  const nodeObject = ({ name, ipv4, ipv6 }: PlanNode, annotations: object): object => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations },
    spec: { podCIDRs: [ipv4 ?? [], ipv6 ?? []].flat().map(({ subnet }) => subnet) },
  });

  it('that were written are read as what they were made of', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, async ([node, netConf]) => {
        const text = kubectlJson([nodeObject(node, nodeAnnotations(node, netConf))]);
        const { entries, problems } = await read(text);
        expect(problems).toEqual([]);
        expect(entries.map(asPlanNode)).toEqual([node]);
      }),
    );
  });

  const FOUR = { publicIP: '10.0.0.1' as Address, subnet: '10.244.1.0/24' as Prefix };
  const SIX = { publicIP: 'fd00::1' as Address, subnet: 'fd00:10:244:1::/64' as Prefix };
  const vtep = (mac: string) => ({ data: { vtepMac: mac } });

  /** As flanneld writes them (flannel-facts 4.3). */
  test.each<[string, Omit<PlanNode, 'name'>, NetConf, Record<string, string>]>([
    [
      'vxlan',
      { ipv4: { ...FOUR, ...vtep('02:00:00:00:00:04') } },
      vxlan(USUAL),
      {
        'backend-data': '{"VNI":1,"VtepMAC":"02:00:00:00:00:04"}',
        'backend-type': 'vxlan',
        'kube-subnet-manager': 'true',
        'public-ip': '10.0.0.1',
      },
    ],
    [
      'vxlan of IPv6 alone, without IPv4',
      { ipv6: { ...SIX, ...vtep('02:00:00:00:00:06') } },
      vxlan6(USUAL6),
      {
        'backend-type': 'vxlan',
        'backend-v6-data': '{"VNI":1,"VtepMAC":"02:00:00:00:00:06"}',
        'kube-subnet-manager': 'true',
        'public-ipv6': 'fd00::1',
      },
    ],
    [
      'host-gw of IPv6 alone, with an IPv4 address that is none',
      { ipv6: SIX },
      { ipv6: USUAL6, backend: HOST_GW },
      {
        'backend-data': 'null',
        'backend-type': 'host-gw',
        'backend-v6-data': 'null',
        'kube-subnet-manager': 'true',
        'public-ip': '0.0.0.0',
        'public-ipv6': 'fd00::1',
      },
    ],
    [
      'udp, without a type and IPv6',
      { ipv4: FOUR, ipv6: SIX },
      { ipv4: USUAL, ipv6: USUAL6, backend: { type: 'udp' } },
      { 'backend-data': 'null', 'backend-type': '', 'kube-subnet-manager': 'true', 'public-ip': '10.0.0.1' },
    ],
  ])('with %s', (_, families, netConf, expected) => {
    const written = nodeAnnotations({ name: 'n1' as NodeName, ...families }, netConf);
    const named = Object.entries(expected).map(([key, value]) => [`flannel.alpha.coreos.com/${key}`, value]);
    expect(Object.entries(written)).toEqual(named);
  });

  it('have the address and the prefix that a user wants', () => {
    const written = nodeAnnotations({ name: 'n1' as NodeName, ipv4: FOUR }, vxlan(USUAL), {
      prefix: 'example.org/net',
      overwrite: { ipv4: '203.0.113.9' as Address },
    });
    expect(written['example.org/net-public-ip']).toBe('203.0.113.9');
  });
});
