import { checkGround, judgingTools, LOOK_CHECKS, readIgnored } from '../../checks/index.ts';
import { hostFacts, oneReading } from '../../host/index.ts';
import {
  conflictProblems,
  type Pending,
  refuseCollateral,
  refuseConflicts,
  refuseUnencodable,
} from '../../reconcile/index.ts';
import { withoutConflicts } from '../../state/index.ts';
import type { NodeDiff } from '../compare/node-diff.ts';
import { inspect } from '../look/inspect.ts';
import { dropReport } from '../managed/agent-report.ts';
import { stopAgentService, systemctl } from '../managed/agent-unit.ts';
import { endAgent, refuseBesideAgent } from '../managed/beside-agent.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { withCleanHost } from '../terms/clean-host.ts';
import type { CommandOutcome, Dialogue } from '../terms/dialogue.ts';
import type { ChangeTerms } from '../terms/terms.ts';
import { transactionTerms } from '../terms/transaction-terms.ts';
import { confirmed } from './confirmed.ts';
import { diffReset, type ResetDiff, reset } from './reset.ts';
import { setUp } from './set-up.ts';

/** init and join: preflight, diff, ask, apply, verify, and wait for the confirmation if one is needed. */
export async function setUpNode(
  given: SetUpInput,
  ignored: readonly string[],
  dialogue: Dialogue<NodeDiff>,
  terms: ChangeTerms,
): Promise<CommandOutcome<NodeDiff>> {
  readIgnored(ignored);
  if (!terms.besideAgent && !terms.dryRun) await refuseBesideAgent(given.root);
  return confirmed(given.root, dialogue, terms, async () =>
    withCleanHost(given.root, dialogue, terms, async () => {
      const [found, warnings] = await inspect(given, ignored);
      dialogue.warn(warnings);
      return changeNode(found, dialogue, terms);
    }),
  );
}

/** Shows what was compared, asks, and applies it, unless something speaks against it. */
export async function changeNode(
  found: NodeDiff,
  dialogue: Dialogue<NodeDiff>,
  terms: ChangeTerms,
): Promise<CommandOutcome<NodeDiff> & { readonly pending?: Pending | undefined }> {
  await dialogue.show(found);
  if (!terms.leavesConflicts) refuseConflicts(found.comparison);
  const possible = possiblePart(found, terms.refused);
  refuseUnencodable(possible.comparison);
  refuseCollateral(possible.comparison, terms.acceptLoss);
  if (!(await dialogue.proceed(possible))) return { result: 'planned', found: possible };
  const made = await transactionTerms(possible, terms, dialogue.warn);
  const pending = await setUp(possible, made);
  const isSame = possible.comparison.diff.changes.length === 0;
  const conflicts = conflictProblems(found.comparison);
  return { result: isSame ? 'unchanged' : 'applied', found: possible, conflicts, pending };
}

/** A node's comparison without what foreign objects are in the way of, and what the kernel refuses. */
function possiblePart(found: NodeDiff, refused: ChangeTerms['refused']): NodeDiff {
  const { target, comparison } = found;
  const { desired, changes } = withoutConflicts(target.desired, comparison.diff.changes, refused);
  return {
    ...found,
    target: { ...target, desired },
    comparison: { ...comparison, diff: { ...comparison.diff, changes } },
  };
}

/** reset: diff to a host without our objects, ask, apply, verify, delete the record. */
export async function resetNode(
  root: string,
  dialogue: Dialogue<ResetDiff>,
  terms: ChangeTerms,
): Promise<CommandOutcome<ResetDiff>> {
  return confirmed(root, dialogue, terms, async () =>
    withCleanHost(root, dialogue, terms, async () => {
      const facts = hostFacts();
      const [warnings, found] = await oneReading(async () => [
        await checkGround(LOOK_CHECKS, facts),
        await judgingTools(async () => diffReset(root), facts),
      ]);
      dialogue.warn([...warnings, ...found.warnings]);
      await dialogue.show(found);
      const isNothing = found.comparison.diff.changes.length === 0 && found.record === undefined;
      if (isNothing) return { result: 'unchanged', found };
      refuseUnencodable(found.comparison);
      refuseCollateral(found.comparison, terms.acceptLoss);
      if (!(await dialogue.proceed(found))) return { result: 'planned', found };
      await endAgent(root, terms.keepsLease);
      const hadService = await stopAgentService(root);
      const made = await transactionTerms(found, terms, dialogue.warn);
      const pending = await reset(found, made);
      await dropReport(root);
      if (hadService) await systemctl('daemon-reload');
      return { result: 'applied', found, pending };
    }),
  );
}
