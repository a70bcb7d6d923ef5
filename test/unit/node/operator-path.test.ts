import { describe, expect, it } from 'vitest';
import { desiredState } from '../../../src/backends/index.ts';
import type { OperatorPath } from '../../../src/host/index.ts';
import type { PlanNode } from '../../../src/leases/index.ts';
import type { Address, InterfaceAddress, LinkName, Mac, NodeName, Prefix } from '../../../src/net/index.ts';
import { touchedPaths } from '../../../src/node/terms/operator-path.ts';
import type { Change, HostObject } from '../../../src/state/index.ts';
import { EXAMPLE } from '../../support/example-node.ts';
import { changed, fromTo, OURS, without } from './changes.ts';

const ANOTHER: PlanNode = {
  name: 'n3' as NodeName,
  ipv4: {
    publicIP: '192.168.1.3' as Address,
    subnet: '10.244.3.0/24' as Prefix,
    data: { vtepMac: '02:00:00:00:00:03' as Mac },
  },
};

const WITH_ANOTHER = desiredState({ ...EXAMPLE, peers: [...EXAMPLE.peers, ANOTHER] });

/** As the kernel shows them: a route by a nexthop object with the link and the gateway of that. */
const SEEN = changed('route', (route) => ({
  ...route,
  via: '10.244.2.0' as Address,
  dev: 'flannel.1' as LinkName,
}));

/** The operator sits in a pod of the peer, and comes by the overlay. */
const OVERLAY: OperatorPath = {
  kind: 'ssh',
  address: '10.244.2.1' as Address,
  local: '192.168.1.1' as Address,
  dev: 'flannel.1' as LinkName,
  gateway: '10.244.2.0' as Address,
  mac: '02:00:00:00:00:02' as Mac,
};

const ROUTE = OURS.find(({ kind }) => kind === 'route') as HostObject;

const SSH = 'your SSH connection from 10.244.2.1 comes by it';

describe('a path by the overlay', () => {
  it.each<[string, readonly Change[], string]>([
    ['a reset', fromTo(SEEN, []), `link flannel.1 is deleted (and 5 more), and ${SSH}`],
    [
      'another VNI',
      fromTo(
        SEEN,
        changed('link', (link) => ({ ...link, spec: { ...link.spec, vni: 2 } })),
      ),
      `link flannel.1 is replaced (and 5 more), and ${SSH}`,
    ],
    [
      'another MTU',
      fromTo(
        OURS,
        changed('link', (link) => ({ ...link, mtu: 1400 })),
      ),
      `link flannel.1 is changed, and ${SSH}`,
    ],
    ['a missing route', fromTo(without('route'), OURS), `route 10.244.2.0/24 is created, and ${SSH}`],
    [
      'a changed route',
      fromTo(
        changed('route', (route) => ({ ...route, nhid: 999 })),
        OURS,
      ),
      `route 10.244.2.0/24 is changed, and ${SSH}`,
    ],
    ['a route that goes', fromTo(OURS, without('route')), `route 10.244.2.0/24 is deleted, and ${SSH}`],
    [
      'a changed next hop',
      fromTo(
        changed('nexthop', (nexthop) => ({ ...nexthop, onlink: false })),
        OURS,
      ),
      `nexthop 1174405122 is changed, and ${SSH}`,
    ],
    [
      'a next hop that was another',
      fromTo(
        changed('nexthop', (nexthop) => ({ ...nexthop, via: '10.244.7.0' })),
        OURS,
      ),
      `nexthop 1174405122 is changed, and ${SSH}`,
    ],
    [
      'a missing neighbour',
      fromTo(without('neighbor'), OURS),
      `neighbor flannel.1 10.244.2.0 is created, and ${SSH}`,
    ],
    [
      'a VTEP elsewhere',
      fromTo(
        OURS,
        changed('fdb', (entry) => ({ ...entry, dst: '192.168.1.7' })),
      ),
      `fdb flannel.1 02:00:00:00:00:02 is changed, and ${SSH}`,
    ],
    [
      'an address less',
      fromTo(
        [
          ...OURS,
          { kind: 'address', dev: 'flannel.1' as LinkName, address: '10.244.9.9/32' as InterfaceAddress },
        ],
        OURS,
      ),
      `address flannel.1 10.244.9.9/32 is deleted, and ${SSH}`,
    ],
    [
      'a neighbour that a new MAC of the link takes along',
      fromTo(
        OURS,
        changed('link', (link) => (link.name === 'flannel.1' ? { ...link, mac: '02:00:00:00:00:99' } : link)),
      ),
      `link flannel.1 is changed (and 1 more), and ${SSH}`,
    ],
  ])('is touched by %s', (_, changes, expected) => {
    expect(touchedPaths(changes, [OVERLAY])).toEqual([expected]);
  });

  it('is touched by what its link takes along alone', () => {
    const lost = fromTo(
      OURS,
      changed('link', (link) => ({ ...link, spec: { ...link.spec, vni: 2 } })),
    ).filter((change) => change.key.startsWith('neighbor'));
    expect(touchedPaths(lost, [OVERLAY])).toEqual([
      `neighbor flannel.1 10.244.2.0 is deleted with link flannel.1, and ${SSH}`,
    ]);
  });

  it.each<[string, readonly Change[]]>([
    ['nothing', fromTo(OURS, OURS)],
    ['a peer more', fromTo(OURS, WITH_ANOTHER)],
    ['a peer less', fromTo(WITH_ANOTHER, OURS)],
    ['rules, settings and files', fromTo(without('ruleset', 'sysctl', 'file'), OURS)],
    ['what is not carried out', [{ action: 'conflict', key: 'x', from: ROUTE, to: ROUTE }]],
  ])('is not touched by %s', (_, changes) => {
    expect(touchedPaths(changes, [OVERLAY])).toEqual([]);
  });
});
