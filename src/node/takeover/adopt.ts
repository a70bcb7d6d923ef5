import path from 'node:path';
import { leaseRules, overlayLink } from '../../backends/index.ts';
import { type CniConfList, checkCniConf, type NetConf } from '../../config/index.ts';
import { isError } from '../../errors/index.ts';
import {
  CNI_CONF,
  hasFlannelPlugin,
  type LeaseData,
  readSubnetEnv,
  SUBNET_ENV,
  type SubnetEnv,
  subnetsOfNode,
} from '../../flannel/index.ts';
import {
  type Facts,
  foreignOverlayMacs,
  type OverlayMacs,
  observeRules,
  readText,
} from '../../host/index.ts';
import type { NodeRequest } from '../../leases/index.ts';
import { addressPart, FAMILY_NAMES, type FamilyName, type NodeName, type Prefix } from '../../net/index.ts';
import { parseSource } from '../../text/index.ts';
import { listOfPlan, type PeerList } from '../input/peer-list.ts';
import { requireSupported } from '../input/supported.ts';
import type { NodeOptions } from '../saved/saved-node.ts';
import { usesNft } from './from-host/rules.ts';
import { hostBridge } from './host-bridge.ts';
import { type HostPlan, hasSubnetEnv, readHostPlan } from './host-plan.ts';

/**
 * The nodes that flanneld knew, if it ran on this host: a takeover without a list keeps them. Undefined without a
 * subnet.env that names a subnet; a Failure if flannel's nodes can't be derived from the host, because a node that is
 * not in the list loses its route.
 * @param known what was read of them already
 */
export async function hostList(
  root: string,
  subnetFile?: string,
  known?: HostPlan,
): Promise<PeerList | undefined> {
  if (known === undefined && !(await hasSubnetEnv(root, subnetFile))) return undefined;
  const { plan, problems } = known ?? (await readHostPlan(root, {}, subnetFile));
  return listOfPlan(plan, problems);
}

/** The MACs of flanneld's links, by family. */
export type HostMacs = { readonly [F in FamilyName]?: OverlayMacs };

export const NO_HOST_MACS: HostMacs = {};

/** The MACs of a network's overlay that this host knows. */
export async function readHostMacs(netConf: NetConf, facts: Facts): Promise<HostMacs> {
  const backend = requireSupported(netConf);
  const found = FAMILY_NAMES.map(async (family) => {
    const link = netConf[family] && overlayLink(backend, family);
    const macs = link === undefined ? null : await facts(foreignOverlayMacs(link));
    return macs === null ? [] : [[family, macs] as const];
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** The nodes with the MACs that this host knows, unless others were given: peers use those that they have. */
export function withHostMacs(
  nodes: readonly NodeRequest[],
  own: NodeName,
  { backend }: NetConf,
  known: HostMacs,
): NodeRequest[] {
  let all = [...nodes];
  for (const family of FAMILY_NAMES) {
    const macs = known[family];
    if (macs === undefined) continue;
    all = all.map((node) => {
      const { pin } = node[family] ?? {};
      const peer = pin && macs.peers[addressPart(pin)];
      const mac = node.name === own ? macs.own : peer;
      return withData(node, family, mac && leaseRules(backend.type)?.ofLinkMac?.(mac));
    });
  }
  return all;
}

function withData(node: NodeRequest, family: FamilyName, data: LeaseData | undefined): NodeRequest {
  const values = node[family];
  if (values === undefined || values.data !== undefined || data === undefined) return node;
  return { ...node, [family]: { ...values, data } };
}

/** The options of the flanneld that ran on this host: a takeover keeps those that no flag changes. */
export async function hostOptions(root: string, subnetFile = SUBNET_ENV): Promise<Partial<NodeOptions>> {
  const text = await readText(path.join(root, subnetFile));
  if (text === undefined) return {};
  const env = subnetEnvOf(text);
  const { ipMasq } = env;
  const [engine, bridge] = await Promise.all([hostEngine(), hostBridge(subnetsOfNode(env))]);
  return {
    ...(engine && { engine }),
    ...(bridge && { bridge }),
    ...(ipMasq === undefined ? {} : { ipMasq }),
  };
}

/** The engine of flannel's rules: flanneld takes a net-conf without a choice for iptables (flannel-facts 6). */
async function hostEngine(): Promise<NodeOptions['engine']> {
  const nft = usesNft(await observeRules());
  return nft === undefined ? undefined : nft ? 'nft' : 'iptables';
}

/** The values of a subnet.env of flannel's; none where it names no subnet. */
function subnetEnvOf(text: string): Partial<SubnetEnv> {
  const env = readSubnetEnv(text);
  return 'refused' in env ? {} : env;
}

/** The subnets that flanneld gave this host, if it ran here. */
export async function hostSubnets(root: string, subnetFile = SUBNET_ENV): Promise<Prefix[]> {
  return subnetsOfNode(subnetEnvOf((await readText(path.join(root, subnetFile))) ?? ''));
}

/** The CNI conf list of a host with flannel's plugin: pods are attached as before. */
export async function hostCni(root: string): Promise<Partial<Pick<NodeOptions, 'cniConf' | 'cniType'>>> {
  const text = await readText(path.join(root, CNI_CONF));
  if (text === undefined) return {};
  const { source, root: tree, problems } = await parseSource(CNI_CONF, text, 'json');
  if (tree === undefined || [...problems, ...checkCniConf(tree, source).problems].some(isError)) return {};
  const conf = JSON.parse(text) as CniConfList;
  return hasFlannelPlugin(conf) ? { cniConf: { ...conf }, cniType: 'flannel' } : {};
}
