import { expect, test } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import {
  type Change,
  diff,
  type HostObject,
  isPeerObject,
  keyOf,
  withoutConflicts,
} from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';
import { NONE_OURS } from '../../support/model/arbitraries.ts';

const DESIRED = desiredState(EXAMPLE);
const keysIn = (objects: readonly HostObject[]): string[] => objects.map(keyOf);
const withKey = (start: string): HostObject => {
  const found = DESIRED.find((object) => keyOf(object).startsWith(start));
  if (found === undefined) throw new Error(`the example has no ${start}`);
  return found;
};

/** What can be made of the example node beside foreign objects. */
function possible(...foreign: readonly HostObject[]): {
  readonly changes: readonly Change[];
  readonly left: string[];
} {
  const { changes } = diff(DESIRED, foreign, NONE_OURS);
  const part = withoutConflicts(DESIRED, changes);
  const left = keysIn(DESIRED.filter((object) => !part.desired.includes(object)));
  expect(part.changes.map(({ key }) => key)).toEqual(
    changes.map(({ key }) => key).filter((key) => !left.includes(key)),
  );
  return { changes: part.changes, left };
}

test('without a conflict nothing is left out', () => {
  expect(possible().left).toEqual([]);
});

test('a foreign route in the way of a peer costs that route', () => {
  const route = withKey('route 10.244.');
  const foreign = {
    ...{ kind: 'route', dst: keyOf(route).replace('route ', '') },
    ...{ via: '192.168.1.77', dev: 'eth0', protocol: 4 },
  } as HostObject;
  expect(possible(foreign).left).toEqual([keyOf(route)]);
});

test('a foreign nexthop costs the routes by it, too', () => {
  const nexthop = withKey('nexthop ') as Extract<HostObject, { kind: 'nexthop' }>;
  const routes = DESIRED.filter((object) => object.kind === 'route' && object.nhid === nexthop.id);
  expect(routes).not.toEqual([]);
  const { left } = possible({ ...nexthop, protocol: 4 });
  expect(left.toSorted()).toEqual(keysIn([nexthop, ...routes]).toSorted());
});

test('a foreign link in the place of flannel.1 costs everything on it, and nothing else', () => {
  const link = withKey('link flannel.1');
  const { changes, left } = possible({ ...link, group: 0, spec: { type: 'bridge' } } as HostObject);
  const onIt = DESIRED.filter((object) => 'dev' in object && object.dev === 'flannel.1');
  expect(left).toEqual(expect.arrayContaining(keysIn(onIt)));
  expect(changes.map(({ key }) => key)).toContain('link cni0');
});

test('what the kernel refuses costs that and what needs it; a link without its address, its peers’ entries', () => {
  const { changes } = diff(DESIRED, [], NONE_OURS);
  const without = (key: string): string[] => {
    const part = withoutConflicts(DESIRED, changes, { peers: new Set(), objects: new Set([key]) });
    const left = keysIn(DESIRED.filter((object) => !part.desired.includes(object)));
    expect(part.changes.map((change) => change.key).filter((one) => left.includes(one))).toEqual([]);
    return left;
  };
  const sysctl = keyOf(withKey('sysctl '));
  expect(without(sysctl)).toEqual([sysctl]);
  const address = keyOf(withKey('address flannel.1 '));
  const left = without(address);
  const onIt = DESIRED.filter(
    (object) => isPeerObject(object) && 'dev' in object && object.dev === 'flannel.1',
  );
  expect(onIt).not.toEqual([]);
  expect(left).toEqual(expect.arrayContaining([address, ...keysIn(onIt)]));
  expect(left.filter((key) => key.startsWith('link ') || key.includes('cni0'))).toEqual([]);
});
