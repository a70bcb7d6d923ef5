import type { PlanNode } from '../../flannel/index.ts';
import { requestFor } from '../../leases/index.ts';
import type { ChangeTerms, Dialogue, GivenNetConf } from '../../node/index.ts';
import { type NodeDiff, setUpNode, WARNING_AT_BOOT } from '../../node/index.ts';
import type { Change } from '../../state/index.ts';
import { problemText } from '../retry/retry.ts';
import type { SaidOnce } from '../retry/said-once.ts';
import type { AgentSettings } from '../settings.ts';
import type { KernelRefusals } from './kernel-refusals.ts';
import type { PassListener } from './pass-listener.ts';

/** What a full comparison is made with. */
export interface FullInput {
  readonly netConf: GivenNetConf;
  readonly own: PlanNode;
  readonly peers: Iterable<PlanNode>;
  readonly refused: KernelRefusals;
  /** Whether this node was set up before: then only the checks of a boot stop it, as with `up`. */
  readonly isSetUp: boolean;
}

/** What a full comparison found and changed. */
export interface Passed {
  /** The comparison as it was before the change, without what was left out. */
  readonly found: NodeDiff;
  readonly changes: readonly Change[];
  /** What could not be made, and why: for a foreign object in the way, or because the kernel refuses it. */
  readonly leftOut: readonly string[];
}

/** A full comparison and its changes. What the kernel refuses is left out, and all else made. */
export async function fullPass(
  settings: AgentSettings,
  input: FullInput,
  said: SaidOnce,
  listener: PassListener,
): Promise<Passed> {
  const { refused } = input;
  const all = { ...input, peers: [...input.peers] };
  refused.begin();
  for (;;) {
    try {
      const { leftOut, ...passed } = await pass(settings, all, said, listener);
      refused.end();
      return { ...passed, leftOut: [...leftOut, ...refused.texts()] };
    } catch (error) {
      refused.add(error, input.isSetUp);
    }
  }
}

/**
 * Compares this whole node with the store's leases and changes what differs: by the same diff, transaction and
 * verification as `join`.
 */
async function pass(
  { given, ignored, log }: AgentSettings,
  { netConf, own, peers, refused, isSetUp }: FullInput,
  said: SaidOnce,
  { onCompared, ...watcher }: PassListener,
): Promise<Passed> {
  const nodes = [own, ...peers].map(requestFor);
  const { found, conflicts = [] } = await setUpNode(
    { ...given, node: own.name, stored: { ...netConf, nodes } },
    isSetUp ? [...WARNING_AT_BOOT, ...ignored] : ignored,
    { ...agentDialogue(log, said), show: onCompared },
    { ...agentTerms(said, isSetUp), refused: refused.parts, watcher },
  );
  const { changes } = found.comparison.diff;
  return { found, changes, leftOut: conflicts.map(problemText) };
}

/**
 * The terms of the agent's changes: nobody is asked, and nothing waits.
 * @param isSetUp whether the node was set up before: then it is served as well as a foreign object in the way lets it
 */
export const agentTerms = (said: SaidOnce, isSetUp: boolean): ChangeTerms => ({
  command: 'flannelctl agent',
  dryRun: false,
  // Another flannelctl at work is a failure, and the next try comes soon: a wait could not be stopped.
  lockSeconds: 0,
  confirmSeconds: 0,
  leavesConflicts: isSetUp,
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
  confirmRollback: async ({ open }) => {
    log('warn', `${open.transaction.command} was interrupted; its changes are rolled back first`);
    return true;
  },
  // Nothing waits for a confirmation, because there is nobody to give it.
  confirm: async () => {},
});
