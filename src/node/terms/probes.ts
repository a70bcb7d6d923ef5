import type { Problem } from '../../errors/index.ts';
import { canPing, type DefaultGateway, listNameServers, type Probe } from '../../host/index.ts';
import type { PlanNode, SubnetPlan } from '../../leases/index.ts';
import { type Address, FAMILY_NAMES, type NodeName, needsZone, zonedAddress } from '../../net/index.ts';
import type { Change } from '../../state/index.ts';
import { sampled } from '../compare/sampled.ts';
import { touchedPeers } from './touched-peers.ts';

/** What the probes of a change are chosen by. */
export interface Neighborhood {
  readonly gateways: readonly DefaultGateway[];
  readonly nameServers: readonly Address[];
  /** The changes of the host. */
  readonly changes: readonly Change[];
  /** The saved node, if it was set up. */
  readonly record: { readonly name: NodeName; readonly plan: Pick<SubnetPlan, 'nodes'> } | undefined;
  /** Its new configuration; absent in a reset. */
  readonly spec?: { readonly peers: readonly PlanNode[] };
}

/**
 * The number of probed peers that a change touches, and of others. A probe is a process for one address, and 10,000
 * cost 34 CPU seconds; what cuts off one peer's underlay address cuts off its neighbors', too.
 */
const SAMPLE = 16;

/** One probe per address. */
const distinct = (probes: readonly Probe[]): Probe[] => [
  ...new Map(probes.map((probe) => [`${probe.kind} ${zonedAddress(probe)}`, probe])).values(),
];

/** Underlay addresses of peers, also of those that leave: some that the change touches, some others. */
function peerProbes({ changes, record, spec }: Neighborhood): Probe[] {
  const remembered = record?.plan.nodes.filter(({ name }) => name !== record.name) ?? [];
  const { names, addresses } = touchedPeers(changes);
  const [touched, others] = [new Map<Address, NodeName>(), new Map<Address, NodeName>()];
  for (const peers of [spec?.peers ?? [], remembered])
    for (const peer of peers)
      for (const family of FAMILY_NAMES) {
        const address = peer[family]?.publicIP;
        if (address === undefined) continue;
        const isTouched = names.has(peer.name) || addresses.has(address);
        (isTouched ? touched : others).set(address, peer.name);
      }
  return [touched, others].flatMap((peers) =>
    sampled([...peers], SAMPLE).map(([address, name]) => ({ kind: 'peer', name: `peer ${name}`, address })),
  );
}

/**
 * The addresses that a change of the overlay must not cut off: default gateways, peers and name servers. Each once,
 * and no more peers than `SAMPLE` allows.
 */
export function probesOf(around: Neighborhood): Probe[] {
  return distinct([
    ...around.gateways.map(({ address, dev }) => ({
      kind: 'gateway' as const,
      name: 'default gateway',
      address,
      ...(needsZone(address) ? { zone: dev } : {}),
    })),
    ...peerProbes(around),
    ...around.nameServers.map((address) => ({ kind: 'nameserver' as const, name: 'name server', address })),
  ]);
}

/** The probes before and after a change of this node; warns if only the name servers can be asked. */
export async function probesFor(
  found: Omit<Neighborhood, 'nameServers'>,
  warn: (problems: readonly Problem[]) => void,
): Promise<readonly Probe[]> {
  const [nameServers, isAbleToPing] = await Promise.all([listNameServers(), canPing()]);
  const probes = probesOf({ ...found, nameServers });
  if (isAbleToPing) return probes;
  warn([NO_PING]);
  return probes.filter(({ kind }) => kind === 'nameserver');
}

const NO_PING: Problem = {
  severity: 'warning',
  message: 'ping is not installed: whether gateway and peers still answer after the change is not tested',
  hint: 'apt-get install iputils-ping',
};
