import { type BackendInput, desiredState } from '../../../src/backends/index.ts';
import type { PlanNode } from '../../../src/leases/index.ts';
import type { Address, LinkName, Mac, NodeName, Prefix } from '../../../src/net/index.ts';
import type { HostObject } from '../../../src/state/index.ts';
import { EXAMPLE, VXLAN, withOwn } from '../../support/example-node.ts';

/** A host as it is and as it should be. */
export interface Case {
  readonly desired: readonly HostObject[];
  readonly observed: readonly HostObject[];
  /** Whether everything observed is ours; else nothing is. */
  readonly ours: boolean;
  /** Names of peers by their gateway, as a node's record has them. */
  readonly names?: Readonly<Record<string, string>>;
}

const state = (part: Partial<BackendInput> = {}): HostObject[] => desiredState({ ...EXAMPLE, ...part });

/** As a host shows objects: without the names of peers, and routes with what their nexthop has. */
function seen(objects: readonly HostObject[]): HostObject[] {
  const nexthops = objects.filter((object) => object.kind === 'nexthop');
  return objects.map((object) => {
    const { peer: _, ...rest } = { peer: undefined, ...object };
    if (rest.kind !== 'route') return rest;
    const nexthop = nexthops.find(({ id }) => id === rest.nhid);
    return nexthop === undefined ? rest : { ...rest, via: nexthop.via, dev: nexthop.dev };
  });
}

const peers = (count: number): PlanNode[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `n${i + 2}` as NodeName,
    ipv4: {
      publicIP: `192.168.1.${i + 2}` as Address,
      subnet: `10.244.${i + 2}.0/24` as Prefix,
    },
  }));

/** The desired state with some of its objects changed on the host. */
const drifted = (change: (object: HostObject) => HostObject | undefined): HostObject[] =>
  seen(state()).flatMap((object) => change(object) ?? []);

const FOREIGN_BRIDGE: HostObject = {
  kind: 'link',
  name: 'cni0' as LinkName,
  spec: { type: 'bridge' },
  mac: '5e:00:00:00:00:01' as Mac,
  mtu: 1500,
  group: 0,
  alias: '',
  up: true,
};

const IN_THE_WAY: readonly HostObject[] = [
  { ...FOREIGN_BRIDGE, name: 'flannel.1' as LinkName, spec: { type: 'other', kind: 'dummy' } },
  {
    kind: 'route',
    dst: '10.244.2.0/24' as Prefix,
    via: '192.168.1.2' as Address,
    dev: 'eth0' as LinkName,
    protocol: 186,
  },
  {
    kind: 'file',
    type: 'file',
    path: '/etc/cni/net.d/10-flannel.conflist',
    mode: 0o600,
    content: 'mine\n',
  },
];

function updated(object: HostObject): HostObject {
  if (object.kind === 'link')
    return { ...object, mtu: 1400, alias: '', ...(object.txqlen === undefined ? {} : { txqlen: 1000 }) };
  if (object.kind === 'sysctl') return { ...object, value: '0' };
  if (object.kind === 'nexthop') return { ...object, onlink: false };
  if (object.kind === 'fdb') return { ...object, dst: '192.168.1.99' as Address };
  if (object.kind === 'file' && object.type === 'file') return { ...object, mode: 0o600 };
  return object;
}

function withOtherLines(object: HostObject): HostObject {
  if (object.kind === 'file') return { ...object, content: object.content.replace('MTU=1450', 'MTU=1400') };
  if (object.kind !== 'ruleset') return object;
  const [first, second] = object.chains;
  if (first === undefined || second === undefined) return object;
  const unknown = { unknown: 'ip saddr 1.2.3.4 drop' };
  return {
    ...object,
    chains: [
      { ...first, rules: first.rules.toReversed() },
      { ...second, hooked: false, rules: [unknown, ...second.rules.slice(1)] },
    ],
  };
}

const newPort = state({ backend: { ...VXLAN, port: 4789 } });
const [firstPeer] = peers(1);

export const CASES: Readonly<Record<string, Case>> = {
  create: { desired: state(), observed: [], ours: true },
  update: { desired: state(), observed: drifted(updated), ours: true },
  delete: {
    desired: [],
    observed: seen(state()).filter(({ kind }) => kind !== 'sysctl'),
    ours: true,
    names: { '10.244.2.0': 'n2' },
  },
  replace: { desired: newPort, observed: seen(state()), ours: true },
  'new-mac': {
    desired: state({ families: withOwn({ data: { vtepMac: '02:00:00:00:00:01' as Mac } }) }),
    observed: seen(state()),
    ours: true,
  },
  conflict: { desired: state(), observed: IN_THE_WAY, ours: false },
  adopt: {
    desired: state({ peers: [] }),
    observed: [
      FOREIGN_BRIDGE,
      ...seen(state()).filter((object) => object.kind === 'address' && object.dev === 'cni0'),
      ...seen(state()).filter(({ kind }) => kind === 'file'),
    ],
    ours: false,
  },
  blocks: { desired: state(), observed: drifted(withOtherLines), ours: true },
  nothing: { desired: state(), observed: seen(state()), ours: true },
  'part-of-a-peer': {
    desired: state(),
    observed: drifted((object) => (['route', 'neighbor'].includes(object.kind) ? undefined : object)),
    ours: true,
  },
  'peers-20': { desired: state({ peers: peers(20) }), observed: seen(state({ peers: [] })), ours: true },
  'peers-21': { desired: state({ peers: peers(21) }), observed: seen(state({ peers: [] })), ours: true },
  'strangers-leave': {
    desired: state({ peers: [] }),
    observed: seen(state({ peers: peers(3) })),
    ours: true,
    names: firstPeer === undefined ? {} : { '10.244.2.0': firstPeer.name },
  },
};
