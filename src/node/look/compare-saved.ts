import {
  checkGround,
  judgingTools,
  type NamedFinding,
  type NodeCheck,
  namedFindings,
  STATUS_CHECKS,
  TOOL_CHECKS,
  UPLINK_CHECK,
} from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import type { Facts, FlannelProcess } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { diffNode, type NodeDiff } from '../compare/node-diff.ts';
import { type PodLinks, readPodLinks } from '../compare/pod-links.ts';
import { programsBy, refuseBlind } from '../resolve/engine.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { savedUplink } from '../saved/saved-uplink.ts';

/** The process of flannel on a host that flanneld built; none: nothing keeps the network up to date. */
export interface FlannelBuilt {
  readonly process: FlannelProcess | undefined;
}

/** A node compared with its saved configuration, and the reason why it has no uplink, if the saved one stands in. */
export interface SavedNodeDiff {
  readonly found: NodeDiff;
  readonly uplinkFailure?: Failure;
  /** Set where flanneld built the node, not flannelctl. */
  readonly flannel?: FlannelBuilt;
  readonly pods: PodLinks;
  /** The findings of the checks. */
  readonly findings: readonly NamedFinding[];
}

type Compared = Omit<SavedNodeDiff, 'findings' | 'pods'>;

/**
 * Compares a node with its saved configuration, and runs checks on it. Where it has no uplink now, the saved one
 * stands in.
 */
export async function compareSaved(
  root: string,
  record: SavedNode,
  facts: Facts,
  checks: readonly NodeCheck[] = STATUS_CHECKS,
): Promise<SavedNodeDiff> {
  await checkGround(TOOL_CHECKS, facts);
  return judgingTools(async () => {
    await refuseBlind(await programsBy(record));
    const compared = await diffRemembered({ root, peers: [] }, record, facts);
    const pods = await readPodLinks(root, compared.found.network, facts);
    return { ...compared, pods, findings: await savedFindings(compared, facts, checks) };
  }, facts);
}

async function diffRemembered(given: SetUpInput, record: SavedNode, facts: Facts): Promise<Compared> {
  try {
    return { found: await diffNode(given, record, facts) };
  } catch (error) {
    if (!(error instanceof Failure) || !['preflight', 'unavailable'].includes(error.exit)) throw error;
    const uplink = await savedUplink(record);
    if (uplink === undefined) throw error;
    return { found: await diffNode(given, record, facts, uplink), uplinkFailure: error };
  }
}

/** An uplink that stands in is not checked: the reason is known. */
const savedFindings = async (
  { found, uplinkFailure }: Compared,
  facts: Facts,
  checks: readonly NodeCheck[],
): Promise<NamedFinding[]> =>
  namedFindings(
    checks.filter(({ name }) => uplinkFailure === undefined || name !== UPLINK_CHECK),
    checkedNode(found),
    facts,
  );
