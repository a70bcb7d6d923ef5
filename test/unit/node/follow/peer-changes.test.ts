import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackendInput, objectsOfPeers } from '../../../../src/backends/index.ts';
import type { PlanNode } from '../../../../src/leases/index.ts';
import type { Address } from '../../../../src/net/index.ts';
import { peerChanges } from '../../../../src/node/follow/peer-changes.ts';
import { learnPeers, peerTable } from '../../../../src/node/follow/peer-table.ts';
import { commandText, diff, type HostObject, keyOf, kindOf, stepsOf } from '../../../../src/state/index.ts';
import { peerOf } from '../../../support/example-node.ts';
import { courses, NETWORKS, pathsTo, updateTo } from './updates.ts';

const addressesOf = (peers: readonly PlanNode[]): Address[] =>
  peers.flatMap(({ ipv4, ipv6 }) => [ipv4?.publicIP ?? [], ipv6?.publicIP ?? []].flat());

const commandsOf = (changes: ReturnType<typeof diff>): string[] =>
  stepsOf(changes).map(({ instruction }) => commandText(instruction, '/'));

/** The links that all entries are on, which are ours. */
const marksOf = (objects: readonly HostObject[]) => ({
  links: new Set(
    objects.flatMap((object) => (object.kind === 'fdb' || object.kind === 'neighbor' ? [object.dev] : [])),
  ),
  paths: new Set<string>(),
  chains: new Set<string>(),
});

/** Follows a course, and compares each turn with a comparison of all peers. */
function followCourse(network: BackendInput, course: readonly (readonly PlanNode[])[]): void {
  const table = peerTable(network);
  let before: readonly PlanNode[] = [];
  const paths = new Map(network.paths);
  let objects = new Map<string, HostObject>();
  for (const [turn, after] of course.entries()) {
    const update = updateTo(before, after);
    const ways = pathsTo(addressesOf(update.put), turn);
    const changes = peerChanges(table, update, ways);
    const was = objectsOfPeers({ ...network, peers: before, paths: new Map(paths) });
    for (const [address, path] of ways) paths.set(address, path);
    const is = objectsOfPeers({ ...network, peers: after, paths });
    expect(commandsOf(changes)).toEqual(commandsOf(diff(is, was, marksOf([...was, ...is]))));
    objects = played(objects, changes);
    expect([...objects.keys()].sort()).toEqual(is.map(keyOf).sort());
    for (const object of is) {
      const made = objects.get(keyOf(object));
      expect(made !== undefined && kindOf(object).isSame(made, object)).toBe(true);
    }
    learnPeers(table, update, ways);
    before = after;
  }
}

function played(
  objects: Map<string, HostObject>,
  { changes }: ReturnType<typeof diff>,
): Map<string, HostObject> {
  const next = new Map(objects);
  for (const change of changes) {
    if (change.action === 'delete') next.delete(change.key);
    else next.set(change.key, change.to);
  }
  return next;
}

describe.each(Object.entries(NETWORKS))('peers that are followed, %s', (_, network) => {
  it.each([24, 26])('are changed by the commands of a full comparison (subnets of /%d)', (length) => {
    fc.assert(
      fc.property(courses(length), (course) => followCourse(network, course)),
      { seed: length, numRuns: 40 },
    );
  });
});

describe('the changes of one peer', () => {
  const vxlan = NETWORKS['vxlan'] as BackendInput;
  const many = Array.from({ length: 200 }, (_, i) => peerOf(i + 2));

  it('are of this peer only, and none where it stays as it is', () => {
    const table = peerTable({ ...vxlan, peers: many });
    const peer = peerOf(7);
    const moved: PlanNode = { ...peer, ipv4: { ...peer.ipv4, publicIP: '192.168.1.250' } } as PlanNode;
    expect(peerChanges(table, { put: [peer], removed: [] }).changes).toEqual([]);
    expect(peerChanges(table, { put: [moved], removed: [] }).changes).toMatchObject([
      { action: 'update', key: 'fdb flannel.1 0e:2a:0a:f4:07:01', to: { dst: '192.168.1.250' } },
    ]);
    expect(peerChanges(table, { put: [], removed: [peer.name] }).changes.map(({ key }) => key)).toEqual([
      'neighbor flannel.1 10.244.7.0',
      'fdb flannel.1 0e:2a:0a:f4:07:01',
      `nexthop ${0x46_00_00_07}`,
      'route 10.244.7.0/24',
    ]);
  });

  it('leave the table as it is until they are learned', () => {
    const table = peerTable({ ...vxlan, peers: many });
    const update = { put: [peerOf(210)], removed: [peerOf(3).name] };
    const first = peerChanges(table, update);
    expect(peerChanges(table, update)).toEqual(first);
    learnPeers(table, update, new Map());
    expect(peerChanges(table, update).changes).toEqual([]);
    expect(table.peers.size).toBe(200);
  });

  it('reach others where two subnets have one index: ids follow from all peers', () => {
    const at = (name: string, subnet: string): PlanNode =>
      ({ name, ipv4: { publicIP: `192.168.1.${name.slice(1)}`, subnet } }) as unknown as PlanNode;
    const [a, b, c] = [at('p1', '10.244.4.0/25'), at('p2', '10.244.4.128/25'), at('p3', '10.244.5.0/24')];
    const table = peerTable({ ...vxlan, peers: [a, c] });
    const keys = peerChanges(table, { put: [b], removed: [] }).changes.map(
      ({ action, key }) => `${action} ${key}`,
    );
    expect(keys).toContain(`create nexthop ${0x46_00_00_06}`);
    expect(keys).toContain('update route 10.244.5.0/24');
  });
});
