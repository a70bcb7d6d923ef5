import {
  CHANGE_CHECKS,
  checkGround,
  judgingTools,
  LOOK_CHECKS,
  readIgnored,
  runChecks,
} from '../../checks/index.ts';
import type { Problem } from '../../errors/index.ts';
import { hostFacts, oneReading } from '../../host/index.ts';
import { checkedNode } from '../compare/checked-node.ts';
import { impactOf } from '../compare/impact.ts';
import { diffNode, type NodeDiff } from '../compare/node-diff.ts';
import { peersSaved } from '../managed/saved-peers.ts';
import type { SetUpInput } from '../resolve/set-up-input.ts';
import { readSaved } from '../saved/read-saved.ts';
import type { SavedNode } from '../saved/saved-node.ts';

/**
 * Checks and compares a node as init, join and diff do: preflight, then the comparison. Changes nothing.
 * @param record the saved node to compare with, if it is not the one on disk
 */
export const inspect = async (
  given: SetUpInput,
  ignoredChecks: readonly string[],
  record?: SavedNode,
): Promise<[NodeDiff, Problem[]]> =>
  oneReading(async () => inspected(given, readIgnored(ignoredChecks), record));

/** The same beside a running agent, whose peers are saved first. */
export async function inspectSettled(
  given: SetUpInput,
  ignoredChecks: readonly string[],
): Promise<[NodeDiff, Problem[]]> {
  await peersSaved(given.root);
  return inspect(given, ignoredChecks);
}

async function inspected(
  given: SetUpInput,
  ignored: ReturnType<typeof readIgnored>,
  record: SavedNode | undefined,
): Promise<[NodeDiff, Problem[]]> {
  const facts = hostFacts();
  const ground = await checkGround(LOOK_CHECKS, facts, ignored);
  const prepared = await judgingTools(
    async () => diffNode(given, record ?? (await readSaved(given.root)), facts),
    facts,
    ignored,
  );
  const found = await runChecks(CHANGE_CHECKS, checkedNode(prepared), facts, ignored);
  const kept = prepared.kept.map(keptProblem);
  return [
    prepared,
    [
      ...ground,
      ...prepared.spec.warnings,
      ...found,
      ...impactOf(
        prepared.record,
        prepared.spec,
        prepared.comparison.diff.changes,
        given.stored !== undefined,
      ),
      ...kept,
    ],
  ];
}

const keptProblem = (file: string): Problem => ({
  severity: 'warning',
  message: `${file} is not wanted any more, but it is not as flannelctl wrote it`,
  hint: 'It is left, and is yours from now on.',
});
