import {
  type CheckedNode,
  checkGround,
  FLANNELD_CHECK,
  judgingTools,
  type NamedFinding,
  type NodeCheck,
  namedFindings,
  PEERS_CHECK,
  STATUS_CHECKS,
  TOOL_CHECKS,
} from '../../checks/index.ts';
import type { Problem } from '../../errors/index.ts';
import { type Facts, flannelProcesses, hostName, kernelFeatures } from '../../host/index.ts';
import { parseNodeName } from '../../net/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { diffNode, type NodeDiff } from '../compare/node-diff.ts';
import { readPodLinks } from '../compare/pod-links.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { flannelDiff } from '../takeover/flannel-diff.ts';
import { readHostPlan } from '../takeover/host-plan.ts';
import type { SavedNodeDiff } from './compare-saved.ts';

/** What says how a host that flanneld built should be: the host itself, or a list of nodes. */
export interface FlannelHostInput {
  readonly root: string;
  readonly nodesFile?: string;
}

/**
 * A node that flanneld built, compared with flannel's network as the host itself tells it, or with a list of nodes.
 * The same shape as of a saved node; changes are named as differences from what flannel makes.
 */
export async function compareFlannelBuilt(
  { root, nodesFile }: FlannelHostInput,
  facts: Facts,
  checks: readonly NodeCheck[] = STATUS_CHECKS,
): Promise<SavedNodeDiff> {
  await checkGround(TOOL_CHECKS, facts);
  return judgingTools(async () => {
    await refuseBlind(await programsBy(undefined));
    const [process] = await facts(flannelProcesses);
    const given = await givenOf({ root, ...(nodesFile === undefined ? {} : { nodesFile }) }, facts);
    const found = withFlannelDiff(await diffNode(given, undefined, plainRoutes(facts)), {
      isListed: nodesFile !== undefined,
      hasConf: process === undefined || process.name === 'flanneld',
    });
    const { leftOut = [] } = given.hostPlan ?? {};
    const findings = await findingsBeside(found, { process }, facts, checks);
    const pods = await readPodLinks(root, found.network, facts);
    return { found, flannel: { process }, pods, findings: [...leftOut.map(cutOff), ...findings] };
  }, facts);
}

/** No name of a node is on a host, but its own; a list has this node's, too. */
async function givenOf({ root, nodesFile }: FlannelHostInput, facts: Facts): Promise<SetUpInput> {
  if (nodesFile !== undefined) return { root, peers: [], nodesFile };
  const node = parseNodeName((await facts(hostName)).toLowerCase());
  return { root, peers: [], hostPlan: await readHostPlan(root), ...(node === undefined ? {} : { node }) };
}

/** flanneld makes plain routes, also where the kernel has nexthop objects. */
const plainRoutes =
  (facts: Facts): Facts =>
  async (fact) =>
    fact.name === kernelFeatures.name ? { ...(await facts(fact)), nexthops: false } : facts(fact);

function withFlannelDiff(
  found: NodeDiff,
  by: { readonly isListed: boolean; readonly hasConf: boolean },
): NodeDiff {
  const { comparison, network } = found;
  const diff = flannelDiff(comparison.diff, { bridge: network.bridge, ...by });
  return { ...found, comparison: { ...comparison, diff } };
}

const cutOff = ({ message, hint = '' }: Problem): NamedFinding => ({
  check: PEERS_CHECK,
  severity: 'warning',
  effect: 'outage',
  message,
  hint,
});

/** That flannel runs is as it should be here. */
const findingsBeside = async (
  found: NodeDiff,
  flannel: NonNullable<CheckedNode['flannel']>,
  facts: Facts,
  checks: readonly NodeCheck[],
): Promise<NamedFinding[]> =>
  namedFindings(
    checks.filter(({ name }) => name !== FLANNELD_CHECK),
    checkedNode(found, flannel),
    facts,
  );
