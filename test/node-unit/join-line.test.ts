import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NetConf } from '../../src/config/index.ts';
import { vtepMac } from '../../src/leases/index.ts';
import type { Address, Prefix } from '../../src/net/index.ts';
import { joinLines } from '../../src/node/join-line.ts';
import { peerText } from '../../src/node/peers.ts';
import type { NodeSpec } from '../../src/node/spec.ts';
import { nodes } from './support.ts';

const NET_CONF: NetConf = {
  ipv4: {
    network: '10.244.0.0/16' as Prefix,
    subnetLen: 24,
    subnetMin: '10.244.1.0' as Address,
    subnetMax: '10.244.255.0' as Address,
  },
  backend: { type: 'vxlan', vni: 7, port: 8472, gbp: false, learning: false, directRouting: false },
};

/** The words that a shell makes of a line: as many as there are, whatever is in them. */
function wordsIn(line: string): string[] {
  const script = `set -- ${line}\nprintf '%s\\0' "$@"`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

interface Told {
  readonly all: readonly NodeSpec['node'][];
  readonly netConfSource: unknown;
  readonly ipMasq: boolean;
  readonly cniType: 'bridge' | 'flannel';
}

function specOf({ all, netConfSource, ipMasq, cniType }: Told): NodeSpec {
  const [node = all[0] as NodeSpec['node'], ...peers] = all;
  return {
    node,
    peers,
    plan: { netConf: NET_CONF, netConfSource, nodes: all },
    options: { ipMasq, cniType },
    uplink: {
      name: 'eth0' as never,
      addresses: { ipv4: node.publicIP },
      mtu: 1500,
      up: true,
      kind: 'device',
      by: 'default-route',
      reason: 'the default route goes by it',
      candidates: [],
    },
    paths: new Map(),
    warnings: [],
  };
}

const flagsIn = (words: readonly string[], flag: string): string[] =>
  words.flatMap((word, i) => (words[i - 1] === flag ? [word] : []));

/** Any net-conf a person could have written: with quotes, spaces, dollar signs, line ends and more in it. */
const sources = fc.dictionary(
  fc.string({ unit: 'grapheme' }),
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("it's", '$HOME', '`id`', '\\', '\n', '!', '"')),
  { maxKeys: 4 },
);

const told: fc.Arbitrary<Told> = fc.record({
  all: nodes,
  netConfSource: sources,
  ipMasq: fc.boolean(),
  cniType: fc.constantFrom('bridge', 'flannel'),
});

describe('the line to type on the next node', () => {
  it('gives, through a shell, the values it was made of', () => {
    fc.assert(
      fc.property(told, (given) => {
        const words = wordsIn(joinLines(specOf(given), undefined).next);
        expect(words.slice(0, 2)).toEqual(['flannelctl', 'join']);
        expect(flagsIn(words, '--net-conf').map((text) => JSON.parse(text) as unknown)).toEqual([
          given.netConfSource,
        ]);
        expect(flagsIn(words, '--peer')).toEqual(given.all.map((node) => peerText(node, node.vtepMac)));
        expect(words.includes('--no-ip-masq')).toBe(!given.ipMasq);
        expect(flagsIn(words, '--cni-type')).toEqual(given.cniType === 'bridge' ? [] : ['flannel']);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('names a plan file by its path, whatever is in that', () => {
    const paths = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(told, paths, (given, file) => {
        const { next, peers } = joinLines(specOf(given), file);
        expect(wordsIn(next)).toEqual(['flannelctl', 'join', '--plan', file]);
        expect(peers).toBe(next);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  it('leaves out a MAC that follows from the subnet', () => {
    const [node] = fc.sample(nodes, { seed: 5, numRuns: 1 })[0] ?? [];
    if (node === undefined) throw new Error('no node');
    const derived = { ...node, vtepMac: vtepMac(node.subnet, 7) };
    const other = { ...node, vtepMac: vtepMac(node.subnet, 8) };
    const line = (one: typeof derived): string =>
      joinLines(specOf({ all: [one], netConfSource: {}, ipMasq: true, cniType: 'bridge' }), undefined).peers;
    expect(line(derived)).toBe(`flannelctl join --peer ${node.name}=${node.publicIP},${node.subnet}`);
    expect(line(other)).toBe(`${line(derived)},${other.vtepMac}`);
  });
});
