import { checkGround, ROOT_CHECKS } from '../../checks/index.ts';
import type { HistoryDocument } from '../../generated/types.d.ts';
import { hostFacts, machineAt } from '../../host/index.ts';
import { readHistory } from '../../reconcile/index.ts';

/** history: the last changes of this host, the newest first. @param limit how many at most */
export async function pastChanges(
  root: string,
  limit: number,
): Promise<Pick<HistoryDocument, 'kind' | 'changes'>> {
  await checkGround(ROOT_CHECKS, hostFacts());
  const entries = await readHistory(machineAt(root));
  return { kind: 'History', changes: entries.toReversed().slice(0, limit) };
}
