import { Failure } from '../../errors/index.ts';
import { showForeign } from '../../state/index.ts';
import type { HostDiff } from './compare.ts';

/**
 * Refuses a diff that would delete foreign objects together with ours, unless the loss is accepted.
 * @throws Failure `conflict`, which names each; nothing has been changed
 */
export function refuseCollateral({ collateral }: Pick<HostDiff, 'collateral'>, acceptLoss: boolean): void {
  if (acceptLoss || collateral.length === 0) return;
  throw new Failure(
    'conflict',
    `${collateral.length} object(s) not created by flannelctl would be deleted with ours; nothing was changed`,
    {
      problems: collateral.map(({ foreign, removedBy }) => ({
        severity: 'error',
        message: `deleted with ${removedBy}: ${showForeign(foreign)}`,
      })),
      hint: 'Move them away first, or accept the loss with --accept-loss.',
    },
  );
}
