import { describe, expect, it } from 'vitest';
import type { LinkName } from '../../../src/net/index.ts';
import { diff, type HostObject, keyOf, type Ownership } from '../../../src/state/index.ts';
import { SCENARIOS, stateOf } from './steps-scenarios.ts';

/** Observed objects, those that match as the desired ones themselves. */
const same = (observed: readonly HostObject[], desired: readonly HostObject[]): HostObject[] => {
  const itself = new Map(desired.map((object) => [JSON.stringify(object), object]));
  return observed.map((object) => itself.get(JSON.stringify(object)) ?? object);
};

const LINKS: ReadonlySet<LinkName> = new Set(['flannel.1', 'flannel-v6.1', 'cni0'] as LinkName[]);

/** Everything is ours. */
const ownershipOf = (objects: readonly HostObject[]): Ownership => ({
  links: LINKS,
  paths: new Set(objects.flatMap((object) => (object.kind === 'file' ? [object.path] : []))),
  chains: new Set(objects.map(keyOf)),
});

/** Every state of a host that a scenario has, as observed. */
const HOSTS = Object.entries(SCENARIOS).map(([name, { from, drift }]) => {
  const before = stateOf(from);
  return [name, drift?.(before) ?? before] as const;
});

describe('a diff without what matches', () => {
  it.each(HOSTS)('is the whole one on the host of %s, whatever is desired', (_, observed) => {
    for (const { to } of Object.values(SCENARIOS)) {
      const desired = stateOf(to);
      const ownership = ownershipOf([...observed, ...desired]);
      const whole = diff(desired, structuredClone(observed), ownership);
      expect(diff(desired, same(observed, desired), ownership)).toEqual(whole);
    }
  });
});
