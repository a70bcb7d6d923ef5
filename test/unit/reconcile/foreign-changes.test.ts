import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkName, Mac } from '../../../src/net/index.ts';
import type { Transaction } from '../../../src/reconcile/index.ts';
import { attribute } from '../../../src/reconcile/rollback/foreign-changes.ts';
import {
  type Change,
  diff,
  type FileObject,
  type HostObject,
  keyOf,
  LINK_GROUP,
} from '../../../src/state/index.ts';
import { ALL_OURS, byKey, states } from '../../support/model/arbitraries.ts';

const RUNS = { seed: 17_996, numRuns: 500 };

const transactionOf = (before: readonly HostObject[], desired: readonly HostObject[]): Transaction =>
  ({
    touched: diff(desired, before, ALL_OURS).changes.map(({ key }) => key),
    before,
    desired,
    linkedAfter: [],
  }) as unknown as Transaction;

/** What going back takes, from how the host is now, told apart. */
const apart = (before: readonly HostObject[], desired: readonly HostObject[], now: readonly HostObject[]) => {
  const { changes } = diff(before, now, ALL_OURS);
  return { changes, ...attribute(changes, transactionOf(before, desired)) };
};

const keys = (changes: readonly Change[]): string[] => changes.map(({ key }) => key);

/** How a host was, how it is to be, and how it is in the middle: of each object either, or none of it. */
const midways = fc
  .tuple(states, states)
  .chain(([before, desired]) =>
    fc.tuple(fc.constant(before), fc.constant(desired), fc.shuffledSubarray([...before, ...desired])),
  )
  .map(([before, desired, some]) => ({ before, desired, now: [...byKey(some).values()] }));

describe('what a transaction did and what another program did', () => {
  it('are all that differs, each in one of both, in the order of the rollback', () => {
    fc.assert(
      fc.property(states, states, states, (before, desired, now) => {
        const { changes, ours, foreign } = apart(before, desired, now);
        expect(changes.filter((change) => ours.includes(change))).toEqual(ours);
        expect(changes.filter((change) => foreign.includes(change))).toEqual(foreign);
        expect(ours.length + foreign.length).toBe(changes.length);
      }),
      RUNS,
    );
  });

  it('at every moment of the way there all that differs is the transaction’s doing', () => {
    fc.assert(
      fc.property(midways, ({ before, desired, now }) => {
        // A plain object that was there before and is missing now has gone with something else: it is put back, too.
        expect(keys(apart(before, desired, now).foreign)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('nothing that the transaction never touched is changed or deleted', () => {
    fc.assert(
      fc.property(states, states, states, (before, desired, now) => {
        const { touched } = transactionOf(before, desired);
        const { ours } = apart(before, desired, now);
        const theirs = ours.filter(({ key }) => !touched.includes(key));
        expect(theirs.filter(({ action }) => action !== 'create')).toEqual([]);
      }),
      RUNS,
    );
  });

  it('what is new since, and no part of it, is foreign', () => {
    fc.assert(
      fc.property(midways, states, ({ before, desired, now }, more) => {
        const known = new Set([...before, ...desired].map(keyOf));
        const added = more.filter((object) => !known.has(keyOf(object)));
        const { foreign } = apart(before, desired, [...now, ...added]);
        expect(keys(foreign).toSorted()).toEqual(added.map(keyOf).toSorted());
      }),
      RUNS,
    );
  });

  it('what is missing is restored, whoever deleted it', () => {
    fc.assert(
      fc.property(states, states, states, (before, desired, now) => {
        const { foreign } = apart(before, desired, now);
        expect(foreign.filter(({ action }) => action === 'create')).toEqual([]);
      }),
      RUNS,
    );
  });
});

const sysctl = (value: string): HostObject => ({ kind: 'sysctl', path: 'net/ipv4/ip_forward', value });
const file = (content: string): HostObject => ({
  kind: 'file',
  path: '/run/flannel/subnet.env',
  type: 'file',
  mode: 0o644,
  content,
});

describe.each([
  ['a setting', sysctl],
  ['a file', file],
] as const)('%s', (_, object) => {
  const [before, desired, third] = [object('0'), object('1'), object('2')];
  const told = (was: readonly HostObject[], now: HostObject): string => {
    const { ours, foreign } = apart(was, [desired], [now]);
    return `${ours.length} ours, ${foreign.length} others`;
  };

  it('with the value that the transaction gave is rolled back', () => {
    expect(told([before], desired)).toBe('1 ours, 0 others');
  });

  it('with a third value is foreign', () => {
    expect(told([before], third)).toBe('0 ours, 1 others');
  });
});

it('a file that the transaction made is thrown away as it made it, and not once somebody has written to it', () => {
  expect(apart([], [file('1')], [file('1')]).ours).toHaveLength(1);
  expect(apart([], [file('1')], [file('2')]).foreign).toHaveLength(1);
});

const at = (type: 'file' | 'directory' | 'symlink', content: string, mode = 0o644): HostObject => ({
  ...(file(content) as FileObject),
  type,
  mode,
});

it.each([
  [
    'a file with a third text, though with the mode that we gave',
    [at('file', '0', 0o600)],
    at('file', '1'),
    at('file', '2'),
  ],
  ['a folder in the place of a file that we made', [], at('file', '1'), at('directory', '')],
  [
    'a link to a folder in the place of a folder that we made',
    [],
    at('directory', ''),
    at('directory', '/x'),
  ],
  ['a link in the place of a file that we made', [], at('file', '1'), at('symlink', '1')],
])('%s is foreign', (_, was, desired, now) => {
  const { ours, foreign } = apart(was, [desired], [now]);
  expect([ours.length, foreign.length]).toEqual([0, 1]);
});

const link = (mtu: number, alias: string, up = true): HostObject => ({
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac: '0e:00:00:00:00:01' as Mac,
  mtu,
  group: LINK_GROUP,
  alias,
  up,
});

it('a link that the transaction changes is rolled back, whatever it is like by now: it may have been cut off half-way', () => {
  expect(apart([link(1450, 'a')], [link(1350, 'a')], [link(1280, 'a')]).ours).toHaveLength(1);
  expect(apart([link(1450, 'a')], [link(1350, 'b')], [link(1280, 'b')]).ours).toHaveLength(1);
  expect(apart([link(1450, 'a')], [link(1450, 'b')], [link(1450, 'a half')]).ours).toHaveLength(1);
});

it('what the transaction leaves alone of a link it changes is foreign', () => {
  expect(apart([link(1450, 'a')], [link(1450, 'b')], [link(1280, 'a')]).foreign).toHaveLength(1);
});

it('a link that the transaction removes, and is there in another form, is rolled back', () => {
  expect(apart([link(1450, 'a')], [], [link(1280, 'x')]).ours).toHaveLength(1);
});

it('a link that was just recreated, down and without its alias, is the transaction’s doing', () => {
  expect(apart([link(1450, 'a')], [link(1450, 'b')], [link(1450, '')]).ours).toHaveLength(1);
  expect(apart([link(1450, 'a')], [link(1400, 'a')], [link(1450, 'a', false)]).ours).toHaveLength(1);
});

it('a setting of a link starts from the kernel’s default with each new link: whatever it is, it is rolled back', () => {
  const acceptRa = (value: string): HostObject => ({
    kind: 'sysctl',
    path: 'net/ipv6/conf/cni0/accept_ra',
    value,
    dev: 'cni0' as LinkName,
  });
  expect(apart([acceptRa('0')], [acceptRa('2')], [acceptRa('1')]).ours).toHaveLength(1);
});
