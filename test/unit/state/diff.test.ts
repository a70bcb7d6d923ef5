import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Change,
  diff,
  type HostObject,
  isOurs,
  keyOf,
  showObject,
  stepsOf,
} from '../../../src/state/index.ts';
import { ALL_OURS, byKey, NONE_OURS, states } from '../../support/model/arbitraries.ts';

const RUNS = { seed: 17_996, numRuns: 200 };

/** A desired state, and a host that has some of it, and other things. */
const pairs: fc.Arbitrary<[HostObject[], HostObject[]]> = fc
  .tuple(states, states)
  .chain(([desired, other]) =>
    fc.tuple(fc.constant(desired), fc.shuffledSubarray(desired), fc.constant(other)),
  )
  .map(([desired, kept, other]) => [desired, [...byKey([...kept, ...other]).values()]]);

const keys = (changes: readonly Change[]): string[] => changes.map(({ key }) => key);

describe('the diff', () => {
  it('of a state with itself is empty', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(diff(state, state, ALL_OURS)).toEqual({ changes: [], unchanged: state.length });
      }),
      RUNS,
    );
  });

  it('is the same whether what is there as it has to be was observed as the desired object itself, or not', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(ALL_OURS, NONE_OURS), ([desired, observed], marks) => {
        const itself = new Map(desired.map((object) => [JSON.stringify(object), object]));
        const same = observed.map((object) => itself.get(JSON.stringify(object)) ?? object);
        const copies = structuredClone(observed);
        expect(diff(desired, same, marks)).toEqual(diff(desired, copies, marks));
      }),
    );
  });

  it('tells of a second object in the place of one that is there', () => {
    const ours = { kind: 'neighbor', dev: 'flannel.1', dst: '10.244.2.0', lladdr: '0e:00:00:00:00:02' };
    const desired = [ours] as HostObject[];
    const second = { ...ours, lladdr: '0e:00:00:00:00:03' } as HostObject;
    expect(diff(desired, [...desired, second], ALL_OURS).changes).toHaveLength(1);
  });

  it('has every desired object either unchanged or in exactly one change', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(ALL_OURS, NONE_OURS), ([desired, observed], marks) => {
        const { changes, unchanged } = diff(desired, observed, marks);
        const wanted = new Set(desired.map(keyOf));
        expect(new Set(keys(changes)).size).toBe(changes.length);
        expect(keys(changes).filter((key) => wanted.has(key))).toHaveLength(desired.length - unchanged);
      }),
      RUNS,
    );
  });

  it('creates what is missing, deletes what is ours and not wanted, and leaves the rest', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(ALL_OURS, NONE_OURS), ([desired, observed], marks) => {
        const [before, after] = [byKey(observed), byKey(desired)];
        const changes = new Map(diff(desired, observed, marks).changes.map((change) => [change.key, change]));
        for (const key of after.keys()) if (!before.has(key)) expect(changes.get(key)?.action).toBe('create');
        for (const [key, object] of before) {
          if (after.has(key)) continue;
          const isDeleted = changes.get(key)?.action === 'delete';
          // A link's settings go with it, and in no other way.
          const isSettingOfForeign =
            object.kind === 'sysctl' && object.dev !== undefined && !marks.links.has(object.dev);
          if (isOurs(object, marks) && !isSettingOfForeign) expect(isDeleted).toBe(true);
          else if (isDeleted) expect(isOnAdoptedLink(object, [...changes.values()])).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('never acts on a foreign object that is not adopted', () => {
    fc.assert(
      fc.property(pairs, ([desired, observed]) => {
        const { changes } = diff(desired, observed, NONE_OURS);
        for (const { change } of stepsOf({ changes, unchanged: 0 })) {
          if (!('from' in change) || change.action === 'adopt') continue;
          const mayAct = isOurs(change.from, NONE_OURS) || isOnAdoptedLink(change.from, changes);
          expect(mayAct).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it('does not depend on the order in which the host was observed, but for the order of deletions', () => {
    const shuffled = pairs.chain(([desired, observed]) => {
      const all = { minLength: observed.length, maxLength: observed.length };
      return fc.tuple(fc.constant(desired), fc.constant(observed), fc.shuffledSubarray(observed, all));
    });
    fc.assert(
      fc.property(shuffled, ([desired, observed, other]) => {
        const [a, b] = [observed, other].map((state) => diff(desired, state, ALL_OURS));
        const isBuilt = ({ action }: Change): boolean => action !== 'delete';
        expect(JSON.stringify(b?.changes.filter(isBuilt))).toBe(JSON.stringify(a?.changes.filter(isBuilt)));
        expect(new Set(keys(b?.changes ?? []))).toEqual(new Set(keys(a?.changes ?? [])));
      }),
      RUNS,
    );
  });

  it('lists changes in the order of the desired state, and then what goes in the order it was observed', () => {
    fc.assert(
      fc.property(pairs, ([desired, observed]) => {
        const order = [...new Set([...desired, ...observed].map(keyOf))];
        const found = keys(diff(desired, observed, ALL_OURS).changes);
        expect(found).toEqual(order.filter((key) => found.includes(key)));
      }),
      RUNS,
    );
  });
});

const isOnAdoptedLink = (object: HostObject, changes: readonly Change[]): boolean =>
  changes.some(
    (change) =>
      change.action === 'adopt' &&
      change.to.kind === 'link' &&
      'dev' in object &&
      object.dev === change.to.name,
  );

describe('an object', () => {
  it('is shown as one line', () => {
    fc.assert(
      fc.property(states, (state) => {
        for (const object of state) expect(showObject(object)).toMatch(/^\S.*\S$/);
      }),
      RUNS,
    );
  });
});
