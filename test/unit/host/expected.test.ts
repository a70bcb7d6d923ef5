import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FDB_ENTRIES } from '../../../src/host/observe/fdb.ts';
import { type Printed, readExpected } from '../../../src/host/observe/json/expected.ts';
import { parseList } from '../../../src/host/observe/json/parse-json.ts';
import { NEIGHBORS } from '../../../src/host/observe/neighbors.ts';
import { NEXTHOPS } from '../../../src/host/observe/nexthops.ts';
import { printedRoutes } from '../../../src/host/observe/routes.ts';
import { type HostObject, keyOf } from '../../../src/state/index.ts';

const GOLDEN = path.resolve(import.meta.dirname, '../../golden/tools');

const VERSIONS = readdirSync(GOLDEN).filter((name) => name.startsWith('iproute2-'));

const of = <T extends HostObject>(printed: Printed<T>): Printed<HostObject> =>
  // Sound because each is only given objects of its kind.
  printed as unknown as Printed<HostObject>;

const LISTS: readonly (readonly [string, Printed<HostObject>])[] = [
  ['neigh.json', of(NEIGHBORS)],
  ['fdb.json', of(FDB_ENTRIES)],
  ['nexthop.json', of(NEXTHOPS)],
  ['route4.json', of(printedRoutes(4))],
  ['route6.json', of(printedRoutes(6))],
];

const CASES = VERSIONS.flatMap((version) =>
  LISTS.map(([file, printed]) => [version, file, printed] as const),
);

const inOrder = (objects: readonly HostObject[]): HostObject[] =>
  objects.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Whether an object is one that flannelctl would make: on an overlay link, with its protocol. */
const isOurs = (object: HostObject): boolean =>
  'dev' in object &&
  String(object.dev).startsWith('flannel') &&
  !('protocol' in object && object.protocol !== 140);

describe.each(CASES)('%s, %s', (version, file, printed) => {
  const text = readFileSync(path.join(GOLDEN, version, file), 'utf8');
  const all = printed.read(parseList(text));

  it('is read alike whatever is expected', () => {
    for (const expected of [[], all, all.slice(1), all.slice(0, 1)])
      expect(inOrder(readExpected(text, printed, expected))).toEqual(inOrder(all));
  });

  it('has each of ours as the expected object itself', () => {
    const ours = all.filter(isOurs);
    expect(ours.length).toBeGreaterThan(0);
    const found = new Set(readExpected(text, printed, ours));
    expect(ours.filter((object) => !found.has(object)).map(keyOf)).toEqual([]);
  });

  it('has the same objects in whatever order they are expected, with missing and further ones between', () => {
    const twin = (object: HostObject): HostObject => ({ ...object, peer: 'absent' }) as HostObject;
    const absent = all.map(
      (object) => ({ ...twin(object), dst: '192.0.2.9', via: '192.0.2.9', id: 7 }) as unknown as HostObject,
    );
    const between = all.filter(isOurs).flatMap((object, i) => [...absent.slice(0, i % 3), object]);
    for (const expected of [between, between.toReversed(), between.slice(2)]) {
      const found = readExpected(text, printed, expected);
      expect(inOrder(found)).toEqual(inOrder(all));
      const ours = new Set(found);
      expect(expected.filter((object) => isOurs(object) && !('peer' in object) && !ours.has(object))).toEqual(
        [],
      );
    }
  });

  it('has one that differs from the expected as it is', () => {
    const [first, ...others] = all.filter(isOurs);
    const other = {
      ...first,
      protocol: 9,
      lladdr: '0e:00:00:00:00:01',
      dst: '192.0.2.9',
    } as unknown as HostObject;
    const found = readExpected(text, printed, [other, ...others]);
    expect(found).not.toContain(other);
    expect(inOrder(found)).toEqual(inOrder(all));
  });
});
