import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type VtepData, vtepMac } from '../../../src/backends/index.ts';
import type { NetConf } from '../../../src/config/index.ts';
import type { FamilyRequest, NodeFamily, NodeRequest, PlanNode } from '../../../src/leases/index.ts';
import {
  type Address,
  FAMILY_NAMES,
  type LinkName,
  type Mac,
  type NodeName,
  type Prefix,
} from '../../../src/net/index.ts';
import { joinCommands } from '../../../src/node/change/join-commands.ts';
import { readPeers } from '../../../src/node/resolve/peers.ts';
import type { NodeConfig } from '../../../src/node/resolve/resolve-node.ts';
import { nodes, VNI } from './support.ts';

const NET_CONF: NetConf = {
  ipv4: {
    network: '10.244.0.0/16' as Prefix,
    subnetLen: 24,
    subnetMin: '10.244.1.0' as Address,
    subnetMax: '10.244.255.0' as Address,
  },
  ipv6: {
    network: 'fd00:10:244::/56' as Prefix,
    subnetLen: 64,
    subnetMin: 'fd00:10:244:1::' as Address,
    subnetMax: 'fd00:10:244:ff::' as Address,
  },
  backend: { type: 'vxlan', vni: VNI, port: 8472, gbp: false, learning: false, directRouting: false },
};

/** The words that a shell makes of a line: as many as there are, whatever is in them. */
function wordsIn(line: string): string[] {
  const script = `set -- ${line}\nprintf '%s\\0' "$@"`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

interface Told {
  readonly all: readonly NodeConfig['node'][];
  readonly netConfSource: unknown;
  readonly ipMasq: boolean;
  readonly cniType: 'bridge' | 'flannel';
  readonly randomFully?: boolean;
  readonly isNetConfListed?: boolean;
}

function specOf({ all, netConfSource, isNetConfListed = false, ...options }: Told): NodeConfig {
  const [node = all[0] as NodeConfig['node'], ...peers] = all;
  return {
    node,
    peers,
    plan: { netConf: NET_CONF, netConfSource, nodes: all },
    isNetConfListed,
    options,
    uplink: {
      name: 'eth0' as LinkName,
      addresses: {},
      mtu: 1500,
      up: true,
      kind: 'device',
      by: 'iface',
      reason: '',
      candidates: [],
    },
    warnings: [],
  };
}

const asRequest = ({ name, ...families }: PlanNode): NodeRequest => {
  const request = ({ subnet, ...own }: NodeFamily): FamilyRequest => ({ ...own, pin: subnet });
  return {
    name,
    ...(families.ipv4 && { ipv4: request(families.ipv4) }),
    ...(families.ipv6 && { ipv6: request(families.ipv6) }),
  };
};

/** What other nodes come to know: each family's values, and its MAC whether it was said or follows. */
const known = ({ name, ...families }: NodeRequest) =>
  FAMILY_NAMES.map((family) => {
    const { publicIP, pin, data } = families[family] ?? {};
    return [name, publicIP, pin, (data as VtepData | undefined)?.vtepMac ?? (pin && vtepMac(pin, VNI))];
  });

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
  randomFully: fc.boolean(),
  isNetConfListed: fc.boolean(),
});

const expectOptions = (words: readonly string[], { ipMasq, randomFully, cniType }: Told): void => {
  expect(words.includes('--no-ip-masq')).toBe(!ipMasq);
  expect(words.includes('--no-random-fully')).toBe(randomFully === false);
  expect(flagsIn(words, '--cni-type')).toEqual(cniType === 'bridge' ? [] : ['flannel']);
};

describe('the line to type on the next node', () => {
  it('gives, through a shell, the values it was made of', () => {
    fc.assert(
      fc.property(told, (given) => {
        const words = wordsIn(joinCommands(specOf(given), undefined, {}).next);
        expect(words.slice(0, 2)).toEqual(['flannelctl', 'join']);
        expect(flagsIn(words, '--net-conf').map((text) => JSON.parse(text) as unknown)).toEqual([
          given.netConfSource,
        ]);
        expect(readPeers(flagsIn(words, '--peer')).map(known)).toEqual(given.all.map(asRequest).map(known));
        expectOptions(words, given);
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('asks for a list where there are too many nodes for a line', () => {
    const own = (i: number): PlanNode => ({
      name: `n${i}` as NodeName,
      ipv4: { publicIP: `192.168.1.${i}` as Address, subnet: `10.244.${i}.0/24` as Prefix },
    });
    const line = (count: number): string => {
      const peers = Array.from({ length: count }, (_, i) => own(i + 2));
      const plan = {
        netConf: NET_CONF,
        netConfSource: { Network: '10.244.0.0/16' },
        nodes: [own(1), ...peers],
      };
      const config = {
        node: own(1),
        peers,
        plan,
        isNetConfListed: false,
        options: { ipMasq: false, cniType: 'bridge' },
      };
      return joinCommands(config as unknown as NodeConfig, undefined, {}).next;
    };
    expect(line(19)).toContain('--peer n20=192.168.1.20,10.244.20.0/24');
    expect(line(20)).toBe('flannelctl join --nodes FILE --no-ip-masq');
  });

  it('names a list by its path, whatever is in that, and gives what is not in the list', () => {
    const paths = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(told, paths, (given, file) => {
        const { next, peers } = joinCommands(specOf(given), undefined, { nodesFile: file });
        const words = wordsIn(next);
        expect(words.slice(0, 4)).toEqual(['flannelctl', 'join', '--nodes', file]);
        expect(words).not.toContain('--peer');
        expect(flagsIn(words, '--net-conf').map((text) => JSON.parse(text) as unknown)).toEqual(
          given.isNetConfListed ? [] : [given.netConfSource],
        );
        expectOptions(words.slice(4), given);
        expect(peers).toBe(next);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  const line = (node: PlanNode): string =>
    joinCommands(specOf({ all: [node], netConfSource: {}, ipMasq: true, cniType: 'bridge' }), undefined, {})
      .peers;

  const family = (publicIP: string, subnet: string, vtep: string): NodeFamily => ({
    publicIP: publicIP as Address,
    subnet: subnet as Prefix,
    data: { vtepMac: vtep as Mac },
  });
  const ipv4 = family('192.168.1.2', '10.244.2.0/24', '0e:2a:0a:f4:02:07');
  const ipv6 = family('fd00::2', 'fd00:10:244:2::/64', '0e:2c:02:44:00:09');
  const both = 'n2=192.168.1.2,10.244.2.0/24,fd00::2,fd00:10:244:2::/64';
  const own = '02:00:00:00:00:02' as Mac;

  it.each<[string, Omit<PlanNode, 'name'>, string]>([
    ['follow from its subnets are left out', { ipv4, ipv6 }, both],
    [
      'do not all follow from its subnets are there for each family',
      { ipv4, ipv6: { ...ipv6, data: { vtepMac: own } } },
      `${both},0e:2a:0a:f4:02:07,${own}`,
    ],
    ['follow, of IPv6 alone', { ipv6 }, 'n2=fd00::2,fd00:10:244:2::/64'],
    [
      'are its own, of IPv6 alone',
      { ipv6: { ...ipv6, data: { vtepMac: own } } },
      `n2=fd00::2,fd00:10:244:2::/64,${own}`,
    ],
  ])('of a node whose MACs %s', (_, families, expected) => {
    const text = line({ name: 'n2' as NodeName, ...families });
    expect(text).toBe(`flannelctl join --peer ${expected}`);
  });
});
