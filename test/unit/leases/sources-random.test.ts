import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitEntries, readNodeSource } from '../../../src/leases/index.ts';
import { prefixesOverlap } from '../../../src/net/index.ts';
import {
  etcdJson,
  etcdPair,
  etcdPlain,
  kubectlJson,
  kubectlYaml,
  kubeNode,
  pairsOf,
  publishedNodes,
  recorded,
} from '../../support/lease-writers.ts';
import { netConfOf, plain, records } from './sources-support.ts';

const RECORDED = ['vxlan-dual-nft', 'vxlan-direct', 'host-gw', 'udp', 'v6only-vxlan-nft'].map((folder) =>
  recorded(folder, 'etcd.txt'),
);
const CLUSTER = publishedNodes(3, true).map((node) => kubeNode(node));
const TEXTS = [
  ...RECORDED,
  ...RECORDED.map((text) => etcdJson(pairsOf(text))),
  kubectlJson(CLUSTER),
  kubectlYaml(CLUSTER),
];

const scrap = fc.oneof(
  fc.constantFrom(
    '"',
    '{',
    '}',
    ':',
    'null',
    '\n',
    '/',
    '&',
    '-',
    '\u0000',
    '__proto__',
    'constructor',
    '🦊',
    '0',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const cut = fc.tuple(fc.nat(), fc.nat(20), scrap);

/** A text with some stretches of it replaced. */
const mutated = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(cut, { minLength: 1, maxLength: 4 }))
  .map(([text, cuts]) =>
    cuts.reduce((whole, [at, length, put]) => {
      const start = at % (whole.length + 1);
      return whole.slice(0, start) + put + whole.slice(start + length);
    }, text),
  );

/** What is given is at least one thing that was read or said, and what was read fits a network as far as it says. */
async function isHarmless(text: string): Promise<void> {
  const source = await readNodeSource('nodes', text);
  if (source.form === 'list' || source.form === 'plan') return;
  expect(source.entries.length + source.problems.length + (source.netConf ? 1 : 0)).toBeGreaterThan(0);
  const { entries } = fitEntries(source.entries, await DUAL);
  const pins = entries.flatMap(({ ipv4, ipv6 }) => [ipv4?.pin ?? [], ipv6?.pin ?? []].flat());
  pins.forEach((pin, i) => {
    expect(pins.slice(i + 1).filter((other) => prefixesOverlap(pin, other))).toEqual([]);
  });
}

const DUAL = netConfOf({
  Network: '10.244.0.0/16',
  EnableIPv6: true,
  IPv6Network: 'fd00:244::/56',
  Backend: { Type: 'vxlan' },
});

const anything = fc.jsonValue({ maxDepth: 3 }).map((value) => value as unknown);
const odd = fc.oneof(anything, fc.constantFrom('', null, '__proto__', '10.244.1.0/24', 'fd00::1', 'true'));

describe('whatever the text is, it is read or refused, and nothing is thrown', () => {
  it('changed here and there', async () => {
    await fc.assert(fc.asyncProperty(mutated, isHarmless), { numRuns: 300 });
  });

  it('of any characters', async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString());
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary' }), bytes), isHarmless));
  });

  it('a Node with anything in it', async () => {
    const annotations = fc.dictionary(
      fc.constantFrom(
        ...[
          'backend-data',
          'backend-type',
          'kube-subnet-manager',
          'public-ip',
          'public-ipv6',
          '__proto__',
        ].map((key) => `flannel.alpha.coreos.com/${key}`),
        '__proto__',
      ),
      odd,
    );
    const node = fc.record(
      {
        kind: fc.constantFrom('Node', 'List', 'x'),
        apiVersion: odd,
        metadata: fc.oneof(odd, fc.record({ name: odd, annotations: fc.oneof(annotations, odd) })),
        spec: fc.oneof(
          odd,
          fc.record({ podCIDR: odd, podCIDRs: fc.oneof(fc.array(odd, { maxLength: 4 }), odd) }),
        ),
        status: fc.oneof(
          odd,
          fc.record({
            addresses: fc.array(fc.oneof(odd, fc.record({ type: fc.constant('InternalIP'), address: odd }))),
          }),
        ),
      },
      { requiredKeys: ['kind'] },
    );
    const texts = fc
      .array(fc.oneof(node, odd), { maxLength: 4 })
      .map((items) => JSON.stringify({ kind: 'List', items }));
    await fc.assert(fc.asyncProperty(texts, isHarmless), { numRuns: 200 });
  });

  it('etcd with anything in it', async () => {
    const key = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('10.244.1.0-24', '10.244.2.0-24&fd00:244:0:2::-64', '__proto__', '../config'),
    );
    const value = fc.oneof(
      odd,
      fc.record(
        {
          PublicIP: odd,
          PublicIPv6: odd,
          BackendType: fc.oneof(odd, fc.constant('vxlan')),
          BackendData: odd,
          BackendV6Data: odd,
        },
        { requiredKeys: [] },
      ),
    );
    const pairs = fc
      .array(fc.tuple(key, value), { maxLength: 5 })
      .map((list) =>
        list.map(
          ([name, put]) => [`/coreos.com/network/subnets/${name}`, JSON.stringify(put) ?? ''] as const,
        ),
      );
    const listings = fc
      .tuple(pairs, fc.boolean())
      .map(([list, json]) => (json ? etcdJson(list) : etcdPlain(list)));
    await fc.assert(fc.asyncProperty(listings, isHarmless), { numRuns: 200 });
  });
});

describe('what is published is read back', () => {
  const clusters = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.boolean());

  it.each([
    [
      'kubectl JSON and YAML',
      async (count: number, dual: boolean) => {
        const items = publishedNodes(count, dual).map((node) => kubeNode(node));
        return Promise.all([kubectlJson(items), kubectlYaml(items)].map(async (text) => records(text)));
      },
    ],
    [
      'etcd, plain and JSON',
      async (count: number, dual: boolean) => {
        const pairs = publishedNodes(count, dual).map((node) => etcdPair(node));
        return Promise.all([etcdPlain(pairs), etcdJson(pairs)].map(async (text) => records(text)));
      },
    ],
  ])('from %s', async (_, read) => {
    await fc.assert(
      fc.asyncProperty(clusters, async ([count, dual]) => {
        const [one, other] = await read(count, dual);
        const expected = publishedNodes(count, dual).map((node) => ({
          ipv4: { publicIP: node.publicIP, pin: node.subnet, data: { vtepMac: node.mac } },
          ...(dual && {
            ipv6: { publicIP: node.publicIPv6, pin: node.subnetV6, data: { vtepMac: node.macV6 } },
          }),
        }));
        expect(one?.entries).toMatchObject(expected);
        expect(plain(other?.entries ?? [])).toEqual(plain(one?.entries ?? []));
        expect([one?.problems, other?.problems]).toEqual([[], []]);
      }),
      { numRuns: 8 },
    );
  });
});
