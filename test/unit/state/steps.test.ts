import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { marksDuring } from '../../../src/reconcile/comparison/marks.ts';
import { recordedAfter } from '../../../src/reconcile/index.ts';
import {
  type Diff,
  diff,
  type HostObject,
  keyOf,
  type Ownership,
  objectsOf,
} from '../../../src/state/index.ts';
import { FLANNEL, type Wish, wanted } from '../../support/adopt/wanted.ts';
import { marksOf, NOTHING } from '../../support/model/play.ts';
import { SCENARIOS, stateOf } from './steps-scenarios.ts';
import { stepsText } from './steps-text.ts';

const GOLDEN = path.resolve(import.meta.dirname, '../../golden/steps');

/** Hosts that flanneld left, as they were observed (test/support/rebuild.ts makes them again). */
const RECORDINGS = [
  'vxlan-iptables',
  'vxlan-nft',
  'vxlan-dual-iptables',
  'vxlan-dual-nft',
  'vxlan-direct',
  'v6only-vxlan-nft',
  'host-gw',
  'host-gw-dual-nft',
  'vxlan-nft-pods',
  'vxlan-iptables-dual-pods',
];

const WISHES: Readonly<Record<string, Wish>> = {
  'with one peer': { peers: 1 },
  'by nft': { engine: 'nft' },
  'by iptables': { engine: 'iptables' },
  'with another VNI': { vni: 7 },
  'without nexthop objects': { hasNexthops: false },
};

/** A host as a diff leaves it, if nothing goes wrong. */
function after(observed: readonly HostObject[], { changes }: Diff): HostObject[] {
  const touched = new Set(changes.flatMap(objectsOf).map(keyOf));
  const made = changes.flatMap((change) =>
    'to' in change && change.action !== 'conflict' ? [change.to] : [],
  );
  return [...observed.filter((object) => !touched.has(keyOf(object))), ...made];
}

/** A host is taken over, rolled back, and reset. */
function takenOver(observed: readonly HostObject[]): string {
  const marks: Ownership = { ...marksOf(NOTHING.recorded, observed), flannel: FLANNEL };
  const desired = wanted(observed, {});
  const found = diff(desired, observed, marks);
  const now = after(observed, found);
  const during = marksDuring({ observed, marks, diff: found, collateral: [] });
  const recorded = recordedAfter(NOTHING.recorded, found.changes);
  return [
    stepsText('taken over', found),
    stepsText('rolled back', diff(observed, now, marksOf(during, now))),
    stepsText('reset', diff([], now, marksOf(recorded, now))),
    stepsText('not taken over', diff(desired, observed, marksOf(NOTHING.recorded, observed))),
    ...Object.entries(WISHES).map(([name, wish]) =>
      stepsText(`taken over ${name}`, diff(wanted(observed, wish), observed, marks)),
    ),
  ].join('\n');
}

/** Everything is flannelctl's that it wants, and what a host has on top is by its link. */
function ownershipOf(desired: readonly HostObject[], observed: readonly HostObject[]): Ownership {
  const made = desired.map((to) => ({ action: 'create' as const, key: keyOf(to), to }));
  return marksOf(recordedAfter(NOTHING.recorded, made), observed);
}

describe('what is done to a host, in order,', () => {
  it.each(RECORDINGS)('is as it was for %s', async (name) => {
    const file = path.join(GOLDEN, name, 'observed.json');
    const observed = JSON.parse(await readFile(file, 'utf8')) as HostObject[];
    await expect(takenOver(observed)).toMatchFileSnapshot(path.join(GOLDEN, name, 'steps.txt'));
  });

  it.each(Object.entries(SCENARIOS))('is as it was for %s', async (name, { from, drift, to }) => {
    const [before, desired] = [stateOf(from), stateOf(to)];
    const observed = drift?.(before) ?? before;
    const marks = ownershipOf(before, observed);
    const there = diff(desired, observed, marks);
    const now = after(observed, there);
    const during = marksDuring({ observed, marks, diff: there, collateral: [] });
    const back = diff(observed, now, marksOf(during, now));
    const text = [stepsText('there', there), stepsText('and back', back)].join('\n');
    await expect(text).toMatchFileSnapshot(path.join(GOLDEN, 'model', `${name}.txt`));
  });
});
