import path from 'node:path';
import { checkGround, type NodeCheck, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { namesSubnet, SUBNET_ENV } from '../../flannel/index.ts';
import { type Facts, hostFacts, machineAt, oneReading, readText } from '../../host/index.ts';
import { type OpenTransaction, readOpenTransaction } from '../../reconcile/index.ts';
import { peersSaved } from '../managed/saved-peers.ts';
import { readSaved } from '../saved/read-saved.ts';
import { unrecordedNode } from '../saved/unrecorded.ts';
import { NEXT_BY_STATE, openChangeText } from '../terms/clean-host.ts';
import type { SavedNodeDiff } from './compare-saved.ts';

/** What a node is compared by, besides what it remembers. */
export interface LookOptions {
  /** Absent: the checks of a status. */
  readonly checks?: readonly NodeCheck[];
  /** A list of nodes to compare a host with that flanneld built. */
  readonly nodesFile?: string;
}

/**
 * A node that was set up, compared with its saved configuration, or a host that flanneld built, with flannel's
 * network. Without an uplink the rest is compared all the same.
 */
export const inspectSaved = async (root: string, options: LookOptions = {}): Promise<SavedNodeDiff> =>
  oneReading(async () => compareNode(root, hostFacts(), options));

/** The same by given facts, in the reading of the caller. */
export async function compareNode(
  root: string,
  facts: Facts,
  { checks, nodesFile }: LookOptions = {},
): Promise<SavedNodeDiff> {
  await checkGround(ROOT_CHECKS, facts);
  await peersSaved(root);
  const saved = await readSaved(root);
  // Each is loaded only where there is something to compare.
  if (saved === undefined) {
    await requireFlannelBuilt(root);
    const { compareFlannelBuilt } = await import('./compare-flannel.ts');
    return compareFlannelBuilt({ root, ...(nodesFile === undefined ? {} : { nodesFile }) }, facts, checks);
  }
  if (nodesFile !== undefined) throw remembersNodes();
  const { compareSaved } = await import('./compare-saved.ts');
  return compareSaved(root, saved, facts, checks);
}

const remembersNodes = (): Failure =>
  new Failure(
    'usage',
    'flannelctl set this node up, and it remembers its nodes: --nodes is for hosts of flanneld',
    {
      hint: 'See what another list would change: flannelctl diff --nodes FILE',
    },
  );

/** A change that was killed before its first batch has not saved the node. */
const openBeforeSetUp = async (root: string, open: OpenTransaction): Promise<Failure> => {
  const [text, state] = await openChangeText(root, open);
  return new Failure('pending', `this node has not been set up, and ${text}`, { hint: NEXT_BY_STATE[state] });
};

const neverSetUp = (): Failure =>
  new Failure('invalidConfig', 'this node has not been set up', {
    hint: 'Set it up with: flannelctl init --net-conf FILE',
  });

/**
 * A Failure unless flanneld built this host. Links with our mark show that the node was set up under another root, or
 * that its record is lost.
 */
async function requireFlannelBuilt(root: string): Promise<void> {
  const open = await readOpenTransaction(machineAt(root));
  if (open !== undefined) throw await openBeforeSetUp(root, open);
  const unrecorded = await unrecordedNode(root);
  if (unrecorded !== undefined)
    throw new Failure('invalidConfig', unrecorded, {
      hint: 'Is --root right? If the record is lost, give the node its plan again (flannelctl join --nodes FILE), or take it all away: flannelctl reset',
    });
  if (!namesSubnet((await readText(path.join(root, SUBNET_ENV))) ?? '')) throw neverSetUp();
}
