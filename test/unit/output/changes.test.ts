import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackendInput, desiredState, type Path } from '../../../src/backends/index.ts';
import type { Address, LinkName } from '../../../src/net/index.ts';
import { diffDocument } from '../../../src/output/changes/document.ts';
import { diffText, type TextOptions } from '../../../src/output/changes/text.ts';
import { type Diff, diff, type HostObject, type Ownership } from '../../../src/state/index.ts';
import { DUAL, EXAMPLE, IPV4, peerOf, VXLAN } from '../../support/example-node.ts';
import { ALL_OURS, NONE_OURS, states } from '../../support/model/arbitraries.ts';
import { CASES, type Case } from './cases.ts';

const RUNS = { seed: 21, numRuns: 200 };

/** Cases in which there is something to fold, and not too much to read unfolded. */
const UNFOLDED = new Set(['create', 'replace', 'strangers-leave']);

/** Marks by which everything observed is ours, or nothing. */
const marksOf = ({ observed, ours }: Case): Ownership => ({
  links: new Set(ours ? observed.flatMap((object) => (object.kind === 'link' ? [object.name] : [])) : []),
  paths: new Set(ours ? observed.flatMap((object) => (object.kind === 'file' ? [object.path] : [])) : []),
  chains: new Set(),
});

const textOf = (one: Case, verbose: boolean): string => {
  const names = new Map(Object.entries(one.names ?? {}) as [Address, string][]);
  return `${diffText(diff(one.desired, one.observed, marksOf(one)), { verbose, names })}\n`;
};

describe('a diff as text', () => {
  it.each(Object.entries(CASES))('%s is as its golden files have it', async (name, one) => {
    await expect(textOf(one, false)).toMatchFileSnapshot(`../../golden/changes/${name}/folded.txt`);
    if (UNFOLDED.has(name))
      await expect(textOf(one, true)).toMatchFileSnapshot(`../../golden/changes/${name}/verbose.txt`);
  });

  const diffs = fc
    .tuple(states, states, fc.constantFrom(ALL_OURS, NONE_OURS))
    .map(([desired, observed, marks]) => diff(desired, observed, marks));

  it('counts at the bottom what it lists, folded or not', () => {
    fc.assert(
      fc.property(diffs, fc.boolean(), (found, verbose) => {
        const lines = diffText(found, { verbose, names: new Map() }).split('\n');
        expect(countsIn(lines.at(-1) ?? '')).toEqual(countsOf(lines.slice(0, -1), found));
      }),
      RUNS,
    );
  });

  it('lists every object when verbose, and never an undefined one', () => {
    fc.assert(
      fc.property(diffs, (found) => {
        const options: TextOptions = { verbose: true, names: new Map() };
        expect(
          diffText(found, options)
            .split('\n')
            .filter((line) => CHANGE.test(line)),
        ).toHaveLength(found.changes.length);
        expect(diffText(found, { ...options, verbose: false })).not.toContain('undefined');
      }),
      RUNS,
    );
  });

  it('does not fold changes of a peer that are not just its four objects', () => {
    const four = desiredState(EXAMPLE).filter((object) => 'peer' in object);
    const [neighbor] = four;
    const lines = (objects: readonly HostObject[]): number =>
      diffText(diff(objects, [], NONE_OURS), { verbose: false, names: new Map() }).split('\n').length - 1;
    const another = (n: number): HostObject => ({ ...neighbor, dst: `10.244.2.${n}` }) as HostObject;
    expect(lines(four)).toBe(1);
    expect(lines([...four, another(1)])).toBe(5);
    expect(lines([1, 2, 3, 4].map(another))).toBe(4);
  });

  /** What stands for the peers of an input, once folded: those of some kinds, or all. */
  const peersOf = (input: Partial<BackendInput>, ...kinds: HostObject['kind'][]): string[] => {
    const objects = desiredState({ ...DUAL, ...input }).filter(
      (object) => 'peer' in object && (kinds.length === 0 || kinds.includes(object.kind)),
    );
    const names = new Map<Address, string>();
    return diffText(diff(objects, [], NONE_OURS), { verbose: false, names })
      .split('\n')
      .slice(0, -1);
  };
  const direct = new Map<Address, Path>([['192.168.1.2' as Address, { dev: 'eth0' as LinkName }]]);
  const plain = { ...DUAL.kernel, nexthops: false };
  const OVERLAY = '    + peer n2: 10.244.2.0/24 via 192.168.1.2 (neighbor, fdb, nexthop, route)';
  const OVERLAY6 = '    + peer n2: fd00:10:244:2::/64 via fd00:192:168:1::2 (neighbor, fdb, nexthop, route)';

  it.each<[string, string[], string[]]>([
    ['of both families is a line for each', peersOf({}), [OVERLAY, OVERLAY6]],
    [
      'without nexthop objects is one of three kinds',
      peersOf({ families: [IPV4], kernel: plain }),
      [OVERLAY.replace('nexthop, ', '')],
    ],
    [
      'that is direct in one family is one of two kinds there',
      peersOf({ backend: { ...VXLAN, directRouting: true }, paths: direct }),
      ['    + peer n2: 10.244.2.0/24 via 192.168.1.2 (nexthop, route)', OVERLAY6],
    ],
    [
      'of host-gw is its route and gateway',
      peersOf({ backend: { type: 'host-gw' }, paths: direct }),
      ['    + peer n2: 10.244.2.0/24 via 192.168.1.2 (nexthop, route)'],
    ],
    [
      'of host-gw without nexthop objects is the route',
      peersOf({ backend: { type: 'host-gw' }, paths: direct, kernel: plain }),
      ['    + route 10.244.2.0/24 via 192.168.1.2 dev eth0'],
    ],
    [
      'that lacks its VTEP’s MAC is what it is',
      peersOf({ families: [IPV4] }, 'nexthop', 'route'),
      [
        '    + nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
        '    + route 10.244.2.0/24 nhid 1174405122',
      ],
    ],
    [
      'of many is a line for all of a family',
      peersOf({ peers: Array.from({ length: 30 }, (_, i) => peerOf(i + 2, i < 25 ? '46' : '4')) }),
      [
        '    + 30 peers, 4 objects each (-v lists them)',
        '    + 25 peers by IPv6, 4 objects each (-v lists them)',
      ],
    ],
  ])('of a peer %s', (_, lines, expected) => {
    expect(lines).toEqual(expected);
  });

  it('has no escape codes where there is no terminal', () => {
    const [text] = Object.values(CASES).map((one) => textOf(one, true));
    expect(text).not.toContain('\u001b');
  });
});

/** A line of one change, or of one or more peers: everything below it is further in. */
const CHANGE = /^ {2,4}(\+|~|-\/\+|-|=|!) (.*)$/;

const WORDS: Readonly<Record<string, string>> = {
  '+': 'to create',
  '~': 'to change',
  '-/+': 'to replace',
  '-': 'to delete',
  '=': 'to adopt',
  '!': 'in conflict',
};

const countOf = (kinds: string | undefined): number => kinds?.split(', ').length ?? 1;

/** How many objects a line stands for. */
function weight(text: string): number {
  const [, peers, objects, kinds] =
    /^(\d+) peers(?: by IPv6)?, (?:(\d+) objects each|(.*)) \(-v lists them\)$/.exec(text) ?? [];
  if (peers !== undefined) return Number(peers) * (objects === undefined ? countOf(kinds) : Number(objects));
  return countOf(/^peer .*\((.*)\)$/.exec(text)?.[1]);
}

function countsOf(lines: readonly string[], { unchanged }: Diff): Record<string, number> {
  const counts: Record<string, number> = unchanged === 0 ? {} : { match: unchanged };
  for (const [, symbol = '', text = ''] of lines.flatMap((line) => [CHANGE.exec(line) ?? []])) {
    const word = WORDS[symbol];
    if (word !== undefined) counts[word] = (counts[word] ?? 0) + weight(text);
  }
  return counts;
}

const countsIn = (line: string): Record<string, number> =>
  Object.fromEntries(
    line
      .split(', ')
      .filter((part) => part !== 'nothing to change')
      .map((part) => {
        const [, count, word = ''] = /^(\d+) (.*)$/.exec(part) ?? [];
        return [word, Number(count)];
      }),
  );

describe('a diff as a document', () => {
  it('has every change, and counts that add up', () => {
    fc.assert(
      fc.property(states, states, (desired, observed) => {
        const found = diff(desired, observed, ALL_OURS);
        const { changes, counts, unchanged } = diffDocument(found);
        expect(changes).toHaveLength(found.changes.length);
        for (const [action, count] of Object.entries(counts))
          expect(changes.filter((change) => change.action === action)).toHaveLength(count);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(changes.length);
        expect(unchanged).toBe(found.unchanged);
      }),
      RUNS,
    );
  });

  it('says what a change is, of which peer, what it goes with and what is in the way', () => {
    const documents = Object.fromEntries(
      ['replace', 'conflict', 'update'].map((name) => {
        const one = CASES[name];
        return [
          name,
          one === undefined ? [] : diffDocument(diff(one.desired, one.observed, marksOf(one))).changes,
        ];
      }),
    );
    expect(documents['replace']).toContainEqual({
      action: 'create',
      kind: 'nexthop',
      object: 'nexthop id 1174405122 via 10.244.2.0 dev flannel.1 onlink',
      peer: 'n2',
      removedBy: 'link flannel.1',
    });
    expect(documents['conflict']).toContainEqual({
      action: 'conflict',
      kind: 'route',
      object: 'route 10.244.2.0/24 nhid 1174405122',
      peer: 'n2',
      inTheWay: 'route 10.244.2.0/24 via 192.168.1.2 dev eth0',
    });
    expect(documents['update']).toContainEqual({
      action: 'update',
      kind: 'fdb',
      object: 'fdb 02:00:00:00:00:02 dev flannel.1 dst 192.168.1.2 self permanent',
      peer: 'n2',
      fields: [{ field: 'dst', from: '192.168.1.99', to: '192.168.1.2' }],
    });
  });
});
