import { Failure } from '../errors/index.ts';
import { showForeign } from '../state/index.ts';
import type { HostDiff } from './compare.ts';

/** Stops where objects of others would go along with ours, unless that is accepted: they are named, and nothing is changed. */
export function refuseLosses({ victims }: Pick<HostDiff, 'victims'>, acceptLoss: boolean): void {
  if (acceptLoss || victims.length === 0) return;
  throw new Failure(
    'conflict',
    `${victims.length} object(s) not created by flannelctl would be deleted with ours; nothing was changed`,
    {
      problems: victims.map(({ foreign, lostWith }) => ({
        severity: 'error',
        message: `goes with ${lostWith}: ${showForeign(foreign)}`,
      })),
      hint: 'Move them away first, or accept the loss with --accept-loss.',
    },
  );
}
