import path from 'node:path';
import { checkGround, type NodeCheck, ROOT_CHECKS } from '../../checks/index.ts';
import { Failure } from '../../errors/index.ts';
import { namesSubnet, SUBNET_ENV } from '../../flannel/index.ts';
import { type Facts, hostFacts, machineAt, oneReading, readText } from '../../host/index.ts';
import { type OpenTransaction, readOpenTransaction } from '../../reconcile/index.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { SavedNode } from '../saved/saved-node.ts';
import { unrecordedNode } from '../saved/unrecorded.ts';
import { NEXT_BY_STATE, openChangeText } from './clean-host.ts';
import type { SavedNodeDiff } from './compare-saved.ts';

/**
 * A node that was set up, compared with its saved configuration, as status needs it. Without an uplink the rest is
 * compared all the same.
 * @param checks absent: those of a status
 */
export const inspectSaved = async (root: string, checks?: readonly NodeCheck[]): Promise<SavedNodeDiff> =>
  oneReading(async () => {
    const facts = hostFacts();
    const saved = await requireSaved(root, facts);
    // Loaded only on a node that is set up.
    const { compareSaved } = await import('./compare-saved.ts');
    return compareSaved(root, saved, facts, checks);
  });

/** The saved node, read before any tool is run; a Failure if the node was never set up. */
export async function requireSaved(root: string, facts: Facts): Promise<SavedNode> {
  await checkGround(ROOT_CHECKS, facts);
  const saved = await readSaved(root);
  if (saved === undefined) throw await notSetUp(root);
  return saved;
}

/** A change that was killed before its first batch has not saved the node. */
const openBeforeSetUp = async (root: string, open: OpenTransaction): Promise<Failure> => {
  const [text, state] = await openChangeText(root, open);
  return new Failure('pending', `this node has not been set up, and ${text}`, { hint: NEXT_BY_STATE[state] });
};

/** Where flannel has built the network, there is something to look at and to take over. */
async function neverSetUp(root: string): Promise<Failure> {
  if (!namesSubnet((await readText(path.join(root, SUBNET_ENV))) ?? ''))
    return new Failure('invalidConfig', 'this node has not been set up', {
      hint: 'Set it up with: flannelctl init --net-conf FILE',
    });
  return new Failure('invalidConfig', `flannel has built this node (${SUBNET_ENV}), not flannelctl`, {
    hint: 'See what flannelctl would change: flannelctl diff. Take it over: flannelctl join',
  });
}

/** Links with our mark show that the node was set up under another root, or that its record is lost. */
async function notSetUp(root: string): Promise<Failure> {
  const open = await readOpenTransaction(machineAt(root));
  if (open !== undefined) return openBeforeSetUp(root, open);
  const unrecorded = await unrecordedNode(root);
  if (unrecorded === undefined) return neverSetUp(root);
  return new Failure('invalidConfig', unrecorded, {
    hint: 'Is --root right? If the record is lost, give the node its plan again (flannelctl join --nodes FILE), or take it all away: flannelctl reset',
  });
}
