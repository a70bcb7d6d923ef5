import type { PlanNode } from '../../flannel/index.ts';
import { requestFor } from '../../leases/index.ts';
import type { ChangeTerms, Dialogue, GivenNetConf } from '../../node/index.ts';
import { type NodeDiff, setUpNode, WARNING_AT_BOOT } from '../../node/index.ts';
import type { Watcher } from '../../reconcile/index.ts';
import type { Change } from '../../state/index.ts';
import type { SaidOnce } from '../retry/said-once.ts';
import type { AgentSettings } from '../settings.ts';

/** What a full comparison is made with. */
export interface FullInput {
  readonly netConf: GivenNetConf;
  readonly own: PlanNode;
  readonly peers: Iterable<PlanNode>;
  /** Whether this node was set up before: then only the checks of a boot stop it, as with `up`. */
  readonly isSetUp: boolean;
}

/** What goes along with a full comparison, so that the host is watched without a gap. */
interface PassListener extends Watcher {
  /** The comparison is made, and nothing is changed yet. */
  readonly onCompared: (diff: NodeDiff) => void;
}

/**
 * Compares this whole node with the store's leases and changes what differs: by the same diff, transaction and
 * verification as `join`. Gives the comparison as it was before the change.
 */
export async function fullPass(
  { given, ignored, log }: AgentSettings,
  { netConf, own, peers, isSetUp }: FullInput,
  said: SaidOnce,
  { onCompared, ...watcher }: PassListener,
): Promise<{ readonly found: NodeDiff; readonly changes: readonly Change[] }> {
  const nodes = [own, ...peers].map(requestFor);
  const { found } = await setUpNode(
    { ...given, node: own.name, stored: { ...netConf, nodes } },
    isSetUp ? [...WARNING_AT_BOOT, ...ignored] : ignored,
    { ...agentDialogue(log, said), show: onCompared },
    { ...agentTerms(said), watcher },
  );
  return { found, changes: found.comparison.diff.changes };
}

/** The terms of the agent's changes: nobody is asked, and nothing waits. */
export const agentTerms = (said: SaidOnce): ChangeTerms => ({
  command: 'flannelctl agent',
  dryRun: false,
  // Another flannelctl at work is a failure, and the next try comes soon: a wait could not be stopped.
  lockSeconds: 0,
  confirmSeconds: 0,
  acceptLoss: false,
  besideAgent: true,
  keepsLease: true,
  // Drift has to be mended within a second, and a peer that dies meanwhile must not undo what is done for others.
  isProbed: false,
  on: (event) => {
    if (event.event === 'warning') said.warn([event.warning]);
  },
});

/** Says yes to every change, and logs what is warned of. */
export const agentDialogue = (log: AgentSettings['log'], said: SaidOnce): Dialogue<NodeDiff> => ({
  warn: (problems) => said.warn(problems),
  show: () => {},
  proceed: async () => true,
  confirmRollback: async ({ unfinished }) => {
    log('warn', `${unfinished.transaction.command} was interrupted; its changes are rolled back first`);
    return true;
  },
  // Nothing waits for a confirmation, because there is nobody to give it.
  confirm: async () => {},
});
