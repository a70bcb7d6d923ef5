import { recreateForeign, showForeign } from '../../state/index.ts';
import type { HostNetwork, ReconcileHost } from '../base/host.ts';
import type { Transaction } from '../journal/transaction.ts';

type Lost = Transaction['collateral'];

/**
 * Creates the foreign objects again that were deleted with links of ours, in the order in which they were found, and
 * verifies them. Objects that were not lost are not touched.
 * @returns the objects that could not be created again, as `ip` prints them
 */
export async function restoreCollateral(
  { network }: ReconcileHost,
  { collateral }: Pick<Transaction, 'collateral'>,
): Promise<string[]> {
  const lost = await missing(network, collateral);
  for (const words of lost.map(recreateForeign)) if (words !== undefined) await network.ip(words);
  return (await missing(network, lost)).map(showForeign);
}

async function missing(network: HostNetwork, collateral: Lost): Promise<Lost> {
  if (collateral.length === 0) return [];
  const there = new Set((await network.dependents()).map(({ foreign }) => showForeign(foreign)));
  return collateral.filter((foreign) => !there.has(showForeign(foreign)));
}
