import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Address, LinkName, Prefix } from '../../../src/net/index.ts';
import { cascade, type HasNeeds, type LostNeeds } from '../../../src/state/diff/cascade.ts';
import { diff, type HostObject, type Need } from '../../../src/state/index.ts';
import { kindOf } from '../../../src/state/objects/registry.ts';
import { ALL_OURS, states } from '../../support/model/arbitraries.ts';

interface Named extends HasNeeds {
  readonly name: string;
}

const one = (name: string, needs: readonly string[], offers: readonly string[] = []): Named => ({
  name,
  needs: needs as readonly Need[],
  offers: offers as readonly Need[],
});

const lost = (losses: Readonly<Record<string, string>>, resting: readonly Named[]): Record<string, string> =>
  Object.fromEntries(
    cascade(new Map(Object.entries(losses)) as LostNeeds, resting).map(({ object, removedBy }) => [
      object.name,
      removedBy,
    ]),
  );

/** The fields of an object in the order of their names. */
const inOrder = (object: object): [string, unknown][] =>
  Object.entries(object).toSorted(([a], [b]) => a.localeCompare(b));

describe('a cascade', () => {
  it('takes what rests on what goes, and what rests on that', () => {
    const resting = [one('a', ['link x'], ['nexthop 1']), one('b', ['nexthop 1']), one('c', ['link y'])];
    expect(lost({ 'link x': 'link x' }, resting)).toEqual({ a: 'link x', b: 'link x' });
    expect(lost({ 'nexthop 1': 'nexthop 1' }, resting)).toEqual({ b: 'nexthop 1' });
  });

  it('names the cause of the first need that is lost', () => {
    const resting = [one('a', ['link x', 'link y'])];
    expect(lost({ 'link y': 'second', 'link x': 'first' }, resting)).toEqual({ a: 'first' });
  });

  it('takes nothing where nothing goes', () => {
    expect(lost({}, [one('a', ['link x']), one('b', [])])).toEqual({});
  });

  it('leaves what rests on a group until its last member goes', () => {
    const group = { ...one('group', ['nexthop 1', 'nexthop 2'], ['nexthop 9']), isGroup: true } as const;
    const resting = [group, one('route', ['nexthop 9'])];
    expect(lost({ 'nexthop 1': 'a' }, resting)).toEqual({ group: 'a' });
    expect(lost({ 'nexthop 1': 'a', 'nexthop 2': 'b' }, resting)).toEqual({ group: 'a', route: 'a' });
  });
});

const dev = 'cni0' as LinkName;

const link = (part: object): HostObject => ({
  kind: 'link',
  name: dev,
  spec: { type: 'bridge' },
  mac: '02:00:00:00:00:01' as never,
  mtu: 1450,
  group: 17996,
  alias: '',
  up: true,
  ...part,
});

describe('what goes with a change of a link', () => {
  const nexthop: HostObject = {
    kind: 'nexthop',
    id: 7,
    via: '10.1.0.1' as Address,
    dev,
    onlink: true,
    protocol: 140,
  };
  /** On no link of its own: its nexthop alone takes it along. */
  const route: HostObject = { kind: 'route', dst: '10.2.0.0/24' as Prefix, nhid: 7, protocol: 140 };
  const address = { kind: 'address', dev, address: '10.1.0.2/24' } as HostObject;
  const on = [address, nexthop, route];

  const putBack = (to: HostObject, from: HostObject): string[] =>
    diff([to, ...on], [from, ...on], ALL_OURS).changes.flatMap((change) =>
      'removedBy' in change && change.removedBy === 'link cni0' ? [change.key] : [],
    );

  it('to down is what needs it up, and what rests on that', () => {
    expect(putBack(link({ up: false }), link({}))).toEqual(['nexthop 7', 'route 10.2.0.0/24']);
  });

  it('of its type is all that is on it', () => {
    expect(putBack(link({}), link({ spec: { type: 'other', kind: 'dummy' } }))).toEqual([
      'address cni0 10.1.0.2/24',
      'nexthop 7',
      'route 10.2.0.0/24',
    ]);
  });

  it('of its MTU is nothing of IPv4', () => {
    expect(putBack(link({ mtu: 1200 }), link({}))).toEqual([]);
  });
});

describe('every kind', () => {
  it('says that two objects are the same if and only if their fields are equal', () => {
    fc.assert(
      fc.property(states, states, (some, others) => {
        for (const a of some)
          for (const b of others.filter(({ kind }) => kind === a.kind)) {
            const kind = kindOf(a);
            const [is, has] = [kind.fields(a), kind.fields(b)];
            const equal = JSON.stringify(inOrder(is)) === JSON.stringify(inOrder(has));
            // A ruleset in another table is another one.
            const isElsewhere = a.kind === 'ruleset' && b.kind === 'ruleset' && a.table !== b.table;
            expect(kind.isSame(a, b)).toBe(equal && !isElsewhere);
          }
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
