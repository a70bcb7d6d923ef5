import type { Change } from '../../state/index.ts';
import type { AgentSettings } from '../settings.ts';
import type { FullReason } from './work-queue.ts';

/** Logs and counts what a full comparison has changed. */
export function tellChanged(
  { log, metrics }: AgentSettings,
  changes: readonly Change[],
  reasons: readonly FullReason[],
): void {
  metrics.countFullComparison();
  const why = reasons.map(({ text }) => text).join('; ');
  if (changes.length > 0) log('info', `${changedText(changes.length)}: ${why}`);
  else log('debug', `all was compared, and matches: ${why}`);
  if (!reasons.every(({ isDrift }) => isDrift)) return;
  for (const { kind } of changes.map((change) => ('to' in change ? change.to : change.from)))
    metrics.countDriftMended(kind, 1);
}

const changedText = (count: number): string =>
  count === 1 ? '1 object was changed' : `${count} objects were changed`;
