import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { fitEntries, leasePartOf, readNodeObject } from '../../../src/leases/index.ts';
import {
  annotationsOf,
  kubectlJson,
  kubectlYaml,
  kubeList,
  kubeNode,
  publishedNodes,
} from '../../support/lease-writers.ts';
import { names, netConfOf, plain, records, said } from './sources-support.ts';

const NODES = publishedNodes(3, true);
const [first] = publishedNodes(1);
if (first === undefined) throw new Error('no node');

const EXPECTED = NODES.map((node) => ({
  name: node.name,
  backendType: 'vxlan',
  shared: 1,
  ipv4: { publicIP: node.publicIP, pin: node.subnet, data: { vtepMac: node.mac } },
  ipv6: { publicIP: node.publicIPv6, pin: node.subnetV6, data: { vtepMac: node.macV6 } },
}));

/** One odd node beside a good one. */
const besides = (odd: object): string => kubectlJson([odd, kubeNode({ ...first, name: 'good' })]);
const annotated = (annotations: object): object =>
  kubeNode({ ...first, name: 'odd' }, { ...annotationsOf(first), ...annotations });
const FLANNEL = 'flannel.alpha.coreos.com/';

describe('nodes of Kubernetes', () => {
  const items = NODES.map((node) => kubeNode(node));

  it.each([
    ['get nodes -o json', kubectlJson(items)],
    ['get nodes -o yaml', kubectlYaml(items)],
    ['several documents of YAML', items.map((item) => stringify(item)).join('---\n')],
    [
      'get --raw /api/v1/nodes',
      JSON.stringify({ kind: 'NodeList', items: items.map((item) => ({ ...item, kind: undefined })) }),
    ],
    ['get nodes,pods', kubectlJson([{ kind: 'Pod', apiVersion: 'v1' }, ...items])],
  ])('are read as kubectl prints them: %s', async (_, text) => {
    const source = await records(text);
    expect(source).toMatchObject({ form: 'kubernetes', problems: [] });
    expect(plain(source.entries)).toEqual(EXPECTED);
  });

  it('are read one at a time', async () => {
    const { entries } = await records(JSON.stringify(items[0]));
    expect(plain(entries)).toEqual(EXPECTED.slice(0, 1));
  });

  it.each<[string, object]>([
    ['not ready', { status: { conditions: [{ type: 'Ready', status: 'False' }] } }],
    [
      'being deleted',
      { metadata: { name: 'n1', annotations: annotationsOf(first), deletionTimestamp: '2026-01-01' } },
    ],
  ])('are kept when %s', async (_, more) => {
    const { entries } = await records(JSON.stringify({ ...kubeNode(first), ...more }));
    expect(names(entries)).toEqual(['n1']);
  });

  it('have their age, as printed and as a store keeps them', async () => {
    const node = kubeNode(first) as { readonly metadata: object };
    const old = { ...node, metadata: { ...node.metadata, creationTimestamp: '2026-01-02T03:04:05Z' } };
    const stored = await readNodeObject('nodes/n1', JSON.stringify(leasePartOf(old)));
    for (const read of [await records(JSON.stringify(old)), stored])
      expect(read?.entries.map(({ created }) => created)).toEqual([Date.UTC(2026, 0, 2, 3, 4, 5)]);
  });

  it('of two with one MAC the older one is used', async () => {
    const nodes = ['2026-01-02T03:04:06Z', '2026-01-02T03:04:05Z'].map((creationTimestamp, i) => {
      const one = publishedNodes(2)[i] ?? expect.unreachable();
      const node = kubeNode({ ...one, mac: first.mac }) as { readonly metadata: object };
      return { ...node, metadata: { ...node.metadata, creationTimestamp } };
    });
    const { entries } = await records(kubectlJson(nodes));
    const fitted = fitEntries(
      entries,
      await netConfOf({ Network: '10.244.0.0/16', Backend: { Type: 'vxlan' } }),
    );
    expect(names(fitted.entries)).toEqual(['n2']);
    expect(said(fitted)[0]).toContain('n1: its VTEP MAC');
    expect(said(fitted)[0]).toContain('that of n2, too, which is older');
  });

  it.each<[string, object, object]>([
    [
      'the old backend data, a MAC only',
      { 'backend-data': '{"VtepMAC":"0a:00:00:00:00:01"}' },
      { ipv4: { data: { vtepMac: '0a:00:00:00:00:01' } } },
    ],
    [
      'no backend data where the backend has none',
      { 'backend-data': 'null', 'backend-type': 'host-gw' },
      { backendType: 'host-gw', ipv4: { publicIP: '192.168.1.1' } },
    ],
    [
      'a leftover of vxlan, with another backend',
      { 'backend-data': '{', 'backend-type': 'host-gw' },
      { backendType: 'host-gw' },
    ],
    [
      'an overwritten public IP, as flanneld published it',
      { 'public-ip': '203.0.113.9' },
      { ipv4: { publicIP: '203.0.113.9' } },
    ],
  ])('may have %s', async (_, annotations, expected) => {
    const keyed = Object.entries(annotations).map(([key, value]) => [FLANNEL + key, value]);
    const { entries, problems } = await records(besides(annotated(Object.fromEntries(keyed))));
    expect(problems).toEqual([]);
    expect(entries[0]).toMatchObject(expected);
  });

  it('lack the family of which flannel publishes nothing', async () => {
    const [dual] = NODES;
    if (dual === undefined) throw new Error('no node');
    const { entries, problems } = await records(besides(kubeNode(dual, annotationsOf(first))));
    expect(problems).toEqual([]);
    expect(entries[0]?.ipv6).toBeUndefined();
  });
});

describe('a node on which flannel never ran', () => {
  it('is taken from its podCIDRs and InternalIPs', async () => {
    const { entries, problems } = await records(kubectlJson(NODES.map((node) => kubeNode(node, {}))));
    expect(problems).toEqual([]);
    expect(plain(entries)).toEqual(
      NODES.map(({ name, publicIP, subnet, publicIPv6, subnetV6 }) => ({
        name,
        ipv4: { publicIP, pin: subnet },
        ipv6: { publicIP: publicIPv6, pin: subnetV6 },
      })),
    );
  });

  it('has the public IP that a user wrote at it', async () => {
    const { entries } = await records(
      besides(kubeNode(first, { [`${FLANNEL}public-ip-overwrite`]: '203.0.113.9' })),
    );
    expect(entries[0]?.ipv4?.publicIP).toBe('203.0.113.9');
  });

  it('asks for a subnet if none was assigned to it', async () => {
    const node = { ...kubeNode(first, {}), spec: {} };
    const { entries, problems } = await records(besides(node));
    expect(problems).toEqual([]);
    expect(plain(entries)[0]).toEqual({ name: 'n1', ipv4: { publicIP: '192.168.1.1' } });
  });

  it('is one that no flannel manages, under any prefix', async () => {
    const node = kubeNode(first, { 'example.org/kube-subnet-manager': 'false' });
    const { entries, problems } = await records(besides(node));
    expect(problems).toEqual([]);
    expect(names(entries)).toEqual(['n1', 'good']);
  });

  it('is none that flannel manages under another prefix', async () => {
    const node = kubeNode(first, annotationsOf(first, { prefix: 'example.org/' }));
    const source = await records(besides(node));
    expect(said(source)).toEqual([
      '4:9 warning: node "n1" has flannel\'s annotations as "example.org/", not as "flannel.alpha.coreos.com/"',
    ]);
    expect(names(source.entries)).toEqual(['good']);
  });
});

describe('a node that can’t be read is named and left out, alone', () => {
  it.each<[string, object, string]>([
    ['without a name', { kind: 'Node', metadata: {} }, 'a Node has no name'],
    ['with a bad name', kubeNode({ ...first, name: 'N_1' }), '"N_1" is not a node name'],
    [
      'with a bad public IP',
      annotated({ [`${FLANNEL}public-ip`]: 'x' }),
      'the public IP of node "odd": "x" is not an IP address',
    ],
    [
      'without a public IP',
      annotated({ [`${FLANNEL}public-ip`]: undefined }),
      'node "odd" has no public IP that goes with its subnet',
    ],
    [
      'with bad backend data',
      annotated({ [`${FLANNEL}backend-data`]: '{"VNI":' }),
      'the backend data of node "odd": ',
    ],
    [
      'with the backend data null',
      annotated({ [`${FLANNEL}backend-data`]: 'null' }),
      'the backend data of node "odd" is missing',
    ],
    [
      'with a multicast MAC',
      annotated({ [`${FLANNEL}backend-data`]: '{"VtepMAC":"01:00:5e:00:00:01"}' }),
      'not a unicast MAC',
    ],
    ['with flannel but without podCIDRs', { ...annotated({}), spec: {} }, 'node "odd" pod cidr not assigned'],
    [
      'with three podCIDRs',
      { ...annotated({}), spec: { podCIDRs: ['10.1.0.0/24', '10.2.0.0/24', 'fd00::/64'] } },
      'node "odd" pod cidrs should be IPv4/IPv6 only or dualstack',
    ],
    [
      'with a bad podCIDR',
      { ...annotated({}), spec: { podCIDR: '10.1.0.0' } },
      'node "odd" pod cidr "10.1.0.0" is not a CIDR',
    ],
    ['without an address', { ...kubeNode({ ...first, name: 'odd' }, {}), status: {} }, 'no public IP'],
  ])('%s', async (_, odd, expected) => {
    const source = await records(besides(odd));
    expect(said(source)).toEqual([expect.stringContaining(expected)]);
    expect(said(source)[0]).toContain('warning');
    expect(names(source.entries)).toEqual(['good']);
    expect(said(await records(besides(odd), { strict: true }))[0]).toContain('error');
  });

  it('at the place in its annotation', async () => {
    const source = await records(kubectlYaml([annotated({ [`${FLANNEL}backend-data`]: '{"VtepMAC":"x"}' })]));
    expect(source.problems[0]?.excerpt?.split('\n')[0]).toContain('flannel.alpha.coreos.com/backend-data');
  });
});

describe('the prefix of flannel’s annotations', () => {
  it.each([
    ['org.com/9', 'org.com/9-'],
    ['org.com/9-', 'org.com/9-'],
    ['org.com/prefix', 'org.com/prefix-'],
    ['org.com', 'org.com/'],
    ['org.com/', 'org.com/'],
    ['flannel.alpha.coreos.com', 'flannel.alpha.coreos.com/'],
  ])('%s makes %sbackend-type', async (annotationPrefix, base) => {
    const text = kubectlJson([kubeNode(first, annotationsOf(first, { prefix: base }))]);
    const { entries, problems } = await records(text, { annotationPrefix });
    expect(problems).toEqual([]);
    expect(entries[0]?.backendType).toBe('vxlan');
  });

  it.each([
    ['org', 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*'],
    ['org/', 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*'],
    ['org/prefix', 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*'],
    ['org.com/PREFIX', 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*'],
    ['', 'subnet/kube: prefix must be in a format: fqdn/[0-9a-z-_]*'],
    ['a.b/c/d', 'subnet/kube: prefix can contain at most single slash'],
  ])('%j is refused in flannel’s words', async (annotationPrefix, message) => {
    const { entries, problems } = await records(kubectlJson([kubeNode(first)]), { annotationPrefix });
    expect(entries).toEqual([]);
    expect(problems).toEqual([{ severity: 'error', message }]);
  });
});

it.each([
  ['no nodes', kubeList([])],
  ['something else', { kind: 'ConfigMap', apiVersion: 'v1', data: {} }],
])('kubectl’s output of %s is refused', async (_, document) => {
  const source = await records(JSON.stringify(document));
  expect(said(source)).toEqual(['1:1 error: there is no Node in this output of kubectl']);
});
