import { type LeaseRules, leaseRules } from '../../../backends/index.ts';
import { Failure, type Problem } from '../../../errors/index.ts';
import type { SubnetEnv, SubnetEnvFamily } from '../../../flannel/index.ts';
import { NODE_KEYS, subnetName } from '../../../leases/index.ts';
import { comparePrefixes, type FamilyName, type Prefix } from '../../../net/index.ts';
import { viewFamily } from './family.ts';
import { hostNetConf } from './net-conf.ts';
import { requireSubnetEnv } from './subnet-env.ts';
import type { FamilyView, FoundFamily, FromHost, FromHostOptions, HostPlanNode, Observed } from './types.ts';

/**
 * Derives the plan from a node that flannel built: its own lease from subnet.env and its links, its peers from
 * routes, neighbor entries, nexthops and FDB entries. A value that the host does not show is a problem, and the plan
 * has the usual one. A Failure `invalidConfig` if the host shows too little.
 */
export function planFromHost(
  observed: Observed,
  subnetEnv: string | undefined,
  { name, publicIP, publicIPv6, uplink }: FromHostOptions = {},
): FromHost {
  const env = requireSubnetEnv(subnetEnv);
  const ipv4 =
    env.ipv4 &&
    viewFamily(observed, withMtu(env.ipv4, env), publicIP, { address: uplink?.ipv4, mtu: uplink?.mtu });
  const ipv6 =
    env.ipv6 &&
    viewFamily(observed, withMtu(env.ipv6, env), publicIPv6, { address: uplink?.ipv6, mtu: uplink?.mtu });
  const views = [ipv4 ?? [], ipv6 ?? []].flat();
  const { netConf: shown, type, problems } = hostNetConf(observed, env, views);
  const rules = leaseRules(type);
  const own = ownNode(ipv4, ipv6, name, rules);
  const [shared] = views.flatMap(({ overlay }) => overlay?.rules.sharedOf(overlay.link) ?? []);
  const peers = views.flatMap((view) => view.peers.map((peer) => peerNode(view, peer, rules)));
  const nodes = [own, ...peers]
    .sort(bySubnet)
    .map((node) =>
      shared === undefined || rules?.shared === undefined ? node : { ...node, [rules.shared.key]: shared },
    );
  return {
    plan: { kind: 'SubnetPlan', netConf: shown, nodes },
    own: own.name,
    ...(env.ipMasq === undefined ? {} : { ipMasq: env.ipMasq }),
    leftOut: views.flatMap((view) => view.leftOut),
    problems: [...problems, ...views.flatMap((view) => view.problems), ...unknowns(views, peers.length)],
  };
}

const withMtu = (
  family: SubnetEnvFamily,
  { mtu }: Partial<SubnetEnv>,
): SubnetEnvFamily & Pick<Partial<SubnetEnv>, 'mtu'> => ({
  ...family,
  ...(mtu === undefined ? {} : { mtu }),
});

function ownNode(
  ipv4: FamilyView | undefined,
  ipv6: FamilyView | undefined,
  name: FromHostOptions['name'],
  rules: LeaseRules | undefined,
): HostPlanNode {
  const subnet = ipv4?.subnet ?? ipv6?.subnet;
  const lacking = [ipv4 ?? [], ipv6 ?? []].flat().filter(({ own }) => own === undefined);
  const [lacks] = lacking;
  if (subnet === undefined || lacks !== undefined)
    throw new Failure(
      'invalidConfig',
      `no plan can be read off this host: its IPv${lacks?.family} public IP is not known`,
      {
        hint: `Say it with ${lacks?.family === 6 ? '--public-ipv6' : '--public-ip'}.`,
      },
    );
  return {
    name: name ?? subnetName(subnet),
    ...inWords('ipv4', ipv4?.own, rules),
    ...inWords('ipv6', ipv6?.own, rules),
  };
}

const peerNode = (
  { family }: FamilyView,
  peer: FoundFamily,
  rules: LeaseRules | undefined,
): HostPlanNode => ({
  name: subnetName(peer.subnet),
  ...inWords(family === 4 ? 'ipv4' : 'ipv6', peer, rules),
});

/** The findings of one family, under the keys of a plan. */
function inWords(
  family: FamilyName,
  found: FoundFamily | undefined,
  rules: LeaseRules | undefined,
): Partial<HostPlanNode> {
  if (found === undefined) return {};
  const { publicIP, subnet } = NODE_KEYS[family];
  const data = found.mac && rules?.ofLinkMac?.(found.mac);
  return {
    [publicIP]: found.publicIP,
    [subnet]: found.subnet,
    ...(rules && data && { [rules.keys[family]]: rules.text(data) }),
  };
}

/** In numeric order, nodes with IPv4 first. */
function bySubnet(a: HostPlanNode, b: HostPlanNode): number {
  if (a.subnet !== undefined && b.subnet !== undefined) return comparePrefixes(a.subnet, b.subnet);
  if (a.subnet !== undefined || b.subnet !== undefined) return a.subnet === undefined ? 1 : -1;
  return comparePrefixes(a.ipv6Subnet ?? NONE, b.ipv6Subnet ?? NONE);
}

const NONE = '::/0' as Prefix;

/** The problems for values that no host shows. */
function unknowns(views: readonly FamilyView[], peers: number): readonly Problem[] {
  const isSplit = views.length > 1 && views.every((view) => view.peers.length > 0);
  return [
    peers === 0
      ? []
      : warning(
          'the names of the other nodes are not on this host: each is named by its subnet',
          'Rename them in the plan, or give a list that has their names: flannelctl join --nodes FILE.',
        ),
    isSplit
      ? warning(
          'which IPv4 and which IPv6 subnet are of one node is not on this host: each has a node of its own in the plan',
          'Put what belongs together into one entry, where you know it.',
        )
      : [],
    warning(
      'SubnetMin and SubnetMax cannot be read from a host: defaults are assumed',
      'If you set them, add them to the plan.',
    ),
  ].flat();
}

const warning = (message: string, hint: string): Problem => ({ severity: 'warning', message, hint });
