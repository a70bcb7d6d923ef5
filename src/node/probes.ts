import type { Problem } from '../errors/index.ts';
import { canPing, type DefaultGateway, listNameServers, type Probe, targetOf } from '../host/index.ts';
import type { PlanNode, SubnetPlan } from '../leases/index.ts';
import { type Address, FAMILY_NAMES, type NodeName, needsZone } from '../net/index.ts';

/** Who there is to ask, before and after a change. */
export interface Neighborhood {
  readonly gateways: readonly DefaultGateway[];
  readonly nameServers: readonly Address[];
  /** What the node remembers of the last time, if it was set up. */
  readonly record: { readonly name: NodeName; readonly plan: Pick<SubnetPlan, 'nodes'> } | undefined;
  /** What it is to be now; absent if it is taken down. */
  readonly spec?: { readonly peers: readonly PlanNode[] };
}

/**
 * Whom a change of the overlay must not cut off: default gateways, the peers' underlay addresses, those that leave as
 * well, and name servers. Everyone once.
 */
export function probesOf({ gateways, nameServers, record, spec }: Neighborhood): Probe[] {
  const remembered = record?.plan.nodes.filter(({ name }) => name !== record.name) ?? [];
  const probes: Probe[] = [
    ...gateways.map(({ address, dev }) => ({
      kind: 'gateway' as const,
      name: 'default gateway',
      address,
      ...(needsZone(address) ? { zone: dev } : {}),
    })),
    ...[...(spec?.peers ?? []), ...remembered].flatMap((peer) =>
      FAMILY_NAMES.flatMap((family) => peer[family] ?? []).map(({ publicIP }) => ({
        kind: 'peer' as const,
        name: `peer ${peer.name}`,
        address: publicIP,
      })),
    ),
    ...nameServers.map((address) => ({ kind: 'nameserver' as const, name: 'name server', address })),
  ];
  return [...new Map(probes.map((probe) => [`${probe.kind} ${targetOf(probe)}`, probe])).values()];
}

/** Whom to ask before and after a change of this node; warns where only the name servers can be asked. */
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
  message: 'ping is not installed: whether gateway and peers still answer after the change is not looked at',
  hint: 'apt-get install iputils-ping',
};
