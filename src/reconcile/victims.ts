import { recreateForeign, showForeign } from '../state/index.ts';
import type { HostNetwork, ReconcileHost } from './host.ts';
import type { Transaction } from './transaction.ts';

type Victims = Transaction['victims'];

/**
 * Creates the foreign objects again that went with links of ours, in the order they were found, and reads whether they are there. What was
 * not lost is not touched.
 * @returns what is not there and could not be created again, as `ip` prints it
 */
export async function restoreVictims(
  { network }: ReconcileHost,
  { victims }: Pick<Transaction, 'victims'>,
): Promise<string[]> {
  const lost = await missing(network, victims);
  for (const words of lost.map(recreateForeign)) if (words !== undefined) await network.ip(words);
  return (await missing(network, lost)).map(showForeign);
}

async function missing(network: HostNetwork, victims: Victims): Promise<Victims> {
  if (victims.length === 0) return [];
  const there = new Set((await network.dependents()).map(({ foreign }) => showForeign(foreign)));
  return victims.filter((victim) => !there.has(showForeign(victim)));
}
